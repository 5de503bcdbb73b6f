"""What could not be believed and is held, and what people decided of it.

A source's episode begins with the first poll that could not be believed after its last good one.
Of each episode the newest capture is held; older ones stay in the database.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.model.change import PollRecord
from watcher.store import polls, rows

_EPISODE = """
    polls.source = :source AND polls.outcome = 'quarantined' AND polls.imported = 0
    AND polls.capture IS NOT NULL
    AND polls.id > (
        SELECT coalesce(max(good.id), 0) FROM polls AS good
        WHERE good.source = :source AND good.outcome NOT IN ('quarantined', 'failed')
    )
"""


@dataclass(frozen=True, slots=True)
class Held:
    """The newest capture of a source that could not be believed. Moments are UTC."""

    source: str
    poll: int  # the number of the poll that brought it
    polls: int  # how many of the episode could not be believed
    since: datetime  # the first of them
    finished_at: datetime  # the newest
    reason: str
    capture_id: int
    decision: str | None  # rejected; None while nobody decided. What was accepted is not held


def held(db: Database, source_id: str) -> Held | None:
    """What is held of a source, decided or not."""
    (row,) = db.query(
        "SELECT max(id) AS id, count(*) AS polls, min(finished_at) AS since "  # noqa: S608 -- our own text
        f"FROM polls WHERE {_EPISODE}",
        {"source": source_id},
    )
    if row["id"] is None:
        return None
    newest = next(db.query("SELECT * FROM polls WHERE id = ?", [row["id"]]))
    return Held(
        source=source_id,
        poll=newest["id"],
        polls=row["polls"],
        since=rows.to_moment(row["since"]),
        finished_at=rows.to_moment(newest["finished_at"]),
        reason=newest["error"] or "",
        capture_id=newest["capture"],
        decision=newest["decision"],
    )


def rejected(db: Database, source_id: str) -> tuple[int, ...]:
    """The captures of the episode that a person rejected, by number."""
    found = db.query(
        f"SELECT capture FROM polls WHERE {_EPISODE} AND polls.decision = 'rejected'",  # noqa: S608 -- our own text
        {"source": source_id},
    )
    return tuple(row["capture"] for row in found)


def reject(db: Database, poll: int, now: datetime) -> None:
    """Note that a person rejected what a poll brought."""
    _decide(db, poll, "rejected", now)


def accept(db: Database, poll: int, record: PollRecord) -> None:
    """Write what follows from taking as good what a poll brought, and that a person did so."""
    polls.write(db, record)
    _decide(db, poll, "accepted", record.finished_at)


def _decide(db: Database, poll: int, decision: str, now: datetime) -> None:
    db.execute(
        "UPDATE polls SET decision = ?, decided_at = ? WHERE id = ?",
        (decision, rows.to_text(now), poll),
    )
