"""The vocabulary of a participant's history with a treaty, by legal dates."""

from dataclasses import dataclass, field
from datetime import date

from watcher.model.finding import Finding, Statement


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the change log as a history needs it: what it did to a source's findings.

    `seen` is the UTC day of the capture behind it. A person's own entry is a line, too.
    """

    seq: int
    source: str
    seen: date
    updates: tuple[tuple[str, Finding | None], ...]  # None: it is gone


@dataclass(frozen=True, slots=True)
class Act:
    """A signature or an instrument of consent that stands in the history.

    Where the record gives no date, `date` is the day on which it was first seen, and `dated` is
    False.
    """

    statement: Statement
    date: date
    seq: int  # the line of the log that said so last
    dated: bool = True
    entered: bool = False  # by a person, and not read from a page


@dataclass(frozen=True, slots=True)
class Leave:
    """A withdrawal: notified, then effective; or taken back in between.

    Where the record has no day of effect but shows that there was one, `by` is the day on which
    that was first seen: it left then at the latest.
    """

    statement: Statement
    notified: date | None
    effective: date | None
    seq: int
    by: date | None = None
    taken_back: bool = False
    taken_back_on: date | None = None  # None where it is not known, too
    shown: bool = True  # False: a page that would show it in brackets does not do so yet
    entered: bool = False

    @property
    def begin(self) -> date | None:
        """From which day on it is there; what was deposited before is what it ends."""
        return self.notified or self.effective or self.by

    @property
    def end(self) -> date | None:
        """The day from which the participant is out; None where that is not known, or never."""
        return None if self.taken_back else self.effective or self.by


@dataclass(frozen=True, slots=True)
class Life:
    """One participant's history with one treaty. Acts and withdrawals are in order of their dates.

    `in_force` are the days on which the record says that the treaty enters into force for it.
    `ended` is when the participant itself ceased to be, where another one took its row.
    """

    participant: str  # as the record spells it last
    code: str | None
    signatures: tuple[Act, ...] = ()
    consents: tuple[Act, ...] = ()
    leaves: tuple[Leave, ...] = ()
    in_force: tuple[date, ...] = ()
    others: tuple[Act, ...] = ()  # provisional application and the like
    ended: date | None = None
    doubts: tuple[str, ...] = field(default=())  # sentences for people
