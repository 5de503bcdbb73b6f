"""When a document behind a link is asked for again. Pure: time and chance are arguments."""

from datetime import datetime, timedelta
from random import Random

from watcher.schedule.attempts import gap_after

#: A file may appear hours after the page that links to it, and the depositary's site may be down
#: over a weekend: some 74 hours in all, in eight attempts.
GAPS = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=24),
    timedelta(hours=32),
)

_LONGEST_WISH = 24 * 3600.0


def next_attempt(
    now: datetime, attempts: int, retry_after: float | None, rng: Random
) -> datetime | None:
    """The next attempt, after so many that failed, the last of them `now` (UTC).

    `retry_after` is the server's wish in seconds, obeyed up to a day. None: it is given up.
    """
    gap = gap_after(attempts, GAPS, rng)
    if gap is None:
        return None
    return now + max(gap, timedelta(seconds=min(retry_after or 0.0, _LONGEST_WISH)))
