"""What stands behind the tables: declarations, objections and the like, and the end notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.extract.untc import prose
from watcher.extract.untc.cells import fold
from watcher.extract.untc.page.nodes import cell, first, unread
from watcher.extract.untc.record import (
    EndNote,
    Entry,
    Line,
    Section,
    SectionKind,
)
from watcher.model.finding import Notice


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a section stands: its grid, and the ids of its title and of the remark below."""

    grid: str | None  # None: the grid was never seen filled, so its name is not known
    kind: SectionKind
    title: str
    remark: str


_PLACES = (
    _Place("dgDec", SectionKind.DECLARATIONS, "divMainDecTilte", "divDecTilte"),  # as the site has
    _Place("dgObj", SectionKind.OBJECTIONS, "divMainObjTitle", "divObjTitle"),
    _Place("dgDecUnderArticle", SectionKind.UNDER_ARTICLE, "divMainDecArt", "divDecArt"),
    _Place(None, SectionKind.NOTIFICATIONS, "div1", "div2"),
)
_KNOWN_GRIDS = {place.grid: place for place in _PLACES if place.grid}
_PARTICIPANT = "_divParticipant"
_GRID = re.compile(r"_(?P<grid>dg[A-Za-z0-9]*)_ctl\d+_divParticipant")


def sections(tree: LexborHTMLParser) -> tuple[tuple[Section, ...], list[Notice]]:
    """The sections that the page has, in order, and what of them could not be read."""
    notices: list[Notice] = []
    entries: dict[str, list[Entry]] = {}
    for node in tree.css(f'[id$="{_PARTICIPANT}"]'):
        found = _GRID.search(node.attributes.get("id") or "")
        grid = found["grid"] if found else ""
        entries.setdefault(grid, []).append(_entry(node, notices))
    read: list[Section] = []
    for place in _PLACES:
        title, remark = _words(tree, place.title), _words(tree, place.remark)
        grids = [place.grid] if place.grid else [g for g in entries if g not in _KNOWN_GRIDS]
        stated = tuple(entry for grid in grids for entry in entries.get(grid, ()))
        if stated:
            read.append(Section(place.kind, title, remark, stated))
        elif title:
            notices.append(unread("a section without any entry", title))
    notices += [
        unread("a grid that no page had so far, read as notifications", grid)
        for grid in entries
        if grid not in _KNOWN_GRIDS
    ]
    return tuple(read), [*notices, *_stray_rows(tree)]


def end_notes(tree: LexborHTMLParser) -> tuple[tuple[EndNote, ...], list[Notice]]:
    """The notes at the end, and what stands among them and is none."""
    notes: list[EndNote] = []
    notices: list[Notice] = []
    for block in tree.css(".divNotesAll"):
        numbered = block.css("a[name]")
        if not numbered and fold(block.text()):
            notices.append(unread("an end note without a number", fold(block.text())))
        for anchor in numbered:
            number, parent = anchor.attributes.get("name"), anchor.parent
            if number and parent is not None:
                text = _unnumbered(fold(parent.text()), number)
                notes.append(EndNote(number, text, tuple(_note_lines(parent, number))))
    beside = (fold(node.text()) for node in tree.css('[id*="_dgNotesAll_"][id$="_divNote"]'))
    notices += [unread("text beside an end note", text) for text in beside if text]
    return tuple(notes), notices


def _note_lines(block: LexborNode, number: str) -> Iterator[str]:
    for place, line in enumerate(prose.lines(block)):
        text = line.text if place else _unnumbered(line.text, number)
        if text:
            yield text


def _unnumbered(text: str, number: str) -> str:
    """A note without its own number in front: its first words may be figures, too."""
    return text.removeprefix(number).lstrip()


def _entry(node: LexborNode, notices: list[Notice]) -> Entry:
    """One participant's entry: the name, and the blocks of text that stand beside it."""
    participant = cell(node)
    place = (node.attributes.get("id") or "").removesuffix(_PARTICIPANT)
    row = node.parent
    beside = row.css("[id]") if row is not None else []
    # Compared as text: an id on the page may hold what a selector must not.
    blocks = {each.attributes.get("id"): each for each in beside}
    lines: list[Line] = []
    for name in ("_divMainText", "_divText"):
        block = blocks.get(f"{place}{name}")
        if block is not None:
            lines += _text_lines(block, participant.text)
        elif name == "_divText":
            notices.append(unread("an entry whose text is not beside its name", participant.text))
    return Entry(participant, tuple(lines))


def _text_lines(block: LexborNode, participant: str) -> tuple[Line, ...]:
    for node in block.css(f"p.{prose.INVISIBLE}"):
        # It repeats the name for the page's own script. What else it may hold is text.
        if cell(node).text in ("", participant):
            node.decompose()
    return prose.lines(block)


def _words(tree: LexborHTMLParser, name: str) -> str:
    node = first(tree, name)
    return " ".join(line.text for line in prose.lines(node)) if node is not None else ""


def _stray_rows(tree: LexborHTMLParser) -> Iterator[Notice]:
    for row in tree.css('table[id*="_dg"] tr'):
        if row.css_first(f'[id$="{_PARTICIPANT}"], .divNotesAll') is None and fold(row.text()):
            yield unread("a row that is no entry of its section", fold(row.text()))
