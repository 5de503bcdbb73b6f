"""The vocabulary of entry into force: what a treaty asks for, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from watcher.model.treaty import Action


@dataclass(frozen=True, slots=True)
class Instrument:
    """One consent to be bound, as it was deposited; or the end of one.

    A withdrawal's `date` is the day on which it takes effect, or on which it was notified where
    the treaty is not in force yet: nothing has to run out before that is effective.
    """

    participant: str  # as the record spells it
    code: str | None  # None where the name could not be resolved
    action: Action
    date: date  # of deposit

    @property
    def identity(self) -> str:
        """Who deposited it, apart from how the name is spelled."""
        return self.code or self.participant.casefold()


@dataclass(frozen=True, slots=True)
class Quota:
    """A special threshold: so many of the instruments must be of these participants."""

    name: str  # of the group, for people: "Annex II"
    codes: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True)
class Shares:
    """A special threshold: those who consented must make up so much of a whole.

    Treaties name it as a share of emissions or tonnage, and have a table of who has how much.
    """

    name: str  # of what, for people: "greenhouse gas emissions"
    needed: float  # of 1
    of: Mapping[str, float]  # by participant's code, each of 1


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
    when it is on its way there; None where it is the same as `wait`. It is not to be relied on
    where `later_known` is False: a status page often prints the first paragraph alone.
    """

    count: int | None  # instruments needed; None where the number is not all that is asked
    wait: Wait = field(default_factory=Wait)
    later: Wait | None = None
    count_organisations: bool = False  # an organisation's is not additional to its members'
    quotas: tuple[Quota, ...] = ()
    conditional: bool = False  # a further condition (a share of emissions) is stated by hand
    condition_met: date | None = None  # when that was met; None: not yet
    shares: Shares | None = None  # where who has how much is stated, and not the day
    later_known: bool = True
    not_before: date | None = None  # a day before which the treaty enters into force in no case


@dataclass(frozen=True, slots=True)
class Force:
    """How far a treaty has come on one day.

    `on_record` is the date that the depositary states; where there is one, it is the date that
    counts, and `in_force_on` equals it. `calculated` is our own, from deposits and rule.
    `counted` leaves out those that the rule does not count: they are `not_counted`, of
    organisations.
    """

    counted: int
    needed: int | None
    met_on: date | None = None  # the day on which all that is asked was there
    in_force_on: date | None = None  # may lie ahead
    on_record: date | None = None
    calculated: date | None = None  # None where it is not known, or not yet
    not_counted: int = 0
    waits_for: tuple[str, ...] = ()  # what is asked beside the number and not there, for people

    @property
    def differs(self) -> bool:
        """Whether the record has another date than our calculation."""
        return None not in (self.on_record, self.calculated) and self.on_record != self.calculated


@dataclass(frozen=True, slots=True)
class Announced:
    """A day that the configuration states: a conference; `until` where it is a period."""

    day: date
    what: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the configuration states of a treaty's dates. None where it leaves that out."""

    rule: ForceRule | None = None
    closes_for_signature: date | None = None
    dates: tuple[Announced, ...] = ()
