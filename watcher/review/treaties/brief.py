"""One treaty in short, as lists of many treaties show it. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from watcher.any_day import Pages
from watcher.law import calendar
from watcher.law.outlook import Outlook, bound_from, telling
from watcher.law.standing import Standing
from watcher.law.status_row import of_standing
from watcher.model.ahead import Ahead
from watcher.model.digest import Counts
from watcher.model.force import Force, Wait


@dataclass(frozen=True, slots=True)
class Member:
    """One participant of a treaty, as far as lists of many treaties go. Dates are ISO 8601."""

    participant: str
    code: str | None
    state: str
    signature: str | None
    consent: str | None
    action: str | None
    takes_effect: str | None
    notified: str | None  # of a withdrawal, as is `effective`
    effective: str | None
    texts: int  # declarations, reservations and objections that stand


@dataclass(frozen=True, slots=True)
class Brief:
    """A treaty in short; `sentence` is None where nothing is on record yet."""

    number: str
    sentence: str | None
    counts: Counts | None  # of those that signed and consented; None as above
    withdrawn: int
    in_force: bool | None
    force: Force
    wait: Wait | None  # after the last consent that it needs; None where no rule is known
    members: tuple[Member, ...]
    dates: tuple[Ahead, ...]  # of its calendar, past ones too, in order
    telling: tuple[str, ...]  # how far it has come, where there is something to say


def brief(number: str, found: Pages | None, seen: Outlook, texts: Iterable[str]) -> Brief:
    """A treaty in short, from what its pages say; `texts` names who declared, once for each."""
    declared = Counter(texts)
    members = tuple(
        _member(number, row, seen, declared[row.code or row.participant]) for row in seen.rows
    )
    rule = found.seen.rule if found else None
    return Brief(
        number=number,
        sentence=found.sentence if found else None,
        counts=found.counts if found else None,
        withdrawn=sum(each.state == "withdrawn" for each in members),
        in_force=seen.in_force,
        force=seen.force,
        wait=rule.wait if rule else None,
        members=members,
        dates=calendar.dates(seen),
        telling=tuple(telling(seen, alone=False)),
    )


def _member(number: str, row: Standing, seen: Outlook, texts: int) -> Member:
    shown = of_standing(number, row, in_force=seen.in_force)
    effect = bound_from(row, seen)
    return Member(
        participant=shown.participant,
        code=shown.code,
        state=shown.state,
        signature=shown.signature,
        consent=shown.consent,
        action=shown.action,
        takes_effect=effect.isoformat() if effect else None,
        notified=shown.notified,
        effective=shown.effective,
        texts=texts,
    )
