"""Who is who: a participant keeps its identity when its spelling, or our table of names, changes.

* The same spelling is the same participant, also where our table has learned its code since.
* A row that is gone and a row whose name nobody knows are probably one participant under a new
  spelling, where every cell of the old row stands in the new one. That waits for a second look,
  and the operator is asked. A participant that we know never becomes another that we know.
* A name that nobody knows waits as long as rows are gone that it could have come from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from watcher.model.finding import Finding, Known, Statement

#: The families of cells, by which a row is recognised: declarations and the like stand elsewhere.
TABLE = frozenset({"participants", "column"})

#: From this likeness of two names on, it decides between rows with the same cells.
_ALIKE = 0.5
#: Above so many comparisons no row is another one's new spelling: no real table has them.
_COMPARED_AT_MOST = 40_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A finding as known and as found, under its old key and its new one."""

    known: Known | None
    found: Finding | None

    @property
    def updates(self) -> tuple[tuple[str, Finding | None], ...]:
        """What the pair does to the known findings."""
        gone = self.known.finding.key if self.known else None
        if self.found is None:
            return ((gone, None),) if gone else ()
        if gone is not None and gone != self.found.key:
            return ((gone, None), (self.found.key, self.found))
        return ((self.found.key, self.found),)

    @property
    def old(self) -> Statement | None:
        """What was stated."""
        return self.known.finding.statement if self.known else None

    @property
    def new(self) -> Statement | None:
        """What is stated now."""
        return self.found.statement if self.found else None

    @property
    def part(self) -> str:
        """The part that both belong to."""
        return self._finding.part

    @property
    def subject(self) -> str | None:
        """The participant, by its new identity where it has one."""
        return self._finding.subject

    @property
    def _finding(self) -> Finding:
        finding = self.found or (self.known.finding if self.known else None)
        if finding is None:
            raise ValueError("a pair has a known or a found finding")
        return finding


@dataclass(frozen=True, slots=True)
class Identities:
    """Old subject -> new subject, and what of it is not sure.

    `renamed` are the probable renames, old and new spelling; `doubtful` the subjects, as they
    are now, of which nothing counts before a second look.
    """

    moved: Mapping[str, str] = field(default_factory=dict)
    renamed: tuple[tuple[str, str], ...] = ()
    doubtful: frozenset[str] = frozenset()


def identify(known: Mapping[str, Known], found: Mapping[str, Finding]) -> Identities:
    """Recognise participants across two readings of one complete table."""
    before = _rows(item.finding for item in known.values())
    now = _rows(found.values())
    moved = _same_spelling(before, now)
    gone = {subject: row for subject, row in before.items() if subject not in now | moved}
    new = {
        subject: row
        for subject, row in now.items()
        if subject not in before and subject not in moved.values()
    }
    renames = _renames(gone, new)
    left = gone.keys() - renames.keys()
    nameless = {subject for subject in new if _unknown(subject)} if left else set()
    return Identities(
        moved=moved | renames,
        renamed=tuple((gone[old].name, new[subject].name) for old, subject in renames.items()),
        doubtful=frozenset(renames.values()) | nameless,
    )


def pair_up(
    known: Mapping[str, Known],
    found: Mapping[str, Finding],
    identities: Identities,
    *,
    complete: bool,
) -> list[Pair]:
    """Known and found findings that differ, side by side; in a window nothing is ever gone."""
    by_new_key = {key_now(item.finding, identities.moved): item for item in known.values()}
    pairs = [Pair(by_new_key.get(key), finding) for key, finding in found.items()]
    if complete:
        pairs += [Pair(item, None) for key, item in by_new_key.items() if key not in found]
    return [pair for pair in pairs if pair.known is None or pair.known.finding != pair.found]


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    cells: Mapping[str, tuple[object, ...]]  # what each part states


def _rows(findings: Iterable[Finding]) -> dict[str, _Row]:
    names: dict[str, str] = {}
    cells: dict[str, dict[str, tuple[object, ...]]] = {}
    for finding in findings:
        if finding.subject and finding.statement.participant and finding.family in TABLE:
            names[finding.subject] = finding.statement.participant
            cells.setdefault(finding.subject, {})[finding.part] = finding.statement.substance
    return {subject: _Row(name, cells[subject]) for subject, name in names.items()}


def _unknown(subject: str) -> bool:
    return subject.startswith("?")


def key_now(finding: Finding, moved: Mapping[str, str]) -> str:
    """A known finding's key once its participant has its new subject."""
    subject = finding.subject
    if subject is None or subject not in moved:
        return finding.key
    if finding.key.endswith(f"/{subject}"):  # a family with one finding of each: withdrawals
        return finding.key.removesuffix(subject) + moved[subject]
    return finding.key.replace(f"/{subject}/", f"/{moved[subject]}/", 1)


def _same_spelling(before: Mapping[str, _Row], now: Mapping[str, _Row]) -> dict[str, str]:
    """Where only our table of participants learned, or forgot, a name."""
    arrived = {row.name: subject for subject, row in now.items() if subject not in before}
    return {
        subject: arrived[row.name]
        for subject, row in before.items()
        if subject not in now and row.name in arrived
    }


def _renames(gone: Mapping[str, _Row], new: Mapping[str, _Row]) -> dict[str, str]:
    """Pairs of which each is the other's only, or by its name clearly its best, match."""
    if len(gone) * len(new) > _COMPARED_AT_MOST:
        return {}
    fits = {
        old: [subject for subject, row in new.items() if _may_be(old, gone[old], subject, row)]
        for old in gone
    }
    back = {subject: [old for old in gone if subject in fits[old]] for subject in new}

    def best(name: str, candidates: list[str], rows: Mapping[str, _Row]) -> str | None:
        if len(candidates) == 1:
            return candidates[0]
        likeness = {each: _likeness(name, rows[each].name) for each in candidates}
        ranked = sorted(candidates, key=lambda each: likeness[each], reverse=True)
        if not ranked or likeness[ranked[0]] < max(_ALIKE, likeness[ranked[1]] + 0.01):
            return None
        return ranked[0]

    chosen = {old: best(gone[old].name, fits[old], new) for old in gone}
    returned = {subject: best(new[subject].name, back[subject], gone) for subject in new}
    return {old: subject for old, subject in chosen.items() if subject and returned[subject] == old}


def _may_be(old: str, before: _Row, new: str, now: _Row) -> bool:
    if not (_unknown(old) or _unknown(new)):
        return False
    return before.cells.items() <= now.cells.items()


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()
