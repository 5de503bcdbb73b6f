"""Each participant's history with a treaty, by legal dates, from all that the log says. Pure.

    steps -> places -> withdrawals, signatures, consents -> Life

What is told apart here: a date that was *corrected* (the earlier one never was) from a *return*
(a later consent after a withdrawal: both stand); a row that went away because its participant was
*succeeded* from one that should not have been there. A page shows none of this by itself: the
United States' acceptance of the Paris Agreement went from 3 Sep 2016 to 20 Jan 2021 in one step.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from watcher.law.brackets import seen_in_brackets, shown
from watcher.law.cells import TABLE, Place, Version, by_identity, of_part, places, stands
from watcher.law.doubts import doubts
from watcher.law.leaves import ends, leaves_of, left_between
from watcher.law.standing import CONSENT, SIGNATURE
from watcher.model.life import Act, Leave, Life, Step
from watcher.model.participants import ParticipantKind, by_code
from watcher.model.plain import as_date
from watcher.model.treaty import Action

IN_FORCE = "participants/entry_into_force"
LISTED = "participants/listed"

#: What a person enters has parts of its own, so that it never passes for a cell of a page.
ENTERED = "entered/"
ENTERED_SIGNATURE = f"{ENTERED}signature"
ENTERED_CONSENT = f"{ENTERED}consent"
ENTERED_IN_FORCE = f"{ENTERED}entry_into_force"


def lives(steps: Iterable[Step]) -> tuple[Life, ...]:
    """The history of every participant that has one, by name.

    Steps are in the order of the log. A participant is known by its code, or by its name where
    that is all there is, whatever its spelling was before.
    """
    rows = by_identity(places(steps))
    found = [_life(row) for row in rows.values()]
    gone = {
        identity
        for identity, row in rows.items()
        if _is_former(identity) and not stands(row) and _goes_on_elsewhere(identity, rows)
    }
    kept = [life for life in found if (life.code or life.participant) not in gone]
    return tuple(sorted(filter(_has_any, kept), key=lambda life: life.participant))


def _has_any(life: Life) -> bool:
    return bool(life.signatures or life.consents or life.others or life.doubts or life.leaves)


def _life(row: Sequence[Place]) -> Life:
    pages = [place for place in row if not place.part.startswith(ENTERED)]
    code = row[0].last.statement.participant_code
    consenting = _of_first_source(pages, CONSENT)
    signing = _of_first_source(pages, SIGNATURE)
    leaves = leaves_of(row, consenting or signing, _joined(row, consenting or signing))
    ended = _ended(code) if not stands(pages) else None
    reading = _Reading(leaves, ended)
    signatures = reading.acts(signing)
    consents = _with_entered(
        [*reading.acts(consenting), *filter(_definitive, signatures)],
        [reading.entered(place) for place in of_part(row, ENTERED_CONSENT) if place.there],
        leaves,
    )
    signed = [reading.entered(place) for place in of_part(row, ENTERED_SIGNATURE) if place.there]
    signatures = signed or signatures
    leaves = seen_in_brackets(leaves, consents or signatures, row)
    named = max(row, key=lambda place: (place.there, place.last.seq)).last.statement
    return Life(
        participant=named.participant or "",
        code=code,
        signatures=_in_order(signatures),
        consents=_in_order(consents),
        leaves=tuple(shown(leave, consents) for leave in leaves),
        in_force=tuple(sorted(reading.in_force(row))),
        others=_in_order(reading.acts(_others(pages), now_only=True)),
        ended=ended,
        doubts=tuple(doubts(pages, signatures, consents, leaves)),
    )


class _Reading:
    """Reads the places of one participant, whose withdrawals are known."""

    def __init__(self, leaves: Sequence[Leave], ended: date | None) -> None:
        self._leaves = leaves
        self._ended = ended

    def acts(self, row: Iterable[Place], *, now_only: bool = False) -> list[Act]:
        """The acts that stand: what a place states, and what it stated before a return."""
        return [
            _act(version)
            for place in row
            for version in self._standing(place)
            if not now_only or (place.there and version is place.last)
        ]

    def entered(self, place: Place) -> Act:
        """What a person entered; its last version is the one that counts."""
        return replace(_act(place.last), entered=True)

    def in_force(self, row: Sequence[Place]) -> Iterator[date]:
        """The days on which the record has the treaty enter into force for the participant."""
        entered = [place for place in of_part(row, ENTERED_IN_FORCE) if place.there]
        for act in self.acts([*_of_first_source(row, IN_FORCE), *entered]):
            if act.dated:
                yield act.date

    def _standing(self, place: Place) -> list[Version]:
        kept: list[Version] = []
        for version in place.versions:
            while kept and not self._returned(kept[-1], version):
                kept.pop()
            kept.append(version)
        while not place.there and kept and not self._is_history(kept[-1]):
            kept.pop()
        return kept

    def _returned(self, before: Version, after: Version) -> bool:
        """Whether the participant left in between: then both are true. Else one is corrected."""
        first, last = _dated(before), _dated(after)
        if first is None or last is None or last <= first:
            return False
        if before.statement.bracketed and not after.statement.bracketed:
            return True
        return any(left_between(first, leave, last) for leave in self._leaves)

    def _is_history(self, version: Version) -> bool:
        """Whether what is no longer stated was true in its time."""
        dated = _dated(version) or version.seen
        left = any(ends(leave, dated) and leave.end is not None for leave in self._leaves)
        return left or self._ended is not None


# -- who, and where ------------------------------------------------------------------------


def _of_first_source(row: Iterable[Place], part: str) -> list[Place]:
    """The places of the first source that states the part now, else of the first that ever did."""
    found = of_part(row, part)
    there = [place for place in found if place.there] or found
    return [place for place in found if place.source == there[0].source] if there else []


def _others(pages: Iterable[Place]) -> list[Place]:
    known = (CONSENT, SIGNATURE, IN_FORCE, LISTED)
    return [
        place
        for place in pages
        if place.part.startswith(TABLE) and place.part not in known and place.last.statement.action
    ]


def _is_former(identity: str) -> bool:
    known = by_code(identity)
    return known is not None and known.kind is ParticipantKind.FORMER


def _ended(code: str | None) -> date | None:
    """When a former State ceased to be: what became of its row is then no matter of the record."""
    known = by_code(code) if code and _is_former(code) else None
    if known is None or known.until is None:
        return None
    return as_date(known.until) or date(int(known.until[:4]), 12, 31)


def _goes_on_elsewhere(identity: str, rows: Mapping[str, list[Place]]) -> bool:
    """Whether another State has the very dates of a former one: it continues its membership."""
    cells = {
        (place.part, place.last.statement.date): place
        for place in rows[identity]
        if place.part in (CONSENT, SIGNATURE)
    }
    if not cells:
        return False
    for other, row in rows.items():
        later = {
            (place.part, place.last.statement.date)
            for place in row
            if place.there and place.first.seq > min(each.first.seq for each in cells.values())
        }
        if other != identity and cells.keys() <= later:
            return True
    return False


# -- dates ---------------------------------------------------------------------------------


def _dated(version: Version) -> date | None:
    return as_date(version.statement.date or "")


def _act(version: Version) -> Act:
    dated = _dated(version)
    return Act(version.statement, dated or version.seen, version.seq, dated=dated is not None)


def _definitive(act: Act) -> bool:
    """A definitive signature binds (Vienna Convention on the Law of Treaties, art. 12)."""
    return act.statement.action == Action.DEFINITIVE_SIGNATURE


def _joined(row: Sequence[Place], own: Iterable[Place]) -> Collection[date]:
    """All dates on which it ever was said to have joined."""
    stated = [*own, *of_part(row, ENTERED_CONSENT)]
    return {dated for place in stated for each in place.versions if (dated := _dated(each))}


def _in_order(acts: Iterable[Act]) -> tuple[Act, ...]:
    return tuple(sorted(acts, key=lambda act: (act.date, act.seq)))


def _with_entered(acts: list[Act], entered: Sequence[Act], leaves: Sequence[Leave]) -> list[Act]:
    """Both stand where the participant left in between; else what was said later counts."""
    for new in entered:
        rivals = [each for each in acts if not _leftleft_between(each, new, leaves)]
        if all(each.seq < new.seq for each in rivals):
            acts = [*(each for each in acts if each not in rivals), new]
    return acts


def _leftleft_between(one: Act, other: Act, leaves: Iterable[Leave]) -> bool:
    first, last = sorted((one.date, other.date))
    return any(left_between(first, each, last) for each in leaves)
