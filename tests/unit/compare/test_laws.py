"""What holds for any two states of any source."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.compare.tables import (
    PARTS,
    applied,
    feeds,
    known,
    pages,
    stated,
    tables,
    wanted,
)
from watcher.compare.changes import compare, token
from watcher.model.change import ChangeKind

few = settings(max_examples=40)  # whole tables are slow to draw

ALL_PARTS = PARTS | {"entries", "passages"}


def baseline(extraction):
    """The findings after the first good poll."""
    first = compare({}, extraction, parts=frozenset(), read_anew=True, held=frozenset())
    assert {change.kind for change in first.changes} <= {ChangeKind.BASELINE}
    assert not first.waiting
    return applied({}, first.changes)


def polled(before, extraction, held=frozenset()):
    return compare(before, extraction, parts=ALL_PARTS, read_anew=False, held=held)


def confirmed(before, extraction):
    """The findings after two polls that agree."""
    first = polled(before, extraction)
    after = applied(before, first.changes)
    second = polled(after, extraction, frozenset(map(token, first.waiting)))
    assert not second.waiting
    return applied(after, second.changes)


@few
@given(st.one_of(tables(), feeds(), pages()))
def test_a_page_that_states_the_same_is_no_change(extraction):
    comparison = polled(baseline(extraction), extraction)
    assert (comparison.changes, comparison.waiting) == ((), ())


@few
@given(tables(), tables())
def test_a_table_is_known_exactly_as_found_once_what_waited_is_confirmed(one, other):
    assert stated(confirmed(baseline(one), other)) == wanted(other)


@few
@given(tables(), tables())
def test_every_waiting_change_counts_on_the_second_agreeing_poll(one, other):
    first = polled(baseline(one), other)
    after = applied(baseline(one), first.changes)
    second = polled(after, other, frozenset(map(token, first.waiting)))
    assert set(map(token, second.changes)) >= set(map(token, first.waiting))
    assert not second.waiting


@few
@given(tables(), tables())
def test_a_second_comparison_after_confirmation_finds_nothing(one, other):
    comparison = polled(confirmed(baseline(one), other), other)
    assert (comparison.changes, comparison.waiting) == ((), ())


@few
@given(tables(min_rows=1))
def test_new_spellings_of_the_same_participants_are_editorial(one):
    respelt = replace(
        one,
        findings=tuple(
            replace(
                finding,
                statement=replace(
                    finding.statement, participant=f"{finding.statement.participant} (the)"
                ),
            )
            for finding in one.findings
        ),
    )
    comparison = polled(baseline(one), respelt)
    assert {change.kind for change in comparison.changes} == {ChangeKind.EDITORIAL}
    assert not comparison.waiting
    subjects = {finding.subject for finding in one.findings}
    assert len(comparison.changes) == len(subjects)


@few
@given(tables(), tables())
def test_each_finding_is_touched_by_one_change_at_most(one, other):
    comparison = polled(baseline(one), other)
    touched = [
        key for change in (*comparison.changes, *comparison.waiting) for key, _ in change.updates
    ]
    assert len(touched) == len(set(touched))


@few
@given(tables(), tables())
def test_removals_always_wait_and_additions_never_do(one, other):
    comparison = polled(baseline(one), other)
    assert ChangeKind.REMOVED not in {change.kind for change in comparison.changes}
    assert ChangeKind.ADDED not in {change.kind for change in comparison.waiting}


@few
@given(feeds(), feeds())
def test_what_scrolls_out_of_a_feed_is_kept_and_what_is_in_it_is_known_as_found(one, other):
    after = stated(confirmed(baseline(one), other))
    assert after == wanted(one) | wanted(other)


@few
@given(pages(min_size=1), pages(min_size=1))
def test_a_page_is_known_in_the_order_in_which_it_was_found(one, other):
    after = confirmed(baseline(one), other)
    texts = [after[key].finding.statement.text for key in sorted(after)]
    assert texts == [finding.statement.text for finding in other.findings]
    assert all(held.finding.key == key for key, held in after.items())


@few
@given(st.lists(pages(min_size=1), min_size=2, max_size=6))
def test_a_page_keeps_its_order_through_a_whole_history(history):
    after = baseline(history[0])
    for extraction in history[1:]:
        after = confirmed(after, extraction)
    texts = [after[key].finding.statement.text for key in sorted(after)]
    assert texts == [finding.statement.text for finding in history[-1].findings]


@few
@given(st.one_of(tables(), feeds(), pages()), st.one_of(tables(), feeds(), pages()))
def test_a_new_way_of_reading_alerts_nobody(one, other):
    comparison = compare(baseline(one), other, parts=ALL_PARTS, read_anew=True, held=frozenset())
    assert {change.kind for change in comparison.changes} <= {ChangeKind.BASELINE}
    assert {change.kind for change in comparison.waiting} <= {ChangeKind.EDITORIAL}


@few
@given(tables(), tables(), st.sampled_from(sorted(PARTS)))
def test_a_part_that_is_new_alerts_nobody(one, other, part):
    without = {key: held for key, held in known(*one.findings).items() if held.finding.part != part}
    comparison = compare(without, other, parts=PARTS - {part}, read_anew=False, held=frozenset())
    for change in comparison.changes:
        parts = {finding.part for _, finding in change.updates if finding}
        assert change.kind is ChangeKind.BASELINE if part in parts else parts <= PARTS - {part}


@pytest.mark.parametrize("make", [tables, feeds])
def test_the_order_of_rows_means_nothing(make):
    @few
    @given(make(), st.randoms(use_true_random=False))
    def law(one, random):
        shuffled = list(one.findings)
        random.shuffle(shuffled)
        comparison = polled(baseline(one), replace(one, findings=tuple(shuffled)))
        assert (comparison.changes, comparison.waiting) == ((), ())

    law()
