"""Digests and their deliveries: recorded first, sent later, each attempt logged."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.model.change import Delivery
from watcher.store import rows
from watcher.store.log import head


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a digest goes on: the change and the period that were told last."""

    seq: int
    period_end: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest to be recorded. `document` is None for a period in which nothing is sent."""

    name: str
    period_end: datetime  # UTC; names the period
    since_seq: int
    until_seq: int
    composed_at: datetime  # UTC
    subject: str
    document: str | None
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a delivery, and what follows from it."""

    delivery: str
    started_at: datetime  # UTC
    milliseconds: int
    accepted: bool
    answer: str
    next_attempt: datetime | None  # UTC; None: accepted, or given up


def start(db: Database, name: str, now: datetime) -> None:
    """Let a digest that is new begin at the head of the log: it tells no history."""
    db.execute(
        "INSERT OR IGNORE INTO cursors VALUES (?, ?, ?)", (name, head(db), rows.to_text(now))
    )


def cursor(db: Database, name: str) -> Cursor | None:
    """Where the digest goes on; None before its start."""
    row = next(db.query("SELECT seq, period_end FROM cursors WHERE name = ?", [name]), None)
    return Cursor(row["seq"], rows.to_moment(row["period_end"])) if row else None


def queue(db: Database, composed: Composed) -> int | None:
    """Record a digest, queue its deliveries and move its cursor, inside one transaction.

    Returns the digest's number, or None where this period has its row already.
    """
    period_end = rows.to_text(composed.period_end)
    inserted = db.execute(
        "INSERT OR IGNORE INTO digests "
        "(name, period_end, since_seq, until_seq, composed_at, subject, document) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            composed.name,
            period_end,
            composed.since_seq,
            composed.until_seq,
            rows.to_text(composed.composed_at),
            composed.subject,
            composed.document,
        ),
    )
    if not inserted.rowcount:
        return None
    db.execute(
        "INSERT INTO cursors VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
        "seq = excluded.seq, period_end = excluded.period_end",
        (composed.name, composed.until_seq, period_end),
    )
    number = inserted.lastrowid
    if composed.document is not None:
        now = rows.to_text(composed.composed_at)
        for channel in composed.channels:
            db.execute(
                "INSERT INTO deliveries (id, digest, channel, state, next_attempt, created_at) "
                "VALUES (?, ?, ?, 'queued', ?, ?)",
                (str(uuid.uuid4()), number, channel, now, now),
            )
    return number


def due(db: Database, now: datetime) -> tuple[Delivery, ...]:
    """The deliveries to try now, oldest first."""
    found = db.query(
        "SELECT deliveries.*, digests.document FROM deliveries "
        "JOIN digests ON digests.id = deliveries.digest "
        "WHERE state = 'queued' AND next_attempt <= ? ORDER BY deliveries.rowid",
        [rows.to_text(now)],
    )
    return tuple(
        Delivery(
            id=row["id"],
            digest_id=row["digest"],
            channel=row["channel"],
            payload=row["document"],
            attempts=row["attempts"],
        )
        for row in found
    )


def attempted(db: Database, attempt: Attempt) -> None:
    """Record an attempt and its outcome, inside one transaction."""
    at = rows.to_text(attempt.started_at)
    db.execute(
        "INSERT INTO attempts (delivery, started_at, milliseconds, accepted, answer) "
        "VALUES (?, ?, ?, ?, ?)",
        (attempt.delivery, at, attempt.milliseconds, int(attempt.accepted), attempt.answer),
    )
    over = attempt.next_attempt is None
    state = "delivered" if attempt.accepted else "dead" if over else "queued"
    db.execute(
        "UPDATE deliveries SET attempts = attempts + 1, state = ?, next_attempt = ?, "
        "finished_at = ? WHERE id = ?",
        (
            state,
            rows.to_text(attempt.next_attempt) if attempt.next_attempt else None,
            at if over else None,
            attempt.delivery,
        ),
    )
