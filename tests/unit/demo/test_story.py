import csv
from dataclasses import replace
from pathlib import Path

import pytest

from watcher.demo import story
from watcher.demo.status_page import StatusPage, render_status_page

FACTS = Path(__file__).parents[4] / "shared" / "facts" / "xviii-16-signatories.csv"
STEPS = range(len(story.STORY))
PAGES = [step for step in STEPS if step != story.MAINTENANCE]
WHOLE = [step for step in PAGES if step != story.HALF_A_TABLE]


def page_at(step: int) -> StatusPage:
    page = story.status_page(step)
    assert page is not None
    return page


def test_only_the_first_two_steps_are_history():
    assert [step.simulated for step in story.STORY] == [False, False, *[True] * 6]


def test_time_moves_forward_with_every_step():
    days = [step.day for step in story.STORY]

    assert days == sorted(set(days))


def test_every_step_is_told_in_one_sentence():
    assert all(step.happens.endswith(".") and ". " not in step.happens for step in story.STORY)


def test_the_baseline_has_the_72_signatures_of_hanoi_and_no_party():
    page = page_at(story.BASELINE)

    assert page.printed_signatories == len(page.rows) == 72
    assert page.printed_parties == 0
    assert {row.cells[0] for row in page.rows} == {"25 Oct 2025", "26 Oct 2025"}


def test_mauritius_is_the_one_new_row_of_the_first_step():
    before, after = page_at(story.BASELINE), page_at(story.MAURITIUS_SIGNS)
    (new,) = set(after.rows) - set(before.rows)

    assert (new.participant, new.cells) == ("Mauritius", ("19 Nov 2025", ""))
    assert replace(after, rows=before.rows) == before
    assert after.printed_signatories == 73


def test_the_claim_in_the_news_does_not_touch_the_record():
    assert page_at(story.RATIFICATION_REPORTED) == page_at(story.MAURITIUS_SIGNS)

    before = story.feed(story.MAURITIUS_SIGNS)
    (new,) = set(story.feed(story.RATIFICATION_REPORTED)) - set(before)
    assert "ratif" in new.title
    assert new.title.endswith("(simulated)")


def test_the_edited_footnote_changes_nothing_but_its_text():
    before, after = page_at(story.RATIFICATION_REPORTED), page_at(story.FOOTNOTE_EDITED)

    assert before.notes != after.notes
    assert replace(after, notes=before.notes) == before
    assert ("1",) in {row.footnotes for row in after.rows}


def test_there_is_no_status_page_during_maintenance():
    assert story.status_page(story.MAINTENANCE) is None


def test_half_of_the_table_stands_below_a_header_that_counts_the_whole():
    whole, half = page_at(story.FOOTNOTE_EDITED), page_at(story.HALF_A_TABLE)

    assert half.rows == whole.rows[:36]
    assert half.printed_signatories == 73


def test_the_first_deposit_is_one_cell_on_a_page_that_is_whole_again():
    before, after = page_at(story.FOOTNOTE_EDITED), page_at(story.FIRST_DEPOSIT)
    (new,) = set(after.rows) - set(before.rows)

    assert (new.participant, new.cells) == ("Viet Nam", ("25 Oct 2025", "3 Feb 2026"))
    assert len(after.rows) == 73
    assert (after.printed_signatories, after.printed_parties) == (73, 1)
    assert "invented" in story.STORY[story.FIRST_DEPOSIT].happens


@pytest.mark.parametrize("step", WHOLE)
def test_the_counts_in_the_header_equal_the_rows_wherever_the_table_is_whole(read, step):
    page = read(render_status_page(page_at(step), view_state="", stamp=""))
    filled = [sum(bool(row[column]) for row in page.rows) for column in (1, 2)]
    parties = f". Parties : {filled[1]}" if filled[1] else ""

    assert page.text("rptStatus_ctl00_tcText") == f"Signatories : {filled[0]}{parties}"


def test_the_counts_in_the_header_do_not_equal_the_rows_of_half_a_table(read):
    page = read(render_status_page(page_at(story.HALF_A_TABLE), view_state="", stamp=""))

    assert page.text("rptStatus_ctl00_tcText") == "Signatories : 73"
    assert len(page.rows) == 36


@pytest.mark.parametrize("step", PAGES)
def test_participants_stand_in_alphabetical_order_accents_apart(step):
    names = [row.participant for row in page_at(step).rows]

    assert names == sorted(names, key=lambda name: name.replace("ô", "o").replace("ü", "u"))


def test_the_feed_changes_at_one_step_only():
    feeds = [story.feed(step) for step in STEPS]

    assert [len(feed) for feed in feeds] == [3, 3, *[4] * 6]
    assert len({item.story for item in feeds[-1]}) == 4


def test_the_unodc_page_gains_one_passage_is_rebuilt_and_moves_its_last_line_at_every_step():
    pages = [story.unodc_page(step) for step in STEPS]

    assert [len(page.passages) for page in pages] == [3, 3, 4, 4, 4, 4, 4, 1]
    assert len({page.updated for page in pages}) == len(pages)
    assert "simulated" in pages[story.FIRST_DEPOSIT].passages[-1]
    assert "Simulated" in pages[-1].passages[-1]


def test_our_signatories_are_those_of_the_record():
    if not FACTS.exists():
        pytest.skip("the list of signatories that ours was taken from is not on this machine")
    with FACTS.open(encoding="utf-8") as lines:
        record = {(row["participant"], row["signature"]) for row in csv.DictReader(lines)}
    with Path(story.__file__).with_name("signatories.csv").open(encoding="utf-8") as lines:
        ours = {(row["participant"], row["signature"]) for row in csv.DictReader(lines)}

    assert ours == record
