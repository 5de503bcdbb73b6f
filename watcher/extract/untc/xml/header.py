"""The head of the XML file: which treaty it is, and what is said of it before the tables."""

import re
from collections.abc import Callable, Collection

from watcher.extract.untc.record import Cell, StatusRecord
from watcher.extract.untc.xml.tree import Element, child, children, first, name, take

_CHAPTER = re.compile(r"CHAP(?:TER|ITRE)\s+([IVXLC]+)\b", re.IGNORECASE)
#: "7", "d", "7.d", "2 a": what stands before the title, in one element or in several.
_ONLY_NUMBER = re.compile(r"\d{0,3}(?:[\s.,-]*[A-Za-z])?(?:[\s.,-]*\d{1,3})?[\s.]*")
_NUMBER_PARTS = re.compile(r"\d+|[A-Za-z]")
_COUNT = re.compile(r"\d{1,4}")
_COUNTED = ("signatories", "parties")
_REGISTRATION = ("registration", "enregistrement")

Read = Callable[[str], Cell]


def header(root: Element, treaty: Element, read: Read) -> tuple[StatusRecord, list[str]]:
    """Read `Chapter` and `Treaty/Header`, and say what of it could not be read.

    What else stands there is left where it is.
    """
    problems: list[str] = []
    number = _number(root, treaty, read)
    data = child(treaty, "header", "externaldata")
    entry, registration = child(data, "eif"), child(data, "registration")
    _take_words(registration, _REGISTRATION, read)
    counts = {each: _count(child(data, "status", each), read, problems) for each in _COUNTED}
    _take_words(child(data, "status"), _COUNTED, read)
    record = StatusRecord(
        number=number,
        title=read(take(child(data, "titlesect"))).text,
        concluded=read(take(child(data, "conclusion"))).text,
        in_force_label=_joined(entry, "label", read).text,
        entry_into_force=_joined(entry, "labeltext", read),
        registration=_joined(registration, "labeltext", read),
        status=_status(counts),
        signatories=_whole(counts["signatories"]),
        parties=_whole(counts["parties"]),
        treaty_text=_joined(child(data, "treatytext"), "text", read),
        treaty_note=_joined(child(data, "treatynote"), "text", read),
    )
    return record, problems


def _number(root: Element, treaty: Element, read: Read) -> tuple[str, ...]:
    """The chapter, and what stands alone before the title: ("XXVI", "2", "a")."""
    chapter = first(root, "chapter")
    found = _CHAPTER.search(read(take(child(chapter, "header"))).text)
    read(take(child(chapter, "name")))  # "PENAL MATTERS": the chapter's and not the treaty's
    parts = [found[1].upper()] if found else []
    for element in treaty.iter():
        if name(element) == "titlesect":
            break
        text = " ".join((element.text or "").split())
        if text and not len(element) and _ONLY_NUMBER.fullmatch(text):
            parts += _NUMBER_PARTS.findall(read(take(element)).text)
    return tuple(parts)


def _count(element: Element | None, read: Read, problems: list[str]) -> Cell:
    cell = read(take(element))
    if cell.text and not _COUNT.fullmatch(cell.text):
        problems.append(f"a count that is no number: {cell.text!r}")
    return cell


def _whole(cell: Cell) -> int | None:
    return int(cell.text) if _COUNT.fullmatch(cell.text) else None


def _status(counts: dict[str, Cell]) -> Cell:
    """As the page prints it: "Signatories : 133. Parties : 166"."""
    stated = [f"{each.capitalize()} : {cell.text}" for each, cell in counts.items() if cell.text]
    notes = tuple(number for cell in counts.values() for number in cell.notes)
    return Cell(". ".join(stated), notes)


def _take_words(element: Element | None, words: Collection[str], read: Read) -> None:
    """Labels that say no more than the names of the elements do."""
    for label in children(element):
        if not len(label) and (label.text or "").strip(" :.\t\r\n").lower() in words:
            read(take(label))


def _joined(element: Element | None, wanted: str, read: Read) -> Cell:
    """All texts of that name below an element, as one."""
    cells = [read(take(each)) for each in children(element, wanted)]
    return Cell(
        " ".join(cell.text for cell in cells if cell.text),
        tuple(number for cell in cells for number in cell.notes),
    )
