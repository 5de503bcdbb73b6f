"""How many had signed, consented and were bound, on every day that there was. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from watcher.law.between import turns
from watcher.law.position import Position, Regime, position
from watcher.model.chart import Point
from watcher.model.life import Life


class _Standing(NamedTuple):
    """Where one participant stands, as far as it is counted."""

    signed: int = 0
    consented: int = 0
    bound: int = 0


def through_time(lives: Iterable[Life], treaty: Regime, until: date) -> tuple[Point, ...]:
    """One point for each day up to `until` on which a count changed, in order.

    `treaty` is what is known of its entry into force on that last day. Each participant is asked
    only on the days on which where it stands can change, so a treaty of forty years is no more
    work than one of a year.
    """
    steps: dict[date, Counter[str]] = {}
    for life in lives:
        for day, by in _steps(life, treaty, until):
            steps.setdefault(day, Counter()).update(by)
    return tuple(_points(steps))


def _steps(life: Life, treaty: Regime, until: date) -> Iterator[tuple[date, dict[str, int]]]:
    before = _Standing()
    for day in _days(life, treaty):
        if day > until:
            return
        now = _standing(position(life, treaty, day, day))
        if now != before:
            yield day, {name: getattr(now, name) - getattr(before, name) for name in now._fields}
        before = now


def _days(life: Life, treaty: Regime) -> list[date]:
    ended = [life.ended + timedelta(days=1)] if life.ended is not None else []
    return sorted({*turns(life, treaty), *ended})


def _standing(row: Position | None) -> _Standing:
    return _Standing(row.signed, row.consented, row.bound) if row else _Standing()


def _points(steps: dict[date, Counter[str]]) -> Iterator[Point]:
    total: Counter[str] = Counter()
    before: tuple[int, ...] = (0, 0, 0)
    for day in sorted(steps):
        total.update(steps[day])
        counts = (total["signed"], total["consented"], total["bound"])
        if counts != before:
            yield Point(day, *counts)
        before = counts
