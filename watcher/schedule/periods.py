"""Which periods of a digest have ended: cron times in a time zone, as UTC instants."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim

#: How far back missed periods are enumerated; an older gap ends in the same single message.
_LOOK_BACK = timedelta(days=7)


def last_period_end(
    schedule: str, timezone: str, after: datetime, now: datetime
) -> datetime | None:
    """The latest instant of the schedule in (after, now], UTC; None where none has come.

    Periods that were missed share the latest one: a digest covers the log from where the last
    one ended, so nothing in between is lost. Where the clock goes back, a time that comes twice
    is two instants to an hourly schedule and one to a daily one, and where it goes forward, a
    time that is skipped counts at once (as Debian's cron does).
    """
    start = max(after, now - _LOOK_BACK)
    instants = list(takewhile(lambda instant: instant <= now, _instants(schedule, timezone, start)))
    if not instants and start > after:
        instants = list(
            takewhile(lambda instant: instant <= now, _instants(schedule, timezone, after))
        )
    return instants[-1] if instants else None


def next_period_end(schedule: str, timezone: str, after: datetime) -> datetime:
    """The first instant of the schedule later than `after`, UTC."""
    return next(_instants(schedule, timezone, after))


def _instants(schedule: str, timezone: str, after: datetime) -> Iterator[datetime]:
    start = after.astimezone(ZoneInfo(timezone))
    for moment in CronSim(schedule, start):
        instant = moment.astimezone(UTC)
        if instant > after:
            yield instant
