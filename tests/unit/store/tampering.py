"""A database with all that evidence is made of, and hands that alter one value of it."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database

from tests.unit.store.polling import SOURCES, Polls, added, modified, removed, signature, statement
from watcher.evidence.chain import Differs
from watcher.evidence.key import key_file
from watcher.model.change import ChangeKind
from watcher.model.source import Outcome
from watcher.store import documents, polls, retention
from watcher.store.database import open_for_writing, transaction
from watcher.store.verification import verify

#: The tables whose every column must be what it was.
PROVEN = ("changes", "captures", "bodies", "head")


def make(path: Path, participants: int = 12) -> None:
    """A history: a baseline, changes, a withdrawal, a rename, quarantine, a document, a deletion,
    a body that was deleted and served again, and a key that was lost.
    """
    db = open_for_writing(path)
    log = Polls(db)
    with transaction(db):
        polls.register(db, SOURCES)
    names = [f"S{number:02}" for number in range(participants)]
    log.write(
        *(added(signature(code, f"State é\x1f{code}"), kind=ChangeKind.BASELINE) for code in names)
    )
    for number in range(3):
        log.write(outcome=Outcome.QUARANTINED, body=b"maintenance %d" % number)
    for code in names[:6]:
        new = signature(code, f"State {code}", date="2025-12-01", footnotes=("1", "2"))
        log.write(modified(signature(code, f"State é\x1f{code}"), new))
    log.write(removed(signature(names[0], f"State {names[0]}", date="2025-12-01")))
    for number in range(participants):
        entry = statement(f"Entry {number}: ratified", link="https://news.example.org/a.pdf")
        log.write(added(entry, f"entries/{number}"), source="news")
    with transaction(db):
        documents.want(db, "news", "entries/1", "https://news.example.org/a.pdf", 20, log.now)
        capture = log.record(outcome=Outcome.QUARANTINED, body=b"%PDF-1.7").capture
        documents.keep(db, 1, capture, "text", log.now)
    with transaction(db):
        later = log.now + timedelta(days=100)
        assert retention.delete_old(db, log.now + timedelta(days=1), later, 10) == 3
    log.write(outcome=Outcome.QUARANTINED, body=b"maintenance 1")
    log.write(added(signature("ZZ", "Zed")), body=b"the last one")
    db.close()
    key_file(path).rename(path.with_name("lost.key"))
    db = open_for_writing(path, new_key=True)
    Polls.write(log := Polls(db), added(signature("YY", "Why")), body=b"signed with the new key")
    assert log.db is db
    db.close()


@dataclass(frozen=True, slots=True)
class Flip:
    """One value that was altered."""

    table: str
    column: str
    row: int
    before: object
    after: object


def copied(path: Path) -> Database:
    """A copy in memory that nothing guards."""
    source = sqlite3.connect(path)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    source.backup(connection)
    source.close()
    unguard(connection)
    return Database(connection)


@contextmanager
def closing_raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file itself, with nothing that guards it."""
    connection = sqlite3.connect(path, isolation_level=None)
    unguard(connection)
    yield connection
    connection.close()


def unguard(connection: sqlite3.Connection) -> None:
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")


def flip(db: Database, rng: random.Random, table: str, column: str | None = None) -> Flip | None:
    """Flip one byte of one stored value; None where the database itself refuses it.

    Of text and blobs one bit of one byte, whatever comes of it; an empty one, or none, becomes a
    value. Of a number one bit.
    """
    columns = {row[1]: row[2] for row in db.conn.execute(f"PRAGMA table_info({table})")}
    column = column or rng.choice(sorted(columns))
    rows = [row[0] for row in db.conn.execute(f"SELECT rowid FROM {table} ORDER BY rowid")]
    row = rng.choice(rows)
    (kind, value) = db.conn.execute(
        f"SELECT typeof({column}), CAST({column} AS BLOB) FROM {table} WHERE rowid = ?", (row,)
    ).fetchone()
    if kind == "integer":
        before = int(value)
        after = before ^ (1 << rng.randrange(62))
    else:
        before = value
        after = _altered(value, rng)
    place = "CAST(? AS TEXT)" if columns[column] == "TEXT" else "?"
    try:
        db.conn.execute(f"UPDATE {table} SET {column} = {place} WHERE rowid = ?", (after, row))
    except sqlite3.IntegrityError:
        return None  # another row has that number or hash
    return Flip(table, column, row, before, after)


def _altered(value: bytes | None, rng: random.Random) -> bytes:
    if not value:
        return b"x"
    at = rng.randrange(len(value))
    return value[:at] + bytes([value[at] ^ (1 << rng.randrange(8))]) + value[at + 1 :]


def difference(db: Database) -> Differs | None:
    """The first row that verification finds to differ."""
    try:
        verify(db)
    except Differs as found:
        return found
    return None
