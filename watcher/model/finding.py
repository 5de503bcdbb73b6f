"""What a capture states: findings, and what was thought of the document on the way to them."""

import hashlib
import json
from dataclasses import dataclass

from watcher.model.source import Rhythm


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
    def said(self) -> str:
        """A short hash of the text alone: some sites move the dates of what says the same."""
        text = (self.text or "").encode(errors="backslashreplace")
        return hashlib.sha256(text).hexdigest()[:16]

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
class Filtered:
    """An entry that `match` or `exclude` left out: remembered and listed, never alerted."""

    key: str  # what the finding's key would be
    statement: Statement
    reason: str  # "names no watched treaty", "excluded by …"


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
    filtered: tuple[Filtered, ...] = ()
    rhythm: Rhythm | None = None  # None where the document states none


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as the store holds it: what the source stated last, and what before that."""

    finding: Finding
    earlier: frozenset[str] = frozenset()  # digests of the statements it had before
