"""Sources that moved for good, or are gone: what is asked from then on, and what people hear."""

import json
from datetime import timedelta

import pytest

from tests.end_to_end.shared import watcher_command
from tests.end_to_end.test_feeds_end_to_end import feed, serve
from tests.end_to_end.watching import configuration, feed_source, page_source, watching
from tests.servers import page, redirect, reply
from watcher.model.source import Outcome
from watcher.schedule.polls import due
from watcher.watch import utc_now

PLAIN = reply(body=b"<html><title>Buy this domain</title><body>It is for sale.</body></html>")


async def test_where_the_new_address_serves_no_feed_the_old_one_has_the_last_word(site, tmp_path):
    """A redirect may have been a mistake, and a name may have been sold since."""
    serve(site, "new", feed("a"))
    site.answer("/feed", redirect("/new", 301))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        await watcher.poll()
        await watcher.poll()
        assert site.count("/feed") == 1
        serve(site, "feed", feed("b", "a"))
        site.answer("/new", PLAIN)
        assert (await watcher.poll()).outcome is Outcome.FAILED
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        assert [change["new"]["text"] for change in await watcher.news()] == ["b"]
        assert await watcher.incidents() == ()


async def test_the_same_holds_for_a_page_that_is_not_believed(site, tmp_path):
    known = b"<html><title>Treaty</title><main><p>It has 72 signatories.</p></main></html>"
    site.answer("/new", page(known))
    site.answer("/page", redirect("/new", 308))
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        await watcher.poll()
        site.answer("/page", page(known))
        site.answer("/new", page(b"<html><title>Just a moment...</title><p>Wait.</p></html>"))
        assert (await watcher.poll()).outcome is Outcome.QUARANTINED
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED


async def test_who_asks_for_rest_is_not_asked_by_the_old_address_again(site, tmp_path):
    serve(site, "new", feed("a"))
    site.answer("/feed", redirect("/new", 301))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        await watcher.poll()
        asked = site.count()
        site.answer("/new", reply(429, headers={"Retry-After": "36000"}))
        record = await watcher.poll()
        assert site.count() == asked + 1
        assert record.next_poll - record.finished_at >= timedelta(hours=10)


async def test_where_both_addresses_fail_both_are_told(site, tmp_path):
    serve(site, "new", feed("a"))
    site.answer("/feed", redirect("/new", 301))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        await watcher.poll()
        site.answer("/new", reply(500))
        site.answer("/feed", reply(404))
        error = (await watcher.poll()).error
        assert f"{site.url('/feed')} answered 404" in error
        assert f"it had moved for good, and there: {site.url('/new')} answered 500" in error


async def test_a_feed_that_is_gone_rests_until_it_is_asked_by_name(site, tmp_path):
    serve(site, "feed", feed("a"))
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:

        def would_be_polled():
            later = utc_now() + timedelta(days=30)
            return bool(due(watcher.config.sources, watcher.watch.states, later))

        await watcher.poll()
        site.answer("/feed", reply(410))
        assert (await watcher.poll()).outcome is Outcome.FAILED
        assert not would_be_polled()
        (incident,) = await watcher.incidents()
        assert "answered 410 Gone" in incident.reason
        assert "`watcher poll feed` asks it again" in incident.reason
        site.answer("/feed", reply(503))
        await watcher.poll()
        assert not would_be_polled()
        serve(site, "feed", feed("b", "a"))
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        assert would_be_polled()
        assert await watcher.incidents() == ()


async def test_another_address_is_due_at_once_however_often_the_first_one_failed(site, tmp_path):
    """People are told to change the url: to wait out the back-off then may take a day."""

    def is_due(watcher):
        return bool(due(watcher.config.sources, watcher.watch.states, utc_now()))

    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        await watcher.poll()
        assert not is_due(watcher)
    async with watching(tmp_path, feed_source(site.url("/feed"))) as watcher:
        assert not is_due(watcher)
    async with watching(tmp_path, feed_source(site.url("/new"))) as watcher:
        assert is_due(watcher)
        assert watcher.watch.states["feed"].failures == 0


@pytest.fixture
def run(site, tmp_path):
    """Run a command against a feed and a page."""
    serve(site, "feed", feed("a"))
    site.answer("/page", page(b"<html><body><p>One.</p></body></html>"))
    configuration(tmp_path, feed_source(site.url("/feed")), page_source(site.url("/page")))

    def command(*words, ends=0):
        done = watcher_command(tmp_path, *words)
        assert done.returncode == ends, done.stdout + done.stderr
        return done.stdout

    return command


def test_a_poll_of_all_leaves_what_is_gone_alone_and_says_so(run, site):
    run("poll")
    site.answer("/feed", reply(410))
    run("poll", ends=1)
    asked = site.count("/feed")
    told = run("poll", ends=1)
    assert "feed: paused; it answered 410 Gone and is not asked any more" in told
    assert "page: unchanged" in told
    assert site.count("/feed") == asked
    listed = next(line for line in run("sources").splitlines() if line.startswith("feed "))
    assert listed.count("paused") == 2  # what it is, and when it is polled next
    serve(site, "feed", feed("a"))
    assert run("poll", "feed") == "feed: unchanged\n"
    assert "paused" not in run("poll")


def test_another_address_is_polled_at_once(run, site, tmp_path):
    site.answer("/feed", reply(410))
    run("poll", ends=1)
    serve(site, "new", feed("a"))
    configuration(tmp_path, feed_source(site.url("/new")), page_source(site.url("/page")))
    assert "feed: baseline" in run("poll")


def test_the_address_that_is_asked_is_listed(run, site):
    site.answer("/feed", redirect("/new", 301))
    serve(site, "new", feed("a"))
    run("poll")
    listed = [json.loads(line) for line in run("sources", "--json").splitlines()]
    assert [each["moved_to"] for each in listed] == [site.url("/new"), None]
