"""A view is read from an address and written back; what cannot be meant is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.config import Config
from watcher.errors import UsageError
from watcher.model.change import ChangeKind
from watcher.model.review import REVIEW_STATES
from watcher.model.treaty import Action, Treaty
from watcher.review.changelog.view import LONGEST, View, read

CONFIG = Config(
    path=Path("watcher.toml"), treaties=(Treaty("XVIII-16", "Cybercrime", ("Hanoi Convention",)),)
)
WORDS = st.text(max_size=LONGEST)
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "treaty": st.sampled_from(["XVIII-16", "hanoi convention", "XXVI-2-a", " "]),
        "participant": st.one_of(WORDS, st.sampled_from(["Viet Nam", "vnm", "Atlantis"])),
        "action": st.sampled_from(["", "Ratification", "formal confirmation", *Action]),
        "kind": st.lists(st.sampled_from(["all", "", *ChangeKind])),
        "source": WORDS,
        "since": st.sampled_from(["", "2026-02-03", "2026-02-03T10:16", "0001-01-01"]),
        "review": st.sampled_from(["", *REVIEW_STATES]),
        "q": WORDS,
        "after": st.integers(0, 2**63 - 1).map(str),
        "up_to": st.integers(0, 2**63 - 1).map(str),
    },
)


@given(PARTS)
def test_what_is_read_is_written_back_as_one_address_that_means_the_same(parts):
    asked = [
        (name, value)
        for name, given in parts.items()
        for value in ([given] if isinstance(given, str) else given)
    ]
    view = read(asked, CONFIG)
    again = read(view.query, CONFIG)
    assert again == view
    assert again.wanted() == view.wanted()
    assert all(value for _, value in view.query)


def test_names_of_all_spellings_are_brought_into_one_form():
    view = read(
        [("treaty", "Hanoi convention"), ("participant", "Vietnam"), ("action", "Ratification")],
        CONFIG,
    )
    assert view.address() == "/changes?treaty=XVIII-16&participant=VNM&action=ratification"
    assert view.words({"XVIII-16": "Cybercrime"}) == (
        "Changes of Cybercrime, by Viet Nam, ratification"
    )


def test_baselines_are_left_out_unless_they_are_asked_for():
    news = ("added", "modified", "removed", "editorial")
    assert read([], CONFIG).wanted().kinds == news
    assert read([("kind", kind) for kind in news], CONFIG) == read([], CONFIG)
    assert read([("kind", "all")], CONFIG).wanted().kinds == ()
    assert read([("kind", kind) for kind in ChangeKind], CONFIG).kind == ("all",)
    assert read([("kind", "baseline")], CONFIG).wanted().kinds == ("baseline",)


def test_the_link_of_a_digest_asks_for_its_span():
    wanted = read([("after", "84"), ("up_to", "88")], CONFIG).wanted()
    assert (wanted.after_seq, wanted.up_to_seq) == (84, 88)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("treaty", "no treaty", "nor a name or alias"),
        ("action", "ratify", "'ratify' is not one of: signature"),
        ("kind", "new", "'new' is not one of: baseline"),
        ("review", "read", "'read' is not one of: unreviewed"),
        ("since", "yesterday", "'yesterday' is not a date; write 2026-02-03"),
        ("since", "9999-12-31T23:59-12:00", "is not a date"),
        ("after", "-1", "is not the number of a line"),
        ("after", "٣", "is not the number of a line"),
        ("up_to", str(2**63), "more than any log has lines"),
        ("q", "x" * 201, "at most 200 characters, and not 201"),
        ("participants", "VNM", "'participants' narrows no view; there are: treaty"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence_that_names_it(name, value, said):
    with pytest.raises(UsageError, match=said):
        read([(name, value)], CONFIG)


def test_two_values_for_one_part_are_refused_and_not_one_of_them_dropped():
    with pytest.raises(UsageError, match="source: 'a' and 'b' cannot both be meant"):
        read([("source", "a"), ("source", "b")], CONFIG)


def test_each_part_can_be_taken_out():
    view = View(treaty="XVIII-16", kind=("added",), q="declaration")
    assert view.without("kind").address() == "/changes?treaty=XVIII-16&q=declaration"
    assert view.without("treaty").without("kind").without("q").address() == "/changes"
