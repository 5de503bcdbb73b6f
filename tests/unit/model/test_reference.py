"""Depositary notifications are recognised in every spelling, and nothing else is taken for one."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.end_to_end.shared import CAPTURES, needs_captures
from watcher.model.reference import Reference, find_references
from watcher.model.treaty import ROMAN


@pytest.mark.parametrize(
    ("written", "treaty"),
    [
        ("C.N.360.2025.TREATIES-XXVI-5", "XXVI-5"),
        ("C.N.360.2025.TREATIES-XXVI.5", "XXVI-5"),
        ("C.N.360.2025.TREATIES.XXVI-8", "XXVI-8"),
        ("CN.360.2025.TREATIES-XXVI.9", "XXVI-9"),
        ("C.N. 360.2025. TREATIES-XXVI-2-a", "XXVI-2-a"),
        ("C.N.360.2025.TREATIES-XXVI.2.a", "XXVI-2-a"),
        ("C.N.360.2025.TREATIES-XI.B.16.94", "XI-B-16-94"),
        ("C.N.360.2025.TREATIES-III.2.12a", "III-2-12a"),
        ("C.N.360.2025.\r\n\tTREATIES-\nXVIII-\n16", "XVIII-16"),
        ("C.\u00a0N.\u00a0360.2025.TREATIES\u2013XXVI\u20115", "XXVI-5"),
        ("C.N.360.2025.Treaties-XXVI-5", "XXVI-5"),
        ("C.N.360.2025.TRAITÉS-XXVI-5", "XXVI-5"),
        ("C.N.360.2025.TREATIES-2", None),  # the second C.N. of the year on some treaty
        ("C.N.360.2025.TREATIES-XXVI", None),
        ("C.N.360.2025.TREATIES-IVX-5", None),  # no such chapter
        ("C.N.360.2025", None),
        ("/doc/Publication/CN/2025/CN.360.2025-Eng.pdf", None),
        ("https://treaties.un.org/doc/Publication/CN/2025/CN.360.2025-Frn.pdf", None),
    ],
)
def test_each_spelling_is_the_same_notification(written, treaty):
    assert find_references(f"(See {written}).") == (Reference(360, 2025, treaty),)


@pytest.mark.parametrize(
    "text",
    [
        "A/CN.9/1025",
        "A/CN.9.2004 and later",
        "E/CN.15/2024/L.2",
        "ACN.360.2025",
        "C.N.360.1825",
        "C.N.360.20256",
        "C.N.0.2025",
        "C.N.360",
        "C.N.360/2025",
        "the C.N. of 2025",
        "",
    ],
)
def test_what_merely_looks_alike_is_none(text):
    assert find_references(text) == ()


def test_the_sentence_around_a_number_is_no_part_of_it():
    text = "By C.N.360.2025.TREATIES-XXVI.5.The withdrawal; C.N.361.2025.TREATIES-IV-5 a State."
    assert find_references(text) == (Reference(360, 2025, "XXVI-5"), Reference(361, 2025, "IV-5"))


def test_each_is_found_once_in_the_order_of_first_places():
    text = "C.N.2.2020, C.N.1.2020.TREATIES-IV-5, CN.2.2020.TREATIES-IV.9 and C.N.2.2020"
    assert find_references(text) == (Reference(2, 2020, "IV-9"), Reference(1, 2020, "IV-5"))


def test_key_and_text_are_one_spelling_for_all():
    assert Reference(360, 2025, "XXVI-5").key == "C.N.360.2025"
    assert Reference(360, 2025, "XXVI-5").text == "C.N.360.2025.TREATIES-XXVI-5"
    assert Reference(182, 1993).text == "C.N.182.1993"


treaties = st.builds(
    lambda chapter, number, annex: f"{chapter}-{number}{annex}",
    st.sampled_from(ROMAN),
    st.integers(1, 99),
    st.sampled_from(["", "-a", "-b", "-10"]),
)
references = st.builds(
    Reference, st.integers(1, 9999), st.integers(1946, 2099), st.none() | treaties
)
gaps = st.sampled_from(["", " ", "\u00a0", "\n", "\r\n "])
hyphens = st.sampled_from(["-", ".", "\u2010", "\u2011", "\u2013"])


@st.composite
def spellings(draw, reference):
    """One of the ways in which pages write a reference."""
    gap = lambda: draw(gaps)  # noqa: E731 -- a word that is drawn anew at each place
    letters = draw(st.sampled_from(["C.N.", "CN.", "C. N.", "C.N ."]))
    told = f"{letters}{gap()}{reference.number}{gap()}.{gap()}{reference.year}"
    if reference.treaty is None:
        return told + draw(st.sampled_from(["", ".TREATIES-4", ". TREATIES-12"]))
    first, *rest = reference.treaty.split("-")
    parts = "".join(draw(hyphens) + part for part in rest)
    return f"{told}{gap()}.{gap()}TREATIES{draw(hyphens)}{first}{parts}"


@given(st.data(), references)
def test_however_it_is_spelled_it_is_read(data, reference):
    written = data.draw(spellings(reference))
    assert find_references(f"as in {written}, of 3 July 2025") == (reference,)


@given(references)
def test_its_own_text_reads_back_as_itself(reference):
    assert find_references(reference.text) == (reference,)


@given(st.text())
def test_no_text_is_too_odd(text):
    for found in find_references(text):
        assert find_references(found.text) == (found,)


@given(st.text(alphabet="C.N 120-XVITREATIES\n", max_size=200))
def test_what_is_found_has_an_identity_of_its_own(text):
    keys = [found.key for found in find_references(text)]
    assert len(keys) == len(set(keys))


@needs_captures
def test_every_link_to_a_notification_on_a_captured_page_is_found_in_its_text():
    for page in sorted(CAPTURES.glob("untc/*.html")):
        served = page.read_text(encoding="utf-8")
        linked = re.findall(r"Publication/CN/\d+/CN\.(\d+)\.(\d{4})-Eng\.pdf", served)
        text = html.unescape(re.sub(r"<[^>]*>", "", served))
        found = {(each.number, each.year) for each in find_references(text)}
        assert {(int(number), int(year)) for number, year in linked} <= found
