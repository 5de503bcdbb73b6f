"""Quiet hours: the first moment at which something may be sent."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from watcher.model.digest import QuietHours


def awake(moment: datetime, hours: QuietHours | None, timezone: str) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in, UTC.

    The hours are those of the wall clock in `timezone`; their start is quiet and their end is
    not. Where the clock goes back over the end, quiet lasts until it comes for the second time.
    """
    if hours is None:
        return moment
    local = moment.astimezone(ZoneInfo(timezone))
    while _quiet(local.time(), hours):
        end = datetime.combine(local.date(), hours.end, local.tzinfo)
        if local.time() >= hours.end:
            end += timedelta(days=1)  # by the calendar: the wall clock, not 24 hours
        # An end that the clock skips comes out an hour later by the wall; one that comes twice
        # and has passed once is the second one.
        reached = end.astimezone(UTC)
        if reached <= local.astimezone(UTC):
            reached = end.replace(fold=1).astimezone(UTC)
        local = reached.astimezone(local.tzinfo)
    return local.astimezone(UTC)


def _quiet(wall: time, hours: QuietHours) -> bool:
    if hours.start < hours.end:
        return hours.start <= wall < hours.end
    return wall >= hours.start or wall < hours.end
