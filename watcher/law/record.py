"""What a record states that bears on entry into force: deposits, the date, the article. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from watcher.law.standing import Standing
from watcher.model.finding import Known, Statement
from watcher.model.force import Instrument
from watcher.model.participants import Participant, ParticipantKind, resolve
from watcher.model.plain import as_date
from watcher.model.treaty import CONSENT_ACTIONS, Action

ENTRY_INTO_FORCE = "treaty/entry_into_force"
NOTES = "notes"
#: Of a participant, where the depositary's table has a column for it.
IN_FORCE_FOR = "participants/entry_into_force"

Statements = Sequence[tuple[str, Known]]

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DATE = r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})"
#: How an end note tells of a State that is no more: its row is gone, its instrument counted.
_PREDECESSOR = re.compile(
    r"(?:The )?(?P<name>(?:former )?[A-Z][^.,;]{2,60}?) (?:had )?(?P<signed>signed and )?"
    r"(?P<deed>ratified|acceded to|accepted|approved) [^.]{0,120}?\bon "
    rf"{_DATE}(?: and {_DATE}, respectively)?"
)
_DEEDS = {
    "ratified": Action.RATIFICATION,
    "acceded to": Action.ACCESSION,
    "accepted": Action.ACCEPTANCE,
    "approved": Action.APPROVAL,
}


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the record says of the entry into force; both None where it says nothing."""

    day: date | None = None
    text: str | None = None  # as the page prints it: a date and an article, or the article's words


def entry_into_force(statements: Statements) -> OnRecord:
    """The entry into force as the record's pages state it; the first that has a date counts."""
    stated = [
        known.finding.statement
        for _, known in statements
        if known.finding.part == ENTRY_INTO_FORCE and known.finding.statement.participant is None
    ]
    dated = [each for each in stated if _day(each.date)]
    first = next(iter(dated or stated), Statement())
    return OnRecord(_day(first.date), first.text)


def instruments(
    rows: Iterable[Standing], statements: Statements, day: date
) -> tuple[Instrument, ...]:
    """Every consent to be bound on record, and the withdrawals, in the order of their dates.

    Beside the table, the end notes are read for States that are no more: the depositary takes
    their rows off the table when others succeed to them, and had counted their instruments. Each
    of those is bound until the State's end. A consent that stands in brackets without a day of
    withdrawal ends on `day` at the latest.
    """
    found = [each for row in rows for each in (*_consents(row), *_withdrawals(row, day))]
    listed = {each.identity for each in found}
    found += [each for each in _predecessors(statements) if each.identity not in listed]
    return tuple(sorted(found, key=lambda each: each.date))


def stated_for(rows: Iterable[Standing]) -> Mapping[str, date]:
    """When the treaty enters into force for each participant of which the record itself says so.

    By the identity that its instruments have.
    """
    return {
        row.code or row.participant.casefold(): stated
        for row in rows
        if (known := row.statements.get(IN_FORCE_FOR)) is not None
        and (stated := _day(known.date)) is not None
    }


def withdrawal_ahead(row: Standing) -> date | None:
    """The day on which a withdrawal that was notified takes effect; None where there is none."""
    return _day(row.withdrawal.effective) if row.withdrawal is not None else None


def _consents(row: Standing) -> Iterator[Instrument]:
    for each in (*row.statements.values(), *row.further):
        deposited = _day(each.date)
        if deposited is not None and each.action in CONSENT_ACTIONS:
            yield Instrument(row.participant, row.code, Action(each.action), deposited)


def _withdrawals(row: Standing, day: date) -> Iterator[Instrument]:
    effective = withdrawal_ahead(row)
    if effective is None and row.withdrawn:
        effective = (_day(row.withdrawal.date) if row.withdrawal else None) or day
    if effective is not None:
        yield Instrument(row.participant, row.code, Action.WITHDRAWAL, effective)


def _predecessors(statements: Statements) -> Iterator[Instrument]:
    for _, known in statements:
        if known.finding.part != NOTES:
            continue
        match = _PREDECESSOR.match(known.finding.statement.text or "")
        if match is None:
            continue
        state = _former(match["name"])
        dates = [_written(*match.group(at, at + 1, at + 2)) for at in (4, 7)]
        deposited = dates[1] if match["signed"] else dates[0]
        if state is None or deposited is None:
            continue
        yield Instrument(match["name"], state.code, _DEEDS[match["deed"]], deposited)
        if (end := _day(state.until)) is not None:
            yield Instrument(match["name"], state.code, Action.WITHDRAWAL, end)


def _former(name: str) -> Participant | None:
    known = resolve(name)
    return known if known is not None and known.kind is ParticipantKind.FORMER else None


def _written(day: str | None, month: str | None, year: str | None) -> date | None:
    if day is None or month is None or year is None or month.lower() not in _MONTHS:
        return None
    try:
        return date(int(year), _MONTHS.index(month.lower()) + 1, int(day))
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    return as_date(text) if text else None
