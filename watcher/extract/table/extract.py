"""A status table on any site, read strictly.

    page -> the one table -> grid -> columns by heading -> rows -> participants' findings

What a heading or a cell means is said by the source or by its preset. A heading that neither
names is reported and its cells are kept as they stand; a cell that is not understood fails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from watcher.extract import markup
from watcher.extract.dates import format_problem
from watcher.extract.deeds import LISTED, participation
from watcher.extract.document_checks import base_of, not_a_page, title_of, whole
from watcher.extract.gate import gate
from watcher.extract.table.columns import PARTICIPANT, Columns, has_all, read_columns
from watcher.extract.table.grid import BadTableError, Grid, Row, headings_of, read_grid
from watcher.extract.table.presets import Preset, preset_of
from watcher.extract.table.rows import Reader
from watcher.extract.text import decode, required_text, tidy
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction, Finding, Notice
from watcher.model.plain import cut
from watcher.model.reading import Table
from watcher.model.source import Source

_WORDS = 80  # characters of a notice's subject


class _UnreadableError(ValueError):
    """There is no table to read; the check says why."""

    def __init__(self, check: Check) -> None:
        super().__init__(check.detail)
        self.check = check


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page says around its table."""

    tree: LexborHTMLParser
    title: str
    checks: tuple[Check, ...]


def extract(source: Source, document: Document) -> Extraction:
    """Read a status table; what does not hold is told by the failed checks."""
    reading = source.table or Table()
    preset = preset_of(reading)
    if preset is None:
        return _failed(Check("table", False, f"there is no preset {reading.preset!r}"))
    refusal = not_a_page(document)
    if refusal is not None:
        return _failed(refusal)
    try:
        page = _page(source, document, preset)
    except markup.NestedTooDeepError as error:
        return _failed(Check("page", False, f"this is no page for people: {error}"))
    try:
        grid = _grid(page.tree, preset.reading)
        patterns = _patterns(preset.reading)
    except _UnreadableError as error:
        return _failed(*page.checks, error.check, title=page.title)
    return _read(page, preset, grid, patterns)


def _read(
    page: _Page, preset: Preset, grid: Grid, patterns: tuple[re.Pattern[str], ...]
) -> Extraction:
    columns = read_columns(grid.headings, preset.reading)
    if not columns.check.passed:
        return _failed(*page.checks, columns.check, title=page.title)
    rows, nameless = _named(grid, columns)
    reader = Reader(columns, patterns, preset.words, preset.reading.date_format)
    stated = participation(reader.parties(rows))
    odd = [*grid.odd, *nameless]
    return Extraction(
        findings=stated.findings,
        complete=True,
        parts=columns.parts(preset.reading.cell),
        checks=(
            *page.checks,
            columns.check,
            gate("rows", odd, f"{len(rows)} rows", "rows whose cells do not fit the headings: {}"),
            *stated.checks,
            gate("cells", reader.cells, "every cell was understood", "not understood: {}"),
            gate("dates", reader.dates, "every date was read", "cells that are no date: {}"),
            *_total(page, preset, stated.findings),
        ),
        title=page.title or None,
        facts=(("headings", " | ".join(grid.headings)), ("rows", str(len(rows)))),
        notices=(*columns.notices, *_across(grid), *stated.notices),
    )


def _page(source: Source, document: Document, preset: Preset) -> _Page:
    text = decode(document)
    tree = markup.parse(text)
    body = tree.body
    passages = markup.passages(body, base_of(tree, document.url)) if body is not None else ()
    title = title_of(tree)
    checks = [
        Check("page", True, "an HTML page"),
        whole(source, text, passages[-1].text if passages else ""),
        *required_text(source, " ".join((title, *(passage.text for passage in passages)))),
    ]
    if preset.title is not None:
        named = tree.css_first(preset.title)
        title = tidy(named.text()) if named is not None else ""
        told = title or f"the treaty's name ({preset.title}) is not on the page"
        checks.append(Check("treaty", bool(title), told))
    return _Page(tree, title, tuple(checks))


def _grid(tree: LexborHTMLParser, reading: Table) -> Grid:
    """The one table that is meant, laid out."""
    selector = reading.table
    try:
        found = tree.css(selector or "table")
    except (SelectolaxError, ValueError) as error:
        detail = f"{selector!r} is no CSS selector: {tidy(str(error))}"
        raise _UnreadableError(Check("table", False, detail)) from error
    if selector is None:
        tables = [table for table in found if _fits(table, reading)]
        wanted = "with the headings of the source"
    else:
        tables = [node for node in found if node.tag == "table"]
        tables = tables or [table for node in found for table in node.css("table")]
        wanted = f"that is {selector}"
    if len(tables) != 1:
        number = len(tables) or "none"
        detail = f"one table {wanted} is expected, and the page has {number}"
        raise _UnreadableError(Check("table", False, detail))
    try:
        return read_grid(tables[0])
    except BadTableError as error:
        raise _UnreadableError(Check("table", False, f"it cannot be read: {error}")) from error


def _fits(table: LexborNode, reading: Table) -> bool:
    try:
        return has_all(headings_of(table), reading)
    except BadTableError:
        return False


def _patterns(reading: Table) -> tuple[re.Pattern[str], ...]:
    problem = format_problem(reading.date_format) if reading.date_format is not None else None
    if problem is not None:
        detail = f"{reading.date_format!r} {problem}"
        raise _UnreadableError(Check("date format", False, detail))
    try:
        return tuple(map(re.compile, reading.cell))
    except re.error as error:
        detail = f"{error.pattern!r} in cell is no regular expression: {error}"
        raise _UnreadableError(Check("cells", False, detail)) from error


def _named(grid: Grid, columns: Columns) -> tuple[list[Row], list[str]]:
    """The rows that name a participant, and the others in words."""
    place = columns.place(PARTICIPANT) or 0
    named = [row for row in grid.rows if row[place].lines]
    nameless = [row for row in grid.rows if not row[place].lines]
    return named, [" | ".join(cell.text for cell in row) for row in nameless]


def _total(page: _Page, preset: Preset, findings: tuple[Finding, ...]) -> Iterator[Check]:
    """The site's own count must agree with the cells that it counts."""
    if preset.total is None:
        return
    body = page.tree.body
    stated = preset.total.search(body.text() if body is not None else "")
    if stated is None:
        yield Check("header counts", False, "the page no longer says how many take part")
        return
    counted = sum(finding.part == preset.counted for finding in findings)
    detail = f"{stated[1]} above the table, {counted} in it"
    yield Check("header counts", int(stated[1]) == counted, detail)


def _across(grid: Grid) -> Iterator[Notice]:
    for text in dict.fromkeys(grid.across):
        words = cut(text, _WORDS)
        told = f"A row across the whole table is not read: {words!r}."
        yield Notice("unknown_part", words, told)


def _failed(*checks: Check, title: str = "") -> Extraction:
    return Extraction((), True, frozenset({LISTED}), checks, title=title or None)
