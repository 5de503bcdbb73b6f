"""An HTML table as rows and columns: each cell under its heading, whatever spans what.

Cells that span rows or columns are laid out as browsers lay them out (HTML, 4.9.12.1). A cell
that spans rows stands in each of them; so does the name of a participant with several rows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from watcher.extract import markup
from watcher.extract.text import tidy

#: No status table has more: each is bounded by the number of States.
MAX_ROWS = 20_000
MAX_COLUMNS = 100
_MAX_HEAD_ROWS = 10
_MAX_SPAN = 65_534  # HTML's own bound

_BREAK_TAGS = "br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p table td th tr ul"
_BREAKS = frozenset(_BREAK_TAGS.split())
_DASHES = re.compile("[-\u2010-\u2015\u2212 ]+")
_GROUPS = frozenset({"thead", "tbody", "tfoot"})


class BadTableError(ValueError):
    """No rows and columns can be made of the table; the message is a sentence without its end."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of a cell; `carried` where it began in a row above."""

    lines: tuple[str, ...]
    carried: bool = False
    head: bool = False  # a <th>

    @property
    def text(self) -> str:
        """All of it, on one line."""
        return " ".join(self.lines)


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `rows` fit the headings, each of `odd` does not, `across` span the whole width."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    across: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()


def read_grid(table: LexborNode) -> Grid:
    """Lay out a table. BadTableError where it has no heading, or is beyond all bounds."""
    head, body = _parted(table)
    headings = _headings(head)
    rows: list[Row] = []
    across: list[str] = []
    odd: list[str] = []
    for row in body:
        text = " | ".join(cell.text for cell in row)
        if not any(cell.lines for cell in row) or _repeats(row, headings):
            continue  # empty, or the headings once more further down
        if len(row) > 1 and all(cell is row[0] for cell in row) and len(row) == len(headings):
            across.append(row[0].text)
        elif len(row) == len(headings):
            rows.append(row)
        else:
            odd.append(text)
    return Grid(headings, tuple(rows), tuple(across), tuple(odd))


def headings_of(table: LexborNode) -> tuple[str, ...]:
    """The headings alone, to tell which table it is; BadTableError where there are none."""
    return _headings(_head(table)[0])


def lines(root: LexborNode) -> tuple[str, ...]:
    """The text below an element, line by line as it is seen; lines without a sign are left out.

    A dash alone is how tables say "nothing".
    """
    pieces: list[str] = []
    for node, _ in markup.walk(root):
        if node.is_text_node:
            pieces.append(" ".join((node.text_content or "").splitlines()))
        elif node.tag in _BREAKS:
            pieces.append("\n")
    seen = map(tidy, "".join(pieces).split("\n"))
    return tuple(line for line in seen if line and not _DASHES.fullmatch(line))


def _parted(table: LexborNode) -> tuple[list[Row], Iterator[Row]]:
    head, begun = _head(table)
    return head, _bounded(_laid_out(_rows(table)), begun)


def _bounded(rows: Iterable[Row], begun: int) -> Iterator[Row]:
    """The rows behind the first `begun`, as long as they are not too many."""
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise BadTableError(f"it has more than {MAX_ROWS:,} rows")
        if number >= begun:
            yield row


def _head(table: LexborNode) -> tuple[list[Row], int]:
    """The rows of the head, and how many they are.

    They are those of <thead>; else the first ones that are all <th>; else the first row.
    """
    in_head = sum(group.tag == "thead" for _, group in _rows(table))
    rows: list[Row] = []
    for number, row in enumerate(_laid_out(_rows(table))):
        if number > _MAX_HEAD_ROWS:
            raise BadTableError(f"its head has more than {_MAX_HEAD_ROWS} rows")
        all_th = bool(row) and all(cell.head for cell in row)
        if (number < in_head) if in_head else (all_th or not rows):
            rows.append(row)
        else:
            break
    if not rows:
        raise BadTableError("it has no rows")
    return rows, len(rows)


def _headings(head: list[Row]) -> tuple[str, ...]:
    """One text for each column: "Ratification / Date" where a heading spans others."""
    width = max(len(row) for row in head)
    columns = ([row[place].text for row in head if place < len(row)] for place in range(width))
    return tuple(" / ".join(dict.fromkeys(filter(None, column))) for column in columns)


def _repeats(row: Row, headings: tuple[str, ...]) -> bool:
    return tuple(cell.text for cell in row) == headings


def _rows(table: LexborNode) -> Iterator[tuple[LexborNode, LexborNode]]:
    """The rows of the table itself, each with the group that it is in; of no table inside.

    Those of <thead> come first, wherever it stands, as they are shown.
    """
    groups = [child for child in table.iter() if child.tag in _GROUPS]
    for group in sorted(groups, key=lambda group: group.tag != "thead"):
        for row in group.iter():
            if row.tag == "tr":
                yield row, group


def _laid_out(rows: Iterable[tuple[LexborNode, LexborNode]]) -> Iterator[Row]:
    """Each row with the cells that reach into it from above; nothing reaches beyond its group."""
    hanging: dict[int, tuple[int, Cell]] = {}
    before = 0
    for node, group in rows:
        if group.mem_id != before:
            hanging.clear()
            before = group.mem_id
        yield _row(node, hanging)


def _row(node: LexborNode, hanging: dict[int, tuple[int, Cell]]) -> Row:
    row: list[Cell] = []
    for part in node.iter():
        if part.tag not in ("td", "th"):
            continue
        _take_hanging(row, hanging)
        cell = Cell(lines(part), head=part.tag == "th")
        down = _span(part.attributes.get("rowspan"), none=_MAX_SPAN)
        for _ in range(_span(part.attributes.get("colspan"), none=1)):
            if len(row) in hanging:
                raise BadTableError("its cells overlap")
            if down > 1:
                hanging[len(row)] = (down - 1, Cell(cell.lines, carried=True, head=cell.head))
            row.append(cell)
            if len(row) > MAX_COLUMNS:
                raise BadTableError(f"it has more than {MAX_COLUMNS} columns")
    _take_hanging(row, hanging)
    return tuple(row)


def _take_hanging(row: list[Cell], hanging: dict[int, tuple[int, Cell]]) -> None:
    """Put in the cells from above that stand at the row's next places."""
    while len(row) in hanging:
        left, cell = hanging.pop(len(row))
        if left > 1:
            hanging[len(row)] = (left - 1, cell)
        row.append(cell)


def _span(written: str | None, *, none: int) -> int:
    """How far a cell spans: 1 where nothing sensible is written, `none` where 0 is."""
    digits = (written or "").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        return 1
    return min(int(digits), _MAX_SPAN) or none
