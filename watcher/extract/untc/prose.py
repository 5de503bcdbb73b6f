"""The text of a declaration, an objection or a note, line by line, as the page sets it.

The markup is the site's own and seldom sound: paragraphs are closed that were never opened,
italics opened twice and closed later. So a line ends at a `<br>` and at either end of a
paragraph, and what a line is for is told by how it is set and not by what holds what.
"""

from selectolax.lexbor import LexborNode

from watcher.extract.markup import walk
from watcher.extract.untc.cells import fold
from watcher.extract.untc.record import Line, Style

_ITALICS = frozenset({"i", "em"})
_BLOCKS = frozenset({"p", "div", "table", "tr", "td", "li", "ul", "ol", "blockquote"})
#: An empty paragraph of this class stands between two declarations of one participant.
_BREAK_CLASS = "boldText"
#: What the page repeats for its own script, and hides from readers.
INVISIBLE = "invisible"


def lines(block: LexborNode) -> tuple[Line, ...]:
    """The lines of a block, in order; a line without text is left out."""
    reader = _Reader()
    for node, leaving in walk(block):
        if node.is_text_node:
            reader.text(node.text_content or "")
        elif leaving:
            reader.leave(node)
        else:
            reader.enter(node)
    reader.end_line()
    return tuple(reader.found)


class _Reader:
    """Gathers text until a line ends."""

    def __init__(self) -> None:
        self.found: list[Line] = []
        self._pieces: list[str] = []
        self._upright = False  # whether any of the line's text is not in italics
        self._italics = 0  # elements that are open
        self._set: list[Style] = []  # how the open paragraphs are set

    def enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _ITALICS:
            self._italics += 1
        elif tag == "br" or tag in _BLOCKS:
            self.end_line()
        if tag == "p":
            if _BREAK_CLASS in _classes(node):
                self.found.append(Line("", Style.BREAK))
            self._set.append(_set(node))

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _ITALICS:
            self._italics -= 1
        elif tag in _BLOCKS:
            self.end_line()
        if tag == "p":
            self._set.pop()

    def text(self, text: str) -> None:
        self._pieces.append(text)
        if text.strip() and not self._italics:
            self._upright = True

    def end_line(self) -> None:
        text = fold("".join(self._pieces))
        if text:
            style = self._set[-1] if self._set else Style.TEXT
            if style is Style.TEXT and not self._upright:
                style = Style.HEADING
            self.found.append(Line(text, style))
        self._pieces.clear()
        self._upright = False


def _set(paragraph: LexborNode) -> Style:
    match (paragraph.attributes.get("align") or "").lower():
        case "right":
            return Style.DATE
        case "left":
            return Style.HEADING
        case _:
            return Style.TEXT


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()
