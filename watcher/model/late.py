"""What was published long after its own date."""

from datetime import timedelta

from watcher.model.change import ChangeKind, LoggedChange
from watcher.model.correction import CORRECTIONS
from watcher.model.plain import as_date

#: UNTC publishes half of all deposits within 2 days and 90 % within 41 (80 events, 2019-22),
#: so a reader is told when what is new is older than this. Entries go by the same measure.
LATE_AFTER = timedelta(days=30)


def days_late(logged: LoggedChange) -> int | None:
    """How many days an action or entry that is new lies back; None where it is not late.

    Counted from its own date to the day of the capture (UTC), by the calendar. What has no
    date that can be read for certain is never late, and neither is a baseline, a correction, or
    what a person entered: no page was late with it.
    """
    if logged.change.kind is not ChangeKind.ADDED or logged.source == CORRECTIONS:
        return None
    stated = as_date(logged.change.stated.date or "")
    if stated is None:
        return None
    passed = logged.captured_at.date() - stated
    return passed.days if passed > LATE_AFTER else None
