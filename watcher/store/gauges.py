"""Numbers for monitoring, from an index or a table that is kept: a longer log costs nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.store import rows


@dataclass(frozen=True, slots=True)
class Polls:
    """So many polls that ended in one way and took about as long."""

    outcome: str
    bound: int  # milliseconds, the first of the bounds that they stayed within; 0 for longer ones
    number: int
    milliseconds: int  # of all of them


@dataclass(frozen=True, slots=True)
class Composed:
    """So many messages of one series."""

    series: str
    sent: bool  # False for periods with nothing to tell
    number: int


def polls(db: Database) -> tuple[Polls, ...]:
    """All polls, counted as they were recorded. Imports are left out."""
    found = db.query("SELECT outcome, bound, polls AS number, milliseconds FROM polls_counted")
    return tuple(Polls(**row) for row in found)


def messages(db: Database) -> tuple[Composed, ...]:
    """All messages, counted, by series. Both counts come from an index alone."""
    every = dict(db.execute("SELECT name, count(*) FROM digests GROUP BY name").fetchall())
    empty = "SELECT name, count(*) FROM digests WHERE document IS NULL GROUP BY name"
    silent = dict(db.execute(empty).fetchall())
    counted = [Composed(name, False, number) for name, number in silent.items()]
    counted += [Composed(name, True, all_ - silent.get(name, 0)) for name, all_ in every.items()]
    return tuple(each for each in counted if each.number)


def last_good(db: Database) -> Mapping[str, datetime]:
    """When each source was last read well, UTC; without those that never were."""
    found = db.query("SELECT id, last_good FROM sources WHERE last_good IS NOT NULL")
    return {row["id"]: rows.to_moment(row["last_good"]) for row in found}


def failures(db: Database) -> Mapping[str, int]:
    """How many polls in a row were not good, of each source that fails."""
    found = db.query("SELECT id, failures FROM sources WHERE failures > 0")
    return {row["id"]: row["failures"] for row in found}


def open_incidents(db: Database) -> Mapping[str, int]:
    """How many incidents are open, by kind."""
    found = db.query(
        "SELECT kind, count(*) AS number FROM incidents WHERE closed_at IS NULL GROUP BY kind"
    )
    return {row["kind"]: row["number"] for row in found}


def deliveries(db: Database) -> Mapping[str, int]:
    """How many deliveries wait, and how many were given up."""
    found = db.query(
        "SELECT state, count(*) AS number FROM deliveries "
        "WHERE state IN ('queued', 'dead') GROUP BY state"
    )
    return {row["state"]: row["number"] for row in found}


def requests(db: Database) -> int:
    """How many requests wait for the daemon."""
    found = db.execute("SELECT count(*) FROM requests WHERE done_at IS NULL")
    return int(found.fetchone()[0])
