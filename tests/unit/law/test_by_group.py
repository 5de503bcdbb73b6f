"""Groups are counted by their members, and overlap."""

from watcher.law.by_group import Counted, by_group
from watcher.model.groups import Group

NORTH = Group("NORTH", "North", (), frozenset({"ALB", "BEL"}))
EAST = Group("EAST", "East", (), frozenset({"BEL", "CHL", "ORG-EU"}))


def row(code, *, signed=True, consented=False, bound=False):
    return Counted(code, signed, consented, bound)


def in_short(counts):
    return [
        (each.group and each.group.id, each.members, each.signatories, each.consented, each.parties)
        for each in counts
    ]


def test_a_member_of_two_groups_counts_in_both():
    rows = [row("ALB"), row("BEL", consented=True, bound=True), row("CHL", consented=True)]
    assert in_short(by_group(rows, [NORTH, EAST])) == [
        ("NORTH", 2, 2, 1, 1),
        ("EAST", 3, 2, 2, 1),
    ]


def test_who_is_in_none_is_counted_last():
    assert in_short(by_group([row("ALB"), row(None)], [NORTH]))[-1] == (None, None, 1, 0, 0)


def test_who_did_nothing_makes_no_line():
    assert len(by_group([row(None, signed=False)], [NORTH])) == 1
