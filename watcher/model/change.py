"""The vocabulary of the change log: changes, polls as they are recorded, incidents."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watcher.model.capture import Capture, Validators
from watcher.model.finding import Filtered, Finding, Notice, Statement
from watcher.model.source import Candidate, Outcome, Rhythm


class ChangeKind(StrEnum):
    """What a change is to the reader of the log."""

    BASELINE = "baseline"  # first seen together with its part: recorded, never alerted
    ADDED = "added"
    MODIFIED = "modified"
    REMOVED = "removed"
    EDITORIAL = "editorial"  # spelling, footnotes: logged, left out of digests unless asked for


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is new, different or gone.

    `updates` is what the change does to the source's findings: each key with its new finding,
    or None where it is gone. One change may touch several (a withdrawal brackets a whole row).
    """

    kind: ChangeKind
    summary: str  # one sentence for people, without a final stop
    old: Statement | None
    new: Statement | None
    updates: tuple[tuple[str, Finding | None], ...]
    action: str | None = None
    date: str | None = None
    effective: str | None = None
    treaty: str | None = None  # the finding's own, of a source that is not about one treaty

    @property
    def stated(self) -> Statement:
        """What the change is about: the new statement, or the old one where it is gone."""
        statement = self.new or self.old
        if statement is None:
            raise ValueError("a change has an old or a new statement")
        return statement


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A change as the log holds it: numbered, dated, chained. Moments are UTC."""

    seq: int
    change: Change
    source: str
    tier: str
    treaty: str | None
    detected_at: datetime
    captured_at: datetime
    capture: str  # SHA-256 of the body
    capture_id: int
    imported: bool
    hash: str


@dataclass(frozen=True, slots=True)
class PollRecord:
    """All that one poll leaves behind; it is committed as a whole or not at all.

    `capture` is kept only where it changed something or was quarantined. `validators`,
    `body_digest`, `fingerprint` and `parts` are None where the poll does not advance them;
    an unconfirmed poll sets `forget_body`, so that the next one reads the page afresh.
    """

    source_id: str
    tier: str
    treaty: str | None
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    next_poll: datetime
    status: int | None = None
    bytes: int = 0
    milliseconds: int = 0
    error: str | None = None
    capture: Capture | None = None
    changes: tuple[Change, ...] = ()
    held: frozenset[str] = frozenset()
    held_summaries: tuple[str, ...] = ()
    validators: Validators | None = None
    body_digest: str | None = None
    fingerprint: str | None = None
    parts: frozenset[str] | None = None
    forget_body: bool = False
    notices: tuple[Notice, ...] | None = None  # None: the page was not read, episodes go on
    agreement: tuple[Notice, ...] | None = None  # of the cross-check; None: there was none
    disagreement: str | None = None  # what the next cross-check is compared with
    filtered: tuple[Filtered, ...] = ()
    rhythm: Rhythm | None = None  # None: the document was not read, or states none
    moved_to: str | None = None  # the address to ask from now on; "" for the source's own
    gone: bool = False  # 410: the source rests until a person acts
    candidate: Candidate | None = None
    title: str | None = None  # None: the document was not read, or not believed; "" for none
    imported: bool = False  # read from a file, as it was captured at `started_at`


@dataclass(frozen=True, slots=True)
class Incident:
    """An episode in which a source could not be read or trusted, or a notice to the operator."""

    id: int
    source: str
    kind: str  # failed, quarantined, or a Notice's kind
    subject: str
    reason: str
    opened_at: datetime  # UTC
    closed_at: datetime | None
