"""Lines -> paragraphs: what a person would call one, told from where the lines stand.

A PDF knows letters and places and nothing else, so this is a reading, and a simple one:

* a line goes on with the one before where that one was full (the first word of the next had no
  room on it), and where words go on: the next begins with a small letter, or the one before ends
  with one or with a comma. So the rows of a table stay apart, and a broken sentence comes together;
* it does not where it stands higher or much further down, or is set larger or smaller;
* a number that stands alone as the first or last of a page is its page number, and left out; a
  line that most pages have at one height of their head or foot is a running head, and kept once;
  it may differ by the page's number, and by nothing else, so that no news can hide in it;
* a sentence that ends a page in its middle goes on with the next page.

Only breaks are uncertain, never words: a paragraph may come in two pieces, and the same file
always gives the same ones.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from watcher.extract.pdf.lines import BROKEN, Line, Pages
from watcher.extract.text import tidy

#: How many lines at the head and at the foot of a page may be running heads.
_EDGE = 2

#: In heights of the font: beyond the usual distance, this much more begins a new paragraph.
_FURTHER = 0.35
#: In the same measure: prose is set at least so wide; names in a list mostly are not.
_PROSE = 18
#: In the same measure: a line that is so much taller is another kind of text.
_LARGER = 0.15
#: A blank between words is at least so wide, in the same measure.
_BLANK = 0.15

_ROMAN = r"(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_PAGE_NUMBER = re.compile(
    r"(?i:page|p\.|seite|página|pág\.)?\s*[-\u2013\u2014/|\[(]?\s*"
    rf"(?:\d{{1,4}}|{_ROMAN})\s*(?:(?:/|of|de|sur|von)\s*\d{{1,4}})?\s*[-\u2013\u2014/|\])]?"
)
#: The page's number in a line that ends with it, or with it and the number of pages.
_COUNTED = re.compile(r"\b(\d{1,4})(?=(?:(?: of | ?/ ?)\d{1,4})?$)")
#: Between two lines: words go on, unless the first ends a sentence, or a row with its number.
_FLOWS = re.compile(r"(?:[^.!?:;]|\ufffe)\n[a-z\u00df-\u024f]|[a-z\u00df-\u024f,]\n")
#: pdfium leaves it as it stands at the end of a page.
_HYPHEN = re.compile(r"(?<=[a-z\u00df-\u024f])-$")
_ENDED = re.compile(r"[.!?:;][\"'\u201d\u2019»)\]]*$")


def paragraphs(pages: Pages) -> tuple[str, ...]:
    """The paragraphs of a document, each on one line, in the order of its pages."""
    found: list[str] = []
    kept = list(_without_running_heads(pages.pages))
    layout = _Layout.of(kept)
    for lines in kept:
        for number, text in enumerate(_paragraphs(lines, layout)):
            if number == 0 and found and _goes_on(found[-1], text):
                found[-1] = _joined([_HYPHEN.sub(BROKEN, found[-1]), text])
            else:
                found.append(text)
    return tuple(text for text in map(_plain, found) if text)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a document is set, in points: its right margin, and how far lines stand apart."""

    edge: float
    distance: float = 0.0

    @classmethod
    def of(cls, pages: Sequence[Sequence[Line]]) -> "_Layout":
        layout = cls(max((line.end.right for lines in pages for line in lines), default=0.0))
        distances = [
            _distance(before, line)
            for lines in pages
            for before, line in pairwise(lines)
            if layout.flows(before, line)
        ]
        return cls(layout.edge, median(distances) if distances else 0.0)

    def flows(self, before: Line, line: Line) -> bool:
        """Whether words go on from a full line to the next below."""
        return (
            before.end.right - before.start.left >= _PROSE * before.height
            and before.end.right + _BLANK * before.height + line.word > self.edge
            and _distance(before, line) > 0
            and abs(line.height - before.height) <= _LARGER * before.height
            and _FLOWS.match(f"{before.text[-1]}\n{line.text[0]}") is not None
        )

    def continues(self, before: Line, line: Line) -> bool:
        """Whether a line belongs to the paragraph of the one before."""
        near = self.distance + _FURTHER * before.height
        return self.flows(before, line) and _distance(before, line) <= near


def _paragraphs(lines: Sequence[Line], layout: _Layout) -> Iterator[str]:
    """The paragraphs of one page, broken words still marked."""
    if not lines:
        return
    gathered = [lines[0].text]
    for before, line in pairwise(lines):
        if layout.continues(before, line):
            gathered.append(line.text)
        else:
            yield _joined(gathered)
            gathered = [line.text]
    yield _joined(gathered)


def _distance(before: Line, line: Line) -> float:
    """From the foot of one line down to the foot of the next."""
    return before.end.bottom - line.start.bottom


def _without_running_heads(pages: Sequence[Sequence[Line]]) -> Iterator[list[Line]]:
    heads = [_heads(number, lines) for number, lines in enumerate(pages, 1)]
    repeated = Counter(head for on_page in heads for head in set(on_page.values()))
    told: set[_Head] = set()
    for lines, on_page in zip(pages, heads, strict=True):
        kept = []
        for number, line in enumerate(lines):
            head = on_page.get(number)
            if head is not None and (head in told or head.text == ""):
                continue
            if head is not None and repeated[head] > max(1, len(pages) / 2):
                told.add(head)
            kept.append(line)
        yield kept


class _Head(NamedTuple):
    """What may stand at the head or foot of other pages, too: text, and height in points."""

    text: str  # without the page's number
    height: int


def _heads(page: int, lines: Sequence[Line]) -> dict[int, _Head]:
    """The lines that stand highest and lowest on a page, by their place in its text."""
    by_height = sorted(range(len(lines)), key=lambda number: lines[number].start.bottom)
    heads = {}
    for number in (*by_height[:_EDGE], *by_height[_EDGE:][-_EDGE:]):
        line = lines[number]
        text = _COUNTED.sub(lambda m: "#" if int(m[1]) == page else m[0], line.text, count=1)
        outermost = number in (by_height[0], by_height[-1]) and len(lines) > 1
        if outermost and _PAGE_NUMBER.fullmatch(line.text):
            text = ""
        heads[number] = _Head(text, round(line.start.bottom))
    return heads


def _goes_on(ended: str, begun: str) -> bool:
    """Whether a page's last paragraph goes on with the first one of the next."""
    return ended.endswith(BROKEN) or (not _ENDED.search(ended) and begun[:1].islower())


def _joined(texts: Sequence[str]) -> str:
    return " ".join(texts).replace(f"{BROKEN} ", BROKEN)


def _plain(text: str) -> str:
    """Broken words whole again: whether their hyphen was part of them nothing says."""
    return tidy(text.replace(BROKEN, ""))
