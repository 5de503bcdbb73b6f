"""The table of participants: one finding for each dated cell, and the checks that it allows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from watcher.extract import participation
from watcher.extract.gate import gate
from watcher.extract.participation import Participation
from watcher.extract.untc.cells import read_cell
from watcher.extract.untc.headings import CONSENT, SIGNATURE, Column, read_heading
from watcher.extract.untc.record import Cell, StatusRecord, Table
from watcher.extract.untc.roll import Roll
from watcher.model.finding import Check, Finding, Notice, Statement


@dataclass(frozen=True, slots=True)
class Participants:
    """What the table states: `parts` has one part for each column, in order."""

    columns: tuple[Column, ...]
    parts: tuple[str, ...]
    participation: Participation
    checks: tuple[Check, ...]
    notices: tuple[Notice, ...]


def fitting(table: Table) -> tuple[list[tuple[Cell, ...]], list[str]]:
    """The rows that fit the headings and name a participant, and the others in words."""
    rows: list[tuple[Cell, ...]] = []
    odd: list[str] = []
    for row in table.rows:
        if row and len(row) == len(table.headings) and row[0].text:
            rows.append(row)
        else:
            odd.append(" | ".join(cell.text for cell in row) or "a row without cells")
    return rows, odd


def participants(record: StatusRecord, table: Table, roll: Roll) -> Participants:
    """Read the table; whatever does not hold is told by a failed check."""
    columns = tuple(map(read_heading, table.headings[1:]))
    parts = tuple(_parts(columns))
    rows, odd = fitting(table)
    unreadable: list[str] = []
    read = [_row(row, columns, parts, roll, unreadable) for row in rows]
    who = participation.participation(read)
    checks = (
        _headings_understood(table.headings, columns),
        gate("rows", odd, f"{len(rows)} rows", "rows whose cells do not fit the headings: {}"),
        *who.checks,
        gate("dates", unreadable, "every date was read", "cells that are no date: {}"),
        _counts_agree(record, who.findings, columns),
    )
    return Participants(columns, parts, who, checks, (*_column_notices(columns), *who.notices))


def _row(
    cells: Sequence[Cell],
    columns: Iterable[Column],
    parts: Iterable[str],
    roll: Roll,
    unreadable: list[str],
) -> participation.Row:
    name = cells[0]
    stated: list[tuple[str, Statement]] = []
    for column, part, cell in zip(columns, parts, cells[1:], strict=True):
        if not cell.text:
            continue
        try:
            statement = _statement(column, cell.text)
        except ValueError as error:
            unreadable.append(f"{name.text}: {error}")
            continue
        stated.append((part, replace(statement, footnotes=roll.footnotes(cell))))
    return participation.Row(
        name=name.text,
        cells=tuple(stated),
        footnotes=roll.footnotes(name),
        unread=any(cell.text for cell in cells[1:]),
    )


def _statement(column: Column, text: str) -> Statement:
    if not column.known:
        return Statement(text=f"{column.heading}: {text}")
    cell = read_cell(text)
    action = column.action(cell.mark)
    if action is None:
        raise ValueError(f"{text!r} has a mark that {column.heading!r} does not explain")
    return Statement(
        action=action.value,
        date=cell.date.isoformat(),
        mark=cell.mark,
        bracketed=cell.bracketed,
    )


def _parts(columns: Iterable[Column]) -> list[str]:
    """The part each column fills; where two columns share a role, the later names its heading."""
    parts: list[str] = []
    for column in columns:
        part = f"participants/{column.role}" if column.known else f"column/{column.heading}"
        parts.append(part if part not in parts else f"{part}:{column.heading}")
    return parts


def _headings_understood(headings: Sequence[str], columns: Iterable[Column]) -> Check:
    known = any(column.known for column in columns)
    told = " | ".join(headings)
    if headings[:1] != ("Participant",) or not known:
        return Check("headings", False, f"no heading that is known among: {told}")
    return Check("headings", True, told)


def _counts_agree(
    record: StatusRecord, findings: Iterable[Finding], columns: Iterable[Column]
) -> Check:
    """Header counts leave out bracketed cells, and provisional application altogether."""
    standing = Counter(
        finding.part.removeprefix("participants/").split(":", 1)[0]
        for finding in findings
        if finding.statement.date and not finding.statement.bracketed
    )
    stated = {SIGNATURE: record.signatories, CONSENT: record.parties}
    words = {SIGNATURE: "signatories", CONSENT: "parties"}
    wrong = [
        f"{number} {words[role]} in the header, {standing[role]} in the table"
        for role, number in stated.items()
        if number is not None and number != standing[role]
    ]
    if wrong:
        # A reworded heading is the likeliest cause, and the operator should not have to guess.
        wrong += [f"not known: {column.heading!r}" for column in columns if not column.known]
        return Check("header counts", False, "; ".join(wrong))
    said = [f"{number} {words[role]}" for role, number in stated.items() if number is not None]
    return Check("header counts", True, ", ".join(said) or "the header states no counts")


def _column_notices(columns: Iterable[Column]) -> Iterator[Notice]:
    for column in columns:
        if not column.known:
            yield Notice(
                "unknown_column",
                column.heading,
                f"The heading {column.heading!r} is not known; its cells are kept as they stand.",
            )
        for piece in column.unread:
            if column.known:
                yield Notice(
                    "unknown_column",
                    piece,
                    f"{piece!r} in the heading {column.heading!r} is not known.",
                )
