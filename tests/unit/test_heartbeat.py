"""A ping comes after all work has ended well, at most once a minute; a failure is told as one."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.servers import reply
from tests.unit.deliver.building import the_means
from watcher.heartbeat import EVERY, Heartbeat, ping_address
from watcher.model.channel import Secret

WORKS = ("poll", "send")


class Beating:
    """A heartbeat over a real server, with a clock that stands."""

    def __init__(self, site, means, address):
        self.site = site
        self.now = datetime(2026, 11, 27, tzinfo=UTC)
        self.heartbeat = Heartbeat(address, WORKS, means, lambda: self.now)

    async def tick(self, *works, failed=None):
        """These works end (or fail), and a ping under way arrives."""
        for work in works:
            if failed is None:
                self.heartbeat.ended(work)
            else:
                self.heartbeat.failed(work, failed)
            await self.settled()

    async def settled(self):
        if self.heartbeat._ping is not None:
            await asyncio.wait({self.heartbeat._ping})

    @property
    def pings(self):
        return [seen.target for seen in self.site.requests]


@pytest.fixture
async def beating(site):
    site.answer_all(reply(200, b"OK"))
    async with the_means() as means:
        yield Beating(site, means, site.url("/ping/uuid"))


async def test_it_waits_until_each_kind_of_work_has_ended(beating):
    await beating.tick("poll", "poll")
    assert beating.pings == []
    await beating.tick("send")
    assert beating.pings == ["/ping/uuid"]


async def test_it_pings_once_a_minute_at_most(beating):
    for _ in range(29):
        await beating.tick(*WORKS)
        beating.now += timedelta(seconds=2)
    assert len(beating.pings) == 1
    beating.now += EVERY
    await beating.tick(*WORKS)
    assert len(beating.pings) == 2


async def test_work_that_hangs_stops_the_pings_however_often_the_other_ends(beating):
    await beating.tick(*WORKS)
    for _ in range(100):
        beating.now += timedelta(seconds=2)
        await beating.tick("poll")
    assert len(beating.pings) == 1


async def test_a_failure_is_told_at_the_address_for_failures(beating):
    await beating.tick("send", failed="the disk is full")
    assert beating.pings == ["/ping/uuid/fail"]


async def test_after_a_failure_it_pings_success_when_all_ends_well_again(beating):
    await beating.tick("send", failed="the disk is full")
    beating.now += EVERY
    await beating.tick("send", "poll")
    assert beating.pings == ["/ping/uuid/fail", "/ping/uuid"]


async def test_a_failure_that_goes_on_is_told_once_a_minute(beating):
    await beating.tick("send", failed="the disk is full")
    for _ in range(31):
        beating.now += timedelta(seconds=2)
        await beating.tick("poll")
    assert beating.pings == ["/ping/uuid/fail"] * 2


async def test_an_address_that_is_a_secret_is_read_at_each_ping(site, monkeypatch):
    site.answer_all(reply(200))
    monkeypatch.setenv("HEARTBEAT", site.url("/first"))
    async with the_means() as means:
        beating = Beating(site, means, Secret("env:HEARTBEAT"))
        await beating.tick(*WORKS)
        monkeypatch.setenv("HEARTBEAT", site.url("/second"))
        beating.now += EVERY
        await beating.tick(*WORKS)
    assert beating.pings == ["/first", "/second"]


async def test_a_service_that_is_down_disturbs_nothing_and_is_told_once(site, caplog):
    site.answer_all(reply(503))
    async with the_means() as means:
        beating = Beating(site, means, site.url("/ping"))
        for _ in range(3):
            await beating.tick(*WORKS)
            beating.now += EVERY
    assert len(beating.pings) == 3
    assert caplog.text.count("the heartbeat did not arrive") == 1


async def test_without_an_address_nothing_is_pinged(site):
    async with the_means() as means:
        beating = Beating(site, means, None)
        await beating.tick(*WORKS)
    assert beating.pings == []


@pytest.mark.parametrize(
    ("address", "failure", "expected"),
    [
        ("https://hc.example/uuid", None, "https://hc.example/uuid"),
        ("https://hc.example/uuid", "bad", "https://hc.example/uuid/fail"),
        ("https://hc.example/uuid/?rid=1", "bad", "https://hc.example/uuid/fail?rid=1"),
        (
            "https://kuma.example/api/push/token?status=up&msg=OK&ping=",
            None,
            "https://kuma.example/api/push/token?status=up&msg=OK",
        ),
        (
            "https://kuma.example/api/push/token",
            "the disk is full",
            "https://kuma.example/api/push/token?status=down&msg=the+disk+is+full",
        ),
    ],
)
def test_each_kind_of_service_is_pinged_in_its_own_way(address, failure, expected):
    assert ping_address(address, failure) == expected
