"""The part of a digest that is on record: treaty actions, each told once. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from watcher.digest.evidence import evidence_of, line
from watcher.digest.names import treaty_name
from watcher.digest.reports import foretold
from watcher.model.change import Change, ChangeKind, LoggedChange
from watcher.model.digest import Effect, Material, Recorded, TreatySection
from watcher.model.finding import Statement
from watcher.model.late import days_late
from watcher.model.plain import clean
from watcher.model.record_words import (
    DECLARED,
    is_notice_of_withdrawal,
    is_reference,
    is_taken_back,
)
from watcher.model.reference import begins_with
from watcher.model.source import Tier
from watcher.model.treaty import Action
from watcher.model.wording import Shape, shape

#: Events of depositary notifications that state no action: documents, and no news on record.
CITED = frozenset({"cited", "notification"})


def record_sections(changes: Iterable[LoggedChange], material: Material) -> Iterator[TreatySection]:
    """One section a treaty, in the order in which treaties are configured."""
    by_treaty: dict[str | None, list[Recorded]] = {number: [] for number in material.treaties}
    places: dict[tuple[object, ...], dict[int, str | None]] = {}  # with the dates of each
    for logged in changes:
        if logged.tier != Tier.RECORD or shape(logged.change.stated) is Shape.PASSAGE:
            continue
        if event_of(logged.change) in CITED:
            continue
        told = by_treaty.setdefault(logged.treaty, [])
        stated = _recorded(logged, material)
        same = places.setdefault(_identity(logged, stated.event), {})
        date = logged.change.stated.date
        place = _place(same, date, told, logged)
        if place is None:
            same[len(told)] = date
            told.append(stated)
        else:
            same[place] = same[place] or date
            told[place] = _joined(told[place], stated)
    for number, actions in by_treaty.items():
        if actions:
            yield TreatySection(
                number=number,
                name=treaty_name(number, material),
                counts=material.counts.get(number) if number else None,
                actions=tuple(actions),
                chart=material.timelines.get(number) if number else None,
            )


def _identity(logged: LoggedChange, event: str) -> tuple[object, ...]:
    """Name the news in a change: treaty, participant, action, and what befell it; not its date.

    A cell that is not understood is no action, and the same news as nothing else.
    """
    change, stated = logged.change, logged.change.stated
    if stated.action is None:
        return (logged.seq,)
    who = stated.participant_code or clean(stated.participant or "").casefold()
    before = change.old.date if change.old else None
    return (logged.treaty, who, event, stated.action, before)


def _place(
    same: Mapping[int, str | None], date: str | None, told: list[Recorded], logged: LoggedChange
) -> int | None:
    """Where another source told the same already; one that gives no date leaves it to others."""
    for wanted in ({date}, {None} if date else set(same.values())):
        for at, dated in same.items():
            if dated in wanted and _adds_evidence(told[at], logged):
                return at
    return None


def _adds_evidence(told: Recorded, logged: LoggedChange) -> bool:
    """Whether another source says it: one that says it twice saw it go and come back."""
    return all(evidence.source != logged.source for evidence in told.evidence)


def _joined(told: Recorded, again: Recorded) -> Recorded:
    dated = [each for each in (told, again) if each.date]
    return replace(
        dated[0] if dated else told,
        effective=told.effective or again.effective,
        late=bool(dated) and all(each.late for each in dated),
        detected_at=min(told.detected_at, again.detected_at),
        evidence=(*told.evidence, *again.evidence),
        foretold=(*told.foretold, *again.foretold),
    )


def _recorded(logged: LoggedChange, material: Material) -> Recorded:
    change, stated = logged.change, logged.change.stated
    effect = material.effects.get(logged.seq, Effect())
    return Recorded(
        sentence=clean(change.summary),
        kind=change.kind.value,
        event=event_of(change),
        participant=clean(stated.participant) if stated.participant else None,
        participant_code=stated.participant_code,
        date=line(change.date),
        effective=line(change.effective),
        late=days_late(logged) is not None,
        detected_at=logged.detected_at,
        evidence=(evidence_of(logged, material),),
        foretold=foretold(logged, material),
        in_force_for=effect.in_force.isoformat() if effect.in_force else None,
        not_counted=not effect.counted,
    )


def event_of(change: Change) -> str:
    """Tell what befell the action, as the subject line counts it."""
    old, new = change.old, change.new
    if change.kind is ChangeKind.EDITORIAL:
        return "editorial"
    if new is None:
        return "removed"
    beside = _beside_the_table(old, new)
    if beside is not None:
        return beside
    if new.bracketed:
        return "corrected" if old and old.bracketed else Action.WITHDRAWAL.value
    if old is None or change.kind is ChangeKind.ADDED:
        return new.action or "stated"
    if old.bracketed:  # undone, or the participant came back with a new date
        return "withdrawal_undone" if old.date == new.date else new.action or "stated"
    return change.action if change.action == Action.WITHDRAWAL else "corrected"


def _beside_the_table(old: Statement | None, new: Statement) -> str | None:
    """The event of a statement that is no cell of a table of participants; None for all others."""
    if new.action is None:
        if is_reference(new):
            return "cited"
        return "notification" if begins_with(new.text) else "stated"
    if new.action == Action.ENTRY_INTO_FORCE and not (old and old.date):
        return new.action if new.date else "stated"  # without a date, it is the condition for it
    if is_notice_of_withdrawal(new):
        return "withdrawal_notified"
    if is_taken_back(new):
        return "withdrawal_undone"
    return "edited" if new.action in DECLARED and old and old.date == new.date else None
