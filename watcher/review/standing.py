"""What every page says of the watch itself: whether it lives."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from watcher.store import health

#: The daemon leaves a sign of life every half minute; two minutes without one are a silence.
ALIVE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the watch stands. `last_tick` is UTC, None where a daemon never ran."""

    last_tick: datetime | None
    alive: bool


def standing(db: Database, now: datetime) -> Standing:
    """How the watch stands at a moment."""
    tick = health.last_tick(db)
    return Standing(tick, tick is not None and now - tick <= ALIVE)
