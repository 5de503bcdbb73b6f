"""Where two readings of one record differ, and when the operator is told."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compare.tables import cell, listed, tables
from watcher.compare.agreement import Agreement, Difference, Reading, differences, judge, unreadable
from watcher.model.finding import Finding, Statement

PARTS = frozenset({"participants/signature", "participants/consent", "participants/listed"})
ADDRESS = "https://treaties.example.org/XVIII-16.en.xml"

POLAND = cell("POL", "consent", "2025-05-03", name="Poland")
PERU = cell("PER", "signature", "2025-10-25", name="Peru")


def page(*findings, parts=PARTS):
    return Reading("the page", findings, parts)


def xml(*findings, parts=PARTS):
    return Reading("the XML", findings, parts)


def count(which, number):
    return Finding(f"counts/{which}", f"counts/{which}", Statement(text=str(number)))


def told(found):
    return [(each.who, each.where, each.here, each.there) for each in found]


def test_another_date_is_a_difference_that_says_what_each_states():
    other = cell("POL", "consent", "2025-05-13", mark="a", bracketed=True, name="Poland")
    assert told(differences(page(POLAND), xml(other))) == [
        ("Poland", "consent", "3 May 2025", "[13 May 2025 a]")
    ]


def test_a_missing_date_is_a_difference():
    signed = cell("POL", "signature", "1997-12-04", name="Poland")
    assert told(differences(page(POLAND, signed), xml(signed))) == [
        ("Poland", "consent", "3 May 2025", "no date")
    ]


def test_a_participant_that_only_one_lists_is_one_difference():
    signed = cell("POL", "signature", "1997-12-04", name="Poland")
    assert told(differences(page(signed, POLAND, PERU), xml(PERU, listed("CHL", "Chile")))) == [
        ("Poland", "", "4 Dec 1997, 3 May 2025", "not listed"),
        ("Chile", "", "not listed", "listed without a date"),
    ]


def test_spelling_and_footnotes_are_no_difference():
    noted = cell("POL", "consent", "2025-05-03", name="Republic of Poland", footnotes=("5",))
    assert differences(page(POLAND), xml(noted)) == ()


def test_a_name_that_only_one_reading_could_resolve_is_recognised_by_its_spelling():
    unresolved = cell("?Poland", "consent", "2025-05-03", name="Poland")
    assert differences(page(unresolved), xml(POLAND)) == ()


def test_a_column_for_which_the_other_has_no_room_is_one_difference_and_not_one_for_each_date():
    narrow = PARTS - {"participants/consent"}
    other = cell("CHL", "consent", "2025-05-04", name="Chile")
    signed = [cell(code, "signature", "1997-12-04", name=code) for code in ("POL", "CHL")]
    assert told(differences(page(POLAND, other, *signed), xml(*signed, parts=narrow))) == [
        ("", "consent", "2 dates", "no such column")
    ]


def test_an_empty_column_that_only_one_has_is_no_difference():
    wide = PARTS | {"participants/provisional_application"}
    assert differences(page(PERU, parts=wide), xml(PERU)) == ()


def test_counts_are_compared_where_both_give_them():
    here = page(PERU, count("signatories", 73), count("parties", 2))
    assert told(differences(here, xml(PERU, count("signatories", 72)))) == [
        ("", "number of signatories", "73", "72")
    ]


def test_other_families_are_not_compared():
    note = Finding("notes/1", "notes", Statement(text="See note 1"))
    column = Finding("column/POL/Odd", "column/Odd", Statement(text="Odd: x"), "POL")
    assert differences(page(POLAND, note, column), xml(POLAND)) == ()


@given(tables())
def test_a_reading_agrees_with_itself(table):
    assert differences(page(*table.findings), xml(*table.findings)) == ()


@given(tables(), tables())
def test_differences_are_the_same_from_either_side(one, other):
    forth = differences(page(*one.findings), xml(*other.findings))
    back = differences(xml(*other.findings), page(*one.findings))
    turned = {replace(each, here=each.there, there=each.here) for each in back}
    assert set(forth) == turned


def test_a_first_disagreement_is_only_remembered():
    first = judge(page(POLAND, PERU), xml(PERU), ADDRESS)
    assert first.notices == ()
    assert first.disagreement is not None


def test_a_disagreement_that_lasts_is_told_with_what_each_says():
    first = judge(page(POLAND, PERU), xml(PERU), ADDRESS)
    second = judge(page(POLAND, PERU), xml(PERU), ADDRESS, first.disagreement)
    (notice,) = second.notices
    assert (notice.kind, notice.subject) == ("cross_check", "Poland")
    assert "Poland: 3 May 2025 in the page, not listed in the XML" in notice.text
    assert ADDRESS in notice.text


def test_only_the_differences_that_last_are_told():
    first = judge(page(POLAND), xml(), ADDRESS)
    second = judge(page(POLAND, PERU), xml(), ADDRESS, first.disagreement)
    assert [notice.subject for notice in second.notices] == ["Poland"]


def test_another_difference_at_each_poll_is_never_told():
    first = judge(page(POLAND, PERU), xml(PERU), ADDRESS)
    second = judge(page(POLAND, PERU), xml(POLAND), ADDRESS, first.disagreement)
    assert second.notices == ()
    assert second.disagreement != first.disagreement


def test_agreement_leaves_nothing_behind():
    first = judge(page(POLAND), xml(), ADDRESS)
    assert judge(page(POLAND), xml(POLAND), ADDRESS, first.disagreement) == Agreement()


def test_a_notice_names_five_places_and_counts_the_rest():
    rows = [cell(f"AA{n}", "signature", "1997-12-04", name=f"State {n}") for n in range(8)]
    first = judge(page(*rows), xml(), ADDRESS)
    (notice,) = judge(page(*rows), xml(), ADDRESS, first.disagreement).notices
    assert notice.subject.endswith("State 4; and 3 more")
    assert "State 5" not in notice.text


def test_what_a_thousand_rows_disagree_on_is_remembered_in_a_bounded_text():
    rows = [cell(f"A{n}", "signature", "1997-12-04", name=f"State {n}") for n in range(5_000)]
    first = judge(page(*rows), xml(), ADDRESS)
    assert len(first.disagreement) < 20_000
    assert judge(page(*rows), xml(), ADDRESS, first.disagreement).notices


def test_a_second_reading_that_fails_once_is_only_remembered():
    first = unreadable("no answer", ADDRESS)
    assert first.notices == ()
    (notice,) = unreadable("no answer", ADDRESS, first.disagreement).notices
    assert (notice.kind, notice.subject) == ("cross_check_failed", ADDRESS)
    assert "no answer" in notice.text


def test_a_reading_that_is_good_again_ends_the_failure():
    first = unreadable("no answer", ADDRESS)
    second = judge(page(POLAND), xml(POLAND), ADDRESS, first.disagreement)
    assert second == Agreement()
    assert unreadable("no answer", ADDRESS, second.disagreement).notices == ()


def test_a_disagreement_is_not_declared_ended_by_a_reading_that_failed():
    first = judge(page(POLAND), xml(), ADDRESS)
    second = judge(page(POLAND), xml(), ADDRESS, first.disagreement)
    failed = unreadable("no answer", ADDRESS, second.disagreement)
    assert [(each.kind, each.subject) for each in failed.notices] == [("cross_check", "Poland")]
    third = judge(page(POLAND), xml(), ADDRESS, failed.disagreement)
    assert [each.subject for each in third.notices] == ["Poland"]


def test_outside_text_does_no_harm_in_a_notice():
    odd = replace(POLAND, statement=replace(POLAND.statement, participant="Po\u202eland\n\x1b[31m"))
    first = judge(page(odd), xml(), ADDRESS)
    (notice,) = judge(page(odd), xml(), ADDRESS, first.disagreement).notices
    assert notice.text.isprintable()
    assert notice.subject.isprintable()


@given(st.lists(st.text(max_size=20), min_size=4, max_size=4))
def test_the_token_of_a_difference_depends_on_all_of_it(words):
    one = Difference(*words)
    assert one.token == Difference(*words).token
    assert one.token != replace(one, there=one.there + "x").token
