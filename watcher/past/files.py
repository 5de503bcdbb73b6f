"""Pages and feeds that were saved as files, one capture a file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from watcher.errors import UsageError
from watcher.model.capture import Capture
from watcher.model.source import Source
from watcher.past.moments import from_names, from_status_page
from watcher.past.saved import MAX_BODY, LeftAside, Saved, capture_of, unreadable


def files_below(path: Path) -> Iterator[Path]:
    """The file itself, or all files of a folder and those below it; hidden ones left out."""
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder.")
    if not path.is_dir():
        yield path
        return
    for found in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
        if found.is_file() and not hidden:
            yield found


def from_file(source: Source, path: Path, below: Path, *, file_times: bool) -> Saved | LeftAside:
    """Read one file. `below` is what was named on the command line; a date may stand in its name.

    UsageError where nothing says when it was captured; with `file_times` the time at which the
    file was last changed does.
    """
    try:
        status = path.stat()
        if status.st_size > MAX_BODY:
            return LeftAside(str(path), f"it is larger than {MAX_BODY:,} bytes")
    except OSError as error:
        raise unreadable(path, error) from error
    # Not those above what was named: a backup's date, say, is no capture's.
    inside = (below.name, *path.relative_to(below).parts)
    moment = from_names(reversed(inside))
    if moment is None and source.kind == "untc-status":
        moment = from_status_page(_bytes(path))
    if moment is None and file_times:
        moment = datetime.fromtimestamp(int(status.st_mtime), UTC)
    if moment is None:
        raise UsageError(
            f"{path}: nothing says when it was captured. Put the date into its name "
            "(2025-11-19 or 20251119T103000Z, in UTC), or say --file-times to take the time at "
            "which each file was last changed."
        )
    return Saved(str(path), moment, partial(_read, path, source.url, moment))


def _read(path: Path, url: str, moment: datetime) -> Capture:
    return capture_of(url, _bytes(path), moment)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
