"""What every format of feed comes down to: a title and entries with an identity."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from watcher.extract.text import bounded
from watcher.model.finding import Finding, Statement
from watcher.model.source import Rhythm

PART = "entries"
MAX_ID = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its feed states it; texts are plain, None means that nothing is stated."""

    id: str | None
    title: str
    summary: str
    link: str | None  # absolute, http or https
    published: str | None  # as served
    moment: str | None  # the same in UTC, ISO 8601, where it can be read for certain

    @property
    def blank(self) -> bool:
        """Whether it states nothing at all, as the last entry of a cut feed may."""
        return not (self.id or self.title or self.summary or self.link)

    @property
    def statement(self) -> Statement:
        """The entry as a finding's value."""
        text = "\n\n".join(part for part in (self.title, self.summary) if part)
        return Statement(
            text=bounded(text) or None,
            link=self.link,
            date=self.moment,
            published=self.published,
        )


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that could be read."""

    format: str  # for people: "RSS 2.0"
    title: str
    entries: tuple[Entry, ...]
    fault: str | None = None  # what shows that it did not arrive whole
    rhythm: Rhythm | None = None  # how often it asks to be polled at most
    facts: tuple[tuple[str, str], ...] = ()  # what else it says of itself, for people


def to_findings(entries: Iterable[Entry]) -> tuple[Finding, ...]:
    """One finding an entry; identical repeats are told once, differing ones all.

    A key never depends on an entry's place, since feeds scroll: where several entries share an
    id, each key carries a hash of its content. Comparing recognises an entry whose id changed,
    or that shares its id no longer (`compare.entries`, which knows how keys are written).
    """
    by_id: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        by_id.setdefault(_identity(entry), {}).setdefault(_content_hash(entry), entry)
    return tuple(
        Finding(
            key=f"{PART}/{identity}" + (f"#{content}" if len(versions) > 1 else ""),
            part=PART,
            statement=entry.statement,
        )
        for identity, versions in by_id.items()
        for content, entry in versions.items()
    )


def _identity(entry: Entry) -> str:
    identity = entry.id or entry.link or f"sha256:{_hash(entry.title, entry.summary)}"
    if len(identity) > MAX_ID:
        return f"{identity[:MAX_ID]}…{_hash(identity)}"
    return identity


def _content_hash(entry: Entry) -> str:
    return _hash(entry.title, entry.summary, entry.link or "", entry.published or "")


def _hash(*texts: str) -> str:
    return hashlib.sha256("\x00".join(texts).encode()).hexdigest()[:12]
