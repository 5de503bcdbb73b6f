"""Pages of a list lead through all of it, there and back."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from watcher.store.keyset import Begin, Table, page

_TABLE = Table("id AS place, id, kind", "things", "id")


def things(ids):
    db = Database(memory=True)
    db["things"].insert_all([{"id": n, "kind": "odd" if n % 2 else "even"} for n in ids], pk="id")
    return db


def listed(db, begin, size, **equal):
    return page(db, _TABLE, lambda row: row["id"], begin, size, equal)


@given(st.sets(st.integers(1, 60), min_size=1), st.integers(1, 7))
def test_all_pages_from_the_newest_on_hold_everything_once_and_lead_back(ids, size):
    db, found, pages = things(ids), [], []
    begin = Begin()
    while True:
        shown = listed(db, begin, size)
        found += shown.items
        pages.append(shown)
        if shown.older is None:
            break
        begin = Begin(before=shown.older)
    assert found == sorted(ids, reverse=True)
    assert pages[0].newer is None
    for before, after in pairwise(pages):
        assert listed(db, Begin(after=after.newer), size).items == before.items


def test_only_what_is_asked_for_is_listed():
    db = things(range(1, 10))
    shown = listed(db, Begin(before=8), 2, kind="odd")
    assert shown.items == (7, 5)
    assert shown.older == 5
    assert listed(db, Begin(), 9, kind=None).items == tuple(range(9, 0, -1))


def test_beyond_the_end_there_is_nothing():
    db = things([5])
    for begin in (Begin(before=5), Begin(after=5), Begin(before=0)):
        assert listed(db, begin, 3) == page(db, _TABLE, int, begin, 3)
        assert listed(db, begin, 3).items == ()
