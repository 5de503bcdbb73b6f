"""An entry's declarations are told apart by dates, marks and headings, and no line is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.extract.untc.declarations import declared, unread_dates
from watcher.extract.untc.record import Cell, Entry, Line, Section, SectionKind, Style
from watcher.extract.untc.roll import Roll

BOTH = "Declarations and Reservations"


def text(words):
    return Line(words)


def heading(words):
    return Line(words, Style.HEADING)


def dated(words):
    return Line(words, Style.DATE)


BREAK = Line("", Style.BREAK)


def read(*lines, kind=SectionKind.DECLARATIONS, title=BOTH, who="Cuba"):
    section = Section(kind, title, "", (Entry(Cell(who), lines),))
    return list(declared((section,), Roll(("Cuba",), ())))


def in_short(findings):
    return [(each.statement.action, each.statement.date, each.statement.text) for each in findings]


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("Declaration:", "declaration"),
        ("Reservation :", "reservation"),
        ("Declarations and reservations:", "reservation"),
        ("Interpretative statement and reservation made upon signature:", "reservation"),
        ("Understanding:", "declaration"),
        ("“A) The declaration regarding Article 15:", "declaration"),
        ("B) The reservation regarding Article 40:", "reservation"),
        ("Déclarations made upon ratification:", "declaration"),
        ("Reservation to Article 25, paragraph 4 made at the time of ratification", "reservation"),
        ("Upon signature:", "declaration"),
    ],
)
def test_the_heading_says_which_kind_it_is(words, action):
    (finding,) = read(heading(words), text("What is said."))
    assert finding.statement.action == action
    assert finding.family == f"{action}s"


@pytest.mark.parametrize(
    ("title", "action"),
    [(BOTH, "declaration"), ("Declarations", "declaration"), ("Reservations", "reservation")],
)
def test_without_a_heading_it_is_what_the_section_is(title, action):
    (finding,) = read(text("Cuba is not bound by article 5."), title=title)
    assert finding.statement.action == action


def test_the_heading_nearest_to_the_text_counts():
    findings = read(
        heading("Declaration and reservation:"),
        heading("Declaration:"),
        text("One."),
        heading("Reservation:"),
        text("Two."),
    )
    assert [each.statement.action for each in findings] == ["declaration", "reservation"]


def test_a_date_holds_until_another_a_mark_or_an_occasion():
    findings = read(
        dated("8 November 2007"),
        heading("Article 31"),
        text("One."),
        heading("Article 32"),
        text("Two."),
        heading("Upon ratification:"),
        text("Three."),
        dated("9 November 2007"),
        text("Four."),
        BREAK,
        text("Five."),
        kind=SectionKind.UNDER_ARTICLE,
    )
    dates = [each.statement.date for each in findings]
    assert dates == ["2007-11-08", "2007-11-08", None, "2007-11-09", None]


def test_a_date_that_cannot_be_read_is_kept_as_it_stands():
    section = Section(
        SectionKind.OBJECTIONS,
        "Objections",
        "",
        (Entry(Cell("Cuba"), (dated("1 Decmeber 1999"), text("Cuba objects."))),),
    )
    (finding,) = declared((section,), Roll(("Cuba",), ()))
    assert (finding.statement.date, finding.statement.published) == (None, "1 Decmeber 1999")
    assert unread_dates((section,)) == ["Cuba: '1 Decmeber 1999'"]


def test_an_objection_may_quote_the_reservation_that_it_objects_to():
    (finding,) = read(
        dated("15 March 2017"),
        heading("With regard to the reservation made by Fiji upon ratification:"),
        text("The reservation is as follows:"),
        heading("Reservation"),
        text("Fiji does not recognize the definition."),
        kind=SectionKind.OBJECTIONS,
        title="Objections",
    )
    assert finding.statement.action == "objection"


def test_a_paragraph_that_is_set_in_italics_is_no_heading():
    long = "Declarations of this kind are made by all who, " + "for many reasons, " * 12 + "do."
    assert len(read(heading("Declaration:"), heading(long), heading(long))) == 1


def test_an_entry_without_words_is_a_declaration_all_the_same():
    (bare,) = read()
    assert (bare.statement.action, bare.statement.text) == ("declaration", None)
    (bound,) = read(kind=SectionKind.UNDER_ARTICLE, title="Declarations made under article 18 (1)")
    assert bound.statement.text == "Declarations made under article 18 (1)"


def test_a_notification_is_no_declaration():
    (finding,) = read(text("Cuba derogates."), kind=SectionKind.NOTIFICATIONS, title="")
    assert (finding.family, finding.statement.action) == ("notifications", None)


def test_what_is_said_twice_is_stated_twice():
    keys = [finding.key for finding in read(text("Same."), BREAK, text("Same."))]
    assert keys[1] == f"{keys[0]}:2"


words = st.sampled_from(
    [
        "Declaration:",
        "Upon signature:",
        "Article 31",
        "28 June 2011",
        "1 Decmeber 1999",
        "Cuba declares that it will apply article 1.",
        "Reservation",
        "…",
    ]
)
any_lines = st.lists(
    st.one_of(
        st.builds(Line, words, st.sampled_from([Style.TEXT, Style.HEADING, Style.DATE])),
        st.just(BREAK),
    )
)


@given(any_lines, st.sampled_from(SectionKind))
def test_no_line_is_lost_and_none_is_moved(lines, kind):
    findings = read(*lines, kind=kind, title="")
    said = [line for each in findings for line in (each.statement.text or "").split("\n")]
    assert [line for line in said if line] == [line.text for line in lines if line.text]
    assert len({finding.key for finding in findings}) == len(findings) > 0


@given(any_lines, any_lines)
def test_what_is_put_behind_a_mark_changes_no_key_before_it(before, behind):
    keys = [finding.key for finding in read(*before)]
    longer = [finding.key for finding in read(*before, BREAK, *behind)]
    if any(line.text for line in before):
        assert longer[: len(keys)] == keys
