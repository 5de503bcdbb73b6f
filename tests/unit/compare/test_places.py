"""Places keep their order whatever is put between them."""

from hypothesis import given
from hypothesis import strategies as st

from watcher.compare.places import places_between

COUNTS = st.integers(1, 40)


def assert_between(after, places, before):
    assert places == sorted(set(places))
    assert all(after < place for place in places)
    assert before is None or all(place < before for place in places)
    assert all(place and not place.endswith("0") for place in places)


@given(COUNTS, st.data())
def test_places_lie_strictly_between_and_in_order(count, data):
    places = places_between("", None, count)
    assert len(places) == count
    assert_between("", places, None)
    gap = data.draw(st.integers(0, count))
    after = places[gap - 1] if gap else ""
    before = places[gap] if gap < count else None
    assert_between(after, places_between(after, before, data.draw(COUNTS)), before)


@given(st.lists(st.tuples(st.integers(0, 1_000), st.integers(1, 5)), max_size=60))
def test_insertions_anywhere_keep_all_places_unique_and_ordered(insertions):
    places = []
    for spot, count in insertions:
        gap = spot % (len(places) + 1)
        after = places[gap - 1] if gap else ""
        before = places[gap] if gap < len(places) else None
        places[gap:gap] = places_between(after, before, count)
    assert places == sorted(set(places))


def test_a_thousand_insertions_at_one_spot_always_find_room():
    after, before = places_between("", None, 2)
    for number in range(1_000):
        (place,) = places_between(after, before, 1)
        assert after < place < before
        if number % 2:
            after = place
        else:
            before = place


def test_no_place_is_asked_for():
    assert places_between("1", "2", 0) == []


def test_neighbours_without_room_get_longer_places():
    assert_between("1", places_between("1", "11", 3), "11")
    assert_between("99", places_between("99", None, 12), None)
    assert_between("", places_between("", "001", 12), "001")
