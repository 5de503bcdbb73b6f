"""Which withdrawals a participant's history has, and which were told and never were. Pure.

They are told by a depositary's note, by brackets around a date, by a listed depositary
notification (C.N.), or by a person. Within one membership there is one withdrawal at most that was
not taken back: all that is told of it is told of the same.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from watcher.law.cells import Place, Version, of_part, stands
from watcher.model.life import Leave
from watcher.model.plain import as_date
from watcher.model.record_words import is_taken_back
from watcher.model.reference import begins_with
from watcher.model.treaty import Action

WITHDRAWALS = "withdrawals"
NOTIFICATIONS = "notifications"
ENTERED = "entered/withdrawal"

_DAY = re.compile(r"\b\d{1,2}\s+[A-Z][a-z]+\s+\d{4}\b")


def leaves_of(row: Sequence[Place], own: Sequence[Place], joined: Collection[date]) -> list[Leave]:
    """The withdrawals of one participant, in order.

    `joined` are all dates of consent (or of signature, without any) that were ever stated. A
    notice that is gone counts where it was followed by another consent, where brackets show that
    it came true, or where the whole row went with it; else it never was.
    """
    told: list[Leave] = []
    for place in of_part(row, WITHDRAWALS):
        told += _noted(place, joined, gone=not stands(row), now=_now(own))
    told += [_leave(each.last, entered=True) for each in of_part(row, ENTERED) if each.there]
    if not told:
        told += _listed(row, joined)
    return _merged(told, joined)


def ends(leave: Leave, day: date) -> bool:
    """Whether a withdrawal ends, sooner or later, what was deposited on this day."""
    return not leave.taken_back and leave.begin is not None and day < leave.begin


def left_between(first: date, leave: Leave, last: date) -> bool:
    """Whether a withdrawal stands between two deposits, so that the second is a return."""
    return ends(leave, first) and leave.begin is not None and leave.begin <= last


def _now(own: Iterable[Place]) -> list[tuple[date, bool]]:
    """The dates that stand now, and whether they are in brackets."""
    stated = [place.last.statement for place in own if place.there]
    dates = [(as_date(each.date or ""), bool(each.bracketed)) for each in stated]
    return [(day, bracketed) for day, bracketed in dates if day is not None]


def _noted(
    place: Place, joined: Collection[date], *, gone: bool, now: Sequence[tuple[date, bool]]
) -> list[Leave]:
    """What a note told: a later version replaces the one before, unless it is of another one."""
    found: list[Leave] = []
    for version in place.versions:
        leave = _leave(version)
        if found and not _another(found[-1], leave, joined):
            found.pop()
        found.append(leave)
    stated = found[-1:] if place.there else []
    over = found[: len(found) - len(stated)]
    return [each for each in over if _came_true(each, gone=gone, now=now)] + stated


def _leave(version: Version, *, entered: bool = False) -> Leave:
    stated = version.statement
    taken_back = is_taken_back(stated)
    return Leave(
        statement=stated,
        notified=as_date(stated.date or ""),
        effective=as_date(stated.effective or ""),
        seq=version.seq,
        taken_back=taken_back,
        taken_back_on=_last_day(stated.text or "") if taken_back else None,
        entered=entered,
    )


def _another(before: Leave, after: Leave, joined: Collection[date]) -> bool:
    """Whether two that were told one after the other are two, and not one corrected."""
    if before.begin is None or after.begin is None or before.begin == after.begin:
        return False
    return before.taken_back or any(before.begin <= day < after.begin for day in joined)


def _came_true(leave: Leave, *, gone: bool, now: Sequence[tuple[date, bool]]) -> bool:
    if leave.taken_back or leave.begin is None:
        return leave.taken_back
    if gone:
        return leave.end is not None
    return any(bracketed if day < leave.begin else True for day, bracketed in now)


def _listed(row: Sequence[Place], joined: Collection[date]) -> list[Leave]:
    """Withdrawals that a list of C.N.s names and nothing else tells of.

    Such a list has no date of the action, so that only the notification is known, and its year.
    """
    found: list[Leave] = []
    for place in of_part(row, NOTIFICATIONS):
        stated, reference = place.last.statement, begins_with(place.last.statement.text)
        if stated.action != Action.WITHDRAWAL or reference is None or not place.there:
            continue
        if all(day.year < reference.year for day in joined):
            notified = min(place.first.seen, date(reference.year, 12, 31))
            found.append(Leave(stated, notified, None, place.last.seq))
    return found


def _merged(told: Iterable[Leave], joined: Collection[date]) -> list[Leave]:
    """Those of one membership are one: a person's word counts first, then the later one."""
    merged: list[Leave] = []
    for leave in sorted(told, key=lambda each: (each.begin or date.max, each.seq)):
        same = next((each for each in merged if _same(each, leave, joined)), None)
        if same is None:
            merged.append(leave)
        else:
            merged[merged.index(same)] = _one(same, leave)
    return merged


def _same(one: Leave, other: Leave, joined: Collection[date]) -> bool:
    if one.taken_back or other.taken_back:
        return one.notified is not None and one.notified == other.notified
    first, last = one.begin or date.max, other.begin or date.max
    return not any(first <= day < last for day in joined)


def _one(one: Leave, other: Leave) -> Leave:
    first, second = sorted((one, other), key=lambda each: (each.entered, each.seq), reverse=True)
    if first.taken_back or second.taken_back:
        return max(one, other, key=lambda each: each.seq)
    return replace(
        first,
        notified=first.notified or second.notified,
        effective=first.effective or second.effective,
        seq=max(one.seq, other.seq),
    )


def _last_day(text: str) -> date | None:
    """The day that the last line names first: "On 18 August 2025, the Government of …"."""
    _, _, last = text.rpartition("\n")
    named = _DAY.search(last)
    if named is None:
        return None
    try:
        return datetime.strptime(" ".join(named[0].split()), "%d %B %Y").date()  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        return None
