"""Copies a live database, verifies the copy, and only then gives it its name."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from watcher.errors import StoreError
from watcher.evidence import key as keys
from watcher.evidence.key import key_file
from watcher.evidence.newfile import put_in_place
from watcher.store.database import errors_named, exclusive, open_beside
from watcher.store.verification import Progress, Verified, verify_file

#: Pages copied between two words of progress; Ctrl-C is heard in between.
_PAGES = 2_000


def back_up(source: Path, target: Path, progress: Progress) -> Verified:
    """Copy the database as it is now, beside whoever writes to it; what was verified of the copy.

    Raises StoreError where the target exists or cannot be written, and then nothing of it is left;
    Differs where the copy, and so the database, is not as it was recorded.
    """
    _nothing_there(target, "no backup replaces another; name another file.")
    with _copy(source, target, progress, at_rest=False) as verified:
        return verified


def restore(backup: Path, target: Path, progress: Progress) -> Verified:
    """Put a copy of a backup in the database's place, verified; what was verified.

    Its key comes with it where it lies beside the backup. Raises StoreError where there is a
    database already, DatabaseBusy where a process holds that place; Differs as `back_up`.
    """
    if not backup.is_file():
        raise StoreError(f"{backup}: there is no such backup.")
    with exclusive(target, f"`watcher restore` (process {os.getpid()})"):
        for beside in ("", "-wal", "-journal"):
            _nothing_there(
                Path(f"{target}{beside}"),
                "it is not overwritten. Move the database away, with the files beside it that end "
                "in -wal and -shm (the key can stay), or name another one in service.database.",
            )
        key = _key_to_bring(backup, target)
        # What no process has open may lie where SQLite could not even open it to read.
        at_rest = not Path(f"{backup}-wal").exists()
        with _copy(backup, target, progress, at_rest=at_rest) as verified:
            _must_fit(key_file(target) if key is None else key_file(backup), verified)
            if key is not None:
                keys.write(key_file(target), key)
            return verified


def copy_key(source: Path, target: Path) -> None:
    """Copy a database's key to where that of its backup is; StoreError where it cannot be."""
    text = _bytes(key_file(source))
    keys.load(key_file(source))
    _nothing_there(key_file(target), "no key replaces another; move it away first.")
    keys.write(key_file(target), text)


def _key_to_bring(backup: Path, target: Path) -> bytes | None:
    """The key beside a backup, where the database's own place has none."""
    if key_file(target).exists() or not key_file(backup).exists():
        return None
    keys.load(key_file(backup))
    return _bytes(key_file(backup))


def _must_fit(file: Path, verified: Verified) -> None:
    """A key that is there must be the one that signed the backup."""
    if file.exists() and keys.load(file).public != verified.head.public:
        raise StoreError(
            f"{file}: this is not the key that signed the backup ({verified.fingerprint}). "
            "Move it away, or put that one there; nothing was restored."
        )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StoreError(f"{path}: the key cannot be read: {reason}.") from error


@contextmanager
def _copy(source: Path, target: Path, progress: Progress, *, at_rest: bool) -> Iterator[Verified]:
    """A verified copy that gets its name when the block ends well; else nothing of it is left."""
    if not target.parent.is_dir():
        raise StoreError(f"{target}: there is no folder {target.parent}; make it first.")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if at_rest:
            progress("copying", 0, 1)
            shutil.copyfile(source, beside)
        else:
            _copy_pages(source, beside, target, progress)
        yield _verified(beside, source, progress)
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        put_in_place(beside, target)
    except FileExistsError as error:
        raise StoreError(f"{target}: there is a file by now; nothing was overwritten.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StoreError(f"{target}: the copy cannot be written: {reason}.") from error
    finally:
        with suppress(OSError):
            for name in ("", "-wal", "-shm", "-journal"):
                Path(f"{beside}{name}").unlink(missing_ok=True)


def _copy_pages(source: Path, beside: Path, target: Path, progress: Progress) -> None:
    """Copy page by page out of one read transaction: what is written meanwhile stays outside."""
    with (
        closing(open_beside(source)) as db,
        errors_named(target),
        closing(sqlite3.connect(beside, isolation_level=None)) as copy,
    ):
        copy.execute("PRAGMA synchronous = OFF")  # it is flushed once, when it is whole
        db.conn.execute("BEGIN")
        db.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        db.conn.backup(
            copy,
            pages=_PAGES,
            progress=lambda _status, left, total: progress("copying", total - left, total),
        )
        db.conn.rollback()


def _verified(copy: Path, source: Path, progress: Progress) -> Verified:
    try:
        return verify_file(copy, progress=progress)
    except StoreError as error:  # the copy has a name that nobody knows
        raise StoreError(str(error).replace(str(copy), str(source))) from error


def _nothing_there(path: Path, advice: str) -> None:
    if path.is_dir():
        raise StoreError(f"{path}: this is a folder; name a file in it.")
    if path.exists() or path.is_symlink():
        raise StoreError(f"{path}: there is a file already, and {advice}")
