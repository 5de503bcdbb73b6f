"""Digests as they are composed, each with its deliveries, in one commit. See `deliveries`."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.store import rows
from watcher.store.log import head


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a digest goes on: the change and the period that were told last."""

    seq: int
    period_end: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Composed:
    """A message to be recorded. `document` is None for a period in which nothing is sent."""

    name: str  # the series: a digest's id, what it sends at once, the operator's messages
    period_end: datetime  # UTC; names the period
    since_seq: int
    until_seq: int
    composed_at: datetime  # UTC
    subject: str
    document: str | None
    recipients: tuple[tuple[str, str], ...]  # channel and recipient
    first_attempt: datetime  # UTC; later than `composed_at` in quiet hours
    told: frozenset[int] = frozenset()  # the changes that stand in it
    corrects: int | None = None  # the number of the digest that it corrects
    missed: tuple[datetime, ...] = ()  # further periods that share the message, UTC
    alerts: str | None = None  # the series of what is sent at once, which need not tell it again


def start(db: Database, name: str, now: datetime) -> None:
    """Let a digest that is new begin at the head of the log: it tells no history."""
    db.execute(
        "INSERT OR IGNORE INTO cursors VALUES (?, ?, ?)", (name, head(db), rows.to_text(now))
    )


def cursor(db: Database, name: str) -> Cursor | None:
    """Where the digest goes on; None before its start."""
    row = next(db.query("SELECT seq, period_end FROM cursors WHERE name = ?", [name]), None)
    return Cursor(row["seq"], rows.to_moment(row["period_end"])) if row else None


def begun(db: Database, name: str) -> bool:
    """Whether a message of this series was composed before, even one that was not sent."""
    return bool(next(db.query("SELECT 1 FROM digests WHERE name = ? LIMIT 1", [name]), None))


def advance(db: Database, name: str, seq: int) -> None:
    """Let a series pass over changes that it has nothing to tell of."""
    db.execute("UPDATE cursors SET seq = max(seq, ?) WHERE name = ?", (seq, name))


def queue(db: Database, composed: Composed) -> int | None:
    """Record a digest, queue its deliveries and move its cursor, inside one transaction.

    Returns the digest's number, or None where this period has its row already.
    """
    start = composed.since_seq
    missed = [_insert(db, composed, end, since=start, until=start) for end in composed.missed]
    number = _insert(db, composed, composed.period_end, since=start, until=composed.until_seq)
    if number is None:
        return None
    _share(db, filter(None, missed), number)
    db.execute(
        "INSERT INTO cursors VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
        # Never back, as the clock may go: the periods up to there have their rows.
        "seq = excluded.seq, period_end = max(period_end, excluded.period_end)",
        (composed.name, composed.until_seq, rows.to_text(composed.period_end)),
    )
    if composed.alerts is not None:
        advance(db, composed.alerts, composed.until_seq)
    if composed.document is not None:
        _tell(db, number, composed.told)
        for channel, recipient in composed.recipients:
            _deliver(db, composed, number, channel, recipient)
    return number


def _insert(
    db: Database, composed: Composed, end: datetime, *, since: int, until: int
) -> int | None:
    own = end == composed.period_end
    inserted = db.execute(
        "INSERT OR IGNORE INTO digests "
        "(name, period_end, since_seq, until_seq, composed_at, subject, document) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            composed.name,
            rows.to_text(end),
            since,
            until,
            rows.to_text(composed.composed_at),
            composed.subject if own else "",
            composed.document if own else None,
        ),
    )
    return inserted.lastrowid if inserted.rowcount else None


def _share(db: Database, missed: Iterable[int], number: int) -> None:
    """Let periods that were missed point to the message that is for them, too."""
    for each in missed:
        db.execute(
            "UPDATE digests SET told_with = ?, subject = 'told with a later period' WHERE id = ?",
            (number, each),
        )


def _tell(db: Database, number: int, told: Iterable[int]) -> None:
    for seq in sorted(told):
        db.execute("INSERT INTO told VALUES (?, ?)", (number, seq))


def _deliver(db: Database, composed: Composed, number: int, channel: str, recipient: str) -> None:
    db.execute(
        "INSERT INTO deliveries "
        "(id, digest, channel, recipient, reply_to, state, next_attempt, created_at) "
        "VALUES (?, ?, ?, ?, "
        "(SELECT id FROM deliveries WHERE digest = ? AND channel = ? AND recipient = ? LIMIT 1), "
        "'queued', ?, ?)",
        (
            *(str(uuid.uuid4()), number, channel, recipient),
            *(composed.corrects, channel, recipient),
            *(rows.to_text(composed.first_attempt), rows.to_text(composed.composed_at)),
        ),
    )
