"""What the head of a status document states of the treaty itself, and the notes at its end."""

import re
from collections.abc import Iterable, Iterator

from watcher.extract.keys import Keys
from watcher.extract.text import bounded
from watcher.extract.untc.cells import read_day
from watcher.extract.untc.record import Cell, EndNote, StatusRecord
from watcher.extract.untc.roll import Roll
from watcher.model.finding import Finding, Statement
from watcher.model.reference import Reference, find_references
from watcher.model.treaty import Action

ENTRY_INTO_FORCE = "treaty/entry_into_force"
REGISTRATION = "treaty/registration"
TEXT = "treaty/text"
NOTE = "treaty/notes"
TITLE = "treaty/title"
XML = "treaty/xml"
SIGNATORIES = "counts/signatories"
PARTIES = "counts/parties"
NOTES = "notes"
REFERENCES = "references"

PARTS = (
    ENTRY_INTO_FORCE,
    REGISTRATION,
    TEXT,
    NOTE,
    TITLE,
    XML,
    SIGNATORIES,
    PARTIES,
    NOTES,
    REFERENCES,
)

_IN_FORCE = "entry into force"
_FIRST_DAY = re.compile(r"\d{1,2}\s+[A-Z][a-z]+\.?\s+\d{4}(?!\d)")


def stated(record: StatusRecord, roll: Roll) -> Iterator[Finding]:
    """What the head states: where a line is missing or empty there is no finding."""
    if record.entry_into_force.text:
        yield _finding(ENTRY_INTO_FORCE, _entry_into_force(record, roll))
    lines = {
        REGISTRATION: record.registration,
        TEXT: record.treaty_text,
        NOTE: record.treaty_note,
        TITLE: Cell(record.title),
        SIGNATORIES: _count(record.signatories, record.status),
        PARTIES: _count(record.parties, record.status),
    }
    for part, line in lines.items():
        if line.text:
            footnotes = roll.footnotes(line)
            yield _finding(part, Statement(text=bounded(line.text), footnotes=footnotes))
    if record.xml_address is not None:
        # Kept, so that a cross-check knows where to go while the page does not change.
        yield _finding(XML, Statement(text="XML of this record", link=record.xml_address))


def notes(end_notes: Iterable[EndNote]) -> Iterator[Finding]:
    """Each end note by its words: its number changes with every note before it."""
    keys = Keys()
    for note in end_notes:
        text = "\n".join(note.lines) or note.text
        if text:
            key = keys.key(NOTES, text)
            yield Finding(key, NOTES, Statement(text=bounded(text)))


def references(record: StatusRecord) -> Iterator[Finding]:
    """Each depositary notification that the document names, once, with its link where it has one.

    Where it is named several times, the first spelling that names the treaty counts.
    """
    found: dict[str, Reference] = {}
    for text in _texts(record):
        for reference in find_references(text):
            known = found.get(reference.key)
            if known is None or known.treaty is None:
                found[reference.key] = reference
    addresses: dict[str, str] = {}
    for link in record.links:
        for reference in find_references(link.text):
            addresses.setdefault(reference.key, link.address)
    for key, reference in found.items():
        statement = Statement(text=reference.text, link=addresses.get(key))
        yield Finding(f"{REFERENCES}/{key}", REFERENCES, statement)


def _entry_into_force(record: StatusRecord, roll: Roll) -> Statement:
    """The date is the one that the page's words begin with; an article's text has none."""
    cell, label = record.entry_into_force, record.in_force_label
    in_force = label.lower() in ("", _IN_FORCE)
    first = _FIRST_DAY.match(cell.text)
    return Statement(
        action=Action.ENTRY_INTO_FORCE.value,
        date=_day(first[0]) if first and in_force else None,
        text=bounded(cell.text if in_force else f"{label}: {cell.text}"),
        footnotes=roll.footnotes(cell),
    )


def _day(words: str) -> str | None:
    try:
        return read_day(words).isoformat()
    except ValueError:
        return None


def _count(number: int | None, status: Cell) -> Cell:
    return Cell("" if number is None else str(number), status.notes)


def _finding(part: str, statement: Statement) -> Finding:
    return Finding(part, part, statement)


def _texts(record: StatusRecord) -> Iterator[str]:
    """Every text in which a depositary notification may be named."""
    yield record.entry_into_force.text
    yield record.registration.text
    yield record.status.text
    yield record.treaty_text.text
    yield record.treaty_note.text
    for table in (*record.special, *(() if record.territories is None else (record.territories,))):
        yield table.title.text
        for row in table.rows:
            yield from (cell.text for cell in row)
    for section in record.sections:
        yield f"{section.title}\n{section.remark}"
        for entry in section.entries:
            yield "\n".join(line.text for line in entry.lines)
    for note in record.end_notes:
        yield "\n".join(note.lines) or note.text
