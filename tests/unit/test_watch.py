"""Polls over real HTTP into a real database: what moves on after which poll."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from tests.readers import open_lasting_way
from tests.servers import page, reply
from watcher import judge
from watcher.config import load
from watcher.errors import StoreError
from watcher.model.change import ChangeKind
from watcher.model.source import Outcome
from watcher.store import polls, sources
from watcher.store.handle import open_store
from watcher.store.log import LogFilter, changes
from watcher.watch import Watch, introduce

SERVICE = """
[service]
database = "{folder}/watcher.db"
allow_private_addresses = true
host_pause = "0s"
"""
SOURCE = """
[[source]]
id = "{name}"
kind = "page"
url = "{url}"
every = "6h"
{more}
"""
LONG = ["first " * 20, "second " * 20, "third " * 20]


def html(*passages):
    body = "".join(f"<p>{text}</p>" for text in passages)
    return f"<html><body><main>{body}</main></body></html>".encode()


class Watcher:
    """The watch with its store, and what each poll ended in."""

    def __init__(self, config, way, watch, records):
        self.config, self.way, self.watch, self.records = config, way, watch, records
        self.store = way.store

    async def poll(self):
        """Poll all sources; the outcome of the only one, or all outcomes by source."""
        self.records.clear()
        self.watch.add(self.config.sources)
        await self.watch.finished()
        outcomes = {record.source_id: record.outcome for record in self.records}
        return outcomes if len(outcomes) > 1 else next(iter(outcomes.values()))

    async def log(self):
        def rows(db):
            return [each.change.kind for each in changes(db, LogFilter(), newest_first=False)]

        return await self.store.read(rows)


@asynccontextmanager
async def watching(folder, *sections):
    path = folder / "watcher.toml"
    path.write_text(SERVICE.format(folder=folder) + "".join(sections))
    config = load(path)
    records = []
    with open_store(config.service.database, "a test") as store:
        async with open_lasting_way(config, store) as way:
            await introduce(config, way)
            async with Watch(way, config, lambda _, record: records.append(record)) as watch:
                yield Watcher(config, way, watch, records)


def source(url, name="one", more=""):
    return SOURCE.format(name=name, url=url, more=more)


async def test_validators_of_a_good_poll_are_sent_with_the_next(tmp_path, site):
    site.answer("/page", page(html("a", "b"), etag='"1"'))
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        assert await watcher.poll() is Outcome.BASELINE
        assert await watcher.poll() is Outcome.NOT_MODIFIED
    assert [seen.header("if-none-match") for seen in site.requests] == [None, '"1"']


async def test_an_unchanged_body_brings_new_validators_and_is_not_read(tmp_path, site):
    site.answer("/page", *(page(html("a"), etag=f'"{number}"') for number in (1, 2, 2)))
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        outcomes = [await watcher.poll() for _ in range(3)]
    assert outcomes == [Outcome.BASELINE, Outcome.UNCHANGED, Outcome.NOT_MODIFIED]


async def test_an_unconfirmed_poll_is_looked_at_again_without_validators(tmp_path, site):
    site.answer("/page", page(html(*LONG), etag='"1"'), page(html("first " * 20), etag='"2"'))
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        assert await watcher.poll() is Outcome.BASELINE
        assert await watcher.poll() is Outcome.UNCONFIRMED
        (waits,) = watcher.records
        assert (waits.next_poll - waits.finished_at).total_seconds() <= 1800
        assert await watcher.log() == [ChangeKind.BASELINE]
        assert await watcher.poll() is Outcome.CHANGED
        assert await watcher.log() == [ChangeKind.BASELINE, ChangeKind.REMOVED]
        assert await watcher.poll() is Outcome.NOT_MODIFIED
    assert [seen.header("if-none-match") for seen in site.requests] == [None, '"1"', None, '"2"']


async def test_what_was_lost_for_one_poll_is_no_change(tmp_path, site):
    whole = page(html(*LONG))
    site.answer("/page", whole, page(html("first " * 20)), whole)
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        outcomes = [await watcher.poll() for _ in range(3)]
        assert outcomes == [Outcome.BASELINE, Outcome.UNCONFIRMED, Outcome.UNCHANGED]
        assert await watcher.log() == [ChangeKind.BASELINE]


async def test_an_outage_advances_nothing_and_a_change_during_it_is_found(tmp_path, site):
    site.answer(
        "/page",
        page(html("a", "b"), etag='"1"'),
        reply(body=b"<html><body><p>cut", headers={"ETag": '"2"', "Content-Type": "text/html"}),
        reply(503),
        page(html("a", "b", "c"), etag='"3"'),
    )
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        outcomes = [await watcher.poll() for _ in range(4)]
        assert outcomes == [
            Outcome.BASELINE,
            Outcome.QUARANTINED,
            Outcome.FAILED,
            Outcome.CHANGED,
        ]
        assert await watcher.log() == [ChangeKind.BASELINE, ChangeKind.ADDED]
        closed = await watcher.store.read(sources.incidents)
        assert closed == ()
    assert [seen.header("if-none-match") for seen in site.requests] == [None, '"1"', '"1"', '"1"']


async def test_another_selector_is_a_silent_baseline(tmp_path, site):
    site.answer("/page", page(html("a") + b"<footer>f</footer>"))
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        await watcher.poll()
    async with watching(tmp_path, source(site.url("/page"), more='select = "footer"')) as watcher:
        assert await watcher.poll() is Outcome.BASELINE
        assert set(await watcher.log()) == {ChangeKind.BASELINE}
        assert await watcher.poll() is Outcome.UNCHANGED


async def test_a_fault_of_our_own_is_a_failed_poll_of_one_source(tmp_path, site, monkeypatch):
    site.answer("/good", page(html("a")))
    site.answer("/bad", page(html("bad")))
    real = judge.compare

    def faulty(known, extraction, **options):
        if extraction.findings[0].statement.text == "bad":
            raise KeyError("a fault")
        return real(known, extraction, **options)

    monkeypatch.setattr(judge, "compare", faulty)
    sections = [source(site.url("/good"), "good"), source(site.url("/bad"), "bad")]
    async with watching(tmp_path, *sections) as watcher:
        outcomes = await watcher.poll()
        assert outcomes == {"good": Outcome.BASELINE, "bad": Outcome.FAILED}
        (incident,) = await watcher.store.read(sources.incidents)
        assert (incident.source, "fault" in incident.reason) == ("bad", True)
        assert (await watcher.poll())["good"] is Outcome.UNCHANGED


async def test_a_poll_that_the_database_does_not_take_is_done_again(tmp_path, site, monkeypatch):
    site.answer("/page", page(html("a"), etag='"1"'))
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        with monkeypatch.context() as patched:
            patched.setattr(polls, "write", lambda *_: 1 / 0)
            with pytest.raises(StoreError, match="could not be recorded"):
                await watcher.poll()
        rests = watcher.watch.states["one"].next_poll - watcher.way.clock()
        assert 0 < rests.total_seconds() <= 60
        assert await watcher.log() == []
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        assert await watcher.poll() is Outcome.BASELINE
    assert [seen.header("if-none-match") for seen in site.requests] == [None, None]


async def test_a_database_that_cannot_be_read_fails_the_poll_and_ends_no_worker(
    tmp_path, site, monkeypatch
):
    site.answer("/page", page(html("a")))
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        real = watcher.store.read

        async def refused(query, *arguments, **named):
            if query is sources.known:
                raise StoreError("disk I/O error")
            return await real(query, *arguments, **named)

        with monkeypatch.context() as patched:
            patched.setattr(watcher.store, "read", refused)
            with pytest.raises(StoreError, match="disk I/O"):
                await watcher.poll()
        watcher.watch.add(watcher.config.sources)
        with pytest.raises(StoreError, match="disk I/O"):  # told again: that poll is still missing
            await watcher.watch.finished()
        assert [record.outcome for record in watcher.records] == [Outcome.BASELINE]


async def test_states_that_were_read_during_a_commit_are_read_again(tmp_path, site, monkeypatch):
    site.answer("/page", page(html("a"), etag='"1"'))
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        real, taken, release = watcher.store.read, asyncio.Event(), asyncio.Event()

        async def slow(query, *arguments, **named):
            answer = await real(query, *arguments, **named)
            if query is sources.states:
                taken.set()
                await release.wait()
            return answer

        with monkeypatch.context() as patched:
            patched.setattr(watcher.store, "read", slow)
            refreshing = asyncio.create_task(watcher.watch.refresh())
            await taken.wait()
            await watcher.poll()
            release.set()
            await refreshing
        (record,) = watcher.records
        assert watcher.watch.states["one"].next_poll == record.next_poll
        assert await watcher.poll() is Outcome.NOT_MODIFIED


async def test_stopping_leaves_what_was_under_way_due(tmp_path, site):
    site.answer("/page", reply(200, b"x" * 100, {"X": "slow"}))
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        watcher.watch.add(watcher.config.sources)
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        assert watcher.watch.states["one"].next_poll is None


async def test_odd_characters_of_a_page_reach_the_log(tmp_path, site):
    odd = "a&#0;b &#xD800; \ufffe\u202e \U0001f600"
    site.answer("/page", page(html("first")), page(html("first", odd)))
    async with watching(tmp_path, source(site.url("/page"))) as watcher:
        outcomes = [await watcher.poll() for _ in range(3)]
    assert outcomes == [Outcome.BASELINE, Outcome.CHANGED, Outcome.UNCHANGED]
