"""Opens, checks and locks the database file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from watcher.errors import DatabaseBusy, StoreError
from watcher.evidence import key as keys
from watcher.evidence.key import SigningKey, key_file
from watcher.store import head
from watcher.store.schema import APPLICATION_ID, SCHEMA_VERSION, migrations

#: How long a statement waits for another process's short write, in seconds.
_BUSY_SECONDS = 15


class OwnedDatabase(Database):
    """The database in the hands of its owner, with the key that signs what is added to it."""

    def __init__(self, connection: sqlite3.Connection, key: SigningKey) -> None:
        super().__init__(connection)
        self.key = key


@contextmanager
def errors_named(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into sentences that name the file and say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorname", "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise DatabaseBusy(
                f"{path}: another process is writing to the database; try again in a moment."
            ) from error
        advice = {
            "SQLITE_NOTADB": "it is not an SQLite database; name another file in service.database.",
            "SQLITE_CORRUPT": "it is damaged; restore a backup, and keep the damaged file.",
            "SQLITE_FULL": "the disk is full; nothing was lost, make room and go on.",
            "SQLITE_READONLY": "it cannot be written; check its owner and permissions.",
            "SQLITE_CANTOPEN": "it cannot be opened; check that it is a file, and yours to read.",
        }
        reason = next((text for name, text in advice.items() if code.startswith(name)), f"{error}.")
        raise StoreError(f"{path}: {reason}") from error


def open_for_writing(path: Path, *, new_key: bool = False) -> OwnedDatabase:
    """Open the database, creating it or bringing it up to date. Call under `exclusive`.

    At first use a key is made beside it; with `new_key` another one takes over. Raises StoreError
    where the file is no database, another program's, or from a newer version, and where the key
    that it names is not there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with errors_named(path):
        db = _connect(path)
        try:
            _check_ours(db, path)
            _bring_up_to_date(db, path)
            owned = OwnedDatabase(db.conn, _key_of(db, path, new_key=new_key))
            if new_key or owned.key.public != head.newest_key(owned):
                with transaction(owned):
                    head.take_over(owned, owned.key)
        except BaseException:
            db.close()
            raise
    return owned


def open_beside(path: Path, *, read_only: bool = True) -> Database:
    """Open an existing database beside the process that owns it, to read or to ask.

    Raises StoreError where there is none yet, or where its tables are not those of this version.
    """
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        raise StoreError(
            f"{path}: there is no database yet. Run `watcher poll` or `watcher run` first, "
            "or name another file in service.database."
        )
    with errors_named(path):
        db = _connect(path)
        try:
            _check_ours(db, path)
            _check_up_to_date(db, path)
            if read_only:
                db.execute("PRAGMA query_only = ON")
        except BaseException:
            db.close()
            raise
    return db


@contextmanager
def reading(path: Path) -> Iterator[Database]:
    """Read an existing database beside whoever owns it; raises StoreError."""
    db = open_beside(path)
    try:
        with errors_named(path):
            yield db
    finally:
        db.close()


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """Let all that is read in a block see the same moment. Nothing may be written in it."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.rollback()


@contextmanager
def exclusive(path: Path, who: str) -> Iterator[None]:
    """Hold the database for this process; DatabaseBusy names the holder where there is one.

    `who` is the command, for the sentence that a second process prints. The lock goes with the
    process, however that ends.
    """
    lock = FileLock(f"{path}.lock", timeout=0)
    holder = Path(f"{path}.holder")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        holder.write_text(who, encoding="utf-8")
    except Timeout as error:
        raise DatabaseBusy(f"{path}: {_held_by(holder)}") from error
    except OSError as error:
        lock.release()
        reason = f"{error.strerror or error}".lower()
        raise StoreError(
            f"{path}: the database needs a folder that can be written, and "
            f"{error.filename or path.parent} says: {reason}. Check the folder and its disk."
        ) from error
    try:
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _held_by(holder: Path) -> str:
    try:
        who = holder.read_text(encoding="utf-8").strip()
    except OSError:
        who = ""
    return (
        f"the database is held by {who or 'another process'}. Stop that first, or name another "
        "file in service.database."
    )


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """One immediate transaction: a deferred one that reads first fails under a second writer.

    Where the database is owned and a chain has grown, the head is signed at its end.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        if isinstance(db, OwnedDatabase):
            head.seal(db, db.key)
        db.commit()  # inside: a commit that fails can leave the transaction open
    except BaseException:
        db.rollback()
        raise


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
    connection.isolation_level = None
    db = Database(connection)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = FULL")
    db.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    return db


def _key_of(db: Database, path: Path, *, new_key: bool) -> SigningKey:
    """The key that signs for a database: the one that it names, or a new one at first use."""
    file, named = key_file(path), head.newest_key(db)
    if new_key and file.exists():
        raise StoreError(
            f"{file}: there is a key already, and no other one takes its place; move it away first."
        )
    if file.exists():
        key = keys.load(file)
        if named is not None and key.public != named:
            raise StoreError(
                f"{file}: this is another key than the one that the database was signed with "
                f"({keys.fingerprint(named)}). Put that one there."
            )
        return key
    if named is not None and not new_key:
        raise StoreError(
            f"{file}: the key that signs the log is missing, and nothing can be added without it. "
            f"Put it back from where you keep a copy ({keys.fingerprint(named)}). If it is lost, "
            "`watcher verify --new-key` makes a new one, and the log says so for ever."
        )
    return keys.make(file)


def _pragma(db: Database, name: str) -> int:
    value = db.execute(f"PRAGMA {name}").fetchone()[0]
    return int(value)


def _check_ours(db: Database, path: Path) -> None:
    application = _pragma(db, "application_id")
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and tables:
        raise StoreError(
            f"{path}: this is the database of another program; name another file in "
            "service.database."
        )
    version = _pragma(db, "user_version")
    if application == APPLICATION_ID and version > SCHEMA_VERSION:
        raise StoreError(
            f"{path}: the database is from a newer version of the watcher (schema {version}, this "
            f"program knows {SCHEMA_VERSION}). Nothing was changed; install the newer version."
        )


def _check_up_to_date(db: Database, path: Path) -> None:
    if _pragma(db, "user_version") != SCHEMA_VERSION:
        raise StoreError(
            f"{path}: the database is from an older version; `watcher run` brings it up to date."
        )


def _bring_up_to_date(db: Database, path: Path) -> None:
    if _pragma(db, "page_count") == 0:
        # For a new file alone: later it is a write, and a disk flush, at each opening.
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
    mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise StoreError(
            f"{path}: the file system does not support write-ahead logging (a network share?); "
            "put the database on a local disk."
        )
    if _pragma(db, "user_version") == SCHEMA_VERSION:
        return
    with transaction(db):
        migrations.apply(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
