"""A watched source as the configuration names it, and what is remembered of it between polls."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from watcher.model.capture import Validators
from watcher.model.reading import Listing, Matching, Records, Table


class Tier(StrEnum):
    """How much a source's word weighs; only a record makes a treaty action."""

    RECORD = "record"  # the depositary's own
    OFFICIAL = "official"  # a UN body, a ministry
    PRESS = "press"


class Format(StrEnum):
    """In which of its two forms the UN Treaty Collection's status is read."""

    HTML = "html"
    XML = "xml"


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
    language: str | None = None  # ISO 639-1, "en"; another one is the wrong page
    participant: str | None = None  # code; "the cabinet" of its entries is this one's
    max_change: float | None = None  # share of the known findings; None: the kind's own rule
    matching: Matching = field(default_factory=Matching)
    format: Format = Format.HTML  # of a status page
    cross_check: str | None = None  # the address of a second reading, or "page" or "xml"
    listing: Listing | None = None
    table: Table | None = None
    records: Records | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a feed asks to be polled, at most."""

    wait: timedelta | None = None  # RSS "ttl"
    skip_hours: frozenset[int] = frozenset()  # RSS "skipHours", UTC
    skip_days: frozenset[int] = frozenset()  # RSS "skipDays", Monday is 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """What was too much change at once, and may be believed when it is seen often enough."""

    digest: str  # of all findings: the same document states the same
    since: datetime  # UTC, of the first poll that saw it
    polls: int  # in a row, that one included


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the store remembers of a source between polls. Moments are UTC."""

    source_id: str
    fingerprint: str | None = None  # how it was read at the last good poll; None before any
    validators: Validators = field(default_factory=Validators)
    body_digest: str | None = None  # of the last body that was accepted whole, noise cut out
    parts: frozenset[str] = frozenset()  # parts that have had their baseline
    held: frozenset[str] = frozenset()  # tokens of the changes that wait for a second look
    failures: int = 0  # polls in a row that were not good
    next_poll: datetime | None = None  # None: never polled, so due now
    last_poll: datetime | None = None
    last_good: datetime | None = None
    last_outcome: Outcome | None = None
    paused: bool = False  # it answered 410 Gone; cleared by a good poll or a new address
    moved_to: str | None = None  # where permanent redirects led to; asked in place of the url
    rhythm: Rhythm | None = None
    candidate: Candidate | None = None
    title: str | None = None  # of the last document believed; "" for none, None where unknown
    disagreement: str | None = None  # what the cross-check said at the last poll that had one
    paused_by_person: bool = False  # until a person resumes it; a good poll does not

    @property
    def rests(self) -> bool:
        """Whether it is polled only where it is named."""
        return self.paused or self.paused_by_person
