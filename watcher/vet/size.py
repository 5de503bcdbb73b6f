"""How much of what was known may differ at once.

Without a `max_change` of its own, a source may gain whatever it will (a ceremony adds 60 rows in
a day), and feeds, listings and pages may differ as they like; but where more than half of a
table's rows state something else than before, it is another table until it is seen repeatedly.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from watcher.model.families import TEXTS
from watcher.model.finding import Check, Extraction, Finding
from watcher.model.source import Source
from watcher.vet.gates import EDITORIAL
from watcher.vet.remembered import Remembered
from watcher.vet.rows import CELLS, Cells, Rows, side_by_side, with_respelt

#: The one gate that repetition can open.
GATE = "size"

#: So many rows may be modified at once whatever their share.
FEW = 5
#: The share of a table's rows that may be modified at once.
MODIFIED_SHARE = 0.5

_BY_TEXT = TEXTS | {"passages"}
_ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class Extent:
    """How many findings differ, of how many that were known (of a window: that it shows)."""

    of: int
    added: int = 0
    modified: int = 0
    removed: int = 0

    def __add__(self, other: "Extent") -> "Extent":
        return Extent(
            self.of + other.of,
            self.added + other.added,
            self.modified + other.modified,
            self.removed + other.removed,
        )


def size(source: Source, extraction: Extraction, past: Remembered) -> Iterator[Check]:
    """The gates of size, where there is something to measure against."""
    if not past.known or not past.alike:
        return
    if source.max_change is not None:
        yield from _within(source.max_change, extent(extraction, past), extraction)
    elif extraction.complete:
        yield from _rows_modified(side_by_side(extraction, past.known))


def extent(extraction: Extraction, past: Remembered) -> Extent:
    """How much differs, in the parts that had their baseline; what is editorial left out."""
    known = [item.finding for item in past.known.values() if _counts(item.finding, past)]
    found = [finding for finding in extraction.findings if _counts(finding, past)]
    rows = with_respelt(side_by_side(extraction, past.known))
    total = _of_rows(rows, past)
    for family in sorted(_BY_TEXT):
        total += _of_texts(*(_of_family(each, family) for each in (known, found)))
    return total + _of_others(_others(known), _others(found), complete=extraction.complete)


def _within(limit: float, changed: Extent, extraction: Extraction) -> Iterator[Check]:
    total = changed.added + changed.modified + changed.removed
    of = f"{changed.of} {'known' if extraction.complete else 'listed'} findings"
    if extraction.complete:
        detail = f"{changed.removed} of {of} are gone, at most {limit:.0%} may"
        yield Check("removals", changed.removed <= limit * changed.of, detail)
    detail = (
        f"{changed.added} added, {changed.modified} modified, {changed.removed} removed of {of}, "
        f"at most {limit:.0%} may change at once"
    )
    yield Check(GATE, total <= limit * changed.of, detail)


def _rows_modified(rows: Rows) -> Iterator[Check]:
    if not rows.before:
        return
    modified = sum(_differing(before.cells, now.cells) > 0 for before, now in rows.together)
    yield Check(
        GATE,
        modified <= max(FEW, MODIFIED_SHARE * rows.before),
        f"{modified} of {rows.before} known rows are modified, "
        f"at most {MODIFIED_SHARE:.0%} may be at once",
    )


def _differing(before: Cells, now: Cells) -> int:
    return sum(now[part] != value for part, value in before.items() if part in now)


def _counts(finding: Finding, past: Remembered) -> bool:
    return finding.part in past.parts and finding.family not in EDITORIAL


def _of_family(findings: list[Finding], family: str) -> list[Finding]:
    return [finding for finding in findings if finding.family == family]


def _others(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.family not in CELLS | _BY_TEXT]


def _of_rows(rows: Rows, past: Remembered) -> Extent:
    def size_of(cells: Cells) -> int:
        return sum(part in past.parts for part in cells)

    counted = Extent(
        of=sum(size_of(row.cells) for row in rows.gone),
        added=sum(size_of(row.cells) for row in rows.new),
        removed=sum(size_of(row.cells) for row in rows.gone),
    )
    for before, now in rows.together:
        counted += Extent(
            of=size_of(before.cells),
            added=sum(part in past.parts for part in now.cells.keys() - before.cells.keys()),
            modified=_differing(before.cells, now.cells),
            removed=sum(part in past.parts for part in before.cells.keys() - now.cells.keys()),
        )
    return counted


def _of_texts(known: list[Finding], found: list[Finding]) -> Extent:
    """Those without an identity but their text: where one is gone and one is new, it was edited."""
    before = Counter(finding.statement.text for finding in known)
    now = Counter(finding.statement.text for finding in found)
    gone, new = (before - now).total(), (now - before).total()
    modified = min(gone, new)
    return Extent(len(known), new - modified, modified, gone - modified)


def _of_others(known: list[Finding], found: list[Finding], *, complete: bool) -> Extent:
    """Entries are recognised by their text as well: many change their address."""
    before = {finding.key: finding.statement for finding in known}
    texts = {finding.statement.text for finding in known if finding.family == _ENTRIES}
    added = modified = 0
    for finding in found:
        statement = before.get(finding.key)
        if finding.family == _ENTRIES and finding.statement.text in texts:
            continue
        if statement is None:
            added += 1
        elif statement.substance != finding.statement.substance:
            modified += 1
    gone = before.keys() - {finding.key for finding in found} if complete else ()
    return Extent(len(known) if complete else len(found), added, modified, len(gone))
