"""What happened to a treaty between two days, by legal dates: a list, and net counts. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from watcher.law.position import Position, Regime, effect, position
from watcher.model.life import Life

_DAY = timedelta(days=1)


class Deed(StrEnum):
    """What befell a participant."""

    SIGNED = "signed"
    CONSENTED = "consented"
    BOUND = "bound"  # its instrument took effect
    WITHDRAWAL_NOTIFIED = "withdrawal_notified"
    WITHDRAWAL_TAKEN_BACK = "withdrawal_taken_back"
    WITHDREW = "withdrew"  # the withdrawal took effect
    SUCCEEDED = "succeeded"  # it had ceased to be the day before; its row is another's


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that befell one participant, on its legal date."""

    date: date
    deed: Deed
    participant: str
    code: str | None
    action: str | None = None  # of an instrument: ratification, accession …


@dataclass(frozen=True, slots=True)
class Tally:
    """How a treaty stood on a day: who counts, as the depositary counts."""

    signatories: int
    consented: int  # contracting States and parties
    parties: int  # of these, those for which the treaty was in force
    withdrawn: int


def tally(rows: Iterable[Position]) -> Tally:
    """Count a day's positions."""
    rows = tuple(rows)
    return Tally(
        signatories=sum(row.signed for row in rows),
        consented=sum(row.consented for row in rows),
        parties=sum(row.bound for row in rows),
        withdrawn=sum(row.withdrawn for row in rows),
    )


def between(lives: Iterable[Life], treaty: Regime, since: date, until: date) -> tuple[Event, ...]:
    """What happened after the day `since`, up to and with the day `until`, in order.

    `treaty` is what is known of its entry into force on the later day.
    """
    found = (event for life in lives for event in _of(life, treaty))
    return tuple(
        sorted(
            (event for event in found if since < event.date <= until),
            key=lambda event: (event.date, event.participant, list(Deed).index(event.deed)),
        )
    )


def first_day(lives: Iterable[Life]) -> date | None:
    """The first day on which anything happened; None where nothing is known."""
    acts = (act.date for life in lives for act in (*life.signatures, *life.consents, *life.others))
    return min(acts, default=None)


def _of(life: Life, treaty: Regime) -> Iterator[Event]:
    for day, deed, action in (*_acts(life), *_effects(life, treaty)):
        yield Event(day, deed, life.participant, life.code, action)


def _acts(life: Life) -> Iterator[tuple[date, Deed, str | None]]:
    """What the participant did."""
    for act in life.signatures:
        yield act.date, Deed.SIGNED, act.statement.action
    for act in life.consents:
        yield act.date, Deed.CONSENTED, act.statement.action
    for leave in life.leaves:
        if leave.notified is not None:
            yield leave.notified, Deed.WITHDRAWAL_NOTIFIED, None
        if leave.taken_back_on is not None:
            yield leave.taken_back_on, Deed.WITHDRAWAL_TAKEN_BACK, None
    if life.ended is not None:
        yield life.ended + _DAY, Deed.SUCCEEDED, None


def _effects(life: Life, treaty: Regime) -> Iterator[tuple[date, Deed, str | None]]:
    """What came of it: the days on which where it stands changes."""
    before: Position | None = None
    for day in turns(life, treaty):
        now = position(life, treaty, day, day)
        if now is not None and now.bound and not (before and before.bound):
            yield day, Deed.BOUND, None
        if now is not None and now.withdrawn and not (before and before.withdrawn):
            yield day, Deed.WITHDREW, None
        before = now


def turns(life: Life, treaty: Regime) -> list[date]:
    """The days on which where a participant stands can change, in order."""
    effects = (effect(life, act, treaty) for act in life.consents)
    ends = (leave.end for leave in life.leaves)
    deposited = (act.date for act in (*life.signatures, *life.consents))
    return sorted({day for day in (*effects, *ends, *deposited) if day is not None})
