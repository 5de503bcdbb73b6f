"""What is called a change, what waits, and what the operator is told."""

from dataclasses import replace

import pytest

from tests.unit.compare.tables import (
    CONSENT,
    PARTS,
    applied,
    cell,
    entry,
    feed,
    known,
    listed,
    page,
    passage,
    stated,
    table,
    wanted,
)
from watcher.compare.changes import MANY_ROWS, compare, token
from watcher.model.change import ChangeKind
from watcher.model.finding import Finding, Known, Statement

MUS = cell("MUS", "signature", "2025-11-19")
VNM = cell("VNM", "signature", "2025-10-25")


def polled(before, extraction, held=(), *, parts=PARTS, read_anew=False):
    return compare(
        before, extraction, parts=parts, read_anew=read_anew, held=frozenset(map(token, held))
    )


def counted(comparison):
    return [(change.kind.value, change.summary) for change in comparison.changes]


def test_a_new_signature_counts_at_once():
    comparison = polled(known(VNM), table(VNM, MUS))
    assert counted(comparison) == [("added", "State MUS signed on 19 Nov 2025")]
    (change,) = comparison.changes
    assert (change.action, change.date) == ("signature", "2025-11-19")
    assert change.updates == ((MUS.key, MUS),)


def test_a_ceremony_of_sixty_counts_at_once():
    many = [cell(f"S{number:02}", "signature", "2025-10-25") for number in range(60)]
    comparison = polled(known(VNM), table(VNM, *many))
    assert len(comparison.changes) == 60
    assert not comparison.waiting


def test_a_corrected_date_is_one_modification():
    moved = cell("MUS", "signature", "2025-11-18")
    comparison = polled(known(MUS, VNM), table(moved, VNM))
    assert counted(comparison) == [
        ("modified", "Date of State MUS's signature corrected from 19 Nov 2025 to 18 Nov 2025")
    ]


def test_brackets_on_all_cells_of_a_row_are_one_withdrawal_without_a_date():
    before = [cell("MUS", "signature", "2025-11-19"), cell("MUS", "consent", "2026-01-02")]
    after = [replace(f, statement=replace(f.statement, bracketed=True)) for f in before]
    (change,) = polled(known(*before), table(*after)).changes
    assert (change.kind, change.action, change.date) == (ChangeKind.MODIFIED, "withdrawal", None)
    assert change.new == after[1].statement  # the consent leads
    assert {key for key, _ in change.updates} == {finding.key for finding in before}


def test_brackets_that_go_again_are_a_withdrawal_undone_after_a_second_look():
    plain = cell("MUS", "consent", "2026-01-02")
    bracketed = replace(plain, statement=replace(plain.statement, bracketed=True))
    before = {plain.key: Known(bracketed, frozenset({plain.statement.digest}))}
    first = polled(before, table(plain))
    assert not first.changes
    second = polled(before, table(plain), first.waiting)
    (change,) = second.changes
    assert change.action == "withdrawal"
    assert change.new is not None
    assert change.new.bracketed is False


def test_a_bracket_with_another_date_is_no_plain_withdrawal():
    after = cell("MUS", "signature", "2025-11-20", bracketed=True)
    (change,) = polled(known(MUS), table(after)).changes
    assert (change.kind, change.action) == (ChangeKind.MODIFIED, "signature")


def test_footnotes_of_a_whole_row_are_one_editorial_change():
    before = [cell("MUS", "signature", "2025-11-19"), cell("MUS", "consent", "2026-01-02")]
    after = [replace(f, statement=replace(f.statement, footnotes=("a note",))) for f in before]
    comparison = polled(known(*before), table(*after))
    assert counted(comparison) == [("editorial", "Footnotes of State MUS changed")]
    assert stated(applied(known(*before), comparison.changes)) == wanted(table(*after))


def test_footnotes_ride_along_with_a_treaty_action_of_the_same_row():
    noted = replace(MUS, statement=replace(MUS.statement, footnotes=("a note",)))
    ratified = cell("MUS", "consent", "2026-01-02", footnotes=("a note",))
    comparison = polled(known(MUS), table(noted, ratified))
    assert [change.kind for change in comparison.changes] == [ChangeKind.ADDED]
    assert stated(applied(known(MUS), comparison.changes)) == wanted(table(noted, ratified))


def test_a_row_that_gets_its_first_date_is_one_change():
    before = known(listed("MUS"))
    comparison = polled(before, table(MUS))
    assert counted(comparison) == [("added", "State MUS signed on 19 Nov 2025")]
    assert stated(applied(before, comparison.changes)) == {MUS.key: MUS}


def test_a_row_that_loses_its_only_date_waits_as_one_removal():
    first = polled(known(MUS), table(listed("MUS")))
    assert [change.kind for change in first.waiting] == [ChangeKind.REMOVED]
    assert not first.changes


def test_a_row_without_a_date_is_told_as_what_it_is():
    assert counted(polled(known(VNM), table(VNM, listed("MUS")))) == [
        ("added", "State MUS is listed without a date")
    ]


def test_a_removed_row_waits_and_then_counts():
    before = known(MUS, VNM)
    first = polled(before, table(VNM))
    assert not first.changes
    assert [change.kind for change in first.waiting] == [ChangeKind.REMOVED]
    second = polled(before, table(VNM), first.waiting)
    assert [change.kind for change in second.changes] == [ChangeKind.REMOVED]


def test_a_row_that_is_back_on_the_second_look_was_never_gone():
    before = known(MUS, VNM)
    first = polled(before, table(VNM))
    second = polled(before, table(MUS, VNM), first.waiting)
    assert (second.changes, second.waiting) == ((), ())


def test_a_removal_that_the_second_look_sees_otherwise_waits_anew():
    before = known(MUS, VNM)
    first = polled(before, table(VNM))
    second = polled(before, table(MUS), first.waiting)
    assert not second.changes
    assert len(second.waiting) == 1


def test_additions_count_on_the_poll_on_which_a_removal_waits():
    new = cell("FRA", "signature", "2025-10-25")
    comparison = polled(known(MUS, VNM), table(VNM, new))
    assert [change.kind for change in comparison.changes] == [ChangeKind.ADDED]
    assert [change.kind for change in comparison.waiting] == [ChangeKind.REMOVED]


def test_a_return_to_an_earlier_statement_waits():
    old = cell("MUS", "signature", "2025-11-18")
    before = {MUS.key: Known(MUS, frozenset({old.statement.digest}))}
    comparison = polled(before, table(old))
    assert not comparison.changes
    assert [change.kind for change in comparison.waiting] == [ChangeKind.MODIFIED]


@pytest.mark.parametrize(
    ("rows", "modified", "waits"),
    [
        (20, MANY_ROWS, False),
        (20, MANY_ROWS + 1, True),
        (400, 12, False),
        (400, 13, True),
    ],
)
def test_too_many_modified_rows_at_once_wait(rows, modified, waits):
    before = [cell(f"S{n:03}", "signature", "2025-10-25") for n in range(rows)]
    after = [cell(f"S{n:03}", "signature", "2025-10-26") for n in range(modified)]
    comparison = polled(known(*before), table(*after, *before[modified:]))
    assert len(comparison.waiting) == (modified if waits else 0)
    assert len(comparison.changes) == (0 if waits else modified)


def test_many_new_footnotes_are_no_reason_to_wait():
    before = [cell(f"S{n:02}", "signature", "2025-10-25") for n in range(20)]
    after = [replace(f, statement=replace(f.statement, footnotes=("n",))) for f in before]
    comparison = polled(known(*before), table(*after))
    assert {change.kind for change in comparison.changes} == {ChangeKind.EDITORIAL}
    assert not comparison.waiting


def test_two_cells_of_a_row_are_one_modified_row():
    before = [
        cell(f"S{n}", role, "2025-10-25") for n in range(5) for role in ("signature", "consent")
    ]
    after = [
        cell(f"S{n}", role, "2025-10-26") for n in range(5) for role in ("signature", "consent")
    ]
    assert not polled(known(*before), table(*after)).waiting


# -- who is who ----------------------------------------------------------------------------


def test_one_unknown_name_in_the_place_of_one_row_is_held_as_a_rename():
    renamed = cell("?Mauritius (Republic of)", "signature", "2025-11-19", name="Mauritius (Rep.)")
    before = known(MUS, VNM)
    first = polled(before, table(renamed, VNM))
    assert not first.changes
    assert [change.kind for change in first.waiting] == [ChangeKind.EDITORIAL]
    assert [notice.kind for notice in first.notices] == ["probable_rename"]
    second = polled(before, table(renamed, VNM), first.waiting)
    assert [change.kind for change in second.changes] == [ChangeKind.EDITORIAL]
    assert stated(applied(before, second.changes)) == wanted(table(renamed, VNM))


def test_a_rename_of_a_row_with_two_cells_moves_both():
    before = [cell("MUS", "signature", "2025-11-19"), cell("MUS", "consent", "2026-01-02")]
    after = [
        cell("?M", "signature", "2025-11-19", name="M"),
        cell("?M", "consent", "2026-01-02", name="M"),
    ]
    first = polled(known(*before), table(*after))
    second = polled(known(*before), table(*after), first.waiting)
    assert stated(applied(known(*before), second.changes)) == wanted(table(*after))


def test_an_unknown_name_with_another_date_is_no_rename_and_waits_with_the_row_that_is_gone():
    # It may still be the old row under a new name with a corrected date: a person should look.
    other = cell("?Nowhere", "signature", "2025-12-01", name="Nowhere")
    first = polled(known(MUS, VNM), table(other, VNM))
    assert not first.changes
    assert not first.notices
    second = polled(known(MUS, VNM), table(other, VNM), first.waiting)
    assert [change.kind for change in second.changes] == [ChangeKind.ADDED, ChangeKind.REMOVED]


def test_an_unknown_name_counts_at_once_where_no_row_is_gone():
    other = cell("?Nowhere", "signature", "2025-12-01", name="Nowhere")
    comparison = polled(known(MUS, VNM), table(other, MUS, VNM))
    assert [change.kind for change in comparison.changes] == [ChangeKind.ADDED]


def test_two_rows_respelt_at_once_are_two_editorial_changes():
    # A ceremony gives many rows the same date, so that their names must decide.
    before = known(
        cell("MUS", "signature", "2025-10-25", name="Mauritius"),
        cell("VNM", "signature", "2025-10-25", name="Viet Nam"),
    )
    after = table(
        cell("?Republic of Mauritius", "signature", "2025-10-25", name="Republic of Mauritius"),
        cell("?Vietnam (SR)", "signature", "2025-10-25", name="Vietnam (SR)"),
    )
    first = polled(before, after)
    assert not first.changes
    assert len(first.notices) == 2
    second = polled(before, after, first.waiting)
    assert [change.kind for change in second.changes] == [ChangeKind.EDITORIAL] * 2
    assert {(change.old.participant, change.new.participant) for change in second.changes} == {
        ("Mauritius", "Republic of Mauritius"),
        ("Viet Nam", "Vietnam (SR)"),
    }


def test_a_row_that_is_respelt_while_it_ratifies_gives_the_ratification_alone():
    signed = cell("MUS", "signature", "2025-11-19", name="Mauritius")
    before = known(signed, VNM)
    after = table(
        cell("?Mauritius (Republic of)", "signature", "2025-11-19", name="Mauritius (Republic of)"),
        cell("?Mauritius (Republic of)", "consent", "2026-01-02", name="Mauritius (Republic of)"),
        VNM,
    )
    first = polled(before, after)
    assert not first.changes
    second = polled(before, after, first.waiting)
    (change,) = second.changes
    assert (change.kind, change.action) == (ChangeKind.ADDED, "ratification")
    assert stated(applied(before, second.changes)) == wanted(after)


def test_a_known_name_in_the_place_of_another_is_no_rename():
    other = cell("FRA", "signature", "2025-11-19")
    comparison = polled(known(MUS, VNM), table(other, VNM))
    assert [change.kind for change in comparison.changes] == [ChangeKind.ADDED]
    assert [change.kind for change in comparison.waiting] == [ChangeKind.REMOVED]


def test_two_rows_gone_and_one_unknown_name_new_is_no_rename():
    unknown = cell("?Nowhere", "signature", "2025-11-19", name="Nowhere")
    fra = cell("FRA", "signature", "2025-11-19")
    comparison = polled(known(MUS, VNM, fra), table(unknown, VNM))
    assert not comparison.notices
    kinds = [change.kind for change in comparison.waiting]
    assert sorted(kinds) == [ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.REMOVED]


def test_a_name_that_our_table_has_learned_since_is_editorial():
    unknown = cell("?Newland", "signature", "2025-11-19", name="Newland")
    learned = cell("NWL", "signature", "2025-11-19", name="Newland")
    before = known(unknown, VNM)
    comparison = polled(before, table(learned, VNM))
    assert [change.kind for change in comparison.changes] == [ChangeKind.EDITORIAL]
    assert not comparison.waiting
    assert stated(applied(before, comparison.changes)) == wanted(table(learned, VNM))


def test_a_name_that_is_learned_while_its_row_gains_a_date_keeps_its_signature():
    unknown = cell("?Newland", "signature", "2025-11-19", name="Newland")
    learned = cell("NWL", "signature", "2025-11-19", name="Newland")
    ratified = cell("NWL", "consent", "2026-01-02", name="Newland")
    before = known(unknown)
    comparison = polled(before, table(learned, ratified))
    assert [(change.kind, change.action) for change in comparison.changes] == [
        (ChangeKind.ADDED, "ratification")
    ]
    assert stated(applied(before, comparison.changes)) == wanted(table(learned, ratified))


# -- parts, windows, pages -----------------------------------------------------------------


def test_a_column_that_is_new_is_a_baseline_and_the_operator_is_told():
    ratified = cell("MUS", "consent", "2026-01-02")
    comparison = polled(known(MUS), table(MUS, ratified), parts=PARTS - {CONSENT})
    assert [change.kind for change in comparison.changes] == [ChangeKind.BASELINE]
    assert [(notice.kind, notice.subject) for notice in comparison.notices] == [
        ("new_column", CONSENT)
    ]


def test_a_signature_on_the_poll_on_which_a_column_is_new_is_no_baseline():
    ratified = cell("MUS", "consent", "2026-01-02")
    comparison = polled(known(VNM), table(VNM, MUS, ratified), parts=PARTS - {CONSENT})
    assert sorted(change.kind.value for change in comparison.changes) == ["added", "baseline"]


def test_the_first_date_in_a_column_that_was_read_empty_is_news():
    ratified = cell("MUS", "consent", "2026-01-02")
    assert [c.kind for c in polled(known(MUS), table(MUS, ratified)).changes] == [ChangeKind.ADDED]


def test_a_cell_of_an_unknown_column_is_kept_as_it_stands_and_its_edits_are_changes():
    def observed(text):
        statement = Statement(text=f"Observer: {text}", participant="State MUS")
        return Finding("column/MUS/Observer", "column/Observer", statement, "MUS")

    parts = PARTS | {"column/Observer"}
    before = known(MUS, observed("yes"))
    (change,) = polled(before, table(MUS, observed("no"), parts=parts), parts=parts).changes
    assert (change.kind, change.action) == (ChangeKind.MODIFIED, None)


def test_what_a_feed_no_longer_holds_has_only_scrolled_out():
    comparison = polled(
        known(entry("1", "old")), feed(entry("2", "new")), parts=frozenset({"entries"})
    )
    assert [change.kind for change in comparison.changes] == [ChangeKind.ADDED]
    assert not comparison.waiting


def test_a_passage_that_changed_is_one_modification_with_both_texts():
    before = first_page("a", "b", "c")
    (change,) = on_page(before, "a", "B", "c").changes
    assert (change.kind, change.old, change.new) == (
        ChangeKind.MODIFIED,
        Statement(text="b"),
        Statement(text="B"),
    )


def test_a_contiguous_block_is_one_change():
    (change,) = on_page(first_page("a", "z"), "a", "b", "c", "d", "z").changes
    assert change.kind is ChangeKind.ADDED
    assert change.new == Statement(text="b\n\nc\n\nd")


def test_two_places_of_a_page_are_two_changes():
    comparison = on_page(first_page("a", "b", "c", "d", "e"), "a", "B", "c", "D", "e")
    assert [change.kind for change in comparison.changes] == [ChangeKind.MODIFIED] * 2


def test_the_loss_of_more_than_half_of_a_page_waits_with_all_else_on_it():
    before = first_page("a" * 40, "b" * 40, "c" * 40)
    first = on_page(before, "a" * 40, "new")
    assert not first.changes
    assert first.waiting
    second = on_page(before, "a" * 40, "new", held=first.waiting)
    assert not second.waiting
    assert len(second.changes) == len(first.waiting)


def test_the_loss_of_half_of_a_page_counts_at_once():
    comparison = on_page(first_page("a" * 40, "b" * 40), "a" * 40)
    assert [change.kind for change in comparison.changes] == [ChangeKind.REMOVED]


def test_a_link_that_moves_behind_the_same_words_is_no_change():
    before = first_page("a")
    moved = replace(passage("a"), statement=Statement(text="a", link="https://example.org/b"))
    extraction = replace(page("a"), findings=(moved,))
    comparison = polled(before, extraction, parts=frozenset({"passages"}))
    assert (comparison.changes, comparison.waiting) == ((), ())


def test_a_long_page_that_is_rewritten_is_compared_in_no_time_as_one_block():
    before = first_page(*(f"old {number}" for number in range(3_000)))
    comparison = on_page(before, *(f"new {number}" for number in range(3_000)))
    assert len(comparison.changes) == 1


def first_page(*texts):
    first = compare({}, page(*texts), parts=frozenset(), read_anew=True, held=frozenset())
    return applied({}, first.changes)


def on_page(before, *texts, held=()):
    return polled(before, page(*texts), held, parts=frozenset({"passages"}))


def test_a_token_is_the_same_for_the_same_difference_and_no_other():
    one = polled(known(MUS, VNM), table(VNM)).waiting[0]
    again = polled(known(VNM, MUS), table(VNM)).waiting[0]
    other = polled(known(MUS, VNM), table(MUS)).waiting[0]
    assert token(one) == token(again) != token(other)
