"""What follows from all treaties is patched, and is what it would be if made from nothing."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from watcher.model.ahead import Ahead, AheadKind
from watcher.model.force import Force
from watcher.review.leaves import page_of
from watcher.review.treaties.brief import Brief, Member
from watcher.review.treaties.together import Together, together

NUMBERS = ("I-1", "XVIII-16", "XXVI-4")
DATES = st.none() | st.sampled_from(["1969-05-23", "2025-10-25", "2026-02-01"])


@st.composite
def members(draw):
    name, code = draw(
        st.sampled_from([("Mauritius", "MUS"), ("Maurice", "MUS"), ("Fiji", "FJI"), ("Oz", None)])
    )
    return Member(
        participant=name,
        code=code,
        state=draw(st.sampled_from(["party", "contracting", "signatory", "withdrawn"])),
        signature=draw(DATES),
        consent=draw(DATES),
        action=None,
        takes_effect=None,
        notified=None,
        effective=None,
        texts=0,
    )


@st.composite
def treaties(draw):
    """Some treaties in short, by number, in the order of the file."""
    return {number: draw(briefs(number)) for number in NUMBERS if draw(st.booleans())}


@st.composite
def briefs(draw, number):
    days = draw(st.lists(st.sampled_from([date(2026, 1, 1), date(2027, 1, 1)]), max_size=3))
    return Brief(
        number=number,
        sentence=None,
        counts=None,
        withdrawn=0,
        in_force=None,
        force=Force(0, None),
        wait=None,
        members=tuple(draw(st.lists(members(), max_size=4))),
        dates=tuple(
            Ahead(number, day, AheadKind.ANNOUNCED, "a conference", "") for day in sorted(days)
        ),
        telling=(),
    )


@given(st.lists(treaties(), min_size=1, max_size=5))
def test_patched_step_by_step_it_is_what_it_is_when_made_from_nothing(steps):
    patched = Together()
    for briefs in steps:
        patched = together(briefs, patched)
        anew = together(briefs)
        assert patched == anew
        assert list(patched.rows) == list(anew.rows)


@given(treaties())
def test_nobody_is_lost_and_nobody_is_counted_twice(briefs):
    found = together(briefs)
    everyone = [(brief.number, each) for brief in briefs.values() for each in brief.members]
    told = [(brief.number, member) for who in found.rows for brief, member in found.of(who)]
    assert sorted(map(repr, told)) == sorted(map(repr, everyone))
    assert sum(row.left for row in found.rows.values()) == sum(
        each.state == "withdrawn" for _, each in everyone
    )
    assert len(found.dates) == sum(len(brief.dates) for brief in briefs.values())
    assert list(found.dates) == sorted(found.dates, key=lambda each: (each.date, each.treaty))


def test_a_participant_that_leaves_every_treaty_leaves_the_list():
    fiji = Member("Fiji", "FJI", "party", None, "2026-02-01", None, None, None, None, 0)
    brief = Brief("I-1", None, None, 0, None, Force(0, None), None, (fiji,), (), ())
    before = together({"I-1": brief})
    assert before.rows["FJI"].bound == 1
    assert together({}, before) == Together()


@given(st.lists(st.integers(), max_size=30), st.integers(1, 7))
def test_pages_of_a_list_hold_all_of_it_once(rows, size):
    first = page_of(rows, 1, size)
    pages = [page_of(rows, number, size) for number in range(1, first.of + 1)]
    assert [row for page in pages for row in page.rows] == rows
    assert all(len(page.rows) <= size for page in pages)
    assert pages[-1].last == len(rows)
    assert page_of(rows, first.of + 5, size) == pages[-1]
