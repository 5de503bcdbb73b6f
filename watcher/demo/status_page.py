"""Status pages in the shape of the UN Treaty Collection, of any treaty.

The ids, the nesting, the line ends, the tabs and hard spaces in cells and the stray markup
follow what the site serves; the words around the treaty's own facts are ours.
"""

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from watcher.demo.templating import render
from watcher.model.treaty import ROMAN, TreatyNumber

_DATE = re.compile(
    r"(?P<open>\[?)(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4})"
    r"(?: (?P<mark>[A-Za-z]{1,2}))?(?P<close>\]?)"
)
_NOTIFICATION = re.compile(r"C\.N\.(?P<number>\d+)\.(?P<year>\d{4})")
_SIGNATURES = frozenset({"signature", "succession to signature"})
_CONSENTS = frozenset(
    {
        "ratification",
        "acceptance",
        "approval",
        "accession",
        "succession",
        "formal confirmation",
        "consent to be bound",
        "definitive signature",
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One participant of the table.

    A cell is written as people read it ("25 Oct 2025", "8 Sep 1998 a", "[12 May 2004 A]",
    "" for an empty one) and printed as the site prints it; other text is printed as it stands.
    """

    participant: str
    cells: tuple[str, ...]  # one for each heading
    footnotes: tuple[str, ...] = ()  # numbers, as printed behind the name
    declarations: bool = False  # the name is a link to the participant's declarations


@dataclass(frozen=True, slots=True)
class StatusPage:
    """What a status page says.

    The counts of the header are computed from the rows where None; a count of 0 is not printed.
    Set them to print counts that do not agree with the table.
    """

    number: TreatyNumber
    chapter_title: str
    title: str
    place_and_date: str  # of the treaty's conclusion: "New York, 24 December 2024"
    entry_into_force: str
    headings: tuple[str, ...]  # behind "Participant", with the marks: "Accession(a)"
    rows: tuple[Row, ...]
    entry_label: str = "Entry into force"
    registration: str | None = None
    note: str | None = None  # the paragraph above the table
    notes: tuple[tuple[str, str], ...] = ()  # end notes: number and text
    heading_footnotes: tuple[str, ...] = ()  # numbers behind "Participant"
    signatories: int | None = None
    parties: int | None = None
    table: bool = True  # False: the page comes without its table

    @property
    def printed_signatories(self) -> int:
        """The count of signatories that the header states; 0 where it states none."""
        return self._filled(_SIGNATURES) if self.signatories is None else self.signatories

    @property
    def printed_parties(self) -> int:
        """The count of parties that the header states; 0 where it states none."""
        return self._filled(_CONSENTS) if self.parties is None else self.parties

    def _filled(self, terms: frozenset[str]) -> int:
        """Rows with a filled cell without brackets in a column of these terms.

        The header of each page that was seen counts so; a dated withdrawal in force stands in
        brackets and does not count, nor does provisional application.
        """
        columns = [place for place, heading in enumerate(self.headings) if terms & _terms(heading)]
        return sum(
            any(row.cells[place] and not row.cells[place].startswith("[") for place in columns)
            for row in self.rows
        )


def render_status_page(page: StatusPage, *, view_state: str, stamp: str) -> bytes:
    """Render the page as served; `view_state` and `stamp` differ at every request.

    `stamp` is the site's clock, such as "03-02-2026 10:16:18 EDT".
    ValueError where a row has not one cell for each heading.
    """
    for row in page.rows:
        if len(row.cells) != len(page.headings):
            raise ValueError(
                f"{row.participant}: {len(row.cells)} cells for {len(page.headings)} headings"
            )
    return render(
        "status.html",
        page=page,
        number=_printed_number(page.number),
        chapters=ROMAN,
        linked=_linked,
        printed=_printed_cell,
        stamp=stamp,
        view_state=view_state,
    )


def _terms(heading: str) -> frozenset[str]:
    """Split a heading into what it names: "Accession(a), Ratification" names two actions."""
    unmarked = re.sub(r"\([A-Za-z]{1,2}\)", "", heading)
    return frozenset(term.strip().lower() for term in unmarked.split(","))


def _printed_number(number: TreatyNumber) -> str:
    """Give the number within its chapter: "16. " for XVIII-16, "2. a" for XXVI-2-a."""
    parts = number.text.split("-")[1:]
    figures = ".".join(part for part in parts if part.isdigit())
    letters = ".".join(part for part in parts if part.islower())
    return f"{figures}. {letters}"


def _printed_cell(text: str) -> Markup:
    """Print a cell as the site does: a tab before the year, a hard space before one figure."""
    if not text:
        return Markup("&nbsp;")
    date = _DATE.fullmatch(text)
    if date is None:
        return Markup("{}<br>").format(text)
    day = Markup(" &nbsp;") + date["day"] if len(date["day"]) == 1 else date["day"]
    return Markup("{}{} {}\t {} {}{}<br>").format(
        date["open"], day, date["month"], date["year"], date["mark"] or "", date["close"]
    )


def _linked(text: str) -> Markup:
    """Turn the depositary notifications that the text names into links, as end notes do."""
    pieces, end = [], 0
    for match in _NOTIFICATION.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        link = Markup("<a href='/doc/Publication/CN/{0}/CN.{1}.{0}-Eng.pdf'>{2}</a>")
        pieces.append(link.format(match["year"], match["number"], match[0]))
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])
