from hypothesis import given
from hypothesis import strategies as st

from watcher.extract.keys import Keys

PLACES = st.sampled_from(["a", "a:2", "a:2:2", "b"])


@given(st.lists(PLACES))
def test_no_two_keys_are_the_same(places):
    keys = Keys()
    assert len({keys.numbered(place) for place in places}) == len(places)


@given(st.lists(st.tuples(PLACES, st.text(max_size=3))))
def test_nor_are_those_of_texts(texts):
    keys = Keys()
    assert len({keys.key(place, text) for place, text in texts}) == len(texts)


def test_the_first_has_the_plain_key_and_typography_makes_no_other_text():
    one, other = Keys(), Keys()
    assert one.numbered("withdrawals/LVA") == "withdrawals/LVA"
    assert one.key("declarations/AUT", "“It is …”") == other.key("declarations/AUT", '"It is"')
