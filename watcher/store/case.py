"""Gathers what proves one change. What is not as it was recorded makes no evidence: Differs."""

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlite_utils import Database

from watcher.errors import UsageError
from watcher.evidence.case import Case, Exhibit
from watcher.evidence.chain import Chain, Differs
from watcher.evidence.head import Tip
from watcher.evidence.kept_head import kept_head
from watcher.evidence.key import fingerprint
from watcher.model.capture import Capture
from watcher.model.change import LoggedChange
from watcher.store import documents, head, log, rows
from watcher.store.verification import verify_capture, verify_change


@contextmanager
def gathered(db: Database, seq: int) -> Iterator[Case]:
    """The evidence of a change, out of one state of the database.

    The chains are read while the block takes them. UsageError where there is no such change.
    """
    db.conn.execute("BEGIN")
    try:
        yield _case(db, seq)
    finally:
        db.conn.rollback()


def exhibit(db: Database, number: int) -> Exhibit:
    """A capture with its row, and its bytes where they are kept.

    Differs where they are not what was recorded, KeyError where there is no such capture.
    """
    verify_capture(db, number)
    row = next(
        db.query(
            "SELECT captures.*, bodies.size, bodies.deflated, "
            "(SELECT max(deleted_at) FROM deletions WHERE sha256 = captures.sha256) AS deleted_at "
            "FROM captures JOIN bodies ON bodies.sha256 = captures.sha256 WHERE captures.id = ?",
            [number],
        ),
        None,
    )
    if row is None:
        raise KeyError(number)
    body = zlib.decompress(row["deflated"]) if row["deflated"] else b""
    return Exhibit(
        number=number,
        source=row["source"],
        capture=Capture(
            url=row["url"],
            status=row["status"],
            headers=tuple((name, value) for name, value in json.loads(row["headers"])),
            fetched_at=rows.to_moment(row["fetched_at"]),
            body=body,
            elapsed=timedelta(0),
            sha256=row["sha256"],
        ),
        size=row["size"],
        record=row["record"],
        hash=row["hash"],
        deleted_at=None if row["deflated"] else row["deleted_at"],
    )


def _case(db: Database, seq: int) -> Case:
    verify_change(db, seq)
    logged = log.change(db, seq)
    if logged is None:
        raise UsageError(f"There is no change {seq}; the newest is {log.head(db)}.")
    (record,) = db.conn.execute("SELECT record FROM changes WHERE seq = ?", (seq,)).fetchone()
    before, before_seq = _before(db, logged, record)
    after = exhibit(db, logged.capture_id)
    brought = tuple(
        exhibit(db, each.capture_id)
        for each in documents.of_change(db, seq)
        if each.capture_id is not None
    )
    first = min(each.number for each in (after, *brought, *((before,) if before else ())))
    signed = head.signed(db)
    try:
        kept = kept_head(signed.record, signed.signature, signed.public)
    except ValueError:
        raise Differs("head", 1, "it is not signed by its key") from None
    return Case(
        logged=logged,
        record=record,
        after=after,
        before=before,
        before_seq=before_seq,
        documents=brought,
        head=kept,
        fingerprint=fingerprint(signed.public),
        changes=_chain(db, Chain("changes", "seq"), seq, kept.head.changes),
        captures=_chain(db, Chain("captures", "id"), first, kept.head.captures),
    )


def _before(db: Database, logged: LoggedChange, record: bytes) -> tuple[Exhibit | None, int | None]:
    """The capture before, and the change that stated from it what this one found different."""
    if logged.change.old is not None:
        keys = [key for key, _ in json.loads(record)["updates"]]
        found = next(_stating(db, logged, keys), None)
        if found is not None:
            return exhibit(db, found["capture_id"]), found["seq"]
    last = db.conn.execute(
        "SELECT max(capture_id) FROM changes WHERE source = ? AND seq < ? AND capture_id < ?",
        (logged.source, logged.seq, logged.capture_id),
    ).fetchone()[0]
    return (exhibit(db, last) if last is not None else None), None


def _stating(db: Database, logged: LoggedChange, keys: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Earlier changes of the source that stated one of these findings, newest first."""
    wanted = set(keys)
    for key in wanted:
        needle = json.dumps(key, ensure_ascii=False).encode("utf-8", "backslashreplace")
        for row in db.query(
            "SELECT seq, capture_id, record FROM changes WHERE source = ? AND seq < ? "
            "AND capture_id <> ? AND instr(record, ?) ORDER BY seq DESC",
            [logged.source, logged.seq, logged.capture_id, needle],
        ):
            stated = json.loads(row["record"])["updates"]
            if any(each in wanted and finding is not None for each, finding in stated):
                yield row


def _chain(db: Database, chain: Chain, first: int, tip: Tip) -> Iterator[bytes]:
    """The records from a row to the head, each of which names the hash of the one before."""
    number = chain.name
    sql = f"SELECT {number}, record, hash FROM {chain.table} WHERE {number} >= ? ORDER BY {number}"  # noqa: S608 -- our own names
    for row in db.query(sql, [first]):
        if not chain.number:
            chain.number, chain.hash = first - 1, str(json.loads(row["record"])["previous"])
        chain.follow({**row, "hash": row["hash"].encode()})
        yield row["record"]
    if (chain.number, chain.hash) != (tip.number, tip.hash):
        raise Differs(chain.table, tip.number, "the signed head names another row")
