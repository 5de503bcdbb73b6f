"""Replaces a configuration's file by an edited one, as a whole or not at all."""

import os
import shlex
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from watcher.config.read import default_path, load
from watcher.errors import ConfigError, UsageError

_MARK = "\ufeff"  # editors on Windows put it first


def own_file(path: Path | None) -> Path:
    """Give the file that is edited: the one that was named, or the default.

    Raises UsageError for the files that come with the program, and says how to make one's own.
    """
    package = Path(__file__).parents[1]
    chosen = default_path() if path is None else path
    shipped = chosen.resolve().is_relative_to(package) or (
        path is None and chosen == package.parent / "config/watcher.toml"
    )
    if shipped:
        raise UsageError(
            f"{chosen} comes with the program and is not edited; make your own with\n"
            f"    mkdir -p config && cp {shlex.quote(str(chosen))} config/watcher.toml\n"
            "and run this again."
        )
    return chosen


def rewrite(path: Path, edit: Callable[[str], str]) -> None:
    """Edit the text of a file and put the result in its place, if it is a valid configuration.

    The file keeps its mode and owner; where `path` is a link, what it leads to is replaced.
    Raises UsageError where that cannot be done; the file is then as it was.
    """
    target = path.resolve()
    try:
        body = target.read_bytes()
        text = body.decode("utf-8")
        mark = _MARK if text.startswith(_MARK) else ""
        edited = (mark + _edited(path, edit, text.removeprefix(_MARK))).encode()
        if edited != body:
            _replace(path, target, body, edited)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path}: cannot be replaced: {reason}; nothing was changed.") from error


def _edited(path: Path, edit: Callable[[str], str], text: str) -> str:
    try:
        return edit(text)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error


def _replace(path: Path, target: Path, body: bytes, edited: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".watcher-", suffix=".toml")
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(edited)
            file.flush()
            os.fsync(file.fileno())
        _check(path, written)
        status = target.stat()
        with suppress(PermissionError):  # only root may give a file away
            os.chown(written, status.st_uid, status.st_gid)
        written.chmod(status.st_mode & 0o7777)
        _check_unchanged(path, target, body)
        written.replace(target)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _check(path: Path, written: Path) -> None:
    try:
        load(written)
    except ConfigError as error:
        problems = (problem.replace(str(written), str(path)) for problem in error.problems)
        reason = "\n".join(problems)
        raise UsageError(f"{path}: would not be valid any more, so it stays:\n{reason}") from error


def _check_unchanged(path: Path, target: Path, body: bytes) -> None:
    if target.read_bytes() != body:
        raise UsageError(f"{path}: was changed by somebody else meanwhile; run this again.")
