"""The XML file of a treaty's status, read into the record that the page is read into.

Its raw form was never seen: what several readers of it agree on is known, and the text of a few
files. So it is read by the names of its elements, whatever is around them, and strictly: what is
read is taken out of the tree, and what is left in the end was not understood. Among the
participants that fails the check "structure"; elsewhere the operator is told.
"""

from collections.abc import Iterator
from dataclasses import replace

from watcher.extract import markup
from watcher.extract.gate import gate
from watcher.extract.text import decode, looks_like_html, required_text, tidy, what_it_seems
from watcher.extract.untc.record import Cell, Link, SectionKind, StatusRecord
from watcher.extract.untc.xml import fragment
from watcher.extract.untc.xml.header import header
from watcher.extract.untc.xml.sections import end_notes, section
from watcher.extract.untc.xml.tables import tables
from watcher.extract.untc.xml.tree import (
    Element,
    NotWholeError,
    RefusedError,
    child,
    left,
    name,
    parse,
)
from watcher.model.capture import Document
from watcher.model.finding import Check, Notice
from watcher.model.source import Source

_SECTIONS = {
    "declarations": SectionKind.DECLARATIONS,
    "objections": SectionKind.OBJECTIONS,
    "declarationsunderarticle": SectionKind.UNDER_ARTICLE,
    "notifications": SectionKind.NOTIFICATIONS,
}


def read(source: Source, document: Document) -> StatusRecord:
    """Read the file; what does not hold is told by the failed checks of the record."""
    wanted = source.treaty or ""
    try:
        root = parse(document)
    except NotWholeError as error:
        return _failed(_not_xml(document, wanted, str(error)))
    except RefusedError as error:
        return _failed(Check("structure", False, str(error)))
    treaties = [element for element in root.iter() if name(element) == "treaty"]
    if not treaties:
        seems = what_it_seems(document)
        return _failed(Check("right page", False, f"no treaty is in it: it is {seems}"))
    required = required_text(source, tidy(" ".join(map(str, root.itertext()))))
    try:
        record, problems = _Reader(document.url).record(root, treaties[0])
    except markup.NestedTooDeepError as error:
        return _failed(Check("structure", False, f"in one of its texts, {error}"))
    if len(treaties) > 1:
        problems.append(f"{len(treaties)} treaties in one file")
    return replace(
        record,
        checks=(
            right_page(wanted, record, document.url),
            Check("whole", True, "the file is closed"),
            gate("structure", problems, "every part was understood", "not understood: {}"),
            *required,
        ),
    )


def right_page(wanted: str, record: StatusRecord, url: str) -> Check:
    """The file must name the treaty by its chapter and number.

    In a subchapter (XI-A-1) a heading gives only the last part of the number: then the address
    that answered must name the treaty, too.
    """
    asked, stated = wanted.upper().split("-"), [part.upper() for part in record.number]
    said = "-".join(record.number) or "no number"
    if not record.title:
        return Check("right page", False, "the file has no treaty title")
    chapter, own = stated[:1], stated[1:]
    if chapter != asked[:1] or not own or asked[1:][-len(own) :] != own:
        return Check("right page", False, f"the file is of treaty {said}, not {wanted}")
    if len(stated) < len(asked) and f"/{wanted}.".upper() not in url.upper():
        told = f"the file says {said} and its address does not name {wanted}"
        return Check("right page", False, told)
    return Check("right page", True, f"{wanted}: {record.title}")


class _Reader:
    """Reads one file; every piece of text goes through it, so that no link is missed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._links: list[Link] = []

    def record(self, root: Element, treaty: Element) -> tuple[StatusRecord, list[str]]:
        """The whole record, and what could not be read."""
        record, problems = header(root, treaty, self._cell)
        among = child(treaty, "participants")
        participants = tables(among, self._cell)
        if len(participants) > 1:
            problems.append(f"{len(participants)} tables of participants")
        special = tables(child(treaty, "specialtables"), self._cell)
        sections = [
            section(kind, child(treaty, tag), self._fragment) for tag, kind in _SECTIONS.items()
        ]
        territories = tables(child(treaty, "territorialapplications"), self._cell)
        if len(territories) > 1:
            problems.append(f"{len(territories)} tables of territorial applications")
        notes, lost = end_notes(child(treaty, "endnotes"), self._fragment)
        problems += [f"an end note without a number: {text[:80]!r}" for text in lost]
        # What is left there could be an action, and must not be guessed at.
        unread = [f"{where} says {said!r}" for where, said in left(among)]
        return (
            replace(
                record,
                participants=participants[0] if participants else None,
                special=special,
                sections=tuple(each for each in sections if each is not None),
                territories=territories[0] if territories else None,
                end_notes=notes,
                links=tuple(self._links),
                notices=tuple(_notices(left(root))),
            ),
            problems + unread,
        )

    def _fragment(self, markup: str) -> fragment.Fragment:
        found = fragment.read(markup, self._url)
        self._links += found.links
        return found

    def _cell(self, markup: str) -> Cell:
        return self._fragment(markup).cell


def _failed(check: Check) -> StatusRecord:
    return StatusRecord(number=(), title="", checks=(check,))


def _not_xml(document: Document, wanted: str, reason: str) -> Check:
    """A page in place of the file is the wrong page; XML that does not end is not whole."""
    start = decode(document).lstrip()
    if not start.startswith("<") or looks_like_html(start):
        seems = what_it_seems(document)
        return Check("right page", False, f"not the XML of {wanted}: it is {seems}")
    return Check("whole", False, reason)


def _notices(leftovers: Iterator[tuple[str, str]]) -> Iterator[Notice]:
    for where, said in leftovers:
        text = f"{where} in the XML is not understood and is left out: it says {said!r}."
        yield Notice("unknown_part", where, text)
