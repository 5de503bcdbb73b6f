"""The part of a digest that is on record: treaty actions, each told once. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from watcher.digest.evidence import evidence_of, line
from watcher.model.change import Change, ChangeKind, LoggedChange
from watcher.model.digest import Material, Recorded, TreatySection
from watcher.model.plain import as_date, clean
from watcher.model.source import Tier
from watcher.model.treaty import Action
from watcher.model.wording import Shape, shape

#: UNTC publishes half of all deposits within 2 days and 90 % within 41 (80 events, 2019-22),
#: so a reader is told when a new row is older than this.
LATE_AFTER = timedelta(days=30)


def record_sections(changes: Iterable[LoggedChange], material: Material) -> Iterator[TreatySection]:
    """One section a treaty, in the order in which treaties are configured."""
    by_treaty: dict[str | None, list[Recorded]] = {number: [] for number in material.treaties}
    places: dict[tuple[object, ...], list[int]] = {}
    for logged in changes:
        if logged.tier != Tier.RECORD or shape(logged.change.stated) is Shape.PASSAGE:
            continue
        told = by_treaty.setdefault(logged.treaty, [])
        stated = _recorded(logged, material)
        same = places.setdefault(_identity(logged, stated.event), [])
        place = next((at for at in same if _adds_evidence(told[at], logged)), None)
        if place is None:
            same.append(len(told))
            told.append(stated)
        else:
            told[place] = _joined(told[place], stated)
    for number, actions in by_treaty.items():
        if actions:
            yield TreatySection(
                number=number,
                name=_treaty_name(number, material),
                counts=material.counts.get(number) if number else None,
                actions=tuple(actions),
            )


def _identity(logged: LoggedChange, event: str) -> tuple[object, ...]:
    """Name the news in a change: treaty, participant, action, date, and what befell it.

    A cell that is not understood is no action, and the same news as nothing else.
    """
    change, stated = logged.change, logged.change.stated
    if stated.action is None:
        return (logged.seq,)
    who = stated.participant_code or clean(stated.participant or "").casefold()
    before = change.old.date if change.old else None
    return (logged.treaty, who, event, stated.action, before, stated.date)


def _adds_evidence(told: Recorded, logged: LoggedChange) -> bool:
    """Whether another source says it: one that says it twice saw it go and come back."""
    return all(evidence.source != logged.source for evidence in told.evidence)


def _joined(told: Recorded, again: Recorded) -> Recorded:
    return replace(
        told,
        effective=told.effective or again.effective,
        late=told.late and again.late,
        detected_at=min(told.detected_at, again.detected_at),
        evidence=(*told.evidence, *again.evidence),
    )


def _recorded(logged: LoggedChange, material: Material) -> Recorded:
    change, stated = logged.change, logged.change.stated
    return Recorded(
        sentence=clean(change.summary),
        kind=change.kind.value,
        event=_event(change),
        participant=clean(stated.participant) if stated.participant else None,
        participant_code=stated.participant_code,
        date=line(change.date),
        effective=line(change.effective),
        late=_late(logged),
        detected_at=logged.detected_at,
        evidence=(evidence_of(logged, material),),
    )


def _event(change: Change) -> str:
    """Tell what befell the action, as the subject line counts it."""
    old, new = change.old, change.new
    if change.kind is ChangeKind.EDITORIAL:
        return "editorial"
    if new is None:
        return "removed"
    if new.action is None:
        return "stated"
    if new.bracketed:
        return "corrected" if old and old.bracketed else Action.WITHDRAWAL.value
    if old is None or change.kind is ChangeKind.ADDED:
        return new.action
    if old.bracketed:  # undone, or the participant came back with a new date
        return "withdrawal_undone" if old.date == new.date else new.action
    return change.action if change.action == Action.WITHDRAWAL else "corrected"


def _late(logged: LoggedChange) -> bool:
    if logged.change.kind is not ChangeKind.ADDED or not logged.change.date:
        return False
    acted = as_date(logged.change.date)
    return acted is not None and logged.detected_at.date() - acted > LATE_AFTER


def _treaty_name(number: str | None, material: Material) -> str:
    if number is None:
        return "Other records"
    treaty = material.treaties.get(number)
    return clean(treaty.name) if treaty else f"Treaty {number}"
