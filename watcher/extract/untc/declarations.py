"""Declarations, reservations and objections: who made them, when, of which kind, in what words.

One entry of the page holds all that a participant ever declared, one below the other. A new one
begins at a date that stands alone at the right, at the page's own mark of separation, and at a
heading that names a kind ("Reservation:") or an occasion ("Upon ratification:"), wherever the one
before has any text. Its kind is that of the last heading above its text, else that of the
section. Its date is the one that stands alone above it, and goes on to hold ("Article 31",
"Article 32") until another date, a mark of separation or an occasion. Without one there is none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from watcher.extract.keys import Keys
from watcher.extract.text import bounded
from watcher.extract.untc.cells import read_day
from watcher.extract.untc.record import Entry, Line, Section, SectionKind, Style
from watcher.extract.untc.roll import Roll
from watcher.model.finding import Finding
from watcher.model.treaty import Action

#: The family of each kind; one without an action is a notification under an article of the treaty.
FAMILIES = {
    Action.DECLARATION: "declarations",
    Action.RESERVATION: "reservations",
    Action.OBJECTION: "objections",
    None: "notifications",
}

_HEADING_LENGTH = 200  # what is longer is a text that was set in italics
_PLAIN_HEADING_LENGTH = 80
_KIND = (
    r"(?:(?:interpretat?ive|general|political|unilateral|additional|further|partial)\s+)?"
    r"(?:declaration|reservation|understanding|statement|objection|communication|notification)s?"
)
_BEFORE = r"[\"'\u2018\u2019\u201c\u201d\u00ab(\[]*\s*(?:[A-Za-z0-9]{1,2}[.)]\s*)?(?:the\s+)?"
_KINDS = re.compile(
    rf"{_BEFORE}(?P<kinds>{_KIND}(?:\s*(?:,\s*and|,|and|/|&)\s*{_KIND})*)(?![a-z])"
    r"(?!\s+(?:is|are|was|were|reads?|has|have)\b)",  # "The reservation is as follows:"
    re.IGNORECASE,
)
_OCCASION = re.compile(
    rf"{_BEFORE}(?:(?:made|confirmed|renewed|formulated)\s+)?(?:upon|on|at the time of)\s+"
    r"(?:signature|ratification|acceptance|approval|accession|succession|formal confirmation"
    r"|consent to be bound|provisional application)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    rf"{_BEFORE}(?:(?:with (?:respect|regard) to|regarding|under|re:?)\s+)?art(?:icles?|\.)\s*\d",
    re.IGNORECASE,
)


def declared(sections: Iterable[Section], roll: Roll) -> Iterator[Finding]:
    """Every declaration, reservation, objection and notification of these sections."""
    keys = Keys()
    for section in sections:
        for entry in section.entries:
            who, person = roll.person(entry.participant)
            for piece in _pieces(entry, section):
                family = FAMILIES[piece.action]
                statement = replace(
                    person,
                    action=piece.action.value if piece.action else None,
                    date=piece.date,
                    published=piece.published,
                    text=bounded(piece.text) if piece.text else None,
                )
                key = keys.key(f"{family}/{who.subject}", section.kind, piece.text)
                yield Finding(key, family, statement, who.subject)


def unread_dates(sections: Iterable[Section]) -> list[str]:
    """Lines that stand where dates stand and are none, each with the participant."""
    return [
        f"{entry.participant.text}: {line.text!r}"
        for section in sections
        for entry in section.entries
        for line in entry.lines
        if line.style is Style.DATE and _day(line) is None
    ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """One declaration. `published` is the line in which a date should stand and does not."""

    action: Action | None
    date: str | None
    published: str | None
    text: str


def _pieces(entry: Entry, section: Section) -> Iterator[_Piece]:
    date: str | None = None
    for lines in _split(entry, section.kind):
        own, published = _date(lines)
        if published or _ends_a_date(lines):
            date = None
        date = own or date
        text = "\n".join(line.text for line in lines if line.text)
        if not text and section.kind is SectionKind.UNDER_ARTICLE:
            text = section.title  # all that is declared is to be bound by that article
        yield _Piece(_kind(lines, section), date, published, text)


def _split(entry: Entry, section: SectionKind) -> list[list[Line]]:
    """The lines of each declaration; one without lines where the entry has none at all."""
    pieces: list[list[Line]] = [[]]
    said = False  # whether the last piece has any text below its date and headings
    for line in entry.lines:
        mark = line.style is Style.BREAK
        opening = mark or _opens(line, section)
        if (opening and said) or (mark and any(each.text for each in pieces[-1])):
            pieces.append([])
            said = False
        pieces[-1].append(line)
        said = said or not opening
    return [piece for piece in pieces if any(line.text for line in piece)] or [[]]


def _ends_a_date(lines: Iterable[Line]) -> bool:
    """Whether the date of the declaration before says nothing of this one."""
    return any(
        line.style is Style.BREAK or (_is_heading(line) and _OCCASION.match(line.text))
        for line in lines
    )


def _opens(line: Line, section: SectionKind) -> bool:
    if line.style is Style.DATE:
        return True
    if not _is_heading(line):
        return False
    text = _unaccented(line.text)
    kinds = _KINDS.match(text)
    if section is SectionKind.OBJECTIONS:  # they quote the reservations that they object to
        return bool(kinds and "objection" in kinds["kinds"].lower())
    article = section is SectionKind.UNDER_ARTICLE and _ARTICLE.match(text)
    return bool(kinds or _OCCASION.match(text) or article)


def _is_heading(line: Line) -> bool:
    if line.style is Style.HEADING:
        return len(line.text) <= _HEADING_LENGTH
    return len(line.text) <= _PLAIN_HEADING_LENGTH and line.text.endswith(":")


def _kind(lines: Iterable[Line], section: Section) -> Action | None:
    """By the last heading that names one; what is both is told as a reservation."""
    if section.kind is SectionKind.OBJECTIONS:
        return Action.OBJECTION
    if section.kind is SectionKind.NOTIFICATIONS:
        return None
    stated = ""
    for line in lines:
        if line.style is not Style.BREAK and not _opens(line, section.kind):
            break
        found = _KINDS.match(_unaccented(line.text))
        stated = found["kinds"].lower() if found else stated
    if stated:
        others = {"reservation": Action.RESERVATION, "objection": Action.OBJECTION}
        return next((others[word] for word in others if word in stated), Action.DECLARATION)
    title = section.title.lower()
    only = "reservation" in title and "declaration" not in title
    return Action.RESERVATION if only else Action.DECLARATION


def _date(lines: Iterable[Line]) -> tuple[str | None, str | None]:
    """The date, and the line in which it stands where that is no date: "1 Decmeber 1999"."""
    line = next((line for line in lines if line.style is Style.DATE), None)
    if line is None:
        return None, None
    day = _day(line)
    return (day, None) if day else (None, line.text)


def _day(line: Line) -> str | None:
    try:
        return read_day(line.text).isoformat()
    except ValueError:
        return None


def _unaccented(text: str) -> str:
    """Accents taken off: "Déclarations made upon ratification:" is a heading that one page has."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
