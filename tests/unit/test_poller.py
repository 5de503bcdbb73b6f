"""Sources that are due are worked through: bounded, fair between hosts, never twice at once."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from watcher.model.source import Source, Tier
from watcher.poller import Poller


def source(name, host="one.example.org"):
    return Source(name, "page", f"https://{host}/{name}", Tier.PRESS, timedelta(hours=1))


def many(count, host="one.example.org"):
    return [source(f"{host}-{number}", host) for number in range(count)]


class Polls:
    """What was polled, and how many at once; each poll lasts until it is let go."""

    def __init__(self, *, held=()):
        self.begun, self.ended = [], []
        self.underway = {}
        self.most = {}
        self.held = set(held)
        self.gate = asyncio.Event()
        self.faults = {}

    async def __call__(self, source):
        host = source.url.split("/")[2]
        self.begun.append(source.id)
        assert source.id not in self.underway.setdefault(host, set())
        self.underway[host].add(source.id)
        self.most[host] = max(self.most.get(host, 0), len(self.underway[host]))
        try:
            if host in self.held:
                await self.gate.wait()
            for _ in range(3):
                await asyncio.sleep(0)
            if source.id in self.faults:
                raise self.faults[source.id]
            self.ended.append(source.id)
        finally:
            self.underway[host].discard(source.id)


@asynccontextmanager
async def polling(polls, *, host_connections=1, workers=5):
    poller = Poller(polls, host_connections=host_connections, workers=workers)
    try:
        yield poller
    finally:
        await poller.stop()


async def quietly():
    """Let everything run that can run."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_each_source_is_polled_once_in_the_order_in_which_it_came():
    polls = Polls()
    async with polling(polls) as poller:
        poller.add(many(20))
        await poller.drained()
    assert polls.ended == [each.id for each in many(20)]


async def test_a_source_that_waits_or_is_under_way_is_not_polled_a_second_time():
    polls = Polls(held={"one.example.org"})
    async with polling(polls) as poller:
        poller.add(many(3))
        await quietly()
        poller.add(many(3))
        polls.gate.set()
        await poller.drained()
    assert sorted(polls.begun) == sorted(each.id for each in many(3))


async def test_a_source_can_be_polled_again_once_its_poll_has_ended():
    polls = Polls()
    async with polling(polls) as poller:
        for _ in range(3):
            poller.add([source("a")])
            await poller.drained()
    assert polls.ended == ["a", "a", "a"]


@pytest.mark.parametrize("connections", [1, 2, 4])
async def test_a_host_has_no_more_polls_at_once_than_connections(connections):
    polls = Polls()
    async with polling(polls, host_connections=connections, workers=10) as poller:
        poller.add(many(30))
        await quietly()
        poller.add([*many(30), *many(5, "two.example.org")])
        await poller.drained()
        poller.add(many(30))
        await poller.drained()
    assert polls.most["one.example.org"] == connections
    assert set(polls.ended) == {each.id for each in (*many(30), *many(5, "two.example.org"))}


async def test_hosts_are_told_apart_whatever_the_case_of_their_names():
    polls = Polls(held={"one.example.org", "ONE.example.org"})
    async with polling(polls) as poller:
        poller.add([source("a"), source("b", "ONE.example.org")])
        await quietly()
        assert polls.begun == ["a"]
        polls.gate.set()
        await poller.drained()


async def test_a_slow_host_with_many_sources_keeps_nobody_waiting():
    polls = Polls(held={"slow.example.org"})
    async with polling(polls, workers=2) as poller:
        poller.add([*many(1_000, "slow.example.org"), *many(50)])
        for _ in range(20):
            await quietly()
        assert len([name for name in polls.ended if name.startswith("one")]) == 50
        assert len(polls.begun) == 51


async def test_stopping_cuts_off_what_is_under_way_and_drops_what_waits():
    polls = Polls(held={"one.example.org"})
    async with polling(polls) as poller:
        poller.add(many(3))
        await quietly()
    assert polls.begun == ["one.example.org-0"]
    assert polls.ended == []
    assert polls.underway == {"one.example.org": set()}


async def test_nothing_to_do_is_drained_at_once():
    async with polling(Polls()) as poller:
        await poller.drained()
        poller.add([])
        await poller.drained()


async def test_what_a_poll_dies_of_surfaces():
    polls = Polls()
    polls.faults["b"] = KeyError("a fault")
    async with polling(polls) as poller:
        poller.add([source("a"), source("b", "two.example.org"), source("c")])
        with pytest.raises(KeyError, match="a fault"):
            await poller.drained()


async def test_waiting_costs_no_task():
    polls = Polls(held={"one.example.org"})
    async with polling(polls, workers=3) as poller:
        before = len(asyncio.all_tasks())
        poller.add(many(5_000))
        await quietly()
        assert len(asyncio.all_tasks()) == before


async def test_it_holds_a_source_from_when_it_is_added_until_its_poll_ended():
    polls = Polls(held={"one.example.org"})
    async with polling(polls) as running:
        running.add([source("first"), source("second")])
        await asyncio.sleep(0)
        assert (running.holds("first"), running.holds("second")) == (True, True)
        assert not running.holds("third")
        polls.gate.set()
        await running.drained()
        assert not running.holds("first")
