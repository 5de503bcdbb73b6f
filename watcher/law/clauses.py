"""Reads one clause by the wordings of its language: a time, and what it is counted from. Pure.

A clause is read from its beginning to its end; one word that has no place is a clause that is not
understood. The sentence is as `condition` prepares it.
"""

import re
from collections.abc import Iterator

from watcher.law.wordings import Wordings
from watcher.model.force import ForceRule, Wait

_DAYS = frozenset({"day", "days", "jour", "jours", "día", "días"})
_WEEKS = frozenset({"week", "weeks"})
_YEARS = frozenset({"year", "years", "an", "ans", "años"})


def condition(told: str, wordings: Wordings) -> ForceRule | None:
    """What the treaty as a whole asks for; None where that is not understood.

    It is conditional where more is asked than a number.
    """
    begin = re.match(wordings.begin, told)
    for wait, rest in _times(told, begin, wordings):
        for event in wordings.events:
            match = re.fullmatch(f"{event}{wordings.tail}", rest)
            if match is not None:
                return _rule(match.groupdict(), wait)
    return None


def later(told: str, wordings: Wordings) -> Wait | None:
    """How long one waits that comes later; None where that is not understood."""
    for begin in re.finditer(wordings.later_begin, told):
        for wait, rest in _times(told, begin, wordings):
            if re.fullmatch(wordings.own, rest) is not None:
                return wait
    return None


def _rule(found: dict[str, str | None], wait: Wait) -> ForceRule:
    number = found.get("nth") or found.get("many")
    return ForceRule(
        count=int(number) if number else None,
        wait=wait,
        conditional=bool(found.get("further") or found.get("also")),
    )


def _times(
    told: str, begin: re.Match[str] | None, wordings: Wordings
) -> Iterator[tuple[Wait, str]]:
    """Each time that the words behind `begin` can be read as, with the rest of the sentence."""
    if begin is None:
        return
    for time in wordings.times:
        match = re.compile(time).match(told, begin.end())
        if match is not None:
            yield _wait(match.groupdict()), told[match.end() :]


def _wait(found: dict[str, str | None]) -> Wait:
    if day := found.get("day"):
        return Wait(days=int(day))
    if span := found.get("span"):
        return _span(int(span), found.get("unit"))
    if day := found.get("mday"):
        return Wait(days=int(day), first_of_month=True)
    if span := found.get("mspan"):
        wait = _span(int(span), found.get("munit"))
        return Wait(wait.days, wait.months, first_of_month=True)
    if found.get("first"):
        return Wait(months=int(found.get("month") or 1) - 1, first_of_month=True)
    return Wait()


def _span(number: int, unit: str | None) -> Wait:
    if unit in _DAYS:
        return Wait(days=number)
    if unit in _WEEKS:
        return Wait(days=7 * number)
    return Wait(months=12 * number if unit in _YEARS else number)
