"""What each place of a record has stated, one version after another, from the change log. Pure.

A place is a finding's key. It keeps its past when its key changes, as it does when the name of a
participant is understood at last: that is told as one finding gone and the next one there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from watcher.model.finding import Finding, Statement
from watcher.model.life import Step

#: The families that a history is made of.
FAMILIES = frozenset({"participants", "withdrawals", "notifications", "entered"})

#: What the parts of a table of participants begin with.
TABLE = "participants/"


@dataclass(frozen=True, slots=True)
class Version:
    """What a place stated from one line of the log on."""

    statement: Statement
    seq: int
    seen: date  # UTC


@dataclass(slots=True)
class Place:
    """One place of one source: `there` says whether it states anything now."""

    source: str
    key: str
    part: str
    versions: list[Version] = field(default_factory=list)
    there: bool = True
    gone_on: date | None = None  # when that was seen last

    @property
    def last(self) -> Version:
        """What it stated last."""
        return self.versions[-1]

    @property
    def first(self) -> Version:
        """What it stated first."""
        return self.versions[0]

    @property
    def identity(self) -> str:
        """Who it is about: a code, or a name where there is none."""
        stated = self.last.statement
        return stated.participant_code or stated.participant or ""


def places(steps: Iterable[Step]) -> tuple[Place, ...]:
    """Every place that named a participant, in the order of source and key."""
    found: dict[tuple[str, str], Place] = {}
    for step in steps:
        _apply(found, step)
    return tuple(found[at] for at in sorted(found))


def _apply(found: dict[tuple[str, str], Place], step: Step) -> None:
    moving: Place | None = None  # what was taken out just before, and may come in elsewhere
    for key, finding in step.updates:
        at = (step.source, key)
        if finding is None:
            moving = found.get(at)
            if moving is not None:
                moving.there, moving.gone_on = False, step.seen
            continue
        if _of_a_history(finding):
            place = found.get(at)
            if moving is not None and place is None and moving.part == finding.part:
                del found[step.source, moving.key]
                place = moving
            if place is None:
                place = Place(step.source, key, finding.part)
            place.key, place.there = key, True
            _state(place, finding.statement, step)
            found[at] = place
        moving = None


def _of_a_history(finding: Finding) -> bool:
    return finding.family in FAMILIES and finding.statement.participant is not None


def _state(place: Place, statement: Statement, step: Step) -> None:
    """A further version; what says the same as before keeps the day on which that was seen."""
    if place.versions and _same(place.last.statement, statement):
        place.versions[-1] = Version(statement, place.last.seq, place.last.seen)
    else:
        place.versions.append(Version(statement, step.seq, step.seen))


def _same(one: Statement, other: Statement) -> bool:
    return (one.action, one.date, one.effective, one.bracketed, one.text) == (
        other.action,
        other.date,
        other.effective,
        other.bracketed,
        other.text,
    )


def by_identity(found: Iterable[Place]) -> Mapping[str, list[Place]]:
    """The places of each participant."""
    rows: dict[str, list[Place]] = {}
    for place in found:
        rows.setdefault(place.identity, []).append(place)
    return rows


def of_part(found: Iterable[Place], *parts: str) -> list[Place]:
    """The places of these parts, in their order."""
    return [place for place in found if place.part in parts]


def stands(row: Iterable[Place]) -> bool:
    """Whether the participant has a row in a table now."""
    return any(place.there and place.part.startswith(TABLE) for place in row)
