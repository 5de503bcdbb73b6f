"""Feeds whose sites change ids, links and hosts, over HTTP and through the real way."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.end_to_end.shared import CAPTURES, needs_captures
from tests.end_to_end.watching import feed_source, watching
from tests.faults.running import Desk
from tests.servers import Site, page, redirect, reply
from watcher.model.source import Outcome

RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}
NUMBERS = (3, 2, 1)


def item(number, *, host="news.example.org", guid="{link}", path="/en/story/{n}", title="", ago=1):
    """An entry as UN News writes it; a guid of "" is none."""
    link = f"https://{host}{path.format(n=number)}"
    stated = guid.format(link=link, n=number)
    when = datetime.now(UTC).replace(hour=8, minute=0, second=0) - timedelta(days=ago)
    return (
        f"<item><title>{title or f'Story {number}'}</title><link>{link}</link>"
        + (f'<guid isPermaLink="false">{stated}</guid>' if stated else "")
        + f"<pubDate>{format_datetime(when)}</pubDate></item>"
    )


def feed(*items, channel=""):
    head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{channel}'
    return f"{head}{''.join(items)}</channel></rss>".encode()


def serve(site, body, headers=None):
    site.answer("/feed", reply(body=body, headers={**RSS, **(headers or {})}))


async def told(watcher):
    """What a reader may be told: the log without baselines and editorial changes."""
    return [
        (each["kind"], each["summary"])
        for each in await watcher.news()
        if each["kind"] != "editorial"
    ]


CHANGED = {
    "the guids are dropped": {"guid": ""},
    "the guids are other ones": {"guid": "node/{n}"},
    "the guids are http instead of https": {"guid": "http://news.example.org/en/story/{n}"},
    "the links lead to a view of the story": {
        "guid": "https://news.example.org/en/story/{n}",
        "path": "/feed/view/en/story/{n}",
    },
    "the site moved to another host": {"host": "stories.example.net"},
    "the links count campaigns": {"guid": "", "path": "/en/story/{n}?utm_source=rss"},
}


@pytest.mark.parametrize("now", CHANGED.values(), ids=CHANGED)
async def test_nothing_old_is_told_again_and_what_is_new_is_where(now, site, tmp_path):
    serve(site, feed(*(item(number) for number in NUMBERS)))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        await watcher.poll()
        serve(site, feed(*(item(number, **now) for number in NUMBERS)))
        assert (await watcher.poll()).outcome.good
        assert await told(watcher) == []
        serve(site, feed(*(item(number, **now) for number in (4, *NUMBERS))))
        await watcher.poll()
        assert await told(watcher) == [("added", "Story 4")]
        # And back to what it was before, as after a failed move.
        serve(site, feed(*(item(number) for number in (5, 4, *NUMBERS))))
        await watcher.poll()
        assert await told(watcher) == [("added", "Story 4"), ("added", "Story 5")]
        assert len(await watcher.known()) == 5


def _without(pattern):
    return lambda body: re.sub(pattern, b"", body, flags=re.DOTALL)


ELSEWHERE = {
    "without guids": _without(rb"<guid.*?</guid>"),
    "with other guids": lambda body: re.sub(rb"(<guid[^>]*>)", rb"\1x-", body),
    "with one guid for all": lambda body: re.sub(
        rb"<guid.*?</guid>", b"<guid>one</guid>", body, flags=re.DOTALL
    ),
    "from another host": lambda body: re.sub(rb"https://[\w.]+", b"http://new.example.net", body),
}


@needs_captures
@pytest.mark.parametrize("changed", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_captured_feeds_tell_nothing_old_again(changed, site, tmp_path):
    feeds = CAPTURES / "feeds"
    bodies = {
        path.stem.replace(".", "-"): path.read_bytes()
        for path in (*feeds.glob("*.rss"), *feeds.glob("*.rss.xml"), *feeds.glob("courts/*"))
    }
    assert len(bodies) == 7
    sources = [feed_source(site.url(f"/{name}"), name) for name in bodies]
    async with watching(tmp_path, *sources) as watcher:
        for each in (lambda body: body, changed, lambda body: body):
            for name, body in bodies.items():
                site.answer(f"/{name}", reply(body=each(body), headers=RSS))
            records = await watcher.poll_all()
            assert all(record.outcome.good and not record.held for record in records.values())
        assert await told(watcher) == []


async def test_guids_that_differ_at_each_request_are_one_line_a_poll(site, tmp_path):
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        for request in range(4):
            guid = f"{{n}}-{request}"
            serve(site, feed(*(item(number, guid=guid) for number in NUMBERS)))
            await watcher.poll()
        assert await told(watcher) == []
        summaries = [each["summary"] for each in await watcher.news()]
        assert summaries == ["Listed under another id: Story 3, and 2 more"] * 3


async def test_an_edited_entry_is_modified_once_whatever_became_of_its_guid(site, tmp_path):
    serve(site, feed(*(item(number) for number in NUMBERS)))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        await watcher.poll()
        edited = item(2, guid="", title="Story 2, corrected")
        serve(site, feed(item(3, guid=""), edited, item(1, guid="")))
        await watcher.poll()
        assert await told(watcher) == [("modified", "Edited: Story 2, corrected")]


async def test_a_feed_that_moved_for_good_is_asked_there_and_its_entries_stay(site, tmp_path):
    with Site() as new:
        serve(site, feed(*(item(number) for number in NUMBERS)))
        async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
            await watcher.poll()
            moved = feed(*(item(number, host="new.example.org") for number in (4, *NUMBERS)))
            site.answer("/feed", redirect(new.url("/rss"), 301))
            new.answer("/rss", page(moved, etag='"1"', headers=RSS))
            await watcher.poll()
            asked = site.count()
            assert (await watcher.poll()).outcome is Outcome.UNCHANGED
            assert (await watcher.poll()).outcome is Outcome.NOT_MODIFIED
            assert site.count() == asked
            assert await told(watcher) == [("added", "Story 4")]


def test_a_late_entry_and_a_feeds_wishes_are_told_on_the_command_line(site, tmp_path):
    desk = Desk(tmp_path).configure(feed_source(site.url("/feed")))
    wishes = "<ttl>90</ttl><skipHours><hour>3</hour></skipHours>"
    kept = {"Cache-Control": "max-age=7200", "Age": "1800"}
    serve(site, feed(item(1, ago=400), channel=wishes), kept)
    checked = desk.run("check").stdout
    assert "asks for: at most every 90 min; not at 3 h UTC" in checked
    assert "asks for, in HTTP: at most every 90 min" in checked
    desk.run("poll")
    serve(site, feed(item(3), item(2, ago=90), item(1, ago=400), channel=wishes), kept)
    desk.run("poll")
    log = {line.split()[0]: line for line in desk.run("log").stdout.splitlines() if line.strip()}
    ((number, late),) = [(seq, line) for seq, line in log.items() if "Story 2" in line]
    assert "added, late" in late
    assert sum("late" in line for line in log.values()) == 1  # not the new one, nor the baseline
    shown = desk.run("show", number).stdout
    assert re.search("published late: 9[01] days after its own date", shown)
