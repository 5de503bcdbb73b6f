"""No cell of a CSV file is a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.model.plain import inert


@pytest.mark.parametrize("text", ["=1+1", "+41", "@SUM(A1)", "-x", "\t=1", "\r=1", "\uff1d1", "|x"])
def test_what_a_spreadsheet_would_compute_is_made_a_text(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "2026-02-03", "Côte d'Ivoire", "-5", "-0.5", "a=b"])
def test_all_else_is_left_as_it_is(text):
    assert inert(text) == text


@given(st.text())
def test_nothing_begins_like_a_formula_but_a_number(text):
    made = inert(text)
    assert made[:1] not in set("=+@\t\r\n|%") or made == ""
    if made.startswith("-"):
        float(made)
