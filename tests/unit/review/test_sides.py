"""Before and after, side by side: nothing is lost, and what differs is marked where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.store.polling import signature
from watcher.model.finding import Statement
from watcher.review.changelog import sides
from watcher.review.changelog.sides import compared_fields, compared_texts

TEXT = st.lists(
    st.lists(st.sampled_from(["State", "shall", "not", "sign", "it."])), max_size=6
).map(lambda lines: "\n".join(" ".join(line) for line in lines))


def words(lines):
    return [word for line in lines or () for piece in line for word in piece.text.split()]


@given(TEXT, TEXT)
def test_each_side_holds_all_its_words_in_order_and_marks_of_its_own_kind(old, new):
    found = compared_texts(Statement(text=old), Statement(text=new))
    if found is None:
        assert not old
        assert not new
        return
    assert words(found.before) == old.split()
    assert words(found.after) == new.split()
    assert {piece.kind for line in found.before or () for piece in line} <= {"same", "gone"}
    assert {piece.kind for line in found.after or () for piece in line} <= {"same", "new"}


def test_within_a_line_only_the_words_that_differ_are_marked():
    found = compared_texts(
        Statement(text="Article 1\nThe State shall sign it soon."),
        Statement(text="Article 1\nThe State shall ratify it soon."),
    )
    assert [piece.text for piece in found.before[1] if piece.kind == "gone"] == ["sign"]
    assert [piece.text for piece in found.after[1] if piece.kind == "new"] == ["ratify"]
    assert [piece.kind for piece in found.after[0]] == ["same"]


def test_texts_beyond_a_bound_are_shown_and_not_compared():
    many = "line\n" * (sides.MOST_LINES + 1)
    found = compared_texts(Statement(text=many), Statement(text=many + "end"))
    assert not found.compared
    assert words(found.after)[-1] == "end"


def test_fields_are_told_as_people_read_them_and_say_which_differ():
    found = compared_fields(signature(date="2025-11-19"), signature(date="2025-11-20"))
    told = {field.name: (field.before, field.after, field.differs) for field in found}
    assert told == {
        "Participant": ("Mauritius", "Mauritius", False),
        "Action": ("Signature", "Signature", False),
        "Date": ("19 Nov 2025", "20 Nov 2025", True),
    }


def test_what_was_spelled_alike_and_meant_another_shows_its_codes():
    found = compared_fields(signature("COD", "Congo"), signature("COG", "Congo"))
    assert ("Code", "COD", "COG") in [(each.name, each.before, each.after) for each in found]
