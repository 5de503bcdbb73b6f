"""What `watcher status` prints of one participant: the same columns for every kind of answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from watcher.law.by_group import Counted
from watcher.law.position import Position, statement_on
from watcher.law.standing import Standing
from watcher.model.correction import entered_by
from watcher.model.finding import Statement
from watcher.model.life import Act, Leave
from watcher.model.wire import statement_to_json

HEADINGS = ("participant", "signature", "consent to be bound", "by", "takes effect", "other")

#: Of a line of CSV. Dates are ISO 8601, empty where there is none.
COLUMNS = (
    *("treaty", "participant", "participant_code", "state", "signature", "consent", "action"),
    *("takes_effect", "withdrawal_notified", "withdrawal_effective", "withdrawn", "other"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One participant as it is printed: for a table, for CSV, for JSON, and for counting."""

    cells: Sequence[str]
    line: Sequence[object]
    json: dict[str, Any]
    counted: Counted


def of_standing(number: str, row: Standing, *, in_force: bool | None) -> Row:
    """A row as the pages of the record print it."""
    others = [other.text or f"{_words(other.action)} {_date(other)}" for other in row.others]
    others += [_entered(each) for each in row.entered if each is not row.withdrawal]
    if row.withdrawal is not None and not row.withdrawn:
        others.insert(0, _announced(row.withdrawal))
    by = "withdrawn" if row.withdrawn else _words(row.consent.action) if row.consent else ""
    withdrawal = row.withdrawal or Statement()
    consented = row.consent is not None and not row.consent.bracketed and not row.withdrawn
    signed = row.signature is not None and not row.signature.bracketed
    state = _state(row.withdrawn, consented, signed, in_force)
    return Row(
        cells=(
            row.participant,
            _date(row.signature),
            _date(row.consent),
            by,
            "",
            "; ".join(others),
        ),
        line=(
            *(number, row.participant, row.code, state, _plain(row.signature)),
            *(_plain(row.consent), row.consent.action if row.consent else None, None),
            *(withdrawal.date, withdrawal.effective, _yes(row.withdrawn), "; ".join(others)),
        ),
        json={
            "treaty": number,
            "participant": row.participant,
            "participant_code": row.code,
            "signature": statement_to_json(row.signature),
            "consent": statement_to_json(row.consent),
            "withdrawal": statement_to_json(row.withdrawal),
            "others": [statement_to_json(other) for other in row.others],
            "withdrawn": row.withdrawn,
            "entered": [statement_to_json(each) for each in row.entered],
        },
        counted=Counted(row.code, signed, consented, consented and bool(in_force)),
    )


def of_position(number: str, row: Position, *, wait_known: bool) -> Row:
    """A row as the law stood on a day."""
    further = [f"{_words(act.statement.action)} {_day(act)}" for act in row.further]
    if row.withdrawal is not None:
        further.insert(0, _leaving(row))
    entered = [act for act in (row.signature, row.consent) if act is not None and act.entered]
    further += [f"{_words(act.statement.action)} {entered_by(act.statement)}" for act in entered]
    consent = row.consent
    effect = row.bound_from.isoformat() if row.bound_from else ""
    by = "withdrawn" if row.withdrawn else _words(consent.statement.action) if consent else ""
    leave = row.withdrawal
    return Row(
        cells=(
            *(row.participant, _bracketed(row.signature, stands=row.signed)),
            *(_bracketed(consent, stands=row.consented), by, effect, "; ".join(further)),
        ),
        line=(
            *(number, row.participant, row.code, row.state, _day(row.signature), _day(consent)),
            *(consent.statement.action if consent else None, effect),
            *((leave.notified, leave.effective) if leave else (None, None)),
            *(_yes(row.withdrawn), "; ".join(further)),
        ),
        json={
            "treaty": number,
            "participant": row.participant,
            "participant_code": row.code,
            "state": row.state,
            "signature": _statement(row.signature, stands=row.signed),
            "consent": _statement(consent, stands=row.consented),
            "withdrawal": _withdrawal(leave),
            "others": [statement_to_json(act.statement) for act in row.further],
            "signed": row.signed,
            "consented": row.consented,
            "bound": row.bound,
            "takes_effect": effect or None,
            "wait_known": wait_known,
            "withdrawn": row.withdrawn,
            "expected": row.expected,
        },
        counted=Counted(row.code, row.signed, row.consented, row.bound),
    )


def without_empty(
    headings: Sequence[str], cells: Sequence[Sequence[str]]
) -> tuple[Sequence[str], list[list[str]]]:
    """Leave out the columns behind the fourth in which nothing stands: a terminal is narrow."""
    kept = [n for n in range(len(headings)) if n < 4 or any(each[n] for each in cells)]
    return [headings[n] for n in kept], [[each[n] for n in kept] for each in cells]


def _state(withdrawn: bool, consented: bool, signed: bool, in_force: bool | None) -> str:
    if withdrawn:
        return "withdrawn"
    if consented:
        return {True: "party", False: "contracting", None: "consented"}[in_force]
    return "signatory" if signed else "other"


def _announced(withdrawal: Statement) -> str:
    notified = f"withdrawal notified {withdrawal.date or ''}".rstrip()
    told = f"{notified}, expected {withdrawal.effective}" if withdrawal.effective else notified
    return f"{told} ({entered_by(withdrawal)})" if _by_hand(withdrawal) else told


def _entered(statement: Statement) -> str:
    effect = f", effective {statement.effective}" if statement.effective else ""
    said = f"{_words(statement.action)} {statement.date or ''}".rstrip()
    return f"{said}{effect} ({entered_by(statement)})"


def _by_hand(statement: Statement) -> bool:
    return (statement.text or "").startswith("Entered by ")


def _leaving(row: Position) -> str:
    leave = row.withdrawal
    if leave is None:
        return ""
    told = f"withdrawal notified {leave.notified.isoformat()}" if leave.notified else "withdrawal"
    if leave.effective is not None:
        told += f", {'expected' if row.expected else 'effective'} {leave.effective.isoformat()}"
    elif leave.by is not None:
        told += f", seen {leave.by.isoformat()}"
    if leave.taken_back:
        told += f", taken back {leave.taken_back_on.isoformat() if leave.taken_back_on else ''}"
    return f"{told.rstrip()} ({entered_by(leave.statement)})" if leave.entered else told


def _withdrawal(leave: Leave | None) -> dict[str, Any] | None:
    """The statement, with the dates that the history knows."""
    if leave is None:
        return None
    stated = statement_to_json(leave.statement) or {}
    return {
        **stated,
        "action": "withdrawal",
        "date": leave.notified.isoformat() if leave.notified else None,
        "effective": leave.effective.isoformat() if leave.effective else None,
        "entered": leave.entered,
    }


def _statement(act: Act | None, *, stands: bool) -> dict[str, Any] | None:
    stated = statement_to_json(statement_on(act, bracketed=not stands))
    return stated and {**stated, "entered": act is not None and act.entered}


def _bracketed(act: Act | None, *, stands: bool) -> str:
    told = _day(act)
    return told if stands or not told else f"[{told}]"


def _day(act: Act | None) -> str:
    return act.date.isoformat() if act is not None and act.dated else ""


def _date(statement: Statement | None) -> str:
    if statement is None or statement.date is None:
        return ""
    return f"[{statement.date}]" if statement.bracketed else statement.date


def _plain(statement: Statement | None) -> str | None:
    return statement.date if statement else None


def _words(action: str | None) -> str:
    return (action or "").replace("_", " ")


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
