"""Messages and deliveries, listed by the page: as fast in their tenth year as in their first."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.model.channel import DeliveryState
from watcher.store import deliveries, rows
from watcher.store.keyset import Begin, Page, Table, page

#: What `composed_of` reads: all of a message but its document, which is long.
COMPOSED = (
    "id AS number, name, subject, period_end, composed_at, since_seq, until_seq, told_with, "
    "document IS NOT NULL AS sent"
)


@dataclass(frozen=True, slots=True)
class Composed:
    """A message as it was composed, or a period in which there was nothing to tell. Moments UTC."""

    number: int
    series: str  # a digest's id, "daily/immediate", "/operator"
    subject: str
    period_end: datetime
    composed_at: datetime
    since_seq: int
    until_seq: int
    sent: bool  # False for a period with nothing to tell
    told_with: int | None  # the number of the message that is for this period, too


_MESSAGES = Table(f"{COMPOSED}, id AS place", "digests", "id")
_DELIVERIES = Table(
    f"deliveries.rowid AS place, {deliveries.COLUMNS}", deliveries.JOINED, "deliveries.rowid"
)


def messages(db: Database, begin: Begin, size: int) -> Page[Composed]:
    """All that was composed, by number."""
    return page(db, _MESSAGES, composed_of, begin, size)


def message(db: Database, number: int) -> tuple[Composed, str | None] | None:
    """One of them with its document, which is JSON; None where there is none of this number."""
    row = next(
        db.query(
            "SELECT *, document IS NOT NULL AS sent, id AS number FROM digests WHERE id = ?",
            [number],
        ),
        None,
    )
    return (composed_of(row), row["document"]) if row is not None else None


def told(db: Database, number: int) -> tuple[int, ...]:
    """The lines of the log that stand in a message."""
    found = db.query("SELECT change FROM told WHERE digest = ? ORDER BY change", [number])
    return tuple(row["change"] for row in found)


def delivered(
    db: Database, begin: Begin, size: int, state: str | None = None
) -> Page[DeliveryState]:
    """Deliveries in the order in which they were queued; in one state, where one is named."""
    return page(db, _DELIVERIES, deliveries.state_of, begin, size, {"state": state})


def delivery(db: Database, delivery_id: str) -> DeliveryState | None:
    """One delivery; None where there is none of this id."""
    found = db.query(f"SELECT {deliveries.STATE} WHERE deliveries.id = ?", [delivery_id])
    return next(map(deliveries.state_of, found), None)


def attempts(db: Database, delivery_id: str) -> tuple[deliveries.Attempt, ...]:
    """All tries at a delivery, the oldest first."""
    found = db.query("SELECT * FROM attempts WHERE delivery = ? ORDER BY id", [delivery_id])
    return tuple(map(attempt_of, found))


def attempt_of(row: rows.Row) -> deliveries.Attempt:
    """A row of `attempts`; what followed from it is not kept."""
    return deliveries.Attempt(
        delivery=row["delivery"],
        started_at=rows.to_moment(row["started_at"]),
        milliseconds=row["milliseconds"],
        accepted=bool(row["accepted"]),
        answer=row["answer"],
        next_attempt=None,
    )


def composed_of(row: rows.Row) -> Composed:
    """A row of `COMPOSED`."""
    return Composed(
        number=row["number"],
        series=row["name"],
        subject=row["subject"],
        period_end=rows.to_moment(row["period_end"]),
        composed_at=rows.to_moment(row["composed_at"]),
        since_seq=row["since_seq"],
        until_seq=row["until_seq"],
        sent=bool(row["sent"]),
        told_with=row["told_with"],
    )
