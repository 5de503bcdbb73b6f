"""Do two readings of one record state the same? Pure.

A source may name a second reading: the page beside the XML, or the other way round. What is
compared is what both state with certainty: the participants' dates, marks and brackets, and the
counts. The two are not published in one moment, so a difference is told to the operator when a
second poll still finds it, and is never a treaty action.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from watcher.model.finding import Finding, Notice, Statement
from watcher.model.plain import capital, clean, cut, day

_SHOWN = 5  # differences that a notice names
_REMEMBERED = 1_000  # differences that the next poll is compared with
_WORDS = 60  # characters of a name in a notice's subject

_PARTICIPANTS = "participants/"
_LISTED = "participants/listed"
_COUNTS = "counts/"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document states. `parts` are all that it has room for, also the empty ones."""

    name: str  # for sentences: "the page", "the XML"
    findings: tuple[Finding, ...]
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which two readings differ, in words: who, which column, what each says."""

    who: str
    where: str
    here: str
    there: str

    @property
    def token(self) -> str:
        """The same difference, found again, has the same token."""
        words = json.dumps([self.who, self.where, self.here, self.there])
        return hashlib.sha256(words.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a cross-check says. `disagreement` is for the next one; None: all was as it should be.

    `notices` are what goes on now: an episode ends where its notice is missing.
    """

    disagreement: str | None = None
    notices: tuple[Notice, ...] = ()


def differences(one: Reading, other: Reading) -> tuple[Difference, ...]:
    """Every place at which the two differ, in the order of the first one's rows."""
    here, there = _rows(one.findings), _aligned(_rows(other.findings), _rows(one.findings))
    missing = _missing_columns(one, other)
    found = [difference for _, difference in missing]
    skipped = {part for part, _ in missing}
    for subject in dict.fromkeys((*here, *there)):
        found += _differing_rows(here.get(subject), there.get(subject), skipped)
    found += _differing_counts(one.findings, other.findings)
    return tuple(found)


def judge(one: Reading, other: Reading, address: str, previous: str | None = None) -> Agreement:
    """Compare two readings; `previous` is what the cross-check before this one left.

    Only what that one had found already is told. `address` is where the other was read.
    """
    found = differences(one, other)
    if not found:
        return Agreement()
    before = _Memory.read(previous).differences
    lasting = [difference for difference in found if difference.token in before]
    notice = _notice(one, other, lasting, address) if lasting else None
    memory = _Memory(
        differences=frozenset(sorted(each.token for each in found)[:_REMEMBERED]),
        told=notice.subject if notice else None,
    )
    return Agreement(memory.text, (notice,) if notice else ())


def unreadable(reason: str, address: str, previous: str | None = None) -> Agreement:
    """Say that the second reading could not be had; told when that lasts.

    Whether an earlier disagreement goes on is then unknown, so it is not declared ended.
    """
    before = _Memory.read(previous)
    memory = _Memory(before.differences, before.told, unreadable=True)
    notices: list[Notice] = []
    if before.told is not None:
        notices.append(Notice("cross_check", before.told, "It is not known whether they agree."))
    if before.unreadable:
        text = (
            f"The second reading, {clean(address)}, could not be had in two polls running: "
            f"{clean(reason)}. The source itself is read as ever; look at that address, or take "
            "cross_check out of the source."
        )
        notices.append(Notice("cross_check_failed", clean(address), text))
    return Agreement(memory.text, tuple(notices))


# -- rows ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A participant as one document has it: the spelling, and its dated cells."""

    name: str
    cells: Mapping[str, Finding]  # by the end of their keys: "consent", "consent:accession"


def _rows(findings: Iterable[Finding]) -> dict[str, _Row]:
    names: dict[str, str] = {}
    cells: dict[str, dict[str, Finding]] = {}
    for finding in findings:
        if finding.subject is None or not finding.part.startswith(_PARTICIPANTS):
            continue
        names[finding.subject] = clean(finding.statement.participant or finding.subject)
        row = cells.setdefault(finding.subject, {})
        if finding.part != _LISTED:
            row[finding.key.removeprefix(f"{_PARTICIPANTS}{finding.subject}/")] = finding
    return {subject: _Row(name, cells[subject]) for subject, name in names.items()}


def _aligned(rows: Mapping[str, _Row], wanted: Mapping[str, _Row]) -> dict[str, _Row]:
    """Give rows the subjects of those with the same spelling: our table may have learned a code."""
    by_name = {row.name: subject for subject, row in wanted.items()}
    return {
        subject if subject in wanted else by_name.get(row.name, subject): row
        for subject, row in rows.items()
    }


def _missing_columns(one: Reading, other: Reading) -> list[tuple[str, Difference]]:
    """Columns in which one states something, and for which the other has no room."""
    return [
        *(
            (part, Difference("", _column(part), dates, "no such column"))
            for part, dates in _without_room(one, other)
        ),
        *(
            (part, Difference("", _column(part), "no such column", dates))
            for part, dates in _without_room(other, one)
        ),
    ]


def _without_room(stating: Reading, lacking: Reading) -> Iterator[tuple[str, str]]:
    used = [each.part for each in stating.findings if each.part.startswith(_PARTICIPANTS)]
    for part in sorted(set(used) - lacking.parts - {_LISTED}):
        times = used.count(part)
        yield part, f"{times} date{'' if times == 1 else 's'}"


def _differing_rows(here: _Row | None, there: _Row | None, skipped: set[str]) -> list[Difference]:
    if here is None or there is None:
        row = here or there
        name = row.name if row else ""
        listed = _told(*row.cells.values()) if row and row.cells else "listed without a date"
        states = ("not listed", listed) if here is None else (listed, "not listed")
        return [Difference(name, "", *states)]
    cells = [
        (end, here.cells.get(end), there.cells.get(end)) for end in {*here.cells, *there.cells}
    ]
    return [
        Difference(here.name, _column(end), _told(one), _told(other))
        for end, one, other in sorted(cells, key=lambda each: each[0])
        if _cell(one) != _cell(other) and not skipped & {each.part for each in (one, other) if each}
    ]


def _cell(finding: Finding | None) -> tuple[object, ...] | None:
    if finding is None:
        return None
    stated = finding.statement
    return (stated.date, stated.mark, bool(stated.bracketed))


def _told(*findings: Finding | None) -> str:
    """Dates as they are printed: "[12 May 2004 a]"."""
    return ", ".join(_printed(each.statement) for each in findings if each is not None) or "no date"


def _printed(statement: Statement) -> str:
    text = f"{day(statement.date)} {clean(statement.mark or '')}".rstrip()
    return f"[{text}]" if statement.bracketed else text


def _column(part: str) -> str:
    return clean(part.removeprefix(_PARTICIPANTS).replace("_", " "))


def _differing_counts(one: Iterable[Finding], other: Iterable[Finding]) -> Iterator[Difference]:
    """Counts that both give: on a page either may be missing, and means nothing then."""
    here, there = _counts(one), _counts(other)
    for part in sorted(here.keys() & there.keys()):
        if here[part] != there[part]:
            yield Difference("", f"number of {part.removeprefix(_COUNTS)}", here[part], there[part])


def _counts(findings: Iterable[Finding]) -> dict[str, str]:
    return {
        finding.part: clean(finding.statement.text or "")
        for finding in findings
        if finding.part.startswith(_COUNTS)
    }


# -- what is told and remembered ---------------------------------------------------------------


def _notice(one: Reading, other: Reading, lasting: list[Difference], address: str) -> Notice:
    """One incident for all that lasts; another set of places is another incident."""
    shown = [f"{each.who}{', ' if each.who and each.where else ''}{each.where}" for each in lasting]
    sentences = [
        f"{place}: {each.here} in {one.name}, {each.there} in {other.name}"
        for place, each in zip(shown, lasting, strict=True)
    ]
    text = (
        f"{capital(one.name)} and {other.name} ({clean(address)}) have disagreed in more than "
        f"one poll. {_some(sentences, '; ')}. What counts is {one.name}; look at both, and ask "
        "the depositary which is right."
    )
    return Notice("cross_check", _some([cut(place, _WORDS) for place in shown], "; "), text)


def _some(texts: list[str], between: str) -> str:
    more = len(texts) - _SHOWN
    return between.join(texts[:_SHOWN]) + (f"{between}and {more} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class _Memory:
    """What one cross-check leaves to the next."""

    differences: frozenset[str] = field(default_factory=frozenset)  # their tokens
    told: str | None = None  # the subject of the notice that goes on
    unreadable: bool = False

    @property
    def text(self) -> str:
        """As the store keeps it."""
        return json.dumps(
            {
                "differences": sorted(self.differences),
                "told": self.told,
                "unreadable": self.unreadable,
            }
        )

    @classmethod
    def read(cls, text: str | None) -> "_Memory":
        """Read what an earlier cross-check left; None where there was none."""
        if text is None:
            return cls()
        kept = json.loads(text)
        return cls(frozenset(kept["differences"]), kept["told"], kept["unreadable"])
