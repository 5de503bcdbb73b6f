"""The sign of life that the daemon leaves at each tick, and whether the database can be written."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from watcher.errors import StoreError
from watcher.store import rows
from watcher.store.database import errors_named, open_beside


def ticked(db: Database, now: datetime) -> None:
    """Note that the daemon went through a tick."""
    db.execute(
        "INSERT INTO meta VALUES ('last_tick', ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (rows.to_text(now),),
    )


def last_tick(db: Database) -> datetime | None:
    """When the daemon last went through a tick, UTC; None where it never did."""
    row = next(db.query("SELECT value FROM meta WHERE name = 'last_tick'"), None)
    return rows.to_moment(row["value"]) if row else None


def due(db: Database, before: datetime) -> tuple[str, ...]:
    """The sources whose next poll was due before a moment, UTC, by id."""
    found = db.execute("SELECT id FROM sources WHERE next_poll < ?", [rows.to_text(before)])
    return tuple(row[0] for row in found.fetchall())


def why_not_writable(path: Path, patience: timedelta) -> str | None:
    """Why the database cannot be written now, as a sentence; None where it can.

    A write is begun, for which others are waited for so long, and taken back.
    """
    try:
        db = open_beside(path, read_only=False)
        try:
            with errors_named(path):
                db.execute(f"PRAGMA busy_timeout = {int(patience.total_seconds() * 1000)}")
                db.execute("BEGIN IMMEDIATE")
                db.execute("UPDATE meta SET value = value WHERE name = 'last_tick'")
                db.rollback()
        finally:
            db.close()
    except StoreError as error:
        return str(error)
    return None
