"""The rows of a table in two readings, side by side; only to count what differs.

What the change of a row means is for `compare` to say.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from watcher.model.finding import Extraction, Finding, Known

#: The families of cells: of columns that are understood, and of those that are not.
CELLS = frozenset({"participants", "column"})
#: The part of a row without a date, which comes and goes as dates do.
LISTED = "participants/listed"

Substance = tuple[object, ...]
Cells = Mapping[str, Substance]  # what each column states


@dataclass(frozen=True, slots=True)
class Row:
    """One participant's row: its name as printed, and what each understood column states."""

    name: str | None
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """`together` are the rows that both readings have, before and now; the others one has."""

    together: tuple[tuple[Row, Row], ...]
    gone: tuple[Row, ...]
    new: tuple[Row, ...]

    @property
    def before(self) -> int:
        """How many rows there were."""
        return len(self.together) + len(self.gone)


def side_by_side(extraction: Extraction, known: Mapping[str, Known]) -> Rows:
    """Recognise known rows by identity or by spelling: neither a rename nor our table matters."""
    before = _rows_of(item.finding for item in known.values())
    now = _rows_of(extraction.findings)
    pairs = {subject: subject for subject in before if subject in now}
    spelt = {row.name: subject for subject, row in now.items() if subject not in pairs}
    for subject, row in before.items():
        if subject not in pairs and row.name in spelt:
            pairs[subject] = spelt.pop(row.name)
    taken = set(pairs.values())
    return Rows(
        tuple((before[old], now[new]) for old, new in pairs.items()),
        tuple(row for subject, row in before.items() if subject not in pairs),
        tuple(row for subject, row in now.items() if subject not in taken),
    )


def with_respelt(rows: Rows) -> Rows:
    """The same, but rows with the same cells under two names are one participant's.

    Too generous to tell who is who, and right for counting how much of a table differs.
    """
    new: dict[frozenset[tuple[str, Substance]], list[Row]] = defaultdict(list)
    for row in rows.new:
        new[frozenset(row.cells.items())].append(row)
    together, gone = list(rows.together), []
    for row in rows.gone:
        alike = new[frozenset(row.cells.items())]
        if alike:
            together.append((row, alike.pop()))
        else:
            gone.append(row)
    return Rows(tuple(together), tuple(gone), tuple(row for each in new.values() for row in each))


def _rows_of(findings: Iterable[Finding]) -> dict[str, Row]:
    names: dict[str, str | None] = {}
    cells: dict[str, dict[str, Substance]] = defaultdict(dict)
    for finding in findings:
        if finding.subject is None or finding.family not in CELLS:
            continue
        names[finding.subject] = finding.statement.participant
        if finding.family == "participants" and finding.part != LISTED:
            cells[finding.subject][finding.part] = finding.statement.substance
    return {subject: Row(name, cells.get(subject, {})) for subject, name in names.items()}
