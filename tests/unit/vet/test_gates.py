"""The gates that look at what is known, behind those of the extractor."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.compare.tables import (
    CONSENT,
    LISTED,
    PARTS,
    cell,
    entry,
    feed,
    known,
    listed,
    page,
    table,
)
from watcher.model.finding import Check, Finding, Statement
from watcher.model.source import Source, Tier
from watcher.vet import Remembered, reasons, vet

SOURCE = Source("untc", "untc-status", "https://example.org/", Tier.RECORD, timedelta(hours=6))
ROWS = [cell(f"S{number:02}", "signature", "2025-10-25") for number in range(20)]
BOUND = [cell(f"S{number:02}", "consent", "2026-02-03") for number in range(10)]


def verdict(extraction, before, *, parts=PARTS, source=SOURCE, alike=True):
    return reasons(vet(source, extraction, Remembered(before, parts, alike)))


def declaration(number, part="declarations"):
    return Finding(f"{part}/S{number:02}/1", part, Statement(text=f"Declaration {number}."))


def test_a_page_like_the_last_one_is_accepted():
    assert verdict(table(*ROWS), known(*ROWS)) == ""


def test_the_first_page_is_accepted():
    assert verdict(table(*ROWS), {}, parts=frozenset()) == ""


@pytest.mark.parametrize(("rows", "accepted"), [(16, True), (15, False), (0, False)])
def test_at_least_four_fifths_of_the_known_rows_must_be_there(rows, accepted):
    told = verdict(table(*ROWS[:rows], ROWS[0]), known(*ROWS))
    assert (told == "") is accepted
    if not accepted:
        assert told == f"known rows: {max(rows, 1)} of 20 known rows are there"


@pytest.mark.parametrize("rows", [2, 3, 4])
def test_one_row_of_a_small_treaty_may_be_gone_and_two_may_not(rows):
    """Else a treaty with three participants could never lose one: quarantined for ever."""
    assert verdict(table(*ROWS[: rows - 1]), known(*ROWS[:rows])) == ""
    if rows > 2:
        assert "known rows" in verdict(table(*ROWS[: rows - 2]), known(*ROWS[:rows]))


def test_new_rows_do_not_stand_in_for_known_ones():
    others = [cell(f"N{number:02}", "signature", "2025-10-25") for number in range(20)]
    assert "known rows" in verdict(table(*ROWS[:10], *others), known(*ROWS))


def test_rows_are_recognised_under_new_spellings_and_under_new_codes():
    respelt = [
        replace(f, statement=replace(f.statement, participant=f"{f.subject} renamed")) for f in ROWS
    ]
    assert verdict(table(*respelt), known(*ROWS)) == ""
    unresolved = [
        cell(f"?{f.statement.participant}", "signature", "2025-10-25", name=f.statement.participant)
        for f in ROWS
    ]
    assert verdict(table(*ROWS), known(*unresolved)) == ""


def test_rows_without_any_date_and_rows_of_odd_columns_count_as_rows():
    odd = Finding("column/S01/Odd", "column/Odd", Statement(text="Odd: x", participant="A"), "S01")
    before = known(listed("S02"), listed("S03"), listed("S04"), odd)
    assert verdict(table(odd, *(listed(f"S0{n}") for n in (2, 3, 4))), before) == ""
    assert verdict(table(listed("S02")), before) == "known rows: 1 of 4 known rows are there"


def test_a_column_that_had_dates_must_be_there():
    before = known(*ROWS, cell("S01", "consent", "2026-01-02"))
    told = verdict(table(*ROWS, parts=PARTS - {CONSENT}), before)
    assert told == "known columns: the column for consent is gone"


def test_a_column_that_never_had_a_date_may_go():
    assert verdict(table(*ROWS, parts=PARTS - {CONSENT}), known(*ROWS)) == ""


def test_a_column_that_nobody_knows_may_go():
    odd = replace(ROWS[0], key="column/S00/Odd", part="column/Odd")
    before = known(*ROWS, odd)
    assert verdict(table(*ROWS), before, parts=PARTS | {"column/Odd"}) == ""


@pytest.mark.parametrize(("left", "accepted"), [(5, True), (4, False), (0, False)])
def test_a_column_must_not_run_empty_in_rows_that_stay(left, accepted):
    told = verdict(table(*ROWS, *BOUND[:left]), known(*ROWS, *BOUND))
    gate = f"known findings: still there are only {left} of 10 in consent"
    assert told == ("" if accepted else gate)


def test_a_few_cells_may_go_whatever_their_share():
    assert verdict(table(*ROWS), known(*ROWS, *BOUND[:3])) == ""


def test_rows_that_were_listed_only_may_all_get_dates():
    before = known(*(listed(f"S{number:02}") for number in range(20)))
    assert verdict(table(*ROWS), before) == ""
    assert LISTED in PARTS


def test_a_section_must_not_vanish_from_the_page():
    before = known(*ROWS, *(declaration(number) for number in range(12)))
    parts = PARTS | {"declarations"}
    page_ = table(*ROWS, *(declaration(number) for number in range(5)), parts=parts)
    told = verdict(page_, before, parts=parts)
    assert told == "known findings: still there are only 5 of 12 in declarations"
    assert verdict(table(*ROWS, *map(declaration, range(6)), parts=parts), before) == ""


def test_end_notes_may_be_written_anew():
    notes = [declaration(number, "notes") for number in range(12)]
    assert verdict(table(*ROWS, parts=PARTS | {"notes"}), known(*ROWS, *notes)) == ""


def test_another_way_of_reading_may_find_other_things_in_the_same_rows():
    assert verdict(table(*ROWS), known(*ROWS, *BOUND), alike=False) == ""


def test_too_few_findings_are_refused():
    demanding = replace(SOURCE, min_findings=30)
    assert verdict(table(*ROWS), {}, source=demanding) == (
        "minimum: 20 findings, at least 30 expected"
    )


def test_an_empty_table_is_refused():
    assert "minimum" in verdict(table(), known(*ROWS))


def test_a_feed_of_all_new_entries_is_accepted():
    assert verdict(feed(entry("2", "b")), known(entry("1", "a")), parts=frozenset()) == ""


def test_a_page_without_participants_has_no_rows_to_lose():
    assert verdict(page("new"), known(*page("a", "b").findings), parts=frozenset()) == ""


def test_where_the_extractor_refuses_nothing_more_is_asked():
    refused = replace(table(), checks=(Check("table", False, "it is not on the page"),))
    checks = vet(SOURCE, refused, Remembered(known(*ROWS), PARTS))
    assert checks == refused.checks
    assert reasons(checks) == "table: it is not on the page"


def test_all_gates_are_named_whether_passed_or_not():
    names = [check.name for check in vet(SOURCE, table(*ROWS), Remembered(known(*ROWS), PARTS))]
    assert names == ["minimum", "known columns", "known rows", "known findings", "size"]
