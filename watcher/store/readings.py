"""How far a work has gone through the change log, beside the digests, which have cursors."""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a work has come: the last line of the log, and the day (UTC) of its last look."""

    seq: int
    day: date | None


def reading(db: Database, name: str) -> Reading:
    """How far a work has come; the beginning of the log where it never looked."""
    row = next(db.query("SELECT seq, day FROM readings WHERE name = ?", [name]), None)
    return Reading(row["seq"], date.fromisoformat(row["day"])) if row else Reading(0, None)


def advance(db: Database, name: str, seq: int, day: date) -> None:
    """Let a work go on from here."""
    db.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (name, seq, day.isoformat()))
