"""When a document behind a link is asked for again. Pure: time and chance are arguments."""

from datetime import datetime, timedelta
from random import Random

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

JITTER = 0.1  # each gap is up to this share shorter or longer, so that requests spread
_LONGEST_WISH = 24 * 3600.0


def next_attempt(
    now: datetime, attempts: int, retry_after: float | None, rng: Random
) -> datetime | None:
    """The next attempt, after so many that failed, the last of them `now` (UTC).

    `retry_after` is the server's wish in seconds, obeyed up to a day. None: it is given up.
    """
    if attempts < 1:
        raise ValueError(f"attempts are counted from 1, not {attempts}")
    if attempts > len(GAPS):
        return None
    gap = GAPS[attempts - 1] * rng.uniform(1 - JITTER, 1 + JITTER)
    return now + max(gap, timedelta(seconds=min(retry_after or 0.0, _LONGEST_WISH)))
