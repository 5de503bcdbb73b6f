"""Deletes the bytes of captures that are old and changed nothing; their rows and hashes stay.

Kept for ever: what a change was read from, the documents behind changes, and what is still held
in quarantine. Each deletion is a row of its own chain, which the signed head names: bytes that are
missing without one are found. Called inside a transaction.
"""

from datetime import datetime

from sqlite_utils import Database

from watcher.evidence.canonical import canonical, chain_hash
from watcher.store.rows import to_moment, to_text

_RESTED = "last_retention"

#: Bodies that have bytes, and of which no capture is needed or too young. A poll that is part of
#: an episode that goes on may be held: `quarantine` compares what comes with it.
_DISPENSABLE = """
    SELECT sha256 FROM bodies WHERE length(deflated) > 0 AND sha256 NOT IN (
        SELECT sha256 FROM captures WHERE fetched_at >= :before
        OR id IN (SELECT capture_id FROM changes)
        OR id IN (SELECT capture FROM documents WHERE capture IS NOT NULL)
        OR id IN (
            SELECT capture FROM polls WHERE capture IS NOT NULL AND (
                finished_at >= :before OR decided_at >= :before
                OR id > (
                    SELECT coalesce(max(good.id), 0) FROM polls AS good
                    WHERE good.source = polls.source
                    AND good.outcome NOT IN ('quarantined', 'failed')
                )
            )
        )
    ) LIMIT :limit
"""


def delete_old(db: Database, before: datetime, now: datetime, limit: int) -> int:
    """Delete the bytes of what was captured before; how many bodies, at most `limit`."""
    found = db.conn.execute(_DISPENSABLE, {"before": to_text(before), "limit": limit}).fetchall()
    for (sha256,) in found:
        _delete(db, sha256, now)
    return len(found)


def give_back(db: Database, pages: int) -> None:
    """Give free pages back to the file system, at most so many."""
    (free,) = db.conn.execute("PRAGMA freelist_count").fetchone()
    for _ in range(min(free, pages)):
        # One at a time: Python's sqlite3 takes but one step of a statement that gives no columns.
        db.conn.execute("PRAGMA incremental_vacuum(1)")


def rested_at(db: Database) -> datetime | None:
    """When all that was old had been deleted, UTC; None where it never was."""
    row = db.conn.execute("SELECT value FROM meta WHERE name = ?", (_RESTED,)).fetchone()
    return to_moment(row[0]) if row else None


def rest(db: Database, now: datetime) -> None:
    """Note that nothing more is to be deleted for now."""
    db.conn.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_RESTED, to_text(now)),
    )


def _delete(db: Database, sha256: str, now: datetime) -> None:
    captures, newest, previous = db.conn.execute(
        "SELECT captures, deletions, deletions_hash FROM head"
    ).fetchone()
    deleted_at = to_text(now)
    fields = {
        "id": newest + 1,
        "sha256": sha256,
        "captures": captures,
        "deleted_at": deleted_at,
        "previous": previous,
    }
    record = canonical(fields)
    digest = chain_hash(record)
    db.conn.execute("UPDATE bodies SET deflated = x'' WHERE sha256 = ?", (sha256,))
    db.conn.execute(
        "INSERT INTO deletions (id, sha256, captures, deleted_at, record, hash) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (newest + 1, sha256, captures, deleted_at, record, digest),
    )
    db.conn.execute(
        "UPDATE head SET deletions = ?, deletions_hash = ?, moved_at = ?, signature = ''",
        (newest + 1, digest, deleted_at),
    )
