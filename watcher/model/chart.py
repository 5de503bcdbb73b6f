"""What a chart shows, as figures: they go into a digest, so that it can be drawn again."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Point:
    """How a treaty stood at the end of one day, as the depositary counts."""

    date: date
    signatories: int
    consented: int  # contracting States and parties
    parties: int  # of these, those for which the treaty was in force


@dataclass(frozen=True, slots=True)
class Timeline:
    """A treaty's signatures and consents through time, by legal dates.

    `points` are in order, one for each day on which a count changed; the first is the day on which
    anything happened. `until` is the day as of which this is told, `in_force` is as of that day
    (None where nothing tells). The other dates may lie ahead, and are None where they are not
    known, as `needed` is where no rule is, or where a number is not all that is asked.
    """

    treaty: str  # its number
    name: str
    until: date
    points: tuple[Point, ...]
    in_force: bool | None
    needed: int | None = None
    closes_for_signature: date | None = None
    in_force_on: date | None = None

    def thinned(self, most: int) -> "Timeline":
        """The same with no more than so many points, the first and the last among them."""
        if len(self.points) <= most:
            return self
        step = (len(self.points) - 1) / (most - 1)
        points = tuple(self.points[round(at * step)] for at in range(most))
        return replace(self, points=points)
