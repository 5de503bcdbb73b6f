"""When a delivery that failed is tried again. Pure: the chance is an argument."""

from datetime import timedelta
from random import Random

from watcher.schedule.attempts import gap_after

#: Close together at first, for a blip; about 75 hours in all, so that a channel may be down
#: over a weekend.
GAPS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)


#: No wish of the other side is obeyed beyond this: it is what the schedule itself waits at most.
LONGEST_WISH = timedelta(hours=24)


def retry_after_attempt(n: int, rng: Random, wish: float | None = None) -> timedelta | None:
    """How long to wait after the n-th attempt failed (the first is 1).

    `wish` is what the other side asked for, in seconds: it can only make the wait longer.
    None means that the delivery is dead: it is shown, and only a person sends it again.
    """
    gap = gap_after(n, GAPS, rng)
    if gap is None or wish is None:
        return gap
    return max(gap, min(timedelta(seconds=wish), LONGEST_WISH))
