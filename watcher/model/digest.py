"""The vocabulary of digests: what is asked for, what goes in, what comes out, where it goes.

A digest keeps three things apart, in this order: what is on record, what is only reported, and
what could not be read. It is stored as JSON and read back from it, so that a delivery says days
later exactly what was composed. All text in it is already one harmless line each (see
`plain.clean`), passages excepted, and not yet escaped for HTML.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from watcher.model.change import Incident, LoggedChange
from watcher.model.source import Source
from watcher.model.treaty import Treaty

WhenEmpty = Literal["skip", "send"]


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """Where digests go, as the configuration names it."""

    id: str
    kind: str  # console, file
    path: Path | None = None  # of a file channel, relative to the working directory


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """What a reader asked for. An empty tuple means "all"; of `kinds` see `compose`."""

    id: str
    title: str
    schedule: str  # cron, or daily, weekly, monthly
    timezone: str  # IANA name, for the schedule and for the times a reader sees
    channels: tuple[str, ...]
    when_empty: WhenEmpty = "skip"
    treaties: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How a treaty stands on record now, withdrawals left out.

    `in_force` decides what those who consented are called: before entry into force they are
    contracting States, after it parties (Vienna Convention on the Law of Treaties, art. 2).
    """

    signatories: int
    bound: int
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """All that a digest is composed from, read from the store at one moment. Moments are UTC.

    `changes` are those with `since_seq < seq <= until_seq`. `incidents` are the open ones and
    those opened or closed since the last digest. `start` is None for a first digest.
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of the change log that says so, and the page that it was read from."""

    seq: int
    source: str
    url: str | None  # the official page; None where the source is no longer configured
    capture: str  # SHA-256 of the bytes


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


@dataclass(frozen=True, slots=True)
class TreatySection:
    """What is new on record for one treaty."""

    number: str | None
    name: str
    counts: Counts | None
    actions: tuple[Recorded, ...]


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

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell. A source that cannot be read is something to tell."""
        told = (self.record, self.reported, self.documents, self.troubles, self.notices)
        return not any(told)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel has to show for a delivery that the other side accepted."""

    channel: str
    delivery: str  # the delivery's id
    detail: str  # for people: where it went


def to_json(digest: Digest) -> str:
    """Write the digest as one line of JSON."""
    return _codec().dump_json(digest).decode()


def from_json(text: str) -> Digest:
    """Read what `to_json` wrote; ValueError for anything else, unknown fields set aside."""
    try:
        return _codec().validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the text"
        raise ValueError(f"this is not a digest: {where}: {first['msg']}") from error


@functools.cache
def _codec() -> TypeAdapter[Digest]:
    return TypeAdapter(Digest)
