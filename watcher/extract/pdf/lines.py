"""The lines of a PDF with their places, as pdfium reads them.

What a line is pdfium decides from the places of the letters; it follows the order of the file,
which for text that was set by a program is the order of reading. A word that is broken at the
end of a line comes whole, with `BROKEN` where the hyphen stood.
"""

import ctypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw as pdfium

#: A treaty with its annexes has some 300 pages; nobody watches a document of more than these.
MAX_PAGES = 2_000
MAX_CHARACTERS = 5_000_000

#: What pdfium puts for a hyphen at the end of a line.
BROKEN = "\ufffe"

_LINE_END = "\r\n"
_WRONG_PASSWORD = pdfium.FPDF_ERR_PASSWORD


class UnreadableError(ValueError):
    """A PDF without a text that we could read; the sentence says why."""


class NoPdfError(ValueError):
    """Bytes that are no PDF, or are so damaged that nothing of it can be found."""


class Box(NamedTuple):
    """Where a letter stands, with all the room that its font takes."""

    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; places are in points, from the page's lower left corner upwards.

    `start` and `end` are the boxes of the first and of the last letter: where words were broken,
    a line here is several on the page. `word` is the width of the first word.
    """

    text: str
    start: Box
    end: Box
    word: float

    @property
    def height(self) -> float:
        """The height of the font, from its lowest to its highest stroke."""
        return self.start.top - self.start.bottom


@dataclass(frozen=True, slots=True)
class Pages:
    """All lines, page by page, and the title that the file gives itself ("" for none)."""

    title: str
    pages: tuple[tuple[Line, ...], ...]


def read(body: bytes) -> Pages:
    """Read a file; NoPdfError or UnreadableError where that cannot be done."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _WRONG_PASSWORD:
            raise UnreadableError("it is encrypted and opens only with a password") from error
        raise NoPdfError("it begins as one, but no page can be found in it") from error
    with closing(document):
        if len(document) > MAX_PAGES:
            raise UnreadableError(
                f"it has {len(document):,} pages, and {MAX_PAGES:,} are the most that are read"
            )
        pages = []
        characters = 0
        for number in range(len(document)):
            lines = tuple(_lines(document, number))
            characters += sum(len(line.text) for line in lines)
            if characters > MAX_CHARACTERS:
                raise UnreadableError(f"it has more than {MAX_CHARACTERS:,} characters of text")
            pages.append(lines)
        return Pages(document.get_metadata_value("Title"), tuple(pages))


def _lines(document: pypdfium2.PdfDocument, number: int) -> Iterator[Line]:
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(f"its page {number + 1} is damaged ({error})") from error
    with closing(page), closing(page.get_textpage()) as textpage:
        if textpage.count_chars() > MAX_CHARACTERS:
            raise UnreadableError(f"it has more than {MAX_CHARACTERS:,} characters of text")
        offset = 0
        for text in textpage.get_text_range(errors="surrogatepass").split(_LINE_END):
            if text.strip():
                yield _line(textpage, text, offset)
            offset += _units(text) + len(_LINE_END)


def _line(textpage: pypdfium2.PdfTextPage, text: str, offset: int) -> Line:
    """The line of a page's text that begins at `offset`, in UTF-16 units, as pdfium counts."""
    visible = text.strip()
    first = offset + len(text) - len(text.lstrip())
    start = _box(textpage, first)
    return Line(
        visible,
        start,
        end=_box(textpage, first + _units(visible) - 1),
        word=_box(textpage, first + _units(visible.split(maxsplit=1)[0]) - 1).right - start.left,
    )


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _box(textpage: pypdfium2.PdfTextPage, offset: int) -> Box:
    """The box of the letter at a place in the text; an empty one where it has none."""
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, offset)
    box = pdfium.FS_RECTF()
    if index < 0 or not pdfium.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
        return Box()
    return Box(box.left, box.bottom, box.right, box.top)
