"""How much may differ at once, and what repetition makes believable."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compare.tables import (
    PARTS,
    cell,
    entry,
    feed,
    feeds,
    known,
    page,
    pages,
    table,
    tables,
)
from watcher.model.finding import Check, Finding, Statement
from watcher.model.source import Candidate, Outcome, Source, Tier
from watcher.vet import Remembered, examine, findings_digest, reasons, vet
from watcher.vet.size import extent

UNTC = Source("untc", "untc-status", "https://example.org/", Tier.RECORD, timedelta(hours=6))
NEWS = Source("news", "feed", "https://example.org/", Tier.OFFICIAL, timedelta(hours=1))
NOW = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def rows(count, date="2025-10-25", role="signature", **more):
    return [cell(f"S{number:02}", role, date, **more) for number in range(count)]


def verdict(source, extraction, before, *, parts=None, alike=True):
    parts = extraction.parts if parts is None else parts
    return reasons(vet(source, extraction, Remembered(before, parts, alike)))


def test_a_ceremony_may_add_any_number_of_rows():
    assert verdict(UNTC, table(*rows(80)), known(*rows(3))) == ""


def test_every_participant_may_ratify_on_one_day():
    assert verdict(UNTC, table(*rows(40), *rows(40, role="consent")), known(*rows(40))) == ""


@pytest.mark.parametrize(("modified", "accepted"), [(10, True), (11, False)])
def test_more_than_half_of_the_rows_are_not_modified_at_once(modified, accepted):
    found = [*rows(modified, "2025-10-26"), *rows(20)[modified:]]
    told = verdict(UNTC, table(*found), known(*rows(20)))
    assert told == (
        "" if accepted else "size: 11 of 20 known rows are modified, at most 50% may be at once"
    )


def test_a_row_counts_once_however_many_of_its_cells_differ():
    before = known(*rows(20), *rows(20, role="consent"))
    found = [*rows(10, "2026-01-01"), *rows(20)[10:], *rows(10, "2026-01-01", role="consent")]
    found += rows(20, role="consent")[10:]
    assert verdict(UNTC, table(*found), before) == ""


def test_five_rows_of_a_small_treaty_may_be_modified():
    assert verdict(UNTC, table(*rows(5, "2025-10-26")), known(*rows(5))) == ""
    assert "size" in verdict(UNTC, table(*rows(6, "2025-10-26")), known(*rows(6)))


def test_another_way_of_reading_may_read_every_row_in_another_way():
    found = table(*rows(20, "2025-10-26"))
    assert verdict(UNTC, found, known(*rows(20)), alike=False) == ""


def test_feeds_listings_and_pages_have_no_limit_of_their_own():
    assert verdict(NEWS, feed(*(entry(str(n), str(n)) for n in range(99))), {}) == ""
    before = known(*(entry(str(n), str(n)) for n in range(9)))
    assert verdict(NEWS, feed(*(entry(str(n), f"new {n}") for n in range(99))), before) == ""
    assert verdict(NEWS, page("d", "e", "f"), known(*_placed("a", "b", "c"))) == ""


# -- a limit of one's own ------------------------------------------------------------------


def limited(source, share):
    return replace(source, max_change=share)


def test_a_limit_counts_what_is_added():
    told = verdict(limited(UNTC, 0.3), table(*rows(14)), known(*rows(10)))
    assert told == (
        "size: 4 added, 0 modified, 0 removed of 10 known findings, at most 30% may change at once"
    )
    assert verdict(limited(UNTC, 0.3), table(*rows(13)), known(*rows(10))) == ""


def test_a_limit_counts_what_is_modified_and_what_is_removed_together():
    found = [*rows(2, "2025-10-26"), *rows(9)[2:]]
    told = verdict(limited(UNTC, 0.2), table(*found), known(*rows(10)))
    assert told.startswith("size: 0 added, 2 modified, 1 removed of 10 known findings")


def test_removals_beyond_the_limit_are_a_gate_of_their_own():
    told = verdict(limited(UNTC, 0.1), table(*rows(8)), known(*rows(10)))
    assert told.startswith("removals: 2 of 10 known findings are gone, at most 10% may; size: ")


def test_a_participant_under_another_spelling_or_code_is_no_change():
    before = known(*rows(9), cell("?Aland", "signature", "2025-10-27", name="Aland"))
    learned = cell("ALA", "signature", "2025-10-27", name="Aland")
    assert verdict(limited(UNTC, 0.01), table(*rows(9), learned), before) == ""
    renamed = cell("?Åland Islands", "signature", "2025-10-27", name="Åland Islands")
    assert verdict(limited(UNTC, 0.01), table(*rows(9), renamed), before) == ""


def test_a_window_is_measured_by_what_it_shows():
    """What was ever seen grows without end: a share of it would soon be no limit at all."""
    before = known(*(entry(str(n), f"text {n}") for n in range(1000)))
    shown = [entry(str(n), f"text {n}") for n in range(995, 1005)]
    told = verdict(limited(NEWS, 0.3), feed(*shown), before)
    assert told.startswith("size: 5 added, 0 modified, 0 removed of 10 listed findings")


def test_an_entry_that_changed_its_address_is_no_change():
    before = known(entry("http://a", "text"), entry("http://b", "other"))
    found = feed(entry("https://a", "text"), entry("https://b", "other"))
    assert verdict(limited(NEWS, 0.1), found, before) == ""


def test_of_a_page_the_passages_are_counted():
    before = known(*_placed("a", "b", "c", "d"))
    told = verdict(limited(NEWS, 0.2), page("a", "b", "x", "d", "y"), before)
    assert told.startswith("size: 1 added, 1 modified, 0 removed of 4 known findings")


def test_what_is_editorial_and_what_is_new_to_the_reader_does_not_count():
    note = Finding("notes/1", "notes", Statement(text="A note."))
    section = Finding("declarations/X/1", "declarations", Statement(text="I declare."))
    found = table(*rows(10), note, section, parts=PARTS | {"notes", "declarations"})
    parts = PARTS | {"notes"}
    assert verdict(limited(UNTC, 0.01), found, known(*rows(10)), parts=parts) == ""


@given(st.one_of(tables(), feeds(), pages(min_size=1)))
def test_a_document_like_the_last_one_differs_in_nothing(extraction):
    placed = [replace(f, key=f.key or f"passages/{n}") for n, f in enumerate(extraction.findings)]
    changed = extent(extraction, Remembered(known(*placed), extraction.parts))
    assert (changed.added, changed.modified, changed.removed) == (0, 0, 0)


@given(tables(), tables())
def test_what_is_added_one_way_is_removed_the_other(one, other):
    there = extent(other, Remembered(known(*one.findings), PARTS))
    back = extent(one, Remembered(known(*other.findings), PARTS))
    assert (there.added, there.modified, there.removed) == (
        back.removed,
        back.modified,
        back.added,
    )


# -- repetition ----------------------------------------------------------------------------

BEFORE = known(*rows(20))
CORRECTED = table(*rows(20, "2025-10-26"))


def look(extraction, candidate=None, now=NOW, before=BEFORE):
    return examine(UNTC, extraction, Remembered(before, PARTS, candidate=candidate), now)


def test_what_is_too_much_is_believed_after_three_polls_over_an_hour():
    first = look(CORRECTED)
    second = look(CORRECTED, first.candidate, NOW + HOUR / 2)
    third = look(CORRECTED, second.candidate, NOW + HOUR)
    assert [each.refused for each in (first, second, third)] == [Outcome.QUARANTINED] * 2 + [None]
    assert first.reason == second.reason  # one episode is told once
    assert "3 polls over 60 minutes say the same" in third.checks[-1].detail


def test_three_polls_within_the_hour_are_not_enough_and_neither_are_two_over_it():
    early = Candidate(findings_digest(CORRECTED.findings), NOW - HOUR / 2, 9)
    few = Candidate(findings_digest(CORRECTED.findings), NOW - 9 * HOUR, 1)
    assert look(CORRECTED, early).refused is Outcome.QUARANTINED
    assert look(CORRECTED, few).refused is Outcome.QUARANTINED


def test_another_document_begins_anew():
    first = look(CORRECTED)
    other = table(*rows(19, "2025-10-26"), *rows(20)[19:])
    again = look(other, first.candidate, NOW + HOUR)
    assert (again.candidate.since, again.candidate.polls) == (NOW + HOUR, 1)


def test_the_order_of_the_rows_is_no_difference():
    assert findings_digest(rows(20)) == findings_digest(rows(20)[::-1])
    assert findings_digest(rows(20)) != findings_digest(rows(19))
    assert findings_digest(rows(2)) != findings_digest(rows(2, bracketed=True))


def test_once_believed_it_stays_so_while_it_waits_for_a_second_look():
    """So many modifications wait in `compare` as well: they must not be refused meanwhile."""
    believed = look(CORRECTED, Candidate(findings_digest(CORRECTED.findings), NOW - HOUR, 2))
    assert believed.refused is None
    assert look(CORRECTED, believed.candidate, NOW + HOUR / 3).refused is None


def test_where_another_gate_fails_repetition_counts_for_nothing():
    """A mass removal waits for a person, however often it is seen."""
    half = table(*rows(10, "2025-10-26"))
    often = Candidate(findings_digest(half.findings), NOW - 9 * HOUR, 9)
    told = look(half, often)
    assert (told.refused, told.candidate) == (Outcome.QUARANTINED, None)
    odd = replace(CORRECTED, checks=(Check("dates", False, "one is none"),))
    often = Candidate(findings_digest(odd.findings), NOW - 9 * HOUR, 9)
    assert look(odd, often).refused is Outcome.QUARANTINED


def test_a_good_page_forgets_what_was_too_much():
    assert look(table(*rows(20)), look(CORRECTED).candidate).candidate is None


def _placed(*texts):
    found = page(*texts).findings
    return [replace(each, key=f"passages/{number}") for number, each in enumerate(found, 1)]
