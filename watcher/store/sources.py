"""What is remembered of each source between polls, and the incidents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.model.change import Incident
from watcher.model.correction import CORRECTIONS, KEYS
from watcher.model.finding import Known
from watcher.model.source import SourceState
from watcher.store import rows


@dataclass(frozen=True, slots=True)
class LastPoll:
    """How the newest poll of a source ended."""

    outcome: str
    finished_at: datetime  # UTC
    status: int | None
    milliseconds: int
    bytes: int
    error: str | None
    changes: int
    held: int


@dataclass(frozen=True, slots=True)
class Past:
    """What there is of a source before an import."""

    live_polls: int  # that were good
    imported: frozenset[datetime]  # when the captures that were imported were made, UTC


def past_of(db: Database, source_id: str) -> Past:
    """How often a source was polled with success, and what of its past was imported."""
    live = db.execute(
        "SELECT count(*) FROM polls WHERE source = ? AND imported = 0 "
        "AND outcome NOT IN ('failed', 'quarantined')",
        [source_id],
    ).fetchone()[0]
    # Of a capture that changed nothing, the poll is all that is kept.
    imported = db.query(
        "SELECT started_at FROM polls WHERE source = ? AND imported = 1", [source_id]
    )
    return Past(live, frozenset(rows.to_moment(row["started_at"]) for row in imported))


def states(db: Database) -> dict[str, SourceState]:
    """The state of every source that was ever registered, by id."""
    return {row["id"]: rows.source_state(row) for row in db.query("SELECT * FROM sources")}


def known(db: Database, source_id: str) -> dict[str, Known]:
    """What a source states now, by key."""
    found = db.query(
        "SELECT key, part, subject, statement, earlier FROM findings WHERE source = ?", [source_id]
    )
    return {row["key"]: rows.known(row) for row in found}


def last_polls(db: Database) -> dict[str, LastPoll]:
    """The newest poll of each source, by source id."""
    found = db.query(
        "SELECT polls.* FROM polls "
        "JOIN (SELECT max(id) AS id FROM polls GROUP BY source) USING (id)"
    )
    return {
        row["source"]: LastPoll(
            outcome=row["outcome"],
            finished_at=rows.to_moment(row["finished_at"]),
            status=row["status"],
            milliseconds=row["milliseconds"],
            bytes=row["bytes"],
            error=row["error"],
            changes=row["changes"],
            held=row["held"],
        )
        for row in found
    }


def incidents(db: Database, *, since: datetime | None = None) -> tuple[Incident, ...]:
    """The open incidents, oldest first; with `since` also those opened or closed after it."""
    moment = rows.to_text(since) if since else None
    found = db.query(
        "SELECT * FROM incidents WHERE closed_at IS NULL OR opened_at > :since "
        "OR closed_at > :since ORDER BY id",
        {"since": moment},
    )
    return tuple(
        Incident(
            id=row["id"],
            source=row["source"],
            kind=row["kind"],
            subject=row["subject"],
            reason=row["reason"],
            opened_at=rows.to_moment(row["opened_at"]),
            closed_at=rows.maybe_moment(row["closed_at"]),
        )
        for row in found
    )


def statements(db: Database, treaty: str) -> tuple[tuple[str, Known], ...]:
    """(source id, finding) for all that the record's own sources state of a treaty now.

    What people entered of it is among them, under parts of its own.
    """
    entered = KEYS.format(treaty=treaty)
    found = db.query(
        "SELECT findings.* FROM findings JOIN sources ON sources.id = findings.source "
        "WHERE sources.tier = 'record' AND (sources.treaty = ? "
        "OR (findings.source = ? AND substr(key, 1, ?) = ?)) ORDER BY findings.source, key",
        [treaty, CORRECTIONS, len(entered), entered],
    )
    return tuple((row["source"], rows.known(row)) for row in found)


def news(db: Database, source_id: str, limit: int = 20) -> tuple[datetime, ...]:
    """The last moments at which a source said something new, UTC, newest first."""
    found = db.query(
        "SELECT DISTINCT detected_at FROM changes WHERE source = ? AND imported = 0 "
        "AND kind IN ('added', 'modified', 'removed') ORDER BY seq DESC LIMIT ?",
        [source_id, limit],
    )
    return tuple(rows.to_moment(row["detected_at"]) for row in found)


def ids(db: Database) -> Iterable[str]:
    """The ids of all sources that the database knows."""
    return [row["id"] for row in db.query("SELECT id FROM sources ORDER BY id")]
