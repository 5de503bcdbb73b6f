"""How a source is doing, in a word with a mark, and its settings in words. Pure."""

from dataclasses import dataclass
from typing import Protocol

from watcher.model.plain import span
from watcher.model.reading import Listing, Pattern, Records, Table
from watcher.model.source import Outcome, Source, SourceState, Tier

TROUBLE = ("failed", "quarantined")  # kinds of incidents; all others are notices


@dataclass(frozen=True, slots=True)
class Word:
    """A word for a state, the look of its badge, and a sentence that explains it."""

    text: str
    look: str
    meaning: str


_OUTCOMES = {
    Outcome.FAILED: Word(
        "cannot be read", "bad", "Its last poll failed. It is tried again without end."
    ),
    Outcome.QUARANTINED: Word(
        "not believed",
        "bad",
        "What it last served did not look right. It is held in quarantine, and nothing that was "
        "known has changed.",
    ),
    Outcome.UNCONFIRMED: Word(
        "second look",
        "warn",
        "Something on it has gone or gone back. It counts once a second poll finds the same.",
    ),
}
_NOT_GOOD = frozenset(outcome for outcome in Outcome if not outcome.good)
_WELL = Word("well", "good", "Its last poll could be read and believed.")
_NEVER = Word("never polled", "", "Its first good poll is its baseline: recorded, never alerted.")
_PAUSED = Word("paused", "warn", "A person paused it here. It is polled again once it is resumed.")
_PAUSED_IN_FILE = Word(
    "paused in the file",
    "warn",
    "The configuration says paused = true. It is polled again once that line is taken out and the "
    "watch is started again.",
)
_GONE = Word(
    "resting: gone",
    "bad",
    "Its server said that the page is gone for good (410). It rests until its address is mended in "
    "the configuration, or until it is polled now, or resumed, and answers.",
)
_FORMER = Word(
    "not configured any more", "", "It stays for the history that it brought; nothing polls it."
)


def word(source: Source | None, state: SourceState) -> Word:
    """How a source is doing; `source` is None where the configuration has it no more."""
    if source is None:
        return _FORMER
    if source.paused:
        return _PAUSED_IN_FILE
    if state.paused_by_person:
        return _PAUSED
    if state.paused:
        return _GONE
    if state.last_outcome is None:
        return _NEVER
    return _OUTCOMES.get(state.last_outcome, _WELL)


class Condition(Protocol):
    """What of a source's state says whether it is in trouble."""

    @property
    def paused(self) -> bool:
        """Whether it answered that it is gone for good."""

    @property
    def paused_by_person(self) -> bool:
        """Whether a person paused it."""

    @property
    def last_outcome(self) -> Outcome | None:
        """How its last poll ended; None where it was never polled."""


def troubled(source: Source | None, state: Condition) -> bool:
    """Whether a source that is watched cannot be read or believed now, or rests for good."""
    if source is None or source.paused or state.paused_by_person:
        return False
    return state.paused or state.last_outcome in _NOT_GOOD


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in words. `name` is how the configuration calls it."""

    label: str
    name: str
    values: tuple[str, ...]


#: What the kinds of sources are.
KINDS = {
    "untc-status": "a status page of the UN Treaty Collection",
    "untc-notifications": "a listing of depositary notifications",
    "feed": "a feed (RSS, Atom or JSON)",
    "listing": "a page that lists entries",
    "page": "a page, passage by passage",
    "table": "a status table of another depositary",
    "json": "records as JSON",
    "pdf": "a PDF document, passage by passage",
}

_TIERS = {
    Tier.RECORD: "the depositary's own record: what it states is a treaty action",
    Tier.OFFICIAL: "an official body: what it states is a report",
    Tier.PRESS: "the press: what it states is a report",
}


def settings(source: Source) -> tuple[Setting, ...]:
    """All that the configuration says of a source, its address and treaty aside."""
    matching = source.matching
    told = [
        Setting("Polled", "every", (f"every {span(source.every)}",)),
        Setting("Weight", "tier", (_TIERS[source.tier],)),
        Setting("Watched part", "select", _given(source.select)),
        Setting("Passages left out", "ignore", source.ignore),
        Setting("Must hold the words", "require_text", source.require_text),
        Setting("States at least", "min_findings", (_findings(source.min_findings),)),
        Setting("Must be written in", "language", _given(source.language)),
        Setting("Believed at once up to", "max_change", _share(source.max_change)),
        Setting("Tells of the institutions of", "participant", _given(source.participant)),
        Setting("Kept", "match", _kept(matching.match, by_treaty=matching.by_treaty)),
        Setting("Left out", "exclude", tuple(map(_pattern, matching.exclude))),
        Setting("Held against", "cross_check", _given(source.cross_check)),
    ]
    if source.kind == "untc-status":
        told.append(Setting("Read as", "format", (source.format.value.upper(),)))
    told += [*_listing(source.listing), *_table(source.table), *_records(source.records)]
    return tuple(each for each in told if each.values)


def _given(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _findings(number: int) -> str:
    return "nothing: it may be empty" if number == 0 else f"{number:,} finding{'s'[: number > 1]}"


def _share(share: float | None) -> tuple[str, ...]:
    return () if share is None else (f"{share:.0%} of what is known",)


def _kept(patterns: tuple[Pattern, ...], *, by_treaty: bool) -> tuple[str, ...]:
    if by_treaty:
        return ("what names a watched treaty",)
    return tuple(map(_pattern, patterns))


def _pattern(pattern: Pattern) -> str:
    text = f"/{pattern.text}/" if pattern.regex else f"“{pattern.text}”"
    return text if pattern.where == "any" else f"{text} in the {pattern.where}"


def _listing(listing: Listing | None) -> list[Setting]:
    if listing is None:
        return []
    return [
        Setting("Items", "item", (listing.item,)),
        Setting("Their title", "title", _given(listing.title)),
        Setting("Their link", "link", _given(listing.link)),
        Setting("Their date", "date", _given(listing.date)),
        Setting("Dates are written", "date_format", _given(listing.date_format)),
    ]


def _table(table: Table | None) -> list[Setting]:
    if table is None:
        return []
    return [
        Setting("Ready-made reading", "preset", _given(table.preset)),
        Setting("Table", "table", _given(table.table)),
        Setting("Columns", "columns", tuple(f"{head}: {role}" for head, role in table.columns)),
        Setting("Cells", "cell", table.cell),
        Setting("Dates are written", "date_format", _given(table.date_format)),
    ]


def _records(records: Records | None) -> list[Setting]:
    if records is None:
        return []
    return [
        Setting("Ready-made reading", "preset", _given(records.preset)),
        Setting("Records", "records", _given(records.records)),
        Setting("Fields", "fields", tuple(f"{role}: {at}" for role, at in records.fields)),
        Setting("Asked with", "method", (records.method,)),
        Setting("Dates are written", "date_format", _given(records.date_format)),
    ]
