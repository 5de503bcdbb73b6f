"""Which sources are due, and when each is polled next."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from random import Random

from watcher.model.source import Outcome, Rhythm, Source, SourceState
from watcher.schedule.rhythm import max_age, not_before

#: The first wait after a poll that was not good; it doubles from there.
FIRST_RETRY = timedelta(minutes=5)
#: Back-off ends here and never gives up: a source that comes back is found within a day.
LONGEST_WAIT = timedelta(hours=24)
#: What needs a second look gets it within half an hour, whatever the interval.
SECOND_LOOK = timedelta(minutes=20)
#: Failing sources spread out, so that an outage's end is not a stampede.
JITTER = 0.2


def due(
    sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime
) -> tuple[Source, ...]:
    """The sources to poll now, longest overdue first; paused ones are never due."""

    def when(source: Source) -> datetime | None:
        state = states.get(source.id)
        return state.next_poll if state else None

    def ready(source: Source) -> bool:
        state = states.get(source.id)
        if source.paused or (state is not None and state.rests):
            return False
        moment = when(source)
        return moment is None or moment <= now

    earliest = datetime.min.replace(tzinfo=now.tzinfo)
    return tuple(sorted(filter(ready, sources), key=lambda source: when(source) or earliest))


def next_poll(
    now: datetime,
    every: timedelta,
    outcome: Outcome,
    *,
    failures: int,
    retry_after: float | None,
    rng: Random,
    rhythm: Rhythm | None = None,
    cache_control: str | None = None,
    age: str | None = None,
) -> datetime:
    """When to poll again, after a poll that ended `now` (UTC) with `outcome`.

    `failures` counts the polls in a row that were not good, this one included. `retry_after`
    is the server's wish in seconds; it is obeyed up to `LONGEST_WAIT`. `rhythm` and the headers
    `cache_control` and `age` are a feed's wishes, obeyed after a good poll. A second look does
    not wait for them: it is one request more, and what it settles must not stay open for a day.
    """
    if outcome is Outcome.UNCONFIRMED:
        return now + min(every, SECOND_LOOK)
    if outcome.good:
        return not_before(now, now + every, rhythm, max_age(cache_control, age))
    wait = backoff(every, failures, rng)
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=min(retry_after, LONGEST_WAIT.total_seconds())))
    return now + wait


def backoff(every: timedelta, failures: int, rng: Random) -> timedelta:
    """The wait after so many failures in a row: doubling, with jitter, up to a day."""
    first = min(every, FIRST_RETRY)
    # 2**20 minutes is beyond any ceiling; an unbounded exponent would overflow timedelta.
    wait: timedelta = min(first * 2 ** min(failures - 1, 20), LONGEST_WAIT)
    return min(wait * (1 + rng.uniform(-JITTER, JITTER)), LONGEST_WAIT)
