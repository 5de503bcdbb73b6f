"""A treaty's participants counted by regional group and organisation. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from watcher.model.groups import Group


@dataclass(frozen=True, slots=True)
class Counted:
    """One participant, as far as counting goes."""

    code: str | None
    signed: bool
    consented: bool
    bound: bool


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How far a group has come; `group` is None for those that are in no group."""

    group: Group | None
    members: int | None
    signatories: int
    consented: int
    parties: int


def by_group(rows: Iterable[Counted], groups: Iterable[Group]) -> tuple[GroupCount, ...]:
    """Count each group, in their order, and last those in none, where there are any.

    A participant is counted in every group that it is a member of: the groups overlap.
    """
    rows, groups = tuple(rows), tuple(groups)
    found = [
        _counted(group, [row for row in rows if row.code in group.members]) for group in groups
    ]
    grouped = frozenset().union(*(group.members for group in groups))
    left = _counted(None, [row for row in rows if row.code not in grouped])
    return (*found, left) if left.signatories or left.consented else tuple(found)


def _counted(group: Group | None, rows: list[Counted]) -> GroupCount:
    return GroupCount(
        group=group,
        members=len(group.members) if group else None,
        signatories=sum(row.signed for row in rows),
        consented=sum(row.consented for row in rows),
        parties=sum(row.bound for row in rows),
    )
