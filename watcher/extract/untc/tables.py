"""The tables beside that of participants: a second, special one, and territorial applications."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from watcher.extract.keys import Keys
from watcher.extract.text import bounded
from watcher.extract.untc.cells import read_day
from watcher.extract.untc.participants import fitting
from watcher.extract.untc.record import Cell, Table
from watcher.extract.untc.roll import Roll
from watcher.model.finding import Finding, Notice
from watcher.model.plain import cut
from watcher.model.treaty import Action

SPECIAL = "special"
TERRITORIES = "territories"

_WORDS = 80  # characters of a notice's subject
_DATE_HEADING = re.compile(r"\bdate\b", re.IGNORECASE)
_TERRITORIES_HEADING = re.compile(r"\bterritor", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a table states, the parts that it has room for, and what of it was not understood."""

    findings: tuple[Finding, ...] = ()
    parts: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def special(tables: Iterable[Table], roll: Roll) -> Stated:
    """One finding for each filled cell, as it stands; each column is a part of its own.

    What the columns mean is the treaty's own business ("Protocol I": x), so nothing is read
    into them.
    """
    findings: dict[str, Finding] = {}
    parts: list[str] = []
    notices: list[Notice] = []
    for table in tables:
        columns = [_own(f"{SPECIAL}/{heading}", parts) for heading in table.headings[1:]]
        rows, odd = fitting(table)
        notices += _odd_rows("the special table", odd)
        for row in rows:
            who, person = roll.person(row[0])
            for part, heading, cell in zip(columns, table.headings[1:], row[1:], strict=True):
                if not cell.text:
                    continue
                key = f"{SPECIAL}/{who.subject}/{part.removeprefix(f'{SPECIAL}/')}"
                if key in findings:
                    notices += _odd_rows("the special table", [f"{row[0].text}, a second time"])
                    continue
                statement = replace(
                    person,
                    text=f"{heading}: {cell.text}",
                    footnotes=person.footnotes + roll.footnotes(cell),
                )
                findings[key] = Finding(key, part, statement, who.subject)
    return Stated(tuple(findings.values()), tuple(parts), tuple(notices))


def territories(table: Table | None, roll: Roll) -> Stated:
    """One finding for each row: who, the date of the notification, and the territories."""
    if table is None:
        return Stated(parts=(TERRITORIES,))
    date = _column(table.headings, _DATE_HEADING)
    named = _column(table.headings, _TERRITORIES_HEADING)
    rows, odd = fitting(table)
    notices = list(_odd_rows("the table of territorial applications", odd))
    for place, heading in enumerate(table.headings[1:], 1):
        if place not in (date, named):
            told = f"The heading {heading!r} among the territorial applications is not known; "
            kept = "its cells are kept as they stand."
            notices.append(Notice("unknown_column", heading, told + kept))
    keys = Keys()
    findings: list[Finding] = []
    for row in rows:
        who, person = roll.person(row[0])
        text = "\n".join(_words(row, table.headings, date, named))
        day, published = _day(row[date]) if date is not None else (None, None)
        statement = replace(
            person,
            action=Action.TERRITORIAL_APPLICATION.value,
            date=day,
            published=published,
            text=bounded(text) if text else None,
            footnotes=sum((roll.footnotes(cell) for cell in row), ()),
        )
        key = keys.key(f"{TERRITORIES}/{who.subject}", text)
        findings.append(Finding(key, TERRITORIES, statement, who.subject))
    return Stated(tuple(findings), (TERRITORIES,), tuple(notices))


def _own(part: str, taken: list[str]) -> str:
    """A part that no other column has; two columns under one heading are told apart by place."""
    name, times = part, 1
    while name in taken:
        times += 1
        name = f"{part}:{times}"
    taken.append(name)
    return name


def _column(headings: Sequence[str], meaning: re.Pattern[str]) -> int | None:
    """The one column that the heading is for; None where there is none, or more than one."""
    found = [place for place, heading in enumerate(headings) if place and meaning.search(heading)]
    return found[0] if len(found) == 1 else None


def _words(
    row: Sequence[Cell], headings: Sequence[str], date: int | None, named: int | None
) -> Iterator[str]:
    if named is not None:
        yield row[named].text
    for place, cell in enumerate(row):
        if place and place not in (date, named) and cell.text:
            yield f"{headings[place]}: {cell.text}"


def _day(cell: Cell) -> tuple[str | None, str | None]:
    """The date, and the cell as it stands where it is no date."""
    try:
        return read_day(cell.text).isoformat(), None
    except ValueError:
        return None, cell.text or None


def _odd_rows(where: str, rows: Iterable[str]) -> Iterator[Notice]:
    for row in rows:
        words = cut(row, _WORDS)
        yield Notice("unknown_part", words, f"A row of {where} is not read: {words!r}.")
