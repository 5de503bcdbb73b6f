"""Each change is one true sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.model.change import ChangeKind
from watcher.model.finding import Statement
from watcher.model.plain import clean, cut, day
from watcher.model.treaty import Action
from watcher.model.wording import VERBS, describe, shape

ADDED, MODIFIED, REMOVED, EDITORIAL, BASELINE = (
    ChangeKind.ADDED,
    ChangeKind.MODIFIED,
    ChangeKind.REMOVED,
    ChangeKind.EDITORIAL,
    ChangeKind.BASELINE,
)


def did(action="ratification", date="2026-02-03", participant="Viet Nam", **fields):
    return Statement(participant=participant, action=action, date=date, **fields)


def test_every_action_has_its_verb():
    assert {action.value for action in Action} == set(VERBS)


@pytest.mark.parametrize(
    ("action", "participant", "sentence"),
    [
        ("signature", "Mauritius", "Mauritius signed on 19 Nov 2025"),
        ("ratification", "Viet Nam", "Viet Nam ratified on 19 Nov 2025"),
        ("approval", "European Union", "European Union approved on 19 Nov 2025"),
        ("succession", "Montenegro", "Montenegro succeeded on 19 Nov 2025"),
        ("withdrawal", "Finland", "Finland withdrew on 19 Nov 2025"),
        (
            "entry_into_force",
            "Finland",
            "For Finland, the treaty enters into force on 19 Nov 2025",
        ),
        ("deposit_of_a_map", "Finland", "Finland: deposit of a map on 19 Nov 2025"),
    ],
)
@pytest.mark.parametrize("kind", [ADDED, BASELINE])
def test_a_new_action_is_told_in_the_past_tense(kind, action, participant, sentence):
    assert sentence == describe(kind, None, did(action, "2025-11-19", participant), None)


def test_an_entry_into_force_without_participant_is_told_of_the_treaty():
    entry = Statement(action="entry_into_force", date="2027-01-04")
    assert describe(ADDED, None, entry) == "The treaty enters into force on 4 Jan 2027"
    assert (
        describe(ADDED, None, entry, "Paris Agreement")
        == "Paris Agreement enters into force on 4 Jan 2027"
    )


def test_an_action_without_a_date_says_so():
    expected = "OAPI acceded; the page gives no date"
    assert expected == describe(ADDED, None, did("accession", None, "OAPI"))


def test_brackets_are_told_as_a_withdrawal_with_its_effect():
    old = did("accession", "2012-01-09", "Finland", bracketed=False)
    new = did("accession", "2012-01-09", "Finland", bracketed=True, effective="2026-05-01")
    expected = (
        "Finland's accession of 9 Jan 2012 stands in brackets: withdrawal, effective 1 May 2026"
    )
    assert expected == describe(MODIFIED, old, new)
    assert expected == describe(ADDED, None, new)


def test_a_withdrawal_that_is_undone_has_its_own_wording():
    old = did("accession", "2012-01-09", "Finland", bracketed=True)
    new = did("accession", "2012-01-09", "Finland", bracketed=False)
    expected = "Finland's accession of 9 Jan 2012 no longer stands in brackets: withdrawal undone"
    assert expected == describe(MODIFIED, old, new)


def test_a_participant_that_comes_back_is_told_with_its_former_date():
    old = did("acceptance", "2016-09-03", "United States of America", bracketed=True)
    new = did("acceptance", "2021-01-20", "United States of America", bracketed=False)
    expected = (
        "United States of America accepted on 20 Jan 2021; before, 3 Sep 2016 stood in brackets"
    )
    assert expected == describe(MODIFIED, old, new)


def test_a_pending_withdrawal_is_told_by_its_effect():
    new = did("accession", "2012-01-09", "Poland", effective="2026-12-29")
    expected = "Poland's accession of 9 Jan 2012: withdrawal effective 29 Dec 2026"
    assert expected == describe(MODIFIED, did("accession", "2012-01-09", "Poland"), new)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            "2026-02-03",
            "2026-02-04",
            "Date of Viet Nam's ratification corrected from 3 Feb 2026 to 4 Feb 2026",
        ),
        # Years apart is no correction: it may have left and come back.
        (
            "2016-09-03",
            "2021-01-20",
            "Date of Viet Nam's ratification changed from 3 Sep 2016 to 20 Jan 2021",
        ),
        (None, "2026-02-04", "Date of Viet Nam's ratification is now given: 4 Feb 2026"),
        (
            "2026-02-04",
            None,
            "Date of Viet Nam's ratification is no longer given; before, 4 Feb 2026",
        ),
    ],
)
def test_a_corrected_date_names_both_dates(before, after, sentence):
    assert sentence == describe(MODIFIED, did(date=before), did(date=after))


def test_a_corrected_mark_names_both_actions():
    expected = "Viet Nam's ratification of 3 Feb 2026 now reads accession"
    assert expected == describe(MODIFIED, did(), did("accession"))


def test_a_removal_says_what_the_page_no_longer_shows():
    expected = "Chile's ratification of 10 Sep 2001 is no longer on the page"
    assert expected == describe(REMOVED, did(date="2001-09-10", participant="Chile"), None)


def test_a_name_that_ends_in_s_takes_an_apostrophe_alone():
    told = describe(REMOVED, did(participant="Netherlands"), None)
    assert told.startswith("Netherlands' ratification")


def test_a_rename_names_both_spellings():
    expected = "Netherlands is now written Netherlands (Kingdom of the)"
    old, new = did(participant="Netherlands"), did(participant="Netherlands (Kingdom of the)")
    assert expected == describe(EDITORIAL, old, new)


def test_a_footnote_is_told_as_a_footnote():
    old, new = did(participant="Mauritius"), did(participant="Mauritius", footnotes=("1",))
    assert describe(EDITORIAL, old, new) == "Footnotes of Mauritius changed"


def test_an_entry_is_told_by_the_first_line_of_its_text():
    entry = Statement(
        text="\n 72 States\tsign treaty\nIn Hanoi on Saturday …", link="https://x.org/1"
    )
    assert describe(ADDED, None, entry) == "72 States sign treaty"
    assert describe(MODIFIED, Statement(text="65"), entry) == "Edited: 72 States sign treaty"
    untitled = Statement(link="https://x.org/1")
    assert describe(ADDED, None, untitled) == "Entry without a title"


def test_a_long_title_is_cut_at_a_word():
    told = describe(ADDED, None, Statement(text="treaty " * 100, published="yesterday"))
    assert len(told) <= 160
    assert told.endswith("treaty…")


def test_passages_are_told_by_their_first_words():
    old, new = Statement(text="Open until 31 Dec."), Statement(text="Closed.")
    assert describe(ADDED, None, new) == "Passage added: Closed."
    assert describe(MODIFIED, old, new) == "Passage changed: Closed."
    assert describe(REMOVED, old, None) == "Passage removed: Open until 31 Dec."


def test_a_cell_that_is_not_understood_stands_as_it_is():
    cell = Statement(participant="Kenya", text="3 Feb 2026 x")
    expected = "Kenya, Provisional application under Article V: 3 Feb 2026 x"
    heading = "Provisional application under Article V"
    assert expected == describe(ADDED, None, cell, heading=heading)
    assert (
        describe(MODIFIED, Statement(participant="Kenya"), cell, heading="Notes")
        == 'Kenya, Notes: nothing became "3 Feb 2026 x"'
    )


def test_a_change_without_statements_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="old or a new"):
        describe(ADDED, None, None)


@pytest.mark.parametrize("odd", ["2026", "3 Feb 2026", "2026-13-01", "soon\x1b[2J"])
def test_what_is_no_date_is_given_as_it_stands(odd):
    assert clean(odd) == day(odd)


texts = st.one_of(st.none(), st.text(st.characters(exclude_categories=())))
statements = st.builds(
    Statement,
    action=st.one_of(st.none(), st.sampled_from([action.value for action in Action]), texts),
    date=texts,
    effective=texts,
    mark=texts,
    bracketed=st.one_of(st.none(), st.booleans()),
    text=texts,
    link=texts,
    participant=texts,
    published=texts,
)


@given(st.sampled_from(ChangeKind), st.one_of(st.none(), statements), statements, texts)
def test_every_change_is_one_clean_line(kind, old, new, name):
    told = describe(kind, old, new, name)
    assert told
    assert clean(told) == told
    assert shape(new) is not None


@given(st.text(st.characters(exclude_categories=())), st.integers(2, 50))
def test_cutting_keeps_within_its_length(text, length):
    assert len(cut(text, length)) <= length
    told = clean(text)
    told.encode()
    assert not any(c.isspace() and c != " " for c in told)
