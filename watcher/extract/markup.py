"""HTML read as passages: what stands alone on the page stands alone in the change log.

A passage is a paragraph, a heading, a list item, a caption, or a row of a table with its cells
joined by " | ". Text that a click would unfold (``hidden``, ``display: none``) counts as text of
the page; scripts, styles, templates, form fields and embedded media do not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from watcher.extract.text import tidy, web_link

#: Browsers stop nesting at 512. lexbor needs 0.03 s at 5,000 open elements, 7 s at 50,000.
MAX_DEPTH = 5_000

_SKIPPED_TAGS = (
    "script style noscript template head title svg canvas iframe object audio video "
    "select datalist textarea input"
)
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li main menu nav ol p pre search section summary table tbody td tfoot th thead tr "
    "ul"
)
#: Elements that need no end tag, so that many of them in a row are no sign of depth.
_UNCLOSED_TAGS = (
    "area base br col embed hr img input link meta source track wbr "
    "p li dt dd tr td th thead tbody tfoot colgroup option optgroup html head body"
)
_SKIPPED = frozenset(_SKIPPED_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNCLOSED = frozenset(_UNCLOSED_TAGS.split())

#: A row that holds one of these lays out the page; its cells are read as blocks.
_LAYOUT = "table, h1, h2, h3, h4, h5, h6, ul, ol, dl, pre, form, section, article, nav, main"
_MAX_PARAGRAPHS_IN_CELL = 3

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)[^<>]*?(/?)>")
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n\s*\n")


class NestedTooDeepError(ValueError):
    """The markup nests deeper than any page written for people."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of readable text and the absolute address of the first link in it."""

    text: str
    link: str | None = None


def parse(html: str) -> LexborHTMLParser:
    """Build the document's tree; NestedTooDeepError before a tree that deep is built.

    MemoryError where the tree would need more memory than the process may have.
    """
    depth = 0
    for match in _TAG.finditer(html):
        closing, name, closed = match.groups()
        if closed or name.lower() in _UNCLOSED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_DEPTH:
            raise NestedTooDeepError(f"its elements are nested more than {MAX_DEPTH:,} deep")
    try:
        return LexborHTMLParser(html)
    except SelectolaxError as error:  # lexbor takes any text; what it can lack is memory
        raise MemoryError("the page needs more memory than there is") from error


def plain(fragment: str) -> str:
    """Reduce a piece of HTML to plain text, one line a passage."""
    if "<" not in fragment and "&" not in fragment:
        return tidy(fragment)
    body = parse(fragment).body
    return "" if body is None else "\n".join(passage.text for passage in passages(body, ""))


def passages(
    root: LexborNode, base: str, without: frozenset[int] = frozenset()
) -> tuple[Passage, ...]:
    """Read the text below an element in document order; links are resolved with `base`.

    Elements whose `mem_id` is in `without` are left out, but for the root itself.
    """
    collector = _Collector(base, without)
    for node, leaving in walk(root, without, rows=False):
        if node.is_text_node:
            collector.text(node.text_content or "")
        elif leaving:
            collector.leave(node.tag or "")
        else:
            collector.enter(node)
    collector.end_passage()
    return tuple(collector.found)


def walk(
    root: LexborNode, without: frozenset[int] = frozenset(), *, rows: bool = True
) -> Iterator[tuple[LexborNode, bool]]:
    """Every text and element in order, elements again when they are left; never recursive.

    Left out are elements that are no text for people. Those of `without` are only left, so that
    what stands before and behind stays apart. Without `rows`, a row of data is not gone into.
    """
    stack = [(root, False)]
    top = root.mem_id  # == would compare the HTML of both
    while stack:
        node, leaving = stack.pop()
        if leaving:
            yield node, True
            continue
        following = node.next
        if following is not None and node.mem_id != top:
            stack.append((following, False))
        if node.is_text_node:
            yield node, False
        elif node.is_element_node and node.tag not in _SKIPPED:
            if without and node.mem_id in without and node.mem_id != top:
                yield node, True
                continue
            yield node, False
            stack.append((node, True))
            first = node.first_child
            if first is not None and (rows or not _is_row(node)):
                stack.append((first, False))


def _is_row(node: LexborNode) -> bool:
    """Whether an element is a row of data, told as one passage."""
    if node.tag != "tr" or node.css_first(_LAYOUT) is not None:
        return False
    cells = _cells(node)
    return len(cells) > 1 and all(len(cell.css("p")) <= _MAX_PARAGRAPHS_IN_CELL for cell in cells)


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


class _Collector:
    """Gathers text until a block begins or ends."""

    def __init__(self, base: str, without: frozenset[int]) -> None:
        self.found: list[Passage] = []
        self._base = base
        self._without = without
        self._pieces: list[str] = []
        self._link: str | None = None  # of the passage
        self._open_link: str | None = None  # of the anchor that is open now
        self._breaks = 0  # line breaks since the last word
        self._preformatted = 0

    def enter(self, node: LexborNode) -> None:
        tag = node.tag
        if tag == "br":
            self._line_break()
        elif tag == "a":
            self._open_link = web_link(node.attributes.get("href"), self._base)
        elif tag in _BLOCKS:
            self.end_passage()
            self._preformatted += tag == "pre"
            if _is_row(node):
                self._row(node)

    def leave(self, tag: str) -> None:
        if tag == "a":
            self._open_link = None
        elif tag in _BLOCKS:
            self.end_passage()
            self._preformatted -= tag == "pre"

    def text(self, text: str) -> None:
        parts = _BLANK_LINES.split(text) if self._preformatted else [_SPACES.sub(" ", text)]
        for number, part in enumerate(parts):
            if number:
                self.end_passage()
            self._pieces.append(part)
            if part and not part.isspace():
                self._breaks = 0
                self._link = self._link or self._open_link

    def end_passage(self) -> None:
        text = tidy("".join(self._pieces))
        if text:
            self.found.append(Passage(text, self._link))
        self._pieces.clear()
        self._link = None
        self._breaks = 0

    def _line_break(self) -> None:
        """Two line breaks in a row are how older pages write a paragraph."""
        self._pieces.append(" ")
        self._breaks += 1
        if self._breaks > 1:
            self.end_passage()

    def _row(self, row: LexborNode) -> None:
        cells = [passages(cell, self._base, self._without) for cell in _cells(row)]
        texts = [" ".join(passage.text for passage in cell) for cell in cells]
        if any(texts):
            links = (passage.link for cell in cells for passage in cell if passage.link)
            self.found.append(Passage(tidy(" | ".join(texts)).rstrip(" |"), next(links, None)))
