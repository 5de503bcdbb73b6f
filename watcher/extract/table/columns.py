"""What the columns of a table hold: each heading has a role, or is kept as it stands.

Roles are names of actions, whose date stands in the column, or one of the words below. A
heading is found by its words, whatever their case, and never by its place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from watcher.extract.deeds import IN_FORCE, LISTED, PARTS, WITHDRAWALS, kept_part, part_of
from watcher.model.finding import Check, Notice
from watcher.model.reading import Table
from watcher.model.treaty import Action

PARTICIPANT = "participant"
ACTION = "action"  # names what the date in the column `date` is of
DATE = "date"
EFFECTIVE = "effective"  # when the row's one withdrawal or consent takes effect
NOTE = "note"
CELL = "cell"  # several things, told apart by patterns
IGNORE = "ignore"

_NAMES_ACTION = "(?P<action>"
_ONCE = (PARTICIPANT, ACTION, DATE, EFFECTIVE)
_ACTIONS = {action.value: action for action in Action}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `role` is None for a heading that nobody configured."""

    heading: str
    role: str | None

    @property
    def action(self) -> Action | None:
        """The action whose dates stand here, where the heading alone says it."""
        return _ACTIONS.get(self.role or "")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns in order; `check` is the gate "headings"."""

    columns: tuple[Column, ...]
    check: Check
    notices: tuple[Notice, ...]

    def place(self, role: str) -> int | None:
        """Where the only column with a role stands; None where there is none."""
        return next((n for n, column in enumerate(self.columns) if column.role == role), None)

    def parts(self, patterns: Iterable[str]) -> frozenset[str]:
        """All parts that the table has room for."""
        parts = {LISTED}
        roles = {column.role for column in self.columns}
        naming = [_NAMES_ACTION in pattern for pattern in patterns]
        if ACTION in roles or any(naming):
            parts |= PARTS
        if EFFECTIVE in roles:
            parts |= {IN_FORCE, WITHDRAWALS}
        for column in self.columns:
            if column.role is None or (column.role == CELL and not all(naming)):
                parts.add(kept_part(column.heading))
            elif column.action is not None:
                parts.add(part_of(column.action))
        return frozenset(parts)


def fold(heading: str) -> str:
    """A heading as it is compared: one line, in lower case."""
    return " ".join(heading.split()).casefold()


def has_all(headings: Iterable[str], reading: Table) -> bool:
    """Whether a table has all the headings that a source names."""
    return {fold(heading) for heading, _ in reading.columns} <= set(map(fold, headings))


def read_columns(headings: Sequence[str], reading: Table) -> Columns:
    """Give each column its role. Which headings are missing or stand twice is told by the check."""
    roles = {fold(heading): role for heading, role in reading.columns}
    columns = tuple(Column(heading, roles.get(fold(heading))) for heading in headings)
    notices = tuple(
        Notice(
            "unknown_column",
            column.heading,
            f"The heading {column.heading!r} is not known; its cells are kept as they stand.",
        )
        for column in columns
        if column.role is None
    )
    return Columns(columns, _check(headings, columns, reading, roles), notices)


def _check(
    headings: Sequence[str],
    columns: Sequence[Column],
    reading: Table,
    roles: Mapping[str, str],
) -> Check:
    found = [fold(heading) for heading in headings]
    missing = [heading for heading, _ in reading.columns if fold(heading) not in found]
    twice = [
        column.heading
        for place, column in enumerate(columns)
        if column.role != IGNORE and fold(column.heading) in found[:place]
    ]
    told = " | ".join(headings)
    wrong = []
    if missing:
        wrong.append(f"not there: {' | '.join(missing)}")
    if twice:
        wrong.append(f"there twice: {' | '.join(twice)}")
    wrong += _misfits([role for role in roles.values() if role != IGNORE])
    if wrong:
        return Check("headings", False, f"{'; '.join(wrong)}; the headings are {told}")
    return Check("headings", True, told)


def _misfits(roles: Sequence[str]) -> list[str]:
    """Roles that cannot do without each other, or of which there may be only one."""
    wrong = [f"more than one column is {role}" for role in _ONCE if roles.count(role) > 1]
    if PARTICIPANT not in roles:
        wrong.append("no column is the participant's")
    if (ACTION in roles) != (DATE in roles):
        wrong.append("the columns action and date need each other")
    return wrong
