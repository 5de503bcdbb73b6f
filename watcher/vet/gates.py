"""At least so many findings, and the columns, rows and cells that were known are there.

Of a complete document alone: what a window no longer shows has only scrolled out.
"""

from collections import Counter
from collections.abc import Iterator

from watcher.model.finding import Check, Extraction
from watcher.model.source import Source
from watcher.vet.remembered import Remembered
from watcher.vet.rows import CELLS, LISTED, side_by_side

#: Below this share of the rows that were known, a table is taken for half a table. One row may
#: always be gone: of a treaty with three participants, too.
KNOWN_SHARE = 0.8

#: A column, or a family such as the declarations, may lose so many findings at once whatever
#: their share, and half of them in any case.
FEW = 3

#: Families whose differences are editorial, and those that other rules speak of.
EDITORIAL = frozenset({"notes", "counts", "treaty"})
_SPOKEN_OF = EDITORIAL | CELLS | {"entries", "passages"}


def minimum(source: Source, extraction: Extraction) -> Check:
    """At least as many findings as the source is expected to state, those left out included."""
    count = len(extraction.findings) + len(extraction.filtered)
    return Check(
        "minimum",
        count >= source.min_findings,
        f"{count} findings, at least {source.min_findings} expected",
    )


def known_columns(extraction: Extraction, past: Remembered) -> Iterator[Check]:
    """A heading that carried treaty actions must still be there, or all its dates look removed."""
    used = {item.finding.part for item in past.known.values()}
    gone = sorted(
        part.split("/", 1)[1]
        for part in (past.parts & used) - extraction.parts
        if part.startswith("participants/") and part != LISTED
    )
    if extraction.complete and any(part.startswith("participants/") for part in used):
        columns = " and ".join(name.replace("_", " ") for name in gone)
        detail = (
            f"the column for {columns} is gone" if gone else "every column that was known is there"
        )
        yield Check("known columns", not gone, detail)


def known_rows(extraction: Extraction, past: Remembered) -> Iterator[Check]:
    """Most rows that were known must be there, under whatever spelling."""
    if not extraction.complete:
        return
    rows = side_by_side(extraction, past.known)
    still = len(rows.together)
    if rows.before:
        yield Check(
            "known rows",
            still >= min(KNOWN_SHARE * rows.before, rows.before - 1),
            f"{still} of {rows.before} known rows are there",
        )


def known_findings(extraction: Extraction, past: Remembered) -> Iterator[Check]:
    """A column must not run empty in rows that stay, nor a section of the page vanish."""
    if not extraction.complete or not past.alike:
        return
    known: Counter[str] = Counter()
    still: Counter[str] = Counter()
    for before, now in side_by_side(extraction, past.known).together:
        known.update(before.cells.keys())
        still.update(before.cells.keys() & now.cells.keys())
    # By number and not by key: an edited declaration is found under another one.
    families = Counter(item.finding.family for item in past.known.values())
    found = Counter(finding.family for finding in extraction.findings)
    for family in families.keys() - _SPOKEN_OF:
        known[family] = families[family]
        still[family] = min(found[family], families[family])
    lost = [
        f"{still[part]} of {count} in {part.removeprefix('participants/').replace('_', ' ')}"
        for part, count in sorted(known.items())
        if count - still[part] > FEW and 2 * still[part] < count
    ]
    if known:
        told = f"still there are only {', '.join(lost)}" if lost else "most are there"
        yield Check("known findings", not lost, told)
