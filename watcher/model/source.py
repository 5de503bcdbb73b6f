"""The vocabulary of the web: sources, captures, and what a capture states."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Tier(StrEnum):
    """How much a source's word weighs; only a record makes a treaty action."""

    RECORD = "record"  # the depositary's own
    OFFICIAL = "official"  # a UN body, a ministry
    PRESS = "press"


class Outcome(StrEnum):
    """How one poll ended."""

    BASELINE = "baseline"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    UNCONFIRMED = "unconfirmed"  # something waits for a second look; see `PollRecord.held`
    QUARANTINED = "quarantined"
    FAILED = "failed"

    @property
    def good(self) -> bool:
        """Whether the source was read and believed."""
        return self not in (Outcome.QUARANTINED, Outcome.FAILED)


@dataclass(frozen=True, slots=True)
class Source:
    """A watched source, as the stages need it. Plain data: it crosses into worker processes."""

    id: str
    kind: str
    url: str
    tier: Tier
    every: timedelta
    treaty: str | None = None  # an MTDSG number; None where the source is not about one treaty
    treaty_name: str | None = None
    paused: bool = False
    select: str | None = None  # CSS selector of the part of a page that is watched
    ignore: tuple[str, ...] = ()  # regular expressions; a passage that one matches is left out
    require_text: tuple[str, ...] = ()  # each must stand in the document, or it is the wrong one
    min_findings: int = 1


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "changed since?" with; sent back verbatim."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes of one answer, after the content coding was undone, and how they came."""

    url: str  # the address that answered, after redirects
    status: int
    headers: tuple[tuple[str, str], ...]  # as served, in order
    fetched_at: datetime  # UTC, when the last byte was there
    body: bytes
    elapsed: timedelta
    redirected: bool = False  # another address answered than the one that was asked
    sha256: str = field(default="")

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", hashlib.sha256(self.body).hexdigest())

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def validators(self) -> Validators:
        """The validators that came with this answer.

        Those of another address are none: sent to the one that is asked, they could be answered
        with 304 for a page that we never saw.
        """
        if self.redirected:
            return Validators()
        return Validators(self.header("etag"), self.header("last-modified"))


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server's word that nothing changed since the validators that were sent."""

    url: str
    fetched_at: datetime  # UTC
    elapsed: timedelta


@dataclass(frozen=True, slots=True)
class Document:
    """What an extractor gets: a capture's bytes and what the server said of them."""

    url: str
    body: bytes
    content_type: str | None = None
    content_location: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a capture states at one place; also `old` and `new` of a change.

    `date` is the action's own date (ISO 8601; for an entry the UTC moment it names, None where
    that cannot be read for certain); `effective` is the day a withdrawal takes effect.
    The last four fields are editorial: a difference in them alone is no treaty action.
    """

    action: str | None = None
    date: str | None = None
    effective: str | None = None
    mark: str | None = None  # as printed behind the date: "a", "AA", ""; None for no such cell
    bracketed: bool | None = None  # the depositary's sign for "no longer"
    text: str | None = None  # an entry's title and summary, a passage, a cell not understood
    link: str | None = None
    participant: str | None = None  # as the source spells it
    participant_code: str | None = None  # None where the name could not be resolved
    footnotes: tuple[str, ...] = ()  # their texts, or their numbers where no text is given
    published: str | None = None  # an entry's date exactly as served

    @property
    def substance(self) -> tuple[object, ...]:
        """The part whose difference is news."""
        return (
            self.action,
            self.date,
            self.effective,
            self.mark,
            self.bracketed,
            self.text,
        )

    @property
    def digest(self) -> str:
        """A short hash of the substance, to recognise a statement that comes back."""
        return hashlib.sha256(json.dumps(self.substance).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact that a capture states, with an identity that outlives the capture."""

    key: str  # unique within its source, e.g. "participants/MUS/signature", "entries/<id>"
    part: str  # what gets its own silent baseline when first seen, e.g. "participants/signature"
    statement: Statement
    subject: str | None = None  # groups the findings of one participant

    @property
    def family(self) -> str:
        """The first word of the part: participants, column, entries, passages."""
        return self.part.split("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Check:
    """One gate: its name, whether it was passed, and the sentence that says why (not)."""

    name: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the operator is told once an episode; it stops nothing.

    `kind` is one of unknown_column, new_column, unresolved_name, probable_rename;
    `subject` tells episodes of one kind apart (the heading, the name).
    """

    kind: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a document states, and the checks that can be made on it alone.

    `complete` means that what is missing is gone (a status table); otherwise the document is a
    window (a feed) from which things only scroll out. `parts` are all parts that the document
    has room for, also those without a finding yet: an empty column is read, and its first date
    is news. Passages carry no keys: comparing assigns their places.
    """

    findings: tuple[Finding, ...]
    complete: bool
    parts: frozenset[str]
    checks: tuple[Check, ...] = ()
    title: str | None = None
    facts: tuple[tuple[str, str], ...] = ()  # label and value, for people: headings, counts
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as the store holds it: what the source stated last, and what before that."""

    finding: Finding
    earlier: frozenset[str] = frozenset()  # digests of the statements it had before


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the store remembers of a source between polls. Moments are UTC."""

    source_id: str
    fingerprint: str | None = None  # how it was read at the last good poll; None before any
    validators: Validators = Validators()
    body_digest: str | None = None  # of the last body that was accepted whole, noise cut out
    parts: frozenset[str] = frozenset()  # parts that have had their baseline
    held: frozenset[str] = frozenset()  # tokens of the changes that wait for a second look
    failures: int = 0  # polls in a row that were not good
    next_poll: datetime | None = None  # None: never polled, so due now
    last_poll: datetime | None = None
    last_good: datetime | None = None
    last_outcome: Outcome | None = None
    paused: bool = False
