"""One treaty of the catalogue, and the list that comes with the program.

The list is `catalogue.csv` beside this module: well-known treaties, each with what was looked up
for it. `source` says where number, title, date and place stand, `names_source` where the short
title and the other names do; "the title" means that they are words of it.

Treaties of the UN Treaty Collection have their number there, others an id: letters, a dash and
what the list of their depositary or organisation numbers them by (``CETS-185``, ``ILO-C155``,
``HCCH-12``, ``ICRC-365``), or a word where it has no numbers (``WIPO-berne``). The letters say
whose list it is, `depositary` who keeps the treaty: that is not always the same.
"""

import csv
import functools
import importlib.resources
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from watcher.model.treaty import ROMAN, treaty_id

COLUMNS = (
    *("number", "short", "title", "aliases", "date", "place", "source", "names_source"),
    "depositary",
)

#: Stands at the end of a title that the chapter page cut off.
CUT = "…"

_DIGITS = re.compile(r"(\d*)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A treaty, by its number in the UN Treaty Collection (MTDSG), or an id of another list."""

    number: str
    title: str  # in full, or as far as the chapter page has it
    short: str | None = None  # what it is commonly called, where that was looked up
    aliases: tuple[str, ...] = ()
    date: str | None = None  # of adoption or conclusion, ISO 8601; None where not one day is named
    place: str | None = None  # as the page writes it
    source: str = ""  # where the above was looked up
    names_source: str = ""  # where `short` and `aliases` were
    depositary: str | None = None  # None: the Secretary-General of the United Nations

    @property
    def name(self) -> str:
        """What to call it: the short title, else the full one."""
        return self.short or self.title

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called, the name first."""
        return tuple(dict.fromkeys((self.name, self.title, *self.aliases)))


def find(number: str) -> CatalogueEntry | None:
    """Give the treaty of the shipped list with exactly this number, or None."""
    return shipped().get(number)


@functools.cache
def shipped() -> Mapping[str, CatalogueEntry]:
    """Read the list that comes with the program, once: entries by number."""
    table = importlib.resources.files("watcher.catalogue") / "catalogue.csv"
    return MappingProxyType(read_table(table.read_text(encoding="utf-8").splitlines()))


def merged(
    listed: Mapping[str, CatalogueEntry], read: Iterable[CatalogueEntry]
) -> dict[str, CatalogueEntry]:
    """Put what was read from chapter pages over the list that was shipped.

    The page has the last word on title, date and place, and none on names that it does not know.
    A title that it cut off does not replace the whole one. The result is in order of numbers.
    """
    entries = dict(listed)
    for entry in read:
        known = listed.get(entry.number)
        entries[entry.number] = entry if known is None else _over(entry, known)
    return dict(sorted(entries.items(), key=lambda item: order(item[0])))


def order(number: str) -> tuple[tuple[int, str], ...]:
    """Sort by chapter, then number by number: XVIII-9 before XVIII-12, before XVIII-12-a.

    Other lists stand behind the chapters, in the order of their letters.
    """
    chapter, *parts = number.split("-")
    split = (_DIGITS.fullmatch(part) for part in parts)
    places = ((int(match[1] or 0), match[2]) for match in split if match)
    first = (ROMAN.index(chapter), "") if chapter in ROMAN else (len(ROMAN), chapter)
    return (first, *places)


def _over(entry: CatalogueEntry, known: CatalogueEntry) -> CatalogueEntry:
    begins = entry.title.removesuffix(CUT).casefold()
    cut_off = entry.title.endswith(CUT) and known.title.casefold().startswith(begins)
    return replace(
        entry,
        title=known.title if cut_off else entry.title,
        short=known.short,
        aliases=known.aliases,
        date=entry.date or known.date,
        place=entry.place or known.place,
        names_source=known.names_source,
        depositary=known.depositary,
    )


def read_table(lines: Iterable[str]) -> dict[str, CatalogueEntry]:
    """Read a list in CSV; ValueError names the row that is wrong."""
    reader = csv.reader(lines, strict=True)
    header = tuple(next(reader, ()))
    if header != COLUMNS:
        raise ValueError(f"the list has the columns {header}, not {COLUMNS}")
    entries: dict[str, CatalogueEntry] = {}
    for cells in reader:
        entry = _row(cells)
        if entries.setdefault(entry.number, entry) is not entry:
            raise ValueError(f"{entry.number} is listed twice")
    return entries


def _row(cells: list[str]) -> CatalogueEntry:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"row {cells[:1]} has {len(cells)} cells, not {len(COLUMNS)}")
    number, short, title, aliases, day, place, source, names_source, depositary = cells
    if treaty_id(number) != number or not (title and source):
        raise ValueError(f"row {number!r} needs a number, a title and a source")
    if number.split("-")[0] in ROMAN:
        if depositary or not (day and place):
            raise ValueError(f"row {number!r} needs a date and a place, and no depositary")
    elif not depositary:
        raise ValueError(f"row {number!r} needs a depositary")
    if (short or aliases) and not names_source:
        raise ValueError(f"row {number!r} has names that nobody looked up")
    return CatalogueEntry(
        number=number,
        title=title,
        short=short or None,
        aliases=tuple(aliases.split("|")) if aliases else (),
        date=date.fromisoformat(day).isoformat() if day else None,
        place=place or None,
        source=source,
        names_source=names_source,
        depositary=depositary or None,
    )
