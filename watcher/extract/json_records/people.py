"""Records of participants: who, what was done, when; a record is an action, or a row of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from watcher.extract.dates import read_date
from watcher.extract.deeds import (
    PARTS,
    WORDED,
    Deed,
    Party,
    kept_part,
    participation,
    taking_effect,
    understood,
)
from watcher.extract.gate import gate
from watcher.extract.participation import Participation
from watcher.model.finding import Check, Notice
from watcher.model.plain import cut
from watcher.model.treaty import Action

#: What a field of such a record may be: one of these, or the name of an action.
PARTICIPANT = "participant"
ROLES = frozenset({PARTICIPANT, "action", "date", "effective", "note"})

_ACTIONS = {action.value: action for action in Action}
_WORDS = 80  # characters of a notice's subject

Record = Mapping[str, str | None]  # texts by role


@dataclass(frozen=True, slots=True)
class People:
    """What records of so many participants state. `parts` are all that they have room for."""

    participants: int
    participation: Participation
    parts: frozenset[str]
    checks: tuple[Check, ...]
    notices: tuple[Notice, ...]


def people(records: Sequence[Record], date_format: str | None = None) -> People:
    """Read the records of a complete document.

    An action that we have no word for is kept as it stands, and the operator is told.
    """
    reader = _Reader(date_format)
    for number, record in enumerate(records, 1):
        reader.read(number, record)
    stated = participation(
        [
            Party(name, tuple(each.deeds), tuple(each.kept), tuple(dict.fromkeys(each.notes)))
            for name, each in reader.parties.items()
        ]
    )
    return People(
        participants=len(reader.parties),
        participation=stated,
        parts=PARTS | {kept_part(words) for words in reader.unknown},
        checks=(
            gate("records", reader.unclear, f"{len(records)} records", "not understood: {}"),
            *stated.checks,
            gate("dates", reader.dates, "every date was read", "values that are no date: {}"),
        ),
        notices=(*stated.notices, *_unknown(reader.unknown)),
    )


@dataclass(slots=True)
class _Gathered:
    """One participant's records, put together."""

    deeds: list[Deed] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Reader:
    """Gathers what records say of each participant, and what of it was not understood."""

    def __init__(self, date_format: str | None) -> None:
        self.parties: dict[str, _Gathered] = {}
        self.unknown: dict[str, None] = {}
        self.unclear: list[str] = []
        self.dates: list[str] = []
        self._date_format = date_format

    def read(self, number: int, record: Record) -> None:
        """Add what a record states to what its participant's other records do."""
        name = " ".join((record.get(PARTICIPANT) or "").split())
        if not name:
            self.unclear.append(f"record {number} names no participant")
            return
        party = self.parties.setdefault(name, _Gathered())
        if "action" in record:
            self._one_action(name, record, party)
        else:
            self._row(name, record, party)

    def _one_action(self, name: str, record: Record, party: _Gathered) -> None:
        words, note = record["action"], record.get("note")
        date = self._date(name, record.get("date"))
        effective = self._date(name, record.get("effective"))
        action = understood(words or "")
        if not words and (date or effective or note):
            self.unclear.append(f"{name}: a record with a date or a note, and without an action")
        elif words and action is None:
            self.unknown[words] = None
            said = (each for each in (record.get("date"), note) if each)
            party.kept.append((words, ", ".join(said) or "no date"))
        elif action is not None:
            told = words if action in WORDED else None
            party.deeds.append(Deed(action, date, effective, note, told))

    def _row(self, name: str, record: Record, party: _Gathered) -> None:
        """A record with a field for the date of each action."""
        deeds = [
            Deed(action, date)
            for role, action in _ACTIONS.items()
            if (date := self._date(name, record.get(role))) is not None
        ]
        effective = self._date(name, record.get("effective"))
        if effective is not None:
            in_force_elsewhere = Action.ENTRY_INTO_FORCE.value in record
            dated = taking_effect(deeds, effective, of_withdrawals=in_force_elsewhere)
            if dated is None:
                self.unclear.append(f"{name}: {effective} does not belong to one action")
            deeds = dated or deeds
        party.deeds += deeds
        if record.get("note"):
            party.notes.append(record["note"] or "")

    def _date(self, name: str, written: str | None) -> str | None:
        if not written:
            return None
        date = read_date(written, self._date_format)
        if date is None:
            self.dates.append(f"{name}: {cut(written, _WORDS)!r}")
        return date


def _unknown(words: Mapping[str, None]) -> Iterator[Notice]:
    for each in words:
        subject = cut(each, _WORDS)
        told = f"The action {subject!r} is not known; its records are kept as they stand."
        yield Notice("unknown_action", subject, told)
