"""A row of a table: who it is about, what was done and when; what is not understood is told."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from watcher.extract.dates import read_date
from watcher.extract.deeds import WORDED, Deed, Party, taking_effect, understood
from watcher.extract.table.columns import (
    ACTION,
    CELL,
    DATE,
    EFFECTIVE,
    NOTE,
    PARTICIPANT,
    Columns,
)
from watcher.extract.table.grid import Cell, Row
from watcher.model.treaty import Action


@dataclass(frozen=True, slots=True)
class Reader:
    """How cells are read; `cells` and `dates` gather what was not understood, in words."""

    columns: Columns
    patterns: tuple[re.Pattern[str], ...]
    words: Mapping[str, Action]
    date_format: str | None = None
    cells: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)

    def parties(self, rows: Sequence[Row]) -> list[Party]:
        """The participants in order.

        Rows of one participant are joined where its name spans them, and where each row is one
        action. In any other table a name stands once, and twice is for the gates to see.
        """
        place = self.columns.place(PARTICIPANT) or 0
        by_action = self.columns.place(ACTION) is not None
        found: list[Party] = []
        at: dict[str, int] = {}
        for row in rows:
            name = row[place]
            party = self._party(name.text, row)
            if (name.carried or by_action) and party.name in at:
                found[at[party.name]] = _joined(found[at[party.name]], party)
            else:
                at[party.name] = len(found)
                found.append(party)
        return found

    def _party(self, name: str, row: Row) -> Party:
        failed = len(self.cells) + len(self.dates)
        deeds: list[Deed] = []
        kept: list[tuple[str, str]] = []
        notes: list[str] = []
        for column, cell in zip(self.columns.columns, row, strict=True):
            if not cell.lines:
                continue
            if column.role is None:
                kept.append((column.heading, cell.text))
            elif column.role == NOTE:
                notes.append(cell.text)
            elif column.role == CELL or column.action is not None:
                read = self._cell(f"{name}, {column.heading}", cell, column.action)
                deeds += (deed for each in read for deed in each)
                if [] in read:  # no treaty action
                    kept.append((column.heading, cell.text))
        deeds += self._named(name, row)
        deeds = self._effective(name, row, deeds)
        unread = len(self.cells) + len(self.dates) > failed
        return Party(name, tuple(deeds), tuple(kept), tuple(notes), unread=unread)

    def _cell(self, where: str, cell: Cell, action: Action | None) -> list[list[Deed]]:
        """What the pieces of a cell state: its lines, else all of it, else what ";" parts."""
        for pieces in (cell.lines, (cell.text,), cell.text.split("; ")):
            read = [self._piece(piece, action) for piece in pieces]
            understood_all = [each for each in read if each is not None]
            if len(understood_all) == len(read):
                return understood_all
        if action is not None and not self.patterns:
            self.dates.append(f"{where}: {cell.text!r} is no date")
        else:
            self.cells.append(f"{where}: {cell.text!r}")
        return []

    def _piece(self, text: str, action: Action | None) -> list[Deed] | None:
        """A deed, or none where a pattern names no action; None for what is not understood."""
        for pattern in self.patterns:
            match = pattern.fullmatch(text)
            if match is not None:
                return self._matched(match.groupdict(), action)
        date = read_date(text, self.date_format) if action is not None else None
        return None if action is None or date is None else [Deed(action, date)]

    def _matched(
        self, groups: Mapping[str, str | None], action: Action | None
    ) -> list[Deed] | None:
        words, effective = groups.get("action"), groups.get("effective")
        named = understood(words, self.words) if words else action
        date = read_date(groups.get("date") or "", self.date_format)
        effect = read_date(effective, self.date_format) if effective else None
        if (words and named is None) or date is None or (effective and effect is None):
            return None
        if named is None:
            return []
        return [Deed(named, date, effect, groups.get("note"), _more_than(words, named))]

    def _named(self, name: str, row: Row) -> list[Deed]:
        """The action that one column names, and its date, which stands in another."""
        at, dated = self.columns.place(ACTION), self.columns.place(DATE)
        if at is None or dated is None or not (row[at].lines or row[dated].lines):
            return []
        words, written = row[at].text, row[dated].text
        action = understood(words, self.words)
        date = read_date(written, self.date_format) if written else None
        if action is None:
            self.cells.append(f"{name}: {words!r} is no action that is known")
        elif written and date is None:
            self.dates.append(f"{name}: {written!r} is no date")
        else:
            return [Deed(action, date, words=_more_than(words, action))]
        return []

    def _effective(self, name: str, row: Row, deeds: list[Deed]) -> list[Deed]:
        """The day of effect goes to the one withdrawal or consent of the row."""
        place = self.columns.place(EFFECTIVE)
        if place is None or not row[place].lines:
            return deeds
        written = row[place].text
        date = read_date(written, self.date_format)
        elsewhere = self.columns.place(Action.ENTRY_INTO_FORCE.value) is not None
        dated = taking_effect(deeds, date, of_withdrawals=elsewhere) if date else deeds
        if date is None:
            self.dates.append(f"{name}: {written!r} is no date")
        elif dated is None:
            self.cells.append(f"{name}: {written!r} does not belong to one action")
        return deeds if dated is None else list(dated)


def _more_than(words: str | None, action: Action) -> str | None:
    """The page's own words where they say more than ours."""
    if words is None or action not in WORDED:
        return None
    return " ".join(words.split())


def _joined(one: Party, other: Party) -> Party:
    return Party(
        one.name,
        (*one.deeds, *other.deeds),
        tuple(dict.fromkeys((*one.kept, *other.kept))),
        tuple(dict.fromkeys((*one.footnotes, *other.footnotes))),
        unread=one.unread or other.unread,
    )
