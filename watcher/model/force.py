"""The vocabulary of entry into force: what a treaty asks for, and how far it has come."""

from dataclasses import dataclass, field
from datetime import date

from watcher.model.treaty import Action


@dataclass(frozen=True, slots=True)
class Instrument:
    """One consent to be bound, as it was deposited."""

    participant: str  # as the record spells it
    code: str | None  # None where the name could not be resolved
    action: Action
    date: date  # of deposit


@dataclass(frozen=True, slots=True)
class Quota:
    """A special threshold: so many of the instruments must be of these participants."""

    name: str  # of the group, for people: "Annex II"
    codes: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True)
class Wait:
    """How long after a deposit it takes effect: a span, and then perhaps the next month's first."""

    days: int = 0
    months: int = 0
    first_of_month: bool = False


@dataclass(frozen=True, slots=True)
class ForceRule:
    """What a treaty's own text asks for before it enters into force.

    `later` is the wait of a participant that consents when the treaty is in force already, or
    when it is on its way there; None where it is the same as `wait`.
    """

    count: int | None  # instruments needed; None where the number is not all that is asked
    wait: Wait = field(default_factory=Wait)
    later: Wait | None = None
    count_organisations: bool = False  # an organisation's is not additional to its members'
    quotas: tuple[Quota, ...] = ()
    conditional: bool = False  # a further condition (a share of emissions) is stated by hand
    condition_met: date | None = None  # when that was met; None: not yet


@dataclass(frozen=True, slots=True)
class Force:
    """How far a treaty has come on one day.

    `on_record` is the date that the depositary states; where there is one, it is the date that
    counts, and `in_force_on` equals it.
    """

    counted: int
    needed: int | None
    met_on: date | None = None  # the day on which all that is asked was there
    in_force_on: date | None = None  # may lie ahead
    on_record: date | None = None
