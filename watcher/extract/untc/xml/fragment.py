"""Text of the XML file: markup is escaped in it, as leaks of it on the page show.

`Australia<superscript>2</superscript>` is a name with a footnote, `<i>Reservation:</i>` a line
set in italics, a carriage return the end of a line. All is read as the page is read, so that both
forms say the same in the same words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from watcher.extract import markup as html
from watcher.extract.text import web_link
from watcher.extract.untc import prose
from watcher.extract.untc.cells import fold
from watcher.extract.untc.record import Cell, Line, Link

_BETWEEN_NUMBERS = re.compile(r"[\s,.;]+")
_RETURN = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One piece of text: as the lines it has, and as one cell, footnotes taken off."""

    cell: Cell
    lines: tuple[Line, ...]
    raw: str  # its text as it stands, white space and the numbers of footnotes included
    links: tuple[Link, ...] = ()

    @property
    def text(self) -> str:
        """All lines as one, as a title or a remark is read."""
        return " ".join(line.text for line in self.lines)


def read(markup: str, base: str) -> Fragment:
    """Read a piece of markup; links are resolved with `base`.

    NestedTooDeepError where no text for people nests like that.
    """
    if not any(sign in markup for sign in "<&\r"):
        text = fold(markup)
        return Fragment(Cell(text), (Line(text),) if text else (), markup)
    body = html.parse(f"<body>{_RETURN.sub('<br>', markup)}").body
    if body is None:
        raise ValueError("a piece of text has no body")  # lexbor makes one for any text
    lines, raw, links = prose.lines(body), body.text(), tuple(_links(body, base))
    notes = tuple(_take_notes(body))
    return Fragment(Cell(fold(body.text()), notes), lines, raw, links)


def _take_notes(body: LexborNode) -> Iterator[str]:
    for mark in body.css("sup, superscript"):
        yield from (number for number in _BETWEEN_NUMBERS.split(mark.text()) if number)
        mark.decompose()


def _links(body: LexborNode, base: str) -> Iterator[Link]:
    for node in body.css("a[href]"):
        text, address = fold(node.text()), web_link(node.attributes.get("href"), base)
        if text and address is not None:
            yield Link(text, address)
