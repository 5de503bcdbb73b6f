"""The vocabulary of digests: what is asked for, what goes in, what comes out.

A digest keeps three things apart, in this order: what is on record, what is only reported, and
what could not be read. It is stored as JSON and read back from it, so that a delivery says days
later exactly what was composed. All text in it is already one harmless line each (see
`plain.clean`), passages and `changes` excepted, and not yet escaped for HTML.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from watcher.model.ahead import Ahead
from watcher.model.change import Incident, LoggedChange
from watcher.model.chart import Timeline
from watcher.model.report import ReadClaim, Report
from watcher.model.source import Source
from watcher.model.treaty import Treaty

WhenEmpty = Literal["skip", "send"]
DigestType = Literal["digest", "alert"]

#: What is told in full in one digest, unless its settings say otherwise.
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when until when nothing is sent, in the digest's time zone; it may span midnight."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """What a reader asked for. An empty tuple means "all"; of `kinds` see `compose`.

    `immediate` is the exception: none means that nothing is sent before the digest is due.
    """

    id: str
    title: str
    schedule: str  # cron, or daily, weekly, monthly
    timezone: str  # IANA name, for the schedule and for the times a reader sees
    channels: tuple[str, ...]
    when_empty: WhenEmpty = "skip"
    treaties: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()  # codes; groups are resolved
    actions: tuple[str, ...] = ()
    immediate: tuple[str, ...] = ()  # actions that are sent at once
    gather: timedelta = timedelta(minutes=5)  # for how long they are gathered first
    quiet_hours: QuietHours | None = None
    urgent: bool = False  # what is sent at once is sent in quiet hours, too
    max_changes: int = MOST_CHANGES

    @property
    def alerts(self) -> str:
        """The name of the series of what is sent at once, beside the digest's own, its id.

        No id of a digest holds a slash.
        """
        return f"{self.id}/immediate"


@dataclass(frozen=True, slots=True)
class Counts:
    """How a treaty stands on record now, withdrawals left out.

    `in_force` decides what those who consented are called: before entry into force they are
    contracting States, after it parties (Vienna Convention on the Law of Treaties, art. 2). It is
    None where neither the record nor a rule tells. The rest is how far the treaty has come, and
    means nothing once it is in force. The last release did not know whether a treaty is in force,
    and said that it is not: its digests have no `organisations`.
    """

    signatories: int
    bound: int
    in_force: bool | None = None
    organisations: int | None = None  # of those bound; None as above
    counted: int | None = None  # of those bound; None where no rule is known
    needed: int | None = None  # None where no number is all that is asked
    waits_for: tuple[str, ...] = ()  # what else is asked and not there yet, for people
    in_force_on: str | None = None  # ISO 8601; None while it is not known


@dataclass(frozen=True, slots=True)
class Material:
    """All that a digest is composed from, read from the store at one moment. Moments are UTC.

    `changes` are those with `since_seq < seq <= until_seq`. `incidents` are the open ones and
    those opened or closed since the last digest. `start` is None for a first digest.
    `already` are changes that the reader was told of before, in what was sent at once or from
    another source; `corrects` are those that alter what an earlier digest told. Both lead from
    the change's number to that digest. `periods` is the number of periods that share the message.
    """

    since_seq: int
    until_seq: int
    start: datetime | None
    end: datetime
    changes: Sequence[LoggedChange] = ()
    incidents: Sequence[Incident] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    treaties: Mapping[str, Treaty] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)
    timelines: Mapping[str, Timeline] = field(default_factory=dict)  # of treaties with a chart
    already: Mapping[int, "Earlier"] = field(default_factory=dict)
    corrects: Mapping[int, "Earlier"] = field(default_factory=dict)
    ahead: Sequence[Ahead] = ()  # the dates of which a reminder fell due, of all treaties
    effects: Mapping[int, "Effect"] = field(default_factory=dict)  # of new consent, by seq
    news: "News" = field(default_factory=lambda: News())
    periods: int = 1
    public_url: str = ""
    operator_told: bool = False  # notices go to the operator's own channels


@dataclass(frozen=True, slots=True)
class News:
    """What the entries of a span claim, and what became of the reports that they make.

    `claims` and `made` (the reports that an entry makes) lead from an entry's line of the log,
    `confirmed` from the line of the record that confirms. `contradicted` are reports that came to
    it in the span; `waiting` are all that are unconfirmed.
    """

    claims: Mapping[int, Sequence[ReadClaim]] = field(default_factory=dict)
    made: Mapping[int, Sequence[Report]] = field(default_factory=dict)
    confirmed: Mapping[int, Sequence[Report]] = field(default_factory=dict)
    contradicted: Sequence[Report] = ()
    waiting: Sequence[Report] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """A digest that was composed before, as a later one points to it."""

    number: int  # among all messages that were composed
    subject: str
    composed_at: datetime  # UTC
    type: DigestType = "digest"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of the change log that says so, and the page that it was read from."""

    seq: int
    source: str
    url: str | None  # the official page; None where the source is no longer configured
    capture: str  # SHA-256 of the bytes


@dataclass(frozen=True, slots=True)
class Effect:
    """What a participant's consent does by the treaty's own rule.

    `in_force` is when the treaty enters into force for it, where that is a day of its own; None
    also where it cannot be known.
    """

    counted: bool = True  # among those that the treaty needs to enter into force
    in_force: date | None = None


@dataclass(frozen=True, slots=True)
class Foretold:
    """A report that this line of the record confirms."""

    title: str  # of the entry that said so first
    link: str | None
    days: int  # from the report to the record; negative where the record was first
    evidence: Evidence  # of the entry


@dataclass(frozen=True, slots=True)
class Recorded:
    """One treaty action on record, told once however many records state it."""

    sentence: str  # without a final stop
    kind: str  # a ChangeKind
    event: str  # an Action, or one of digest/subject.py: corrected, removed, cited ...
    participant: str | None  # as the official page spells it
    participant_code: str | None
    date: str | None  # the action's own
    effective: str | None
    late: bool  # it appeared long after its own date
    detected_at: datetime  # UTC; the earliest of its evidence
    evidence: tuple[Evidence, ...]
    in_force_for: str | None = None  # when the treaty enters into force for it, if later
    not_counted: bool = False  # an organisation's, beside those of its members
    foretold: tuple[Foretold, ...] = ()


@dataclass(frozen=True, slots=True)
class TreatySection:
    """What is new on record for one treaty."""

    number: str | None
    name: str
    counts: Counts | None
    actions: tuple[Recorded, ...]
    chart: Timeline | None = None  # None too in a digest of an earlier release


@dataclass(frozen=True, slots=True)
class Claimed:
    """What an entry says of one treaty, by its words alone, and what the record shows of that."""

    name: str  # of the treaty
    treaty: str
    sentence: str  # "says that Fiji ratified", without a final stop
    stage: str  # a Stage
    state: str | None  # a ReportState; None where no report is made of it
    record: str  # what the record shows, in words; "" where there is no report

    @property
    def whole(self) -> str:
        """Both in words."""
        return f"{self.sentence}; {self.record}" if self.record else self.sentence


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A report that waits for long, or that the record contradicts."""

    name: str  # of the treaty
    treaty: str
    sentence: str  # what is said, without a final stop
    state: str  # a ReportState
    record: str  # what the record shows, in words
    title: str
    link: str | None
    reported_at: datetime  # UTC
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Reported:
    """What a source says that is no depositary: a report, never a treaty action."""

    title: str
    tier: str
    date: str | None  # as ISO 8601, or as served where it could not be read
    link: str | None
    detected_at: datetime  # UTC
    evidence: Evidence
    late: bool = False  # it appeared long after its own date
    claims: tuple[Claimed, ...] = ()  # of treaty actions


@dataclass(frozen=True, slots=True)
class PassageChange:
    """One difference on a page; `old` is None for a new passage, `new` for one that is gone."""

    seq: int
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A page whose text changed."""

    source: str
    url: str | None
    passages: tuple[PassageChange, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """An episode in which a source could not be read or trusted. Moments are UTC."""

    source: str
    url: str | None
    kind: str  # failed, quarantined
    reason: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OperatorNotice:
    """Something for the operator to look at; it stopped nothing."""

    source: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A depositary notification (C.N.) that states no treaty action that we understand."""

    sentence: str
    treaty: str | None
    link: str | None  # to its PDF
    detected_at: datetime  # UTC
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Correction:
    """What an earlier digest told, and the source now states otherwise or no more."""

    sentence: str
    tier: str  # a correction of the record, or of a report
    name: str | None  # of the treaty
    told_in: Earlier
    detected_at: datetime  # UTC
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Told:
    """What the reader knows already: sent at once, or told from another source."""

    sentence: str
    name: str | None  # of the treaty
    told_in: Earlier
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Reminder:
    """A date ahead that the reader is reminded of, 30, 7 and 1 days before it."""

    sentence: str  # without a final stop
    treaty: str
    name: str  # of the treaty
    kind: str  # an AheadKind
    date: str  # ISO 8601
    days: int  # from the digest's day to it, in the digest's time zone; 0 is that day
    basis: str  # where the date comes from, for people
    participant: str | None = None
    participant_code: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What one reader is told about one span of the change log. Moments are UTC."""

    id: str
    title: str
    subject: str  # the digest in one line
    schedule: str
    timezone: str
    composed_at: datetime
    since_seq: int
    until_seq: int
    start: datetime | None
    end: datetime
    record: tuple[TreatySection, ...]
    reported: tuple[Reported, ...]
    documents: tuple[DocumentSection, ...]
    troubles: tuple[Trouble, ...]
    notices: tuple[OperatorNotice, ...]
    sources: tuple[str, ...]  # all that this digest covers
    type: DigestType = "digest"
    corrections: tuple[Correction, ...] = ()
    notifications: tuple[Cited, ...] = ()
    told: tuple[Told, ...] = ()
    reminders: tuple[Reminder, ...] = ()  # in order of their dates
    contradicted: tuple[Unsettled, ...] = ()
    waiting: tuple[Unsettled, ...] = ()  # for 30 days now: each is told once
    periods: int = 1  # that share this message: more than one after a time off
    left_out: int = 0  # changes beyond the largest size; they stand in the log
    public_url: str = ""  # what links to the log begin with; "" in a digest of the last release
    changes: tuple[dict[str, Any], ...] = ()  # what is told, each as `wire.change_to_json` has it

    @property
    def series(self) -> str:
        """What it is one of: the digest's id."""
        return self.id

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell. A source that cannot be read is something to tell."""
        told = (
            *(self.record, self.reported, self.documents, self.troubles, self.notices),
            *(self.corrections, self.notifications, self.told, self.reminders),
            *(self.contradicted, self.waiting),
        )
        return not any(told)
