"""The last periods of a digest: those that the schedule names, and those that have a row. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.model.channel import DeliveryState
from watcher.model.digest import DigestSettings
from watcher.schedule.periods import ended_periods
from watcher.store.sent import Composed

#: How far back the schedule is looked at first; doubled until there are enough periods.
_FIRST_LOOK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the outbox holds it, with how its deliveries stand."""

    composed: Composed
    deliveries: tuple[DeliveryState, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a digest that has ended. Moments are UTC."""

    end: datetime  # when it was due
    start: datetime | None  # the end of the one before; None where that is not known
    message: Message | None  # None: no message has its name
    later: Message | None = None  # the message that came next, for one that has none itself
    by_hand: bool = False  # no moment of the schedule: a person had it composed


def last_periods(
    settings: DigestSettings,
    begun: datetime | None,
    messages: Iterable[Message],
    now: datetime,
    most: int,
) -> tuple[Period, ...]:
    """The periods that have ended by now, newest first, `most` at most.

    `messages` are the newest ones of the digest's own series, `begun` the moment up to which it
    was told while it had none, and None where no watch ever knew it: it has no period then.
    """
    rows = {each.composed.period_end: each for each in messages}
    start = min((begun, *rows)) if begun else min(rows, default=None)
    if start is None:
        return ()
    due = _due(settings, start, now, most)
    ends = sorted({*due, *rows}, reverse=True)
    planned = set(due)
    return tuple(
        Period(
            end=end,
            start=ends[place + 1] if place + 1 < len(ends) else None,
            message=rows.get(end),
            later=_next(rows, end),
            by_hand=end not in planned and not _scheduled(settings, end),
        )
        for place, end in enumerate(ends[:most])
    )


def _due(settings: DigestSettings, start: datetime, now: datetime, most: int) -> Sequence[datetime]:
    """The newest moments of the schedule after `start`: a watch may have been off for a year."""
    look = _FIRST_LOOK
    while True:
        after = max(start, now - look)
        ended = ended_periods(settings.schedule, settings.timezone, after, now)
        if len(ended) > most or after == start:
            return ended[-most - 1 :]
        look *= 2


def _scheduled(settings: DigestSettings, end: datetime) -> bool:
    before = end - timedelta(seconds=1)
    return end in ended_periods(settings.schedule, settings.timezone, before, end)


def _next(rows: dict[datetime, Message], end: datetime) -> Message | None:
    following = min((each for each in rows if each > end), default=None)
    return None if following is None else rows[following]
