"""Who stands where on a tile map, and how that is said. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from watcher.charts.looks import CONTRACTING, NONE, PARTY, SIGNATORY, WITHDRAWN
from watcher.charts.tiles import layout, regional_groups
from watcher.model.groups import Group
from watcher.model.participants import by_code
from watcher.model.plain import clean, cut

#: In the order of the legend.
STATES = (PARTY, CONTRACTING, SIGNATORY, WITHDRAWN, NONE)

_CALLED = {  # one, and several
    PARTY: ("party", "parties"),
    CONTRACTING: ("contracting State", "contracting States"),
    SIGNATORY: ("signatory", "signatories"),
    WITHDRAWN: ("withdrawn", "withdrawn"),
    NONE: ("none of these", "none of these"),
}

_NAME_LENGTH = 60
_MOST_BESIDE = 8  # named in words


class Placed(Protocol):
    """One participant of a treaty, as `law.position.Position` has it."""

    @property
    def participant(self) -> str:
        """As the record spells it."""

    @property
    def code(self) -> str | None:
        """None where the name could not be resolved."""

    @property
    def state(self) -> str:
        """One word: party, contracting, signatory, withdrawn, or other."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A participant that has no tile: an organisation, a territory, a name that nobody knows."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Stand:
    """Everyone's state: those with a tile by their code, all others beside the map, by name."""

    by_code: Mapping[str, str]
    beside: tuple[Beside, ...]
    in_force: bool | None  # whether the treaty is, on that day; None where nothing tells

    @property
    def counts(self) -> Mapping[str, int]:
        """How many tiles are of each state."""
        return Counter(self.by_code.values())

    def of(self, group: Group) -> Mapping[str, int]:
        """How many members of a regional group are of each state."""
        return Counter(self.by_code[code] for code in group.members if code in self.by_code)


def stand(rows: Iterable[Placed], *, in_force: bool | None) -> Stand:
    """Sort the positions of a day. A State without one has done nothing; so has one of "other"."""
    states = dict.fromkeys(layout(), NONE)
    beside: list[Beside] = []
    for row in rows:
        state = row.state if row.state in STATES else NONE
        if row.code in states:
            states[row.code] = state
        elif state != NONE:
            beside.append(Beside(_named(row), state))
    beside.sort(key=lambda each: (each.name.casefold(), each.state))
    return Stand(states, tuple(beside), in_force)


def _named(row: Placed) -> str:
    known = by_code(row.code) if row.code else None
    return cut(clean(known.name if known else row.participant), _NAME_LENGTH) or "a name of no text"


def called(state: str, found: Stand, *, many: bool = False) -> str:
    """What a state is called. Where nobody knows of an entry into force, nobody is a party."""
    if state == PARTY and found.in_force is None:
        return "consented to be bound"
    one, several = _CALLED[state]
    return several if many else one


def told(found: Stand) -> str:
    """The map in words: all States, those beside, and each regional group."""
    shown = [state for state in STATES if found.counts.get(state)]
    sentences = [f"Of {len(found.by_code)} States: {_counted(found, found.counts, shown)}."]
    if found.beside:
        first = found.beside[:_MOST_BESIDE]
        named = ", ".join(f"{each.name} ({called(each.state, found)})" for each in first)
        more = len(found.beside) - len(first)
        sentences.append(f"Beside the States: {named}{f', and {more} more' if more else ''}.")
    sentences += [_of_group(found, group) for group in regional_groups()]
    return " ".join(sentences)


def rows(found: Stand) -> tuple[tuple[str, ...], ...]:
    """The table behind the map: everyone who did anything, by regional group and name."""
    groups = {code: group.name for group in regional_groups() for code in group.members}
    listed = [
        (groups.get(code, ""), known.name, code, called(state, found))
        for code, state in found.by_code.items()
        if state != NONE and (known := by_code(code)) is not None
    ]
    listed += [("", each.name, "", called(each.state, found)) for each in found.beside]
    ordered = sorted(listed, key=lambda row: (not row[0], row[0], row[1].casefold()))
    return tuple((name, code, group, state) for group, name, code, state in ordered)


def _of_group(found: Stand, group: Group) -> str:
    counts = found.of(group)
    done = [state for state in STATES if state != NONE and counts.get(state)]
    what = _counted(found, counts, done) if done else "none"
    return f"{group.name} ({len(group.members)}): {what}."


def _counted(found: Stand, counts: Mapping[str, int], states: Sequence[str]) -> str:
    return ", ".join(
        f"{counts[state]} {called(state, found, many=counts[state] != 1)}" for state in states
    )
