"""A source that a person pauses rests until a person resumes it, whatever it answers meanwhile."""

import json

import pytest

from tests.end_to_end.test_daemon import source
from tests.end_to_end.watching import page_source as watched_page
from tests.end_to_end.watching import watching
from tests.faults.running import OUTGOING, Desk, needs_proc, page_of, page_source, until
from tests.servers import page
from watcher.asked import Asked
from watcher.schedule.polls import due
from watcher.store import requests
from watcher.store.requests import Kind
from watcher.watch import open_way, utc_now


class Office:
    """Asks as another process would, and lets the daemon's own part take it up."""

    def __init__(self, watcher, way):
        self.watcher = watcher
        self.asked = Asked(watcher.config, way)

    async def ask(self, kind, source_id="page"):
        """The error of the answer, None for none."""
        (number,) = await self.watcher.store.write(requests.ask, kind, [source_id], utc_now())
        for _ in range(2):  # taken up, then answered
            await self.asked.take_up(self.watcher.watch, utc_now())
        told = await self.watcher.store.read(requests.one, number)
        assert told.done_at is not None
        return json.loads(told.answer)["error"]

    @property
    def due(self):
        return [
            each.id
            for each in due(self.watcher.config.sources, self.watcher.watch.states, utc_now())
        ]


@pytest.fixture
async def office(site, tmp_path):
    site.answer("/page", page(page_of("One.")))
    sections = watched_page(site.url("/page")), watched_page(site.url("/2"), "off", "paused = true")
    async with (
        watching(tmp_path, *sections) as watcher,
        open_way(watcher.config, watcher.store, readers=1) as way,
    ):
        yield Office(watcher, way)


async def test_what_a_person_paused_is_due_only_once_it_is_resumed(office):
    assert office.due == ["page"]
    assert await office.ask(Kind.PAUSE) is None
    assert office.due == []
    assert (await office.watcher.poll("page")).outcome.good  # it can still be asked by name
    await office.watcher.watch.refresh()
    state = office.watcher.watch.states["page"]
    assert (state.paused_by_person, state.paused, state.rests) == (True, False, True)
    assert await office.ask(Kind.RESUME) is None
    assert office.due == ["page"]  # at once, though its interval has just begun


async def test_a_person_resumes_a_source_that_answered_gone_too(office):
    gone = "UPDATE sources SET paused = 1, next_poll = '2099-01-01T00:00:00.000Z' WHERE id = 'page'"
    await office.watcher.store.write(lambda db: db.execute(gone))
    await office.watcher.watch.refresh()
    assert office.due == []
    await office.ask(Kind.RESUME)
    assert office.due == ["page"]


async def test_what_the_configuration_pauses_is_resumed_there(office):
    assert "paused = true" in await office.ask(Kind.RESUME, "off")
    assert "no source 'other'" in await office.ask(Kind.PAUSE, "other")


async def test_what_was_asked_is_told_with_what_became_of_it(office):
    await office.ask(Kind.PAUSE)
    await office.ask(Kind.RESUME)
    await office.watcher.store.write(requests.ask, Kind.POLL, ["page"], utc_now())
    recent = await office.watcher.store.read(requests.recent, 2)
    assert [(each.kind, each.subject) for each in recent] == [("poll", "page"), ("resume", "page")]
    assert [each.done_at is None for each in recent] == [True, False]


@needs_proc
def test_the_command_line_pauses_and_resumes_beside_a_daemon_and_without_one(site, tmp_path):
    site.answer("/page", page(page_of("One.")))
    desk = Desk(tmp_path).configure(page_source(site.url("/page")), OUTGOING)
    assert desk.run("sources", "pause", "page").stdout == "page: paused\n"  # before its first poll
    with desk.daemon() as daemon:
        until(lambda: desk.run("health").returncode == 0)
        assert site.count("/page") == 0
        assert source(desk)["paused"] is True
        assert desk.run("sources", "resume", "page").stdout == "page: polled again\n"
        daemon.wait_for("polled")
        assert daemon.stop() == 0
    assert desk.run("sources", "pause", "nobody").returncode == 2
