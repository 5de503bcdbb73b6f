"""Tables of the XML file: the participants', special ones, and territorial applications.

Two forms are known: `Table/TGroup/{Thead/Row/Entry, Tbody/Rows/Row/Entry}`, and a `TableHeader`
with a `Title` for each column before `Row/Column`.
"""

from collections.abc import Callable

from watcher.extract.untc.record import Cell, Table
from watcher.extract.untc.xml.tree import Element, children, name, take

_HEADS = ("thead", "tableheader")
_CELLS = ("entry", "column", "title")

Read = Callable[[str], Cell]


def tables(container: Element | None, read: Read) -> tuple[Table, ...]:
    """All tables in an element, in order; what is no part of one is left where it stands."""
    collector = _Collector(read)
    collector.walk(container)
    return collector.finished()


class _Collector:
    def __init__(self, read: Read) -> None:
        self._read = read
        self._found: list[Table] = []
        self._before: list[Element] = []  # what stands before the next head: a title, as a rule
        self._title = Cell()
        self._headings: tuple[str, ...] | None = None
        self._rows: list[tuple[Cell, ...]] = []

    def walk(self, container: Element | None) -> None:
        for element in children(container):
            tag = name(element)
            if tag in _HEADS:
                self._head(element)
            elif tag == "row":
                self._rows.append(self._cells(element))
            elif len(element):
                self.walk(element)
            else:
                self._before.append(element)

    def finished(self) -> tuple[Table, ...]:
        if self._begun:
            self._end()
        return tuple(self._found)

    @property
    def _begun(self) -> bool:
        return self._headings is not None or bool(self._rows)

    def _head(self, head: Element) -> None:
        if self._begun:
            self._end()
        self._title = _joined([self._read(take(element)) for element in self._before])
        self._before = []
        rows = children(head, "row") or [head]
        self._headings = tuple(cell.text for cell in self._cells(rows[0]))

    def _cells(self, row: Element) -> tuple[Cell, ...]:
        return tuple(self._read(take(cell)) for cell in children(row, *_CELLS))

    def _end(self) -> None:
        self._found.append(Table(self._headings or (), tuple(self._rows), self._title))
        self._headings, self._rows, self._title = None, [], Cell()


def _joined(cells: list[Cell]) -> Cell:
    return Cell(
        " ".join(cell.text for cell in cells if cell.text),
        tuple(number for cell in cells for number in cell.notes),
    )
