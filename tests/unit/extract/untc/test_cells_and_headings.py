"""Cells and headings are read strictly: what is not understood is refused or reported."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.extract.untc.cells import DatedCell, fold, read_cell
from watcher.extract.untc.headings import CONSENT, PROVISIONAL, SIGNATURE, UNKNOWN, read_heading
from watcher.model.treaty import Action


@given(
    day=st.dates(min_value=date(1900, 1, 1)),
    mark=st.sampled_from(["", "a", "A", "AA", "d", "c", "n", "P", "s"]),
    bracketed=st.booleans(),
    gap=st.sampled_from([" ", "\t ", "\xa0", " \xa0 "]),
    month=st.sampled_from(["%b", "%B"]),
)
def test_a_date_is_read_back_whatever_white_space_is_in_the_cell(day, mark, bracketed, gap, month):
    text = f"{day.day}{gap}{day.strftime(month)}{gap}{day.year}{gap}{mark}"
    printed = f"[{text}]" if bracketed else text
    assert read_cell(fold(printed)) == DatedCell(day, mark, bracketed)


@pytest.mark.parametrize(
    "text",
    [
        "31 Feb 2026",
        "30 Feb 2024 a",
        "0 Jan 2024",
        "29 Feb 2023",
        "12 Mayo 2004",
        "12 Ma 2004",
        "12 May 04",
        "12.05.2004",
        "May 2004",
        "12 May 2004 abc",
        "12 May 2004 a 13 May 2004",
        "[12 May 2004",
        "12 May 2004]",
        "([12 May 2004])",
        "see note 5",
    ],
)
def test_what_is_no_single_date_is_refused_and_quoted(text):
    with pytest.raises(ValueError, match=re.escape(repr(text))):
        read_cell(text)


@pytest.mark.parametrize(
    ("heading", "role", "actions"),
    [
        ("Signature", SIGNATURE, {"": Action.SIGNATURE}),
        (
            "Signature, Succession to signature(d)",
            SIGNATURE,
            {"": Action.SIGNATURE, "d": Action.SUCCESSION_TO_SIGNATURE},
        ),
        (
            "Signature, Definitive signature(s)",
            SIGNATURE,
            {"": Action.SIGNATURE, "s": Action.DEFINITIVE_SIGNATURE},
        ),
        (
            "Ratification/Acceptance(A); Approval(AA) and Accession(a)",
            CONSENT,
            {
                "": Action.RATIFICATION,
                "A": Action.ACCEPTANCE,
                "AA": Action.APPROVAL,
                "a": Action.ACCESSION,
            },
        ),
        (
            "ratification, accession (a)",
            CONSENT,
            {"": Action.RATIFICATION, "a": Action.ACCESSION},
        ),
        (
            "Accession(a), Ratification, Succession(d)",
            CONSENT,
            {"a": Action.ACCESSION, "": Action.RATIFICATION, "d": Action.SUCCESSION},
        ),
        (
            "Provisional application under Article V",
            PROVISIONAL,
            {"": Action.PROVISIONAL_APPLICATION},
        ),
        (
            "Provisional application under article 7 (1)(n)",
            PROVISIONAL,
            {"n": Action.PROVISIONAL_APPLICATION},
        ),
        (
            "Definitive signature (s), Acceptance (A)",
            CONSENT,
            {"s": Action.DEFINITIVE_SIGNATURE, "A": Action.ACCEPTANCE},
        ),
        ("Observer of the Conference", UNKNOWN, {}),
        ("", UNKNOWN, {}),
    ],
)
def test_a_heading_is_read_by_its_words_and_marks(heading, role, actions):
    column = read_heading(heading)
    assert (column.role, column.actions, column.unread) == (role, actions, ())
    assert column.known == (role != UNKNOWN)


def test_the_order_of_the_names_in_a_heading_does_not_matter():
    one = read_heading("Ratification, Acceptance(A), Accession(a)")
    other = read_heading("Accession(a), Acceptance(A), Ratification")
    assert (one.role, one.actions) == (other.role, other.actions)


def test_a_word_that_nobody_knows_is_reported_and_the_known_ones_go_on():
    column = read_heading("Ratification, Adhesion(h)")
    assert column.unread == ("Adhesion(h)",)
    assert column.action("") is Action.RATIFICATION
    assert column.action("h") is None


def test_a_mark_keeps_its_meaning_where_the_heading_forgets_it():
    column = read_heading("Ratification")
    assert column.action("a") is Action.ACCESSION
    assert column.action("z") is None


def test_an_unmarked_date_stays_open_where_a_part_of_the_heading_cannot_be_read():
    assert read_heading("Ratification[r], Accession(a)").action("") is None


def test_an_unmarked_date_is_consent_by_means_unstated_where_no_unmarked_name_is_given():
    assert read_heading("Acceptance(A), Accession(a)").action("") is Action.CONSENT_TO_BE_BOUND
