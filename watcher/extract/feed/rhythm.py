"""How often a feed asks to be polled: RSS ttl, skipHours, skipDays, and the syndication module.

RSS 2.0 (https://www.rssboard.org/rss-specification) and the syndication module of RSS 1.0
(https://web.resource.org/rss/1.0/modules/syndication/). Atom and JSON Feed have nothing like it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from watcher.extract.text import tidy
from watcher.model.source import Rhythm

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: A million minutes are almost two years; a longer wait is no wish that anybody can have.
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_SHOWN = 60

_LISTS = {
    name: re.compile(
        rf"<{name}\s*(?:/>|>(?P<all>(?:\s*+<{each}\s*>[^<]{{0,40}}</{each}\s*>){{0,50}})"
        rf"\s*</{name}\s*>)",
        re.IGNORECASE,
    )
    for name, each in (("skipHours", "hour"), ("skipDays", "day"))
}
_VALUE = re.compile(r">([^<]{1,40})<")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a feed asks for; `ignored` is what was not understood of it, for people."""

    rhythm: Rhythm | None
    ignored: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Both as labels and values."""
        told = [("asks for", _in_words(self.rhythm))] if self.rhythm else []
        if self.ignored:
            told.append(("asks, not understood", "; ".join(self.ignored)))
        return tuple(told)


def read_rhythm(channel: Mapping[str, Any], text: str) -> Stated:
    """Read what a feed asks for from what feedparser made of its channel, and from its text.

    feedparser keeps only the last hour and the last day of the lists to be skipped, so where it
    saw such a list, that is looked up in the text.
    """
    ignored: list[str] = []
    waits = [_ttl(channel, ignored), _period(channel, ignored)]
    hours = _skipped(channel, text, "skipHours", _hour, ignored)
    days = _skipped(channel, text, "skipDays", _day, ignored)
    wait = max((each for each in waits if each), default=None)
    rhythm = Rhythm(wait, hours, days)
    return Stated(rhythm if rhythm != Rhythm() else None, tuple(ignored))


def _ttl(channel: Mapping[str, Any], ignored: list[str]) -> timedelta | None:
    served = _stated(channel, "ttl")
    if not served:
        return None
    if not _NUMBER.fullmatch(served):
        ignored.append(f"ttl {served!r}")
        return None
    return timedelta(minutes=int(served))


def _period(channel: Mapping[str, Any], ignored: list[str]) -> timedelta | None:
    """The period, divided by how often the feed changes in it; once where that is not said."""
    served = _stated(channel, "sy_updateperiod")
    if not served:
        return None
    often = _stated(channel, "sy_updatefrequency") or "1"
    period = _PERIODS.get(served.lower())
    if period is None or not _NUMBER.fullmatch(often) or int(often) == 0:
        ignored.append(f"updatePeriod {served!r}, updateFrequency {often!r}")
        return None
    return period / int(often)


def _skipped(
    channel: Mapping[str, Any],
    text: str,
    name: str,
    reader: Callable[[str], int | None],
    ignored: list[str],
) -> frozenset[int]:
    if name.lower() not in channel:
        return frozenset()
    lists = [match["all"] or "" for match in _LISTS[name].finditer(text)]
    if len(lists) != 1:  # in an unknown form, or quoted a second time in a comment or an entry
        ignored.append(f"{name}, which {'is not a plain list' if not lists else 'stands twice'}")
        return frozenset()
    served = [tidy(value)[:_SHOWN] for value in _VALUE.findall(lists[0])]
    read = {value: reader(value) for value in served if value}
    ignored += [f"{name} {value!r}" for value, number in read.items() if number is None]
    return frozenset(number for number in read.values() if number is not None)


def _hour(served: str) -> int | None:
    """An hour, GMT: 0 to 23, and 24 for 0 as RSS 0.91 had it."""
    if not _NUMBER.fullmatch(served) or int(served) > 24:
        return None
    return int(served) % 24


def _day(served: str) -> int | None:
    """A weekday by its English name; Monday is 0."""
    return _DAYS.index(served.capitalize()) if served.capitalize() in _DAYS else None


def _stated(channel: Mapping[str, Any], name: str) -> str:
    return tidy(str(channel.get(name) or ""))[:_SHOWN]


def _in_words(rhythm: Rhythm) -> str:
    parts = []
    if rhythm.wait is not None:
        parts.append(f"at most every {rhythm.wait / timedelta(minutes=1):g} min")
    if rhythm.skip_hours:
        parts.append(f"not at {', '.join(map(str, sorted(rhythm.skip_hours)))} h UTC")
    if rhythm.skip_days:
        parts.append(f"not on {', '.join(_DAYS[day] for day in sorted(rhythm.skip_days))}")
    return "; ".join(parts)
