"""Files that are there whole, or not at all: written beside their place, and then renamed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from watcher.errors import UsageError


@contextmanager
def new_file(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """Write a file through a block; it appears under its name when the block ends well.

    UsageError where there is one already (unless `replace`), and where it cannot be written.
    """
    if path.is_dir():
        raise UsageError(f"{path}: this is a folder; name a file in it.")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    if path.exists() and not replace:
        raise UsageError(_there_already(path))
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        put_in_place(beside, path, replace=replace)
    except FileExistsError as error:
        raise UsageError(_there_already(path)) from error
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path}: it cannot be written: {reason}.") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def put_in_place(beside: Path, path: Path, *, replace: bool = False) -> None:
    """Give a finished file its name, durably. FileExistsError where that is taken; OSError."""
    if replace:
        beside.replace(path)
    else:
        try:
            os.link(beside, path)  # unlike a rename, it never takes another file's place
        except FileExistsError:
            raise
        except OSError as error:  # a file system without hard links
            if path.exists():
                raise FileExistsError(17, "there is a file already", str(path)) from error
            beside.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a file's name as durable as its bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _there_already(path: Path) -> str:
    return f"{path}: there is a file already; name another one, or say --force."
