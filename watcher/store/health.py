"""The sign of life that the daemon leaves at each tick."""

from datetime import datetime

from sqlite_utils import Database

from watcher.store import rows


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
