"""Reads the whole database against its chains and its signed head. Nothing is written.

head and keys   the head says what was signed, with a key that the database names
deletions       each row follows the one before, up to the head; its columns say what its record
                says
captures        likewise; their bytes are those that came, or their deletion is on record
changes         likewise; each leads to the capture that it was read from
bodies          nothing that a change was read from was deleted
findings        they are what the log comes to
file            SQLite's own check of its pages and indexes

It is one read transaction, so that it can run beside the daemon, and reads row by row.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from watcher.errors import DatabaseBusy, StoreError
from watcher.evidence import sshsig
from watcher.evidence.chain import (
    Chain,
    Differs,
    check_capture,
    check_change,
    check_deletion,
    shown,
    text,
)
from watcher.evidence.head import Tip
from watcher.evidence.kept_head import KeptHead
from watcher.store.as_stored import Row, as_stored, stored_rows, stored_value, told
from watcher.store.database import reading
from watcher.store.verified_findings import check_findings
from watcher.store.verified_head import check_earlier_heads, check_head

Progress = Callable[[str, int, int], None]  # what is read, rows so far, rows in all

_CHANGES = (
    "SELECT changes.*, captures.sha256 AS c_sha256, captures.source AS c_source, "
    "captures.fetched_at AS c_fetched_at, captures.hash AS c_hash "
    "FROM changes LEFT JOIN captures ON captures.id = capture_id"
)
_CAPTURES = (
    "SELECT captures.*, bodies.size AS b_size, bodies.stored AS b_stored, "
    "length(bodies.deflated) AS b_length "
    "FROM captures LEFT JOIN bodies ON bodies.sha256 = captures.sha256"
)

#: Rows between two words of progress.
_STEP = 200

#: Bytes of one body, far beyond what is ever fetched.
_LARGEST_BODY = 200_000_000

#: What SQLite says of a file that cannot be used now, and may be sound.
_NO_DAMAGE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_NOMEM")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found to be sound."""

    changes: int
    captures: int
    bodies: int
    deleted: int  # bodies of which the hash alone is left
    findings: int
    keys: int  # that signed, the one in use included
    head: KeptHead
    fingerprint: str


def verify_file(
    path: Path,
    *,
    against: KeptHead | None = None,
    progress: Progress = lambda *_: None,
) -> Verified:
    """Verify a database beside whoever owns it.

    Raises Differs at the first row that is not what it was, also where the file is damaged;
    StoreError where there is no database that could be read.
    """
    try:
        with reading(path) as db:
            return verify(db, against=against, progress=progress)
    except DatabaseBusy:
        raise
    except StoreError as error:
        cause = error.__cause__
        code = getattr(cause, "sqlite_errorname", "")
        if not isinstance(cause, sqlite3.Error) or code.startswith(_NO_DAMAGE):
            raise
        raise Differs("file", "pages", f"SQLite cannot read it: {cause}") from error


def verify(
    db: Database,
    *,
    against: KeptHead | None = None,
    progress: Progress = lambda *_: None,
) -> Verified:
    """Verify an open database; raises Differs at the first row that is not what it was."""
    with _one_view(db):
        head, publics, kept = check_head(db)
        tables = _Tables(db, progress)
        _reaches(tables.deletions(), head.deletions)
        captures = tables.captures()
        _reaches(captures, head.captures)
        changes = tables.changes()
        _reaches(changes, head.changes)
        bodies, deleted = tables.bodies()
        check_earlier_heads(db, publics, against)
        findings = tables.findings()
        _check_pages(db)
    return Verified(
        changes=changes.number,
        captures=captures.number,
        bodies=bodies,
        deleted=deleted,
        findings=findings,
        keys=len(publics),
        head=kept,
        fingerprint=sshsig.fingerprint(sshsig.public_from_line(kept.public)),
    )


def verify_change(db: Database, seq: int) -> None:
    """Verify one row of `changes` by itself; Differs. Its place in the chain is not looked at."""
    with as_stored(db):
        for row in stored_rows(db, f"{_CHANGES} WHERE seq = ?", seq):
            check_change(_alone("changes", "seq", row), row)


def verify_capture(db: Database, number: int) -> None:
    """Verify one row of `captures` by itself, and its bytes; Differs."""
    with as_stored(db):
        for row in stored_rows(db, f"{_CAPTURES} WHERE captures.id = ?", number):
            tables = _Tables(db, lambda *_: None)
            tables.has_its_body(row, check_capture(_alone("captures", "id", row), row))
            sha256 = row["sha256"].decode()
            for body in stored_rows(db, "SELECT * FROM bodies WHERE sha256 = ?", sha256):
                _check_body(body)


def _alone(table: str, name: str, row: Row) -> Chain:
    """A chain that the row follows, whatever it says of the row before."""
    try:
        previous = str(json.loads(row["record"].decode())["previous"])
    except (ValueError, KeyError, TypeError):
        raise Differs(table, row[name], "its record cannot be read", "record") from None
    return Chain(table, name, row[name] - 1, previous)


@contextmanager
def _one_view(db: Database) -> Iterator[None]:
    """One state of the database."""
    db.conn.execute("BEGIN")
    try:
        with as_stored(db):
            yield
    finally:
        db.conn.rollback()


def _reaches(chain: Chain, tip: Tip) -> None:
    """The chain ends where the signed head says that it ends."""
    if chain.number < tip.number:
        reason = f"it is missing: the signed head names {tip.number} rows"
        raise Differs(chain.table, chain.number + 1, reason)
    if chain.number > tip.number:
        reason = f"the signed head does not know it: it names {tip.number} rows"
        raise Differs(chain.table, tip.number + 1, reason)
    if chain.hash != tip.hash:
        raise Differs(chain.table, tip.number, "it is another row than the signed head names")


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables, each read once from its first row on; or single rows."""

    db: Database
    progress: Progress

    def changes(self) -> Chain:
        chain = Chain("changes", "seq")
        for row in self._each("changes", f"{_CHANGES} ORDER BY seq"):
            check_change(chain, row)
        return chain

    def captures(self) -> Chain:
        chain = Chain("captures", "id")
        for row in self._each("captures", f"{_CAPTURES} ORDER BY id"):
            said = check_capture(chain, row)
            self.has_its_body(row, said)
        return chain

    def has_its_body(self, row: Row, said: Row) -> None:
        sha256 = str(said["sha256"])
        if row["b_size"] is None:
            reason = f"the body {shown(row['sha256'])} is missing"
            raise Differs("captures", row["id"], reason, "sha256")
        if row["b_size"] != said["size"]:
            reason = f"size says {row['b_size']}, where its captures say {said['size']}"
            raise Differs("bodies", sha256, reason, "size")
        if row["b_stored"] == text(said["stored"]) and row["b_length"]:
            return
        if row["b_stored"] != text(said["stored"]):
            newest = stored_value(self.db, "SELECT max(id) FROM captures WHERE sha256 = ?", sha256)
            if row["id"] == newest or not self._deleted_since(row["id"], sha256):
                stored, known = shown(row["b_stored"]), said["stored"]
                reason = f"stored says {stored}, where its captures say {known!r}"
                raise Differs("bodies", sha256, reason, "stored")
        if not row["b_length"] and not self._deleted_since(row["id"], sha256):
            reason = "its bytes are missing, and no deletion of them is on record"
            raise Differs("bodies", sha256, reason, "deflated")

    def _deleted_since(self, capture: int, sha256: str) -> bool:
        deleted = stored_value(
            self.db, "SELECT max(captures) FROM deletions WHERE sha256 = ?", sha256
        )
        return deleted is not None and deleted >= capture

    def bodies(self) -> tuple[int, int]:
        """How many bodies there are, and of how many the bytes were deleted."""
        count = deleted = 0
        for row in self._each("bodies", "SELECT * FROM bodies"):
            count += 1
            deleted += not row["deflated"]
            _check_body(row)
        lost = stored_value(
            self.db,
            "SELECT sha256 FROM bodies WHERE sha256 NOT IN (SELECT sha256 FROM captures) LIMIT 1",
        )
        if lost is not None:
            raise Differs("bodies", told(lost), "no capture knows it")
        empty = "SELECT sha256 FROM bodies WHERE length(deflated) = 0"
        first = "SELECT seq, capture FROM changes WHERE capture IN"
        for row in stored_rows(self.db, f"{first} ({empty}) ORDER BY seq LIMIT 1"):
            reason = f"its bytes are missing, and change {row['seq']} was read from them"
            raise Differs("bodies", told(row["capture"]), reason, "deflated")
        return count, deleted

    def deletions(self) -> Chain:
        chain = Chain("deletions", "id")
        for row in self._each("deletions", "SELECT * FROM deletions ORDER BY id"):
            check_deletion(chain, row)
        return chain

    def findings(self) -> int:
        """Source by source, so that no more than one is in memory; how many there are."""
        total = int(stored_value(self.db, "SELECT count(*) FROM findings"))
        count = 0
        sources = "SELECT source FROM changes UNION SELECT source FROM findings"
        for (source,) in self.db.conn.execute(sources).fetchall():
            self.progress("findings", count, total)
            count += check_findings(self.db, source.decode())
        self.progress("findings", total, total)
        return count

    def _each(self, table: str, sql: str) -> Iterator[Row]:
        total = int(stored_value(self.db, f"SELECT count(*) FROM {table}"))  # noqa: S608 -- our own names
        for count, row in enumerate(stored_rows(self.db, sql)):
            if count % _STEP == 0:
                self.progress(table, count, total)
            yield row
        self.progress(table, total, total)


def _check_body(row: Row) -> None:
    name, deflated = told(row["sha256"]), row["deflated"]
    if not deflated:
        return  # whether it was deleted rightly is seen from its captures
    if text(hashlib.sha256(deflated).hexdigest()) != row["stored"]:
        reason = "the stored bytes do not have the hash that is stored of them"
        raise Differs("bodies", name, reason, "deflated")
    try:
        unpacking = zlib.decompressobj()
        body = unpacking.decompress(deflated, _LARGEST_BODY)
    except zlib.error as error:
        reason = f"the stored bytes cannot be unpacked: {error}"
        raise Differs("bodies", name, reason, "deflated") from None
    if not unpacking.eof or unpacking.unused_data or len(body) != row["size"]:
        raise Differs("bodies", name, f"it does not hold {row['size']} bytes", "size")
    if text(hashlib.sha256(body).hexdigest()) != row["sha256"]:
        raise Differs("bodies", name, "its bytes have another SHA-256", "sha256")


def _check_pages(db: Database) -> None:
    said = stored_value(db, "PRAGMA integrity_check(1)")
    if said != b"ok":
        raise Differs("file", "pages", f"SQLite's own check says: {told(said)}")
