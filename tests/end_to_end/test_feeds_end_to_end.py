"""Real feeds, and what comes in place of one, over HTTP and through the real way."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.end_to_end.shared import CAPTURES, needs_captures
from tests.end_to_end.watching import feed_source, page_source, watching
from tests.servers import page, reply
from watcher.model.source import Outcome

FEEDS = CAPTURES / "feeds"
NEWS = "un_news_region_europe_2022-04-01.rss.xml"
ENTRIES = {
    NEWS: 30,
    "courts/ca10.xml": 6,
    "courts/ca11.xml": 10,
    "courts/cadc.xml": 13,
    "courts/mdb_2.xml": 1,
    "courts/nysb_1.xml": 162,
    "rss2email_tails_feed.rss": 10,
}
MALFORMED = sorted(path.name for path in (FEEDS / "malformed").glob("*"))
RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}


def feed(*titles):
    """A small feed with these entries, newest first."""
    items = "".join(
        f"<item><title>{title}</title><link>https://example.org/{title}</link>"
        f'<guid isPermaLink="false">{title}</guid></item>'
        for title in titles
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel>'
    return f"{text}</rss>".encode()


def serve(site, path, body):
    site.answer(f"/{path}", reply(body=body, headers=RSS))


def serve_file(site, path: Path) -> str:
    serve(site, path.name, path.read_bytes())
    return feed_source(site.url(f"/{path.name}"), path.stem.replace(".", "-"))


@needs_captures
async def test_the_captured_feeds_are_read_completely_and_then_are_unchanged(site, tmp_path):
    sources = [serve_file(site, FEEDS / name) for name in ENTRIES]
    async with watching(tmp_path, *sources) as watcher:
        records = (await watcher.poll_all()).values()
        assert {record.outcome for record in records} == {Outcome.BASELINE}
        counts = {record.source_id: len(record.changes) for record in records}
        assert sorted(counts.values()) == sorted(ENTRIES.values())
        again = (await watcher.poll_all()).values()
        assert {record.outcome for record in again} == {Outcome.UNCHANGED}


@needs_captures
async def test_every_entry_of_un_news_has_its_title_link_and_moment(site, tmp_path):
    async with watching(tmp_path, serve_file(site, FEEDS / NEWS)) as watcher:
        await watcher.poll()
        entries = [change["new"] for change in await watcher.log()]
        assert len(entries) == 30
        for entry in entries:
            assert entry["text"]
            assert entry["link"].startswith("https://news.un.org/")
            assert entry["date"].startswith("2022-0")


@needs_captures
async def test_a_new_entry_of_un_news_is_exactly_one_change(site, tmp_path):
    body = (FEEDS / NEWS).read_bytes()
    first, end = body.index(b"<item>"), body.index(b"</item>") + len(b"</item>")
    serve(site, "news", body[:first] + body[end:])
    async with watching(tmp_path, feed_source(site.url("/news"))) as watcher:
        assert len((await watcher.poll()).changes) == 29
        serve(site, "news", body)
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        (change,) = await watcher.news()
        assert change["kind"] == "added"
        assert change["new"]["link"].encode() in body[first:end]


@needs_captures
async def test_no_malformed_feed_crashes_hangs_or_swells_what_reads_it(site, tmp_path):
    sources = [serve_file(site, FEEDS / "malformed" / name) for name in MALFORMED]
    assert len(sources) == 21
    serve(site, "good", feed("one"))
    async with watching(tmp_path, *sources, feed_source(site.url("/good"), "good")) as watcher:
        records = await watcher.poll_all()
        assert records.pop("good").outcome is Outcome.BASELINE
        assert any(record.outcome is Outcome.BASELINE for record in records.values())
        refused = [record.error or "" for record in records.values() if not record.outcome.good]
        # What is not read was refused for what it is, and ran out of neither time nor memory.
        assert all(error.startswith(("feed: ", "whole: ", "minimum: ")) for error in refused)


async def test_an_html_page_in_place_of_a_feed_is_a_failed_poll_with_its_bytes_kept(site, tmp_path):
    serve(site, "feed", IN_PLACE["an HTML page"][0])
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        record = await watcher.poll()
        assert record.outcome is Outcome.FAILED
        assert record.capture is not None


IN_PLACE = {
    "an HTML page": (
        b"<!DOCTYPE html><html><head><title>Moved</title></head><body>We moved.</body></html>",
        "an HTML page titled “Moved”",
    ),
    "an empty body": (b"", "an empty body"),
    "blanks": (b" \r\n ", "an empty body"),
    "a feed without entries": (feed(), "0 findings"),
    "a feed cut in the middle": (feed("c", "b", "a")[:-40], "the feed is cut"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "an image"),
}


@pytest.mark.parametrize("body_and_reason", IN_PLACE.values(), ids=IN_PLACE)
async def test_what_is_no_whole_feed_is_a_poll_that_went_wrong(body_and_reason, site, tmp_path):
    body, reason = body_and_reason
    serve(site, "feed", feed("b", "a"))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        await watcher.poll()
        before = await watcher.known()
        serve(site, "feed", body)
        record = await watcher.poll()
        assert not record.outcome.good
        assert reason in (record.error or "")
        assert [each.reason for each in await watcher.incidents()] == [record.error]
        assert await watcher.known() == before
        serve(site, "feed", feed("c", "b", "a"))
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        assert [change["new"]["link"] for change in await watcher.news()] == [
            "https://example.org/c"
        ]
        assert await watcher.incidents() == ()


async def test_an_entry_without_link_and_date_is_no_passage(site, tmp_path):
    async with watching(tmp_path, serve_bare(site, "a")) as watcher:
        await watcher.poll()
        serve_bare(site, "b", "a")
        await watcher.poll()
        assert [change["summary"] for change in await watcher.news()] == ["Entry added: b"]


def serve_bare(site, *titles):
    """A feed that states titles and nothing else."""
    items = "".join(f"<item><title>{title}</title></item>" for title in titles)
    text = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"
    serve(site, "bare", text.encode())
    return feed_source(site.url("/bare"))


async def test_entries_that_scroll_out_and_in_again_are_no_news(site, tmp_path):
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        for titles in (["b", "a"], ["c", "b"], ["d", "c"], ["c", "b", "a"]):
            serve(site, "feed", feed(*titles))
            await watcher.poll()
        assert [change["summary"] for change in await watcher.news()] == ["c", "d"]


async def test_an_entry_that_is_edited_is_one_modification(site, tmp_path):
    serve(site, "feed", feed("b", "a"))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        await watcher.poll()
        edited = feed("b", "a").replace(b"<title>a<", b"<title>a, corrected<")
        serve(site, "feed", edited)
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        (change,) = await watcher.news()
        assert (change["kind"], change["summary"]) == ("modified", "Edited: a, corrected")


async def test_what_a_feed_asks_for_holds_after_each_good_poll(site, tmp_path):
    body = feed("b", "a").replace(b"<title>T</title>", b"<title>T</title><ttl>600</ttl>")
    kept = {"Cache-Control": "max-age=43200", "Age": "3600"}
    site.answer("/feed", page(body, etag='"1"', headers=kept))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        first, second = await watcher.poll(), await watcher.poll()
        assert (first.outcome, second.outcome) == (Outcome.BASELINE, Outcome.NOT_MODIFIED)
        assert first.next_poll - first.finished_at == timedelta(hours=11)
        # This server says it with the body alone; what the document asks for is remembered.
        assert second.next_poll - second.finished_at == timedelta(hours=10)


async def test_no_feed_silences_the_watcher_for_more_than_a_day(site, tmp_path):
    body = feed("a").replace(b"<title>T</title>", b"<title>T</title><ttl>525600</ttl>")
    site.answer("/feed", reply(body=body, headers={"Cache-Control": "max-age=31536000"}))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        record = await watcher.poll()
        assert record.next_poll - record.finished_at == timedelta(hours=24)


async def test_a_page_may_be_asked_sooner_than_its_cache_says(site, tmp_path):
    """A page's server says how long browsers may keep it; it does not ask for patience."""
    html = b"<html><title>T</title><body><main><p>Text</p></main></body></html>"
    kept = {"Content-Type": "text/html", "Cache-Control": "max-age=86400"}
    site.answer("/page", reply(body=html, headers=kept))
    source = page_source(site.url("/page"), more='every = "1h"')
    async with watching(tmp_path, source) as watcher:
        record = await watcher.poll()
        assert record.outcome is Outcome.BASELINE
        assert record.next_poll - record.finished_at == timedelta(hours=1)
