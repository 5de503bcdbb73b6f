"""Which sources are silent: they answer, and say nothing new for far longer than they used to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from watcher.model.operator import Silence

#: News that must have been seen before a source has a rhythm at all.
LEAST_NEWS = 6
#: So many times the longest gap of before is far longer than usual ...
FACTOR = 3
#: ... and no silence is told that is shorter than this: a desk may close for a week.
SHORTEST = timedelta(days=8)


def silence(news: Sequence[datetime], now: datetime) -> Silence | None:
    """Whether a source is silent; None where it is not, or where it has no rhythm yet.

    `news` are the moments at which it said something new, UTC; each poll counts once.
    """
    moments = sorted(set(news))
    if len(moments) < LEAST_NEWS:
        return None
    usual = max(later - earlier for earlier, later in pairwise(moments))
    is_silent = now - moments[-1] > max(FACTOR * usual, SHORTEST)
    return Silence(moments[-1], usual) if is_silent else None
