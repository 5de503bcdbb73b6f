"""The vocabulary of reports: what a source that is no depositary says was done.

A report is never a treaty action. It waits for the record, which confirms it, says otherwise, or
stays silent until the report lapses.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from watcher.model.claim import Claim
from watcher.model.treaty import CONSENT_ACTIONS, Action


class Deed(StrEnum):
    """What is done, as news and record can agree on it.

    The press says "ratified" of what the record calls acceptance, approval or accession: all are
    consent to be bound (Vienna Convention on the Law of Treaties, arts. 11 to 16).
    """

    SIGNATURE = "signature"
    CONSENT = "consent"
    WITHDRAWAL = "withdrawal"
    ENTRY_INTO_FORCE = "entry_into_force"


class ReportState(StrEnum):
    """What the record has made of a report."""

    UNCONFIRMED = "unconfirmed"  # the record does not show it yet
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"  # the record, or the source itself, says otherwise
    LAPSED = "lapsed"  # the record has not shown it for so long that nobody waits any more


@dataclass(frozen=True, slots=True)
class Report:
    """Something that is said to be done. Moments are UTC.

    `participant` is a code; None where a number of States or the treaty as a whole is meant.
    `change` is the first line of the log that says so. `settled_by` is the line of the record
    that settled it, None where none did; `reason` tells why in words, without a final stop.
    """

    id: int
    treaty: str
    action: Action  # as the source has it
    participant: str | None
    number: int | None  # of States
    change: int
    source: str
    capture: str  # SHA-256 of the bytes that said so
    reported_at: datetime  # when we found it said
    state: ReportState = ReportState.UNCONFIRMED
    settled_at: datetime | None = None
    settled_by: int | None = None
    reason: str = ""
    title: str = ""  # of the entry that said so first
    link: str | None = None

    @property
    def deed(self) -> Deed:
        """What is said to be done, in the terms that the record can confirm."""
        deed = deed_of(self.action)
        if deed is None:
            raise ValueError(f"{self.action} opens no report")
        return deed

    def days_until(self, shown_at: datetime) -> int:
        """How many days later the record showed it (UTC); negative where it was there before."""
        return (shown_at.date() - self.reported_at.date()).days

    def comes_of_age(self, age: timedelta, since: date, until: date) -> bool:
        """Whether it still waits, and has waited for `age` on a day after `since`, by `until`."""
        day = self.reported_at.date() + age
        return self.state is ReportState.UNCONFIRMED and since < day <= until


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a report."""

    state: ReportState
    reason: str
    settled_by: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One action that the record's pages show now, and the line of the log that brought it."""

    seq: int
    action: Action
    participant: str | None  # a code; None for the treaty as a whole, and for an unresolved name
    effective: date | None
    date: date | None  # the action's own
    bracketed: bool  # the depositary's sign for "no longer"
    detected_at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the record shows of one treaty. `read_at` is None where no official page is read."""

    shown: tuple[Shown, ...] = ()
    signatories: int = 0
    bound: int = 0
    read_at: datetime | None = None  # UTC; the last good poll of its official pages


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim with the line of the log that it was read from."""

    claim: Claim
    change: int
    source: str
    tier: str
    title: str
    link: str | None
    detected_at: datetime  # UTC


def deed_of(action: str | None) -> Deed | None:
    """Which deed an action amounts to; None for what no report is opened of."""
    if action in (Action.SIGNATURE, Action.SUCCESSION_TO_SIGNATURE):
        return Deed.SIGNATURE
    if action in CONSENT_ACTIONS:
        return Deed.CONSENT
    if action == Action.WITHDRAWAL:
        return Deed.WITHDRAWAL
    return Deed.ENTRY_INTO_FORCE if action == Action.ENTRY_INTO_FORCE else None
