"""What is remembered of each source between polls, and the incidents."""

from collections.abc import Collection, Iterable
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


def states(db: Database, ids: Collection[str] | None = None) -> dict[str, SourceState]:
    """The state of every source that was ever registered, or of these, by id."""
    these = "" if ids is None else "WHERE id IN (SELECT value FROM json_each(:ids))"
    found = db.query(
        f"SELECT * FROM sources {these}",  # noqa: S608 -- our own text
        {"ids": rows.to_json(list(ids or ()))},
    )
    return {row["id"]: rows.source_state(row) for row in found}


def known(db: Database, source_id: str) -> dict[str, Known]:
    """What a source states now, by key."""
    found = db.query(
        "SELECT key, part, subject, statement, earlier FROM findings WHERE source = ?", [source_id]
    )
    return {row["key"]: rows.known(row) for row in found}


def last_polls(db: Database, ids: Collection[str] | None = None) -> dict[str, LastPoll]:
    """The newest poll of each source, or of these, by source id."""
    found = db.query(
        "SELECT polls.* FROM sources CROSS JOIN polls "
        "ON polls.id = (SELECT max(id) FROM polls WHERE source = sources.id) "
        "WHERE :ids IS NULL OR sources.id IN (SELECT value FROM json_each(:ids))",
        {"ids": None if ids is None else rows.to_json(list(ids))},
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
    # Without a moment, the index of open ones answers: those that are over grow with the years.
    later = "" if since is None else "OR opened_at > :since OR closed_at > :since "
    found = db.query(
        f"SELECT * FROM incidents WHERE closed_at IS NULL {later}ORDER BY id",  # noqa: S608 -- our own text
        {"since": rows.to_text(since) if since else None},
    )
    return tuple(map(incident_of, found))


def incident_of(row: rows.Row) -> Incident:
    """A row of `incidents`."""
    return Incident(
        id=row["id"],
        source=row["source"],
        kind=row["kind"],
        subject=row["subject"],
        reason=row["reason"],
        opened_at=rows.to_moment(row["opened_at"]),
        closed_at=rows.maybe_moment(row["closed_at"]),
    )


def statements(db: Database, treaty: str) -> tuple[tuple[str, Known], ...]:
    """(source id, finding) for all that the record's own sources state of a treaty now.

    What people entered of it is among them, under parts of its own.
    """
    entered = KEYS.format(treaty=treaty)
    # A cross join keeps its order: of sources there are few, of findings very many.
    found = db.query(
        "SELECT findings.* FROM sources CROSS JOIN findings ON findings.source = sources.id "
        "WHERE sources.tier = 'record' AND (sources.treaty = ?1 OR sources.id = ?2) "
        "AND (sources.treaty = ?1 OR substr(key, 1, ?3) = ?4) ORDER BY findings.source, key",
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


def pause(db: Database, source_id: str) -> None:
    """Have a source polled no more until it is resumed, inside a transaction."""
    db.execute("UPDATE sources SET paused_by_person = 1 WHERE id = ?", [source_id])


def resume(db: Database, source_id: str) -> None:
    """Have a source polled again, and at once, inside a transaction.

    It does not matter whether a person had paused it, or an answer of 410 Gone.
    """
    db.execute(
        "UPDATE sources SET paused_by_person = 0, paused = 0, next_poll = NULL "
        "WHERE id = ? AND (paused_by_person OR paused)",
        [source_id],
    )


def ids(db: Database) -> Iterable[str]:
    """The ids of all sources that the database knows."""
    return [row["id"] for row in db.query("SELECT id FROM sources ORDER BY id")]
