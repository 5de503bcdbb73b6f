"""Lines are told by how the page sets them, in markup that is seldom sound."""

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from watcher.extract.untc.cells import fold
from watcher.extract.untc.prose import lines
from watcher.extract.untc.record import Style


def read(markup):
    block = LexborHTMLParser(f"<div id='x'>{markup}</div>").css_first("#x")
    return [(line.style.value, line.text) for line in lines(block)]


def test_headings_stand_at_the_left_dates_at_the_right():
    markup = (
        "<p align=right>28 June 2011</p></n><p align=left><i>Reservation:<br></n></i></p>"
        "&nbsp;&nbsp;“Cuba is not bound.”<br></n></i></p>&nbsp;Not at all.<br></n><br>"
    )
    assert read(markup) == [
        ("date", "28 June 2011"),
        ("heading", "Reservation:"),
        ("text", "“Cuba is not bound.”"),
        ("text", "Not at all."),
    ]


def test_a_line_that_is_all_in_italics_is_a_heading():
    assert read("&nbsp;<i>Reservation:</i><br>It <i>is</i> so.") == [
        ("heading", "Reservation:"),
        ("text", "It is so."),
    ]


def test_an_empty_bold_paragraph_is_a_mark_of_separation():
    markup = "One.<br></n><p class='boldText'></p><p align=right>2 May 2001</p>Two."
    assert read(markup) == [
        ("text", "One."),
        ("break", ""),
        ("date", "2 May 2001"),
        ("text", "Two."),
    ]


def test_scripts_are_no_text():
    assert read("One.<script>two()</script><style>three</style>") == [("text", "One.")]


pieces = st.lists(
    st.sampled_from(
        ["<p align=left>", "<p align=right>", "<p>", "</p>", "<i>", "</i>", "</n>", "<br>", "<n>",
         "<superscript>", "</superscript>", "one ", "two", "&nbsp;", "<p class='boldText'>", "<b>"]
    )
).map("".join)  # fmt: skip


@given(pieces)
def test_whatever_the_markup_no_word_is_lost(markup):
    block = LexborHTMLParser(f"<div id='x'>{markup}</div>").css_first("#x")
    found = lines(block)
    assert "".join(line.text for line in found).replace(" ", "") == fold(block.text()).replace(
        " ", ""
    )
    assert all(bool(line.text) != (line.style is Style.BREAK) for line in found)
