"""What a status document of the UN Treaty Collection states, before it is findings.

The HTML page and the XML file are two forms of one record: each has a reader that returns a
`StatusRecord` (`page.py`, `xml/`), and `findings.py` alone says what the record means. Texts are
folded to one line each (`cells.fold`), without the marks of footnotes; nothing is dropped: what
a reader does not understand it says in a notice ("unknown_part") or a failed check.
"""

from dataclasses import dataclass
from enum import StrEnum

from watcher.model.finding import Check, Notice


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, a name or a line of the header: its text, and its footnotes by number, as printed."""

    text: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of participants. A row that does not fit the headings is kept as it stands."""

    headings: tuple[str, ...]  # the participants' own included
    rows: tuple[tuple[Cell, ...], ...]
    title: Cell = Cell()


class Style(StrEnum):
    """How a line of a declaration is set, which tells what it is for."""

    TEXT = "text"
    HEADING = "heading"  # set to the left, or all in italics: "Upon signature:", "Reservation:"
    DATE = "date"  # set to the right: "28 June 2011"
    BREAK = "break"  # no text: another declaration of the same participant begins


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a declaration, objection or the like."""

    text: str
    style: Style = Style.TEXT


@dataclass(frozen=True, slots=True)
class Entry:
    """What one participant states in a section: often several declarations, often dated."""

    participant: Cell
    lines: tuple[Line, ...]


class SectionKind(StrEnum):
    """Which of the site's sections it is; the title says what this treaty calls it."""

    DECLARATIONS = "declarations"  # HTML: dgDec; declarations and reservations
    OBJECTIONS = "objections"  # dgObj
    UNDER_ARTICLE = "under_article"  # dgDecUnderArticle; declarations under a named article
    NOTIFICATIONS = "notifications"  # not seen in HTML with any content


@dataclass(frozen=True, slots=True)
class Section:
    """A section behind the tables. `remark` is the sentence in brackets below its title."""

    kind: SectionKind
    title: str
    remark: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class EndNote:
    """A note behind everything, by the number that footnotes name."""

    number: str
    text: str
    lines: tuple[str, ...] = ()  # the text in its paragraphs; empty: it is one


@dataclass(frozen=True, slots=True)
class Link:
    """A link in any of the texts, its address absolute."""

    text: str  # "C.N.360.2025"
    address: str


@dataclass(frozen=True, slots=True)
class StatusRecord:
    """One treaty's status. What the document does not have is empty or None, never guessed.

    `checks` are those that can only be made on the document's own form ("right page", "whole",
    "required text"); `notices` tell what of it was not understood.
    """

    number: tuple[str, ...]  # as the heading says it: ("XXVI", "2", "a"); may lack parts
    title: str
    as_at: str = ""  # the site's clock: "03-02-2026 10:16:18 EDT"
    concluded: str = ""  # place and date: "Oslo, 18 September 1997"
    in_force_label: str = ""  # "Entry into force" or "Not yet in force"; "" where none is given
    entry_into_force: Cell = Cell()
    registration: Cell = Cell()
    status: Cell = Cell()  # "Signatories : 133. Parties : 166", as printed
    signatories: int | None = None
    parties: int | None = None
    treaty_text: Cell = Cell()  # where the text is published, with corrections and their C.N.s
    treaty_note: Cell = Cell()
    participants: Table | None = None  # None: the document has no such table
    special: tuple[Table, ...] = ()
    sections: tuple[Section, ...] = ()
    territories: Table | None = None
    end_notes: tuple[EndNote, ...] = ()
    links: tuple[Link, ...] = ()  # of the header, sections and end notes, in the document's order
    xml_address: str | None = None  # of the other form; None where it is not named
    checks: tuple[Check, ...] = ()
    notices: tuple[Notice, ...] = ()
