from datetime import UTC, date, datetime
from io import BytesIO

import feedparser
from selectolax.lexbor import LexborHTMLParser

from watcher.demo.other_pages import (
    NewsItem,
    UnodcPage,
    render_feed,
    render_maintenance_page,
    render_unodc_page,
)
from watcher.demo.templating import SIMULATION

OLD = NewsItem("2025/10/1", date(2025, 10, 25), "Signed & sealed", "By <many> States.")
NEW = NewsItem("2026/01/2", date(2026, 1, 12), "Côte d'Ivoire ratifies", "Says who?")


def test_the_feed_is_rss_as_a_feed_reader_takes_it():
    feed = feedparser.parse(BytesIO(render_feed((OLD, NEW), base_url="http://127.0.0.1:1")))

    assert not feed.bozo
    assert feed.version == "rss20"
    assert feed.feed.subtitle == SIMULATION
    assert [entry.title for entry in feed.entries] == [NEW.title, OLD.title]
    assert [entry.published for entry in feed.entries] == [
        "Mon, 12 Jan 2026 12:00:00 +0000",
        "Sat, 25 Oct 2025 12:00:00 +0000",
    ]
    assert feed.entries[0].link == "http://127.0.0.1:1/feed/view/en/story/2026/01/2"


def test_the_ids_of_items_outlive_the_port():
    first, second = (
        feedparser.parse(BytesIO(render_feed((OLD,), base_url=f"http://127.0.0.1:{port}")))
        for port in (1, 2)
    )

    assert first.entries[0].id == second.entries[0].id
    assert first.entries[0].link != second.entries[0].link


def test_items_are_published_at_noon_utc():
    assert OLD.moment == datetime(2025, 10, 25, 12, tzinfo=UTC)


def test_what_the_unodc_page_says_stands_in_main_and_the_date_last():
    body = render_unodc_page(UnodcPage(("One <passage>", "Another"), date(2026, 2, 3)))
    passages = [node.text() for node in LexborHTMLParser(body).css("main p")]

    assert passages == ["One <passage>", "Another", "Last updated: 3 February 2026"]
    assert SIMULATION in LexborHTMLParser(body).body.text()


def test_the_maintenance_page_says_what_the_real_one_says_and_that_it_is_simulated():
    text = LexborHTMLParser(render_maintenance_page()).body.text()

    assert "urgent maintenance and is currently unavailable" in text
    assert SIMULATION in text
