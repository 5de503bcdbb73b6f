"""Reads a chapter page of the UN Treaty Collection: one finding for each treaty it lists.

    <tr><td>12.a</td><td><a href="ViewDetails.aspx?src=TREATY&mtdsg_no=XVIII-12-a&chapter=18…">
        Protocol to Prevent … Organized Crime. &nbsp;&nbsp;New York, 15 November 2000</a></td>…</tr>

No page was captured; this is how several independent readers of the site describe it. So it is
read by its links and what they say, not by ids or positions, and whatever else is met is told: a
link that is not understood, a number in its row that disagrees, a treaty of another chapter. The
text of a finding is the title, an empty line, and the place; `published` is what the page says of
place and date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.catalogue.chapters import Chapter, chapter_asked
from watcher.catalogue.entries import CUT
from watcher.errors import ExtractError
from watcher.extract.gate import gate
from watcher.extract.markup import parse
from watcher.extract.text import decode, tidy, web_link, what_it_seems
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction, Finding, Notice, Statement
from watcher.model.source import Source
from watcher.model.treaty import TreatyNumber

PART = "treaties"

#: Rows that are not understood are told and left out; from this share on the page is not believed.
_MOST_ODD = 0.1

_MOST_LINKS = 5_000
_MOST_CELLS = 30
_LONGEST_LINK = 4_000  # characters
_STEPS_TO_ROW = 8  # elements between a link and its row, at most
_DETAILS = re.compile(r"/?ViewDetails\w*\.aspx$", re.IGNORECASE)
_NUMBER_CELL = re.compile(r"\d[\dA-Za-z]*(?:[.-][\dA-Za-z]+)*\.?")
_WHOLE_NUMBER_CELL = re.compile(r"[IVX]+(?:-[0-9A-Za-z]+)+")
_DAY = r"(?P<day>\d{1,2})\s+(?P<month>[A-Z][a-z]+)\s+(?P<year>\d{4})"
_PLACE_AND_DAY = re.compile(rf"(?:(?P<place>\D.*?),\s*)?{_DAY}")
_ANY_DAY = re.compile(_DAY)
_TITLE_AND_REST = re.compile(rf"(?P<title>.*?)\.\s+(?P<rest>(?:[^.]{{1,100}},\s)?{_DAY})")
_GAP = re.compile("\u00a0\\s*\u00a0\\s*")
_STOPS = re.compile(r"[.\s]*$")
_FOOTNOTE = re.compile(r"[*\s]+$")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One treaty of the list."""

    number: str
    title: str
    place: str | None
    date: str | None  # ISO 8601
    words: str  # place and date as the page has them
    link: str | None


def extract(source: Source, document: Document) -> Extraction:
    """Read a chapter page; what does not hold is told by the failed checks."""
    chapter = chapter_asked(source.url)
    if chapter is None:
        raise ValueError(f"{source.url} is not the address of a chapter page")
    rows, odd = _rows(parse(decode(document)), source, document.url)
    strangers = [number for number in rows if not chapter.holds(TreatyNumber(number))]
    return Extraction(
        findings=tuple(map(_finding, rows.values())),
        complete=True,
        parts=frozenset({PART}),
        checks=(
            _lists_treaties(rows, odd, chapter, document),
            gate(
                "chapter",
                strangers,
                f"every treaty is of chapter {chapter.name}",
                f"treaties that are not of chapter {chapter.name}: {{}}",
            ),
            _whole(document.body),
            _understood(rows, odd),
            _dated(rows),
        ),
        facts=(
            ("chapter", chapter.name),
            ("treaties", str(len(rows))),
            ("without one date", str(sum(row.date is None for row in rows.values()))),
        ),
        notices=tuple(Notice("unread_row", text, f"not read: {text}.") for text in odd),
    )


def _rows(tree: LexborHTMLParser, source: Source, base: str) -> tuple[dict[str, _Row], list[str]]:
    """Read every link; what is odd is told and left out, both of two titles for one number too."""
    links = list(islice(_links(tree), _MOST_LINKS + 1))
    if len(links) > _MOST_LINKS:
        raise ExtractError(source.id, f"it links to more than {_MOST_LINKS:,} treaties")
    rows: dict[str, _Row] = {}
    odd: dict[str, str] = {}
    for number, link in links:
        try:
            row = _row(number, link, base)
        except ValueError as error:
            odd[number] = f"{number}: {error}"
            continue
        if row is not None and rows.setdefault(row.number, row).title != row.title:
            odd[row.number] = f"{row.number}: is listed twice, under two titles"
    return {number: row for number, row in rows.items() if number not in odd}, [*odd.values()]


def _links(tree: LexborHTMLParser) -> Iterator[tuple[str, LexborNode]]:
    """Each link to a treaty's status page, with the number that its address gives."""
    for link in tree.css("a[href]"):
        try:
            address = urlsplit(link.attributes.get("href") or "")
        except ValueError:  # "http://[half"
            continue
        if not _DETAILS.search(address.path):
            continue
        query = {name.lower(): values for name, values in parse_qs(address.query).items()}
        yield tidy(query.get("mtdsg_no", [""])[0]), link


def _row(number: str, link: LexborNode, base: str) -> _Row | None:
    """Read one link; None for one without words, such as an icon's. ValueError says what is odd."""
    for mark in link.css("sup"):
        mark.decompose()
    raw = link.text()
    if not raw.strip():
        return None
    if len(raw) > _LONGEST_LINK:
        raise ValueError(f"{len(raw):,} characters are no title")
    parsed = TreatyNumber.parse(number)
    _check_cells(parsed, link)
    title, words = _split(raw)
    if not title:
        raise ValueError("has no title")
    place, day = _place_and_day(words)
    address = web_link(link.attributes.get("href"), base)
    return _Row(parsed.text, title, place, day, words, address)


def _check_cells(number: TreatyNumber, link: LexborNode) -> None:
    """The row prints the number, too: "12.a", and in hidden cells "XVIII-12-a"."""
    row = link.parent
    for _ in range(_STEPS_TO_ROW):
        if row is None or row.tag == "tr":
            break
        row = row.parent
    if row is None or row.tag != "tr":
        return
    some = islice(row.iter(), _MOST_CELLS)
    cells = [tidy(cell.text()) for cell in some if cell.tag in ("td", "th")]
    whole = [cell for cell in cells if _WHOLE_NUMBER_CELL.fullmatch(cell)]
    if whole and number.text not in whole:
        raise ValueError(f"its row says {whole[0]!r}")
    if cells and _NUMBER_CELL.fullmatch(cells[0]):
        printed = re.sub(r"[.-]", "", cells[0]).casefold()
        if not re.sub(r"-", "", number.text).casefold().endswith(printed):
            raise ValueError(f"its row says {cells[0]!r}")


def _split(raw: str) -> tuple[str, str]:
    """Part a link's words into the title, and place and date.

    The site puts two no-break spaces between them. Where they are missing, place and date are
    what stands behind the last full stop that they can stand behind.
    """
    gap = next(iter(_GAP.finditer(raw)), None)
    match = None if gap else _TITLE_AND_REST.fullmatch(tidy(raw))
    if gap:
        title, words = tidy(raw[: gap.start()]), tidy(raw[gap.end() :])
    elif match:
        title, words = match["title"], match["rest"]
    else:
        title, words = tidy(raw), ""
    stops = _STOPS.search(title)
    cut_off = stops is not None and stops[0].count(".") >= len("...")
    title = _FOOTNOTE.sub("", _STOPS.sub("", title))
    return (title + CUT if cut_off else title), words


def _place_and_day(words: str) -> tuple[str | None, str | None]:
    """Read "Kyoto, 11 December 1997". Where more than one day is named, none is chosen."""
    match = _PLACE_AND_DAY.fullmatch(words)
    if match is None or len(_ANY_DAY.findall(words)) > 1:
        return (words or None), None
    if match["month"] not in _MONTHS:
        raise ValueError(f"{words!r} has no known month")
    try:
        day = date(int(match["year"]), _MONTHS.index(match["month"]) + 1, int(match["day"]))
    except ValueError as error:
        raise ValueError(f"{words!r} is no day of the calendar") from error
    return match["place"], day.isoformat()


def _finding(row: _Row) -> Finding:
    text = f"{row.title}\n\n{row.place}" if row.place else row.title
    statement = Statement(text=text, date=row.date, published=row.words or None, link=row.link)
    return Finding(f"{PART}/{row.number}", PART, statement)


# -- checks --------------------------------------------------------------------------------


def _lists_treaties(
    rows: dict[str, _Row], odd: list[str], chapter: Chapter, document: Document
) -> Check:
    if rows:
        return Check("list", True, f"{len(rows)} treaties of chapter {chapter.name}")
    if odd:
        return Check("list", False, "no treaty that it lists is understood")
    seems = what_it_seems(document)
    return Check("list", False, f"no treaty is listed on it: not a chapter page, but {seems}")


def _whole(body: bytes) -> Check:
    """A page that was cut has no end, or its list is not closed."""
    last = body.rfind(b"mtdsg_no=")
    inside = body.find(b"<table", 0, last + 1) < 0 or body.find(b"</table>", last) > 0
    closed = inside and b"</html>" in body[-2_000:].lower()
    return Check("whole", closed, "the page is closed" if closed else "the page is cut")


def _understood(rows: dict[str, _Row], odd: list[str]) -> Check:
    if len(odd) <= _MOST_ODD * len(rows):
        return Check("rows", True, f"{len(odd)} rows were not understood")
    return gate("rows", odd, "", "too many rows are not understood: {}")


def _dated(rows: dict[str, _Row]) -> Check:
    """A few have two dates, or none; where most have none, dates are written in a new way."""
    dated = sum(row.date is not None for row in rows.values())
    return Check("dates", 2 * dated >= len(rows), f"{dated} of {len(rows)} have one date")
