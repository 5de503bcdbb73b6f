"""Which periods of a digest have ended: cron times in a time zone, as UTC instants."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim


def ended_periods(
    schedule: str, timezone: str, after: datetime, now: datetime
) -> tuple[datetime, ...]:
    """The instants of the schedule in (after, now], UTC, oldest first.

    Where the clock goes back, a time that comes twice is two instants to an hourly schedule and
    one to a daily one, and where it goes forward, a time that is skipped counts at once (as
    Debian's cron does).
    """
    return tuple(takewhile(lambda instant: instant <= now, _instants(schedule, timezone, after)))


def next_period_end(schedule: str, timezone: str, after: datetime) -> datetime:
    """The first instant of the schedule later than `after`, UTC."""
    return next(_instants(schedule, timezone, after))


def _instants(schedule: str, timezone: str, after: datetime) -> Iterator[datetime]:
    start = after.astimezone(ZoneInfo(timezone))
    for moment in CronSim(schedule, start):
        instant = moment.astimezone(UTC)
        if instant > after:
            yield instant
