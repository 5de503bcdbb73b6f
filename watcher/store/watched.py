"""What the pages about sources ask: each source as it was registered, its polls, its incidents."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlite_utils import Database

from watcher.model.change import Incident
from watcher.model.source import Outcome, SourceState
from watcher.store import keyset, rows
from watcher.store.keyset import Begin, Page, Table
from watcher.store.sources import incident_of


@dataclass(frozen=True, slots=True)
class Registered:
    """A source as the configuration had it last, and its state."""

    kind: str
    url: str
    tier: str
    treaty: str | None
    state: SourceState


@dataclass(frozen=True, slots=True)
class Poll:
    """One attempt to read a source, as it is recorded. Moments are UTC."""

    id: int
    started_at: datetime
    outcome: str
    status: int | None
    milliseconds: int
    bytes: int
    changes: int
    held: int  # that wait for a second look
    filtered: int  # entries that `match` and `exclude` left out
    error: str | None
    capture: int | None  # its number, where it was kept
    imported: bool
    decision: str | None  # what a person decided of what it brought: accepted, rejected


class Brief(NamedTuple):
    """What a list of all sources is chosen by; their states in full are read for one page of it."""

    id: str
    kind: str
    url: str
    treaty: str | None
    title: str | None
    last_outcome: Outcome | None
    paused: bool  # it answered 410 Gone
    paused_by_person: bool


class Trouble(NamedTuple):
    """An episode in which a source could not be read or believed; moments as they are stored."""

    source: str
    opened: str
    closed: str | None


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}

_POLLS = Table("*, id AS place", "polls", "id")
_PAST = Table("*, id AS place", "(SELECT * FROM incidents WHERE closed_at IS NOT NULL)", "id")


def registered(db: Database) -> dict[str, Brief]:
    """Every source that was ever registered, by id, in brief."""
    found = db.execute(
        "SELECT id, kind, url, treaty, title, last_outcome, paused, paused_by_person FROM sources"
    )
    return {
        row[0]: Brief._make((*row[:5], _OUTCOMES.get(row[5]), bool(row[6]), bool(row[7])))
        for row in found.fetchall()
    }


def these(db: Database, ids: Collection[str]) -> dict[str, Registered]:
    """Those of these sources that were ever registered, by id."""
    found = db.query(
        "SELECT * FROM sources WHERE id IN (SELECT value FROM json_each(?))",
        [rows.to_json(list(ids))],
    )
    return {row["id"]: _registered(row) for row in found}


def one(db: Database, source_id: str) -> Registered | None:
    """One source that was registered; None where there is none of this id."""
    return next(map(_registered, db.query("SELECT * FROM sources WHERE id = ?", [source_id])), None)


def outcomes(db: Database, ids: Collection[str], limit: int) -> dict[str, tuple[str, ...]]:
    """How the last polls of these sources ended, by source, the newest first.

    The index holds all that is asked here, so that no poll is read. Imports are among them: they
    are told apart only in the polls themselves.
    """
    found: dict[str, tuple[str, ...]] = {}
    for source_id in ids:
        last = db.execute(
            "SELECT outcome FROM polls WHERE source = ? ORDER BY id DESC LIMIT ?",
            [source_id, limit],
        ).fetchall()
        found[source_id] = tuple(row[0] for row in last)
    return found


def polls(db: Database, source_id: str, begin: Begin, size: int) -> Page[Poll]:
    """The polls of a source, newest first."""
    return keyset.page(db, _POLLS, _poll, begin, size, {"source": source_id})


def troubles(db: Database, since: datetime) -> tuple[Trouble, ...]:
    """The episodes that were not over at a moment, UTC, and those that began after it."""
    found = db.execute(
        "SELECT source, opened_at, closed_at FROM incidents "
        "WHERE kind IN ('failed', 'quarantined') "
        "AND (closed_at IS NULL OR closed_at > ?) ORDER BY id",
        [rows.to_text(since)],
    )
    return tuple(map(Trouble._make, found.fetchall()))


def troubled_in(
    episodes: Iterable[Trouble], start: datetime | None, end: datetime
) -> tuple[str, ...]:
    """The sources in trouble at some time of a span, UTC; None is a start that is not known.

    There may be very many episodes, so they are compared as they are stored: text order is time
    order.
    """
    first, last = rows.to_text(start) if start else "", rows.to_text(end)
    found = {
        source: None
        for source, opened, closed in episodes
        if opened <= last and (closed is None or closed > first)
    }
    return tuple(found)


def past_incidents(db: Database, source_id: str, begin: Begin, size: int) -> Page[Incident]:
    """The incidents of a source that are over, newest first."""
    return keyset.page(db, _PAST, incident_of, begin, size, {"source": source_id})


def open_incidents(db: Database, source_id: str) -> tuple[Incident, ...]:
    """The open incidents of a source, oldest first."""
    found = db.query(
        "SELECT * FROM incidents WHERE source = ? AND closed_at IS NULL ORDER BY id", [source_id]
    )
    return tuple(map(incident_of, found))


def findings(db: Database, source_id: str) -> int:
    """How many findings a source states now."""
    return int(
        db.execute("SELECT count(*) FROM findings WHERE source = ?", [source_id]).fetchone()[0]
    )


def _registered(row: rows.Row) -> Registered:
    return Registered(row["kind"], row["url"], row["tier"], row["treaty"], rows.source_state(row))


def _poll(row: rows.Row) -> Poll:
    return Poll(
        id=row["id"],
        started_at=rows.to_moment(row["started_at"]),
        outcome=row["outcome"],
        status=row["status"],
        milliseconds=row["milliseconds"],
        bytes=row["bytes"],
        changes=row["changes"],
        held=row["held"],
        filtered=row["filtered"],
        error=row["error"],
        capture=row["capture"],
        imported=bool(row["imported"]),
        decision=row["decision"],
    )
