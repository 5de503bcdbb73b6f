"""Announced withdrawals, each bound to the participant whose row has the note."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from watcher.extract.text import bounded
from watcher.extract.untc.record import Cell, EndNote
from watcher.extract.untc.roll import Roll
from watcher.extract.untc.withdrawals import Withdrawal, announced
from watcher.model.finding import Finding, Notice, Statement
from watcher.model.participants import resolve
from watcher.model.plain import cut
from watcher.model.treaty import Action

WITHDRAWALS = "withdrawals"

_SUBJECT_LENGTH = 80  # characters of a notice's subject
_SENTENCE_LENGTH = 400


def leaving(
    notes: Iterable[EndNote],
    rows: Iterable[Sequence[Cell]],
    cells: Iterable[Finding],
    roll: Roll,
) -> tuple[list[Finding], list[Notice]]:
    """Read the notes; `rows` are those of the table, `cells` what they state.

    A withdrawal whose row has a later date is over: the participant joined again.
    """
    said = announced(notes)
    noted = _rows_by_note(rows)
    latest = _latest_dates(cells)
    unclear = list(said.unclear)
    found: dict[str, Finding] = {}
    for withdrawal in said.withdrawals:
        name = _name(withdrawal, noted.get(withdrawal.note, ()), roll)
        if name is None:
            unclear.append(withdrawal.text)
            continue
        who = roll.identity(name)
        if withdrawal.date is not None and latest.get(who.subject, "") > withdrawal.date:
            continue
        statement = Statement(
            action=Action.WITHDRAWAL.value,
            date=withdrawal.date,
            effective=withdrawal.effective,
            bracketed=False if withdrawal.taken_back else None,
            text=bounded(withdrawal.text),
            participant=name,
            participant_code=who.code,
        )
        key = f"{WITHDRAWALS}/{who.subject}"
        found[key] = Finding(key, WITHDRAWALS, statement, who.subject)
    return list(found.values()), [_unclear(sentence) for sentence in unclear]


def _rows_by_note(rows: Iterable[Sequence[Cell]]) -> Mapping[str, list[str]]:
    """The names of the rows that have each note."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for number in {number for cell in row for number in cell.notes}:
            names[number].append(row[0].text)
    return names


def _latest_dates(cells: Iterable[Finding]) -> Mapping[str, str]:
    """The latest date of each row that is not in brackets, by subject."""
    latest: dict[str, str] = {}
    for cell in cells:
        date = cell.statement.date
        if cell.subject and date and not cell.statement.bracketed:
            latest[cell.subject] = max(latest.get(cell.subject, ""), date)
    return latest


def _name(withdrawal: Withdrawal, noted: Sequence[str], roll: Roll) -> str | None:
    """The participant's name in the table; None where note and rows do not fit together.

    A note that no row has speaks for itself: the participant left the table with its row. One of
    a participant without a row, that only a row of an unknown name has, is about that row.
    """
    if resolve(withdrawal.who) is not None:
        name = roll.name_in_table(withdrawal.who)
        if not noted or name in noted:
            return name
        alone = len(noted) == 1 and resolve(noted[0]) is None and not roll.lists(name)
        return noted[0] if alone else None
    if len(noted) == 1 and noted[0].casefold() in withdrawal.who.casefold():
        return noted[0]
    return None


def _unclear(sentence: str) -> Notice:
    told = cut(sentence, _SENTENCE_LENGTH)
    return Notice(
        "unclear_note",
        cut(sentence, _SUBJECT_LENGTH),
        f"A note speaks of a withdrawal and is not understood; please read it: {told!r}",
    )
