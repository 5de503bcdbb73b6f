"""All treaties together: who is in which of them, and all their dates. Pure.

Nearly always one treaty of many has changed. What follows from all of them is then patched: only
the participants whose part in it is another one are counted again. The result is the same as if it
had been made from nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from watcher.model.ahead import Ahead
from watcher.model.participants import by_code
from watcher.review.treaties.brief import Brief, Member

#: States in which a participant has consented to be bound, and its consent stands.
BOUND = frozenset({"party", "contracting", "consented"})

#: A participant's part in treaties, by their number; a page may have two rows of one participant.
Parts = Mapping[str, tuple[Member, ...]]


@dataclass(frozen=True, slots=True)
class Counted:
    """One participant: how many treaties it signed, consented to and left."""

    name: str
    code: str | None
    signed: int
    bound: int
    left: int
    last: str  # the newest date of a signature or consent, ISO 8601; "" for none


@dataclass(frozen=True, slots=True)
class Together:
    """What follows from all treaties, each in short."""

    briefs: Mapping[str, Brief] = field(default_factory=dict)  # by number, in order
    parts: Mapping[str, Parts] = field(default_factory=dict)  # by code, or name where there is none
    rows: Mapping[str, Counted] = field(default_factory=dict)  # by the same, in order of names
    dates: tuple[Ahead, ...] = ()  # past ones too, in order

    def of(self, participant: str) -> list[tuple[Brief, Member]]:
        """A participant's part in each treaty, in the order of the treaties."""
        parts = self.parts.get(participant, {})
        there = (brief for number, brief in self.briefs.items() if number in parts)
        return [(brief, member) for brief in there for member in parts[brief.number]]


def together(briefs: Mapping[str, Brief], before: Together | None = None) -> Together:
    """What follows from these treaties; worked out from `before` where there is one."""
    before = before or Together()
    old, new = before.briefs, briefs
    changed = [each for each in dict.fromkeys((*old, *new)) if old.get(each) is not new.get(each)]
    touched: dict[str, dict[str, tuple[Member, ...]]] = {}  # copies, of those whose part changes
    for number in changed:
        was, now = _by_participant(old.get(number)), _by_participant(new.get(number))
        for who in was | now:
            if was.get(who) == now.get(who):
                continue
            parts = touched.get(who)
            if parts is None:
                parts = touched[who] = dict(before.parts.get(who, {}))
            if who in now:
                parts[number] = now[who]
            else:
                del parts[number]
    there = {who: those for who, those in {**before.parts, **touched}.items() if those}
    rows = {who: row for who, row in before.rows.items() if who in there}
    rows |= {who: _counted(those) for who, those in touched.items() if those}
    ordered = dict(sorted(rows.items(), key=lambda item: (item[1].name.casefold(), item[0])))
    return Together(briefs, there, ordered, _dates(before, briefs, changed))


def _by_participant(brief: Brief | None) -> dict[str, tuple[Member, ...]]:
    found: dict[str, tuple[Member, ...]] = {}
    for each in brief.members if brief else ():
        who = each.code or each.participant
        found[who] = (*found.get(who, ()), each)
    return found


def _counted(parts: Parts) -> Counted:
    signed = bound = left = 0
    last = ""
    members = [each for those in parts.values() for each in those]
    for each in members:
        gone = each.state == "withdrawn"
        signed += bool(each.signature) and not gone
        bound += each.state in BOUND
        left += gone
        last = max(last, each.signature or "", each.consent or "")
    first = members[0]
    known = by_code(first.code) if first.code else None
    return Counted(
        known.name if known else first.participant, first.code, signed, bound, left, last
    )


def _dates(
    before: Together, briefs: Mapping[str, Brief], changed: Iterable[str]
) -> tuple[Ahead, ...]:
    moved = {each for each in changed if _of(before.briefs, each) != _of(briefs, each)}
    if not moved:
        return before.dates
    stay = (each for each in before.dates if each.treaty not in moved)
    come = (date for number in moved for date in _of(briefs, number))
    order = sorted((*stay, *come), key=lambda each: (each.date, each.treaty, each.kind, each.what))
    return tuple(order)


def _of(briefs: Mapping[str, Brief], number: str) -> tuple[Ahead, ...]:
    found = briefs.get(number)
    return found.dates if found else ()
