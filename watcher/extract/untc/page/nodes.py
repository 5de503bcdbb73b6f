"""Small readings of the page's elements."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.extract.untc.cells import fold
from watcher.extract.untc.record import Cell
from watcher.model.finding import Notice
from watcher.model.plain import cut

_BETWEEN_NUMBERS = re.compile(r"[\s,.;]+")
_WORDS = 80  # characters of a notice's subject


def first(tree: LexborHTMLParser, name: str) -> LexborNode | None:
    """The element whose id ends in this name, behind the site's own prefixes."""
    return tree.css_first(f'[id$="_{name}"]')


def text_of(tree: LexborHTMLParser, name: str) -> str:
    """Its text on one line; "" where there is no such element."""
    node = first(tree, name)
    return fold(node.text()) if node is not None else ""


def cell(node: LexborNode | None) -> Cell:
    """The text of an element and the numbers of its footnotes, which are taken out of it."""
    if node is None:
        return Cell()
    numbers: list[str] = []
    for mark in node.css("sup, superscript"):  # the latter leaks in from the site's XML
        numbers += [number for number in _BETWEEN_NUMBERS.split(mark.text()) if number]
        mark.decompose()
    return Cell(fold(node.text()), tuple(numbers))


def unread(what: str, text: str) -> Notice:
    """Say that a part of the page was not understood."""
    words = cut(text, _WORDS)
    return Notice("unknown_part", words, f"Not read on the page: {what}: {words!r}.")
