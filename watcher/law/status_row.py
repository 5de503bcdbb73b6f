"""One participant of a treaty's status: the same columns for every kind of answer. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
    """One participant, to be printed, sent as JSON, and counted. Dates are ISO 8601, or None.

    `state` is one of party, contracting, consented (whether the treaty is in force is not known),
    signatory, withdrawn and other. `action` is the one by which it consented. What no longer
    stands keeps its date. `remarks` are for people: withdrawals, further acts, what was entered.
    """

    treaty: str
    participant: str
    code: str | None
    state: str
    signature: str | None
    signature_stands: bool
    consent: str | None
    consent_stands: bool
    action: str | None
    takes_effect: str | None
    notified: str | None  # of a withdrawal, as is `effective`
    effective: str | None
    withdrawn: bool
    remarks: tuple[str, ...]
    json: dict[str, Any]
    counted: Counted

    @property
    def cells(self) -> Sequence[str]:
        """As a terminal shows it: in brackets what no longer stands."""
        return (
            self.participant,
            _bracketed(self.signature, stands=self.signature_stands),
            _bracketed(self.consent, stands=self.consent_stands),
            "withdrawn" if self.withdrawn else _words(self.action),
            self.takes_effect or "",
            "; ".join(self.remarks),
        )

    @property
    def line(self) -> Sequence[object]:
        """As a line of CSV; see `COLUMNS`."""
        return (
            *(self.treaty, self.participant, self.code, self.state, self.signature, self.consent),
            *(self.action, self.takes_effect, self.notified, self.effective),
            *("yes" if self.withdrawn else "no", "; ".join(self.remarks)),
        )


def of_standing(number: str, row: Standing, *, in_force: bool | None) -> Row:
    """A row as the pages of the record print it."""
    others = [other.text or f"{_words(other.action)} {_date(other)}" for other in row.others]
    others += [_entered(each) for each in row.entered if each is not row.withdrawal]
    if row.withdrawal is not None and not row.withdrawn:
        others.insert(0, _announced(row.withdrawal))
    withdrawal = row.withdrawal or Statement()
    signature, consent = row.signature or Statement(), row.consent or Statement()
    consented = row.consent is not None and not consent.bracketed and not row.withdrawn
    signed = row.signature is not None and not signature.bracketed
    return Row(
        treaty=number,
        participant=row.participant,
        code=row.code,
        state="withdrawn"
        if row.withdrawn
        else _state(consented=consented, signed=signed, in_force=in_force),
        signature=signature.date,
        signature_stands=not signature.bracketed,
        consent=consent.date,
        consent_stands=not consent.bracketed,
        action=consent.action,
        takes_effect=None,
        notified=withdrawal.date,
        effective=withdrawal.effective,
        withdrawn=row.withdrawn,
        remarks=tuple(others),
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
    further = [f"{_words(act.statement.action)} {_day(act) or ''}" for act in row.further]
    if row.withdrawal is not None:
        further.insert(0, _leaving(row))
    entered = [act for act in (row.signature, row.consent) if act is not None and act.entered]
    further += [f"{_words(act.statement.action)} {entered_by(act.statement)}" for act in entered]
    consent, leave = row.consent, row.withdrawal
    return Row(
        treaty=number,
        participant=row.participant,
        code=row.code,
        state=row.state,
        signature=_day(row.signature),
        signature_stands=row.signed,
        consent=_day(consent),
        consent_stands=row.consented,
        action=consent.statement.action if consent else None,
        takes_effect=_iso(row.bound_from),
        notified=_iso(leave.notified) if leave else None,
        effective=_iso(leave.effective) if leave else None,
        withdrawn=row.withdrawn,
        remarks=tuple(further),
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
            "takes_effect": _iso(row.bound_from),
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


def _state(*, consented: bool, signed: bool, in_force: bool | None) -> str:
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


def _bracketed(date: str | None, *, stands: bool) -> str:
    return f"[{date}]" if date and not stands else date or ""


def _day(act: Act | None) -> str | None:
    return act.date.isoformat() if act is not None and act.dated else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _date(statement: Statement) -> str:
    return _bracketed(statement.date, stands=not statement.bracketed)


def _words(action: str | None) -> str:
    return (action or "").replace("_", " ")
