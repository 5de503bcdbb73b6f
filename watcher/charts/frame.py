"""The frame of a timeline: what its axes span, and where a value comes to stand. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from watcher.charts.chart import Spec

_ROOM = 0.04  # of the span of time, before and behind
_LEAST_ROOM = timedelta(days=12)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)  # between two ticks


@dataclass(frozen=True, slots=True)
class Size:
    """The size of the plot and of the room beside it, in pixels."""

    width: int
    height: int
    left: int
    right: int  # for the labels at the ends of the lines
    ticks: int  # on the axis of time, at most
    narrow: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the axes span."""

    size: Size
    first: date
    last: date
    top: int  # the value at the upper edge

    @classmethod
    def around(cls, size: Size, days: Iterable[date], highest: int) -> "Frame":
        """A frame with some room around all these days, and above the highest value."""
        days = sorted(days)
        first, last = days[0], days[-1]
        room = max(_LEAST_ROOM, (last - first) * _ROOM)
        highest = max(4, highest)
        return cls(
            size,
            first - room if first - date.min > room else date.min,
            last + room if date.max - last > room else date.max,
            highest + max(1, highest // 10),
        )

    def x(self, when: date) -> float:
        """Pixels from the left edge of the plot."""
        whole = (self.last - self.first).days
        return round((when - self.first).days / whole * self.size.width, 1)

    def y(self, value: float) -> float:
        """Pixels from its upper edge."""
        return round(self.size.height * (1 - value / self.top), 1)

    @property
    def axes(self) -> Spec:
        """Both scales with their axes, for every layer that has values."""
        return {
            "x": {
                "field": "date",
                "type": "temporal",
                "scale": {
                    "type": "utc",
                    "domain": [_utc(self.first), _utc(self.last)],
                    "nice": False,
                },
                "axis": {
                    "orient": "bottom",
                    "grid": False,
                    "labelPadding": 6,
                    "labelOverlap": True,
                    "labelFlush": True,
                    "values": [_utc(each) for each in self.ticks],
                    "format": "%Y" if self.ticks_apart >= 12 else "%b %Y",
                },
            },
            "y": {
                "field": "count",
                "type": "quantitative",
                "scale": {"domain": [0, self.top], "nice": False, "zero": True},
                "axis": {
                    "orient": "left",
                    "domain": False,
                    "ticks": False,
                    "labelPadding": 8,
                    "tickCount": 5,
                    "tickMinStep": 1,
                    "format": "d",
                },
            },
        }

    @property
    def ticks_apart(self) -> int:
        """Months between two ticks of the axis of time."""
        months = (self.last - self.first).days / 30.4
        return next((each for each in _MONTHS if months / each <= self.size.ticks), _MONTHS[-1])

    @property
    def ticks(self) -> list[date]:
        """The first days of months at which the axis of time has a tick."""
        step = self.ticks_apart
        month = self.first.year * 12 + self.first.month - 1
        month = -(-month // step) * step
        found: list[date] = []
        while month < 9999 * 12:
            day = date(month // 12, month % 12 + 1, 1) if month >= 12 else date.min
            if day > self.last:
                break
            if day >= self.first:
                found.append(day)
            month += step
        return found


def _utc(day: date) -> Spec:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}
