"""The overview says at the first look whether anything happened, and never takes silence for it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.review.asking import NOW, asking, copied
from tests.unit.review.pages import is_harmless, parsed, texts
from watcher.model.force import Wait
from watcher.review.changelog.glance import headline, wait_words
from watcher.store.at_a_glance import NewsSince, RecordRead

READ = datetime(2026, 2, 4, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("record", "reported", "read", "said"),
    [
        (0, 0, (READ, 0, 2), "Nothing happened in the last 24 hours"),
        (0, 0, (READ, 1, 2), "Nothing happened in what could be read in the last 24 hours"),
        (0, 0, (READ, 2, 2), "The record could not be read in the last 24 hours"),
        (
            0,
            5,
            (READ, 2, 2),
            "The record could not be read in the last 24 hours; 5 reports by others",
        ),
        (0, 0, (None, 2, 2), "The record could not be read yet"),
        (0, 0, (None, 0, 0), "No official record is watched yet"),
        (1, 0, (READ, 0, 2), "1 change on record in the last 24 hours"),
        (3, 1, (READ, 0, 2), "3 changes on record in the last 24 hours, and 1 report by others"),
        (1_000, 0, (READ, 0, 2), "1,000 and more changes on record in the last 24 hours"),
        (0, 1, (READ, 0, 2), "Nothing new on record in the last 24 hours; 1 report by others"),
    ],
)
def test_one_sentence_says_what_happened_and_what_could_not_be_known(record, reported, read, said):
    assert headline(NewsSince(record, reported, ()), RecordRead(*read)) == said


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (Wait(days=90), "90 days later"),
        (Wait(months=1, days=1), "1 month and 1 day later"),
        (Wait(months=3, first_of_month=True), "on the first day of the month after 3 months"),
        (Wait(first_of_month=True), "on the first day of the month after that"),
        (Wait(), "at once"),
    ],
)
def test_how_long_a_treaty_waits_is_told_in_words(wait, said):
    assert wait_words(wait) == said


async def test_the_first_look_tells_what_happened_and_how_each_treaty_stands(filled, tmp_path):
    async with asking(copied(filled, tmp_path), lambda: NOW - timedelta(hours=2)) as web:
        page = parsed(await web.get("/"))
    assert texts(page, "h1") == [
        "4 changes on record in the last 24 hours, and 100 reports by others"
    ]
    assert texts(page, ".told li")[0] == "it is gone UN Convention against Cybercrime"
    card = page.css_first(".treaty")
    assert texts(card, "h3") == ["UN Convention against Cybercrime"]
    assert "signatories" in card.text()
    assert card.css_first("h3 a").attributes["href"] == "/treaties/XVIII-16"


async def test_what_needs_a_person_is_named_with_its_reason(web):
    page = parsed(await web.get("/"))
    assert "failed news, since 3 Feb 2026, 06:00 no answer" in texts(
        page, "[aria-labelledby=attention] .line"
    )
    assert "104 changes not reviewed" in texts(page, ".marks li")


async def test_each_digest_says_when_it_comes_next_and_what_it_sent_last(web):
    page = parsed(await web.get("/"))
    (told,) = texts(page, "[aria-labelledby=digests] .line")
    assert "Next in 24 h, on 5 Feb 2026, 07:00." in told
    assert "Last sent 1 min ago:" in told


async def test_a_day_after_the_news_nothing_happened(web):
    assert texts(parsed(await web.get("/")), "h1") == ["Nothing happened in the last 24 hours"]


async def test_where_the_record_was_not_read_nobody_is_told_that_nothing_happened(filled, tmp_path):
    later = NOW + timedelta(days=2)
    async with asking(copied(filled, tmp_path), lambda: later) as web:
        page = parsed(await web.get("/"))
    assert texts(page, "h1") == ["The record could not be read in the last 24 hours"]
    assert len(page.css("[aria-labelledby=newest] .line")) == 8


async def test_no_title_runs_on_the_overview(web):
    page = parsed(await web.get("/"))
    is_harmless(page)
    assert len(page.css("main .line .summary > bdi")) == 8
