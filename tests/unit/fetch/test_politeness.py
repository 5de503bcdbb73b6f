import asyncio

import pytest

from watcher.fetch.politeness import Turns


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.sleeps: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def turns(clock: Clock, pause: float, connections: int = 1) -> Turns:
    return Turns(pause, connections, monotonic=clock.monotonic, sleep=clock.sleep)


async def test_the_first_request_to_a_host_does_not_wait(clock):
    async with turns(clock, 2.0).turn("a.example"):
        pass
    assert clock.sleeps == []


async def test_the_pause_runs_from_the_end_of_one_to_the_start_of_the_next(clock):
    lanes = turns(clock, 2.0)
    async with lanes.turn("a.example"):
        clock.now += 30
    clock.now += 0.5
    async with lanes.turn("a.example"):
        assert clock.now == 132.0


async def test_who_comes_after_the_pause_does_not_wait(clock):
    lanes = turns(clock, 2.0)
    async with lanes.turn("a.example"):
        pass
    clock.now += 3
    async with lanes.turn("a.example"):
        assert clock.sleeps == []


async def test_hosts_do_not_wait_for_each_other(clock):
    lanes = turns(clock, 2.0)
    async with lanes.turn("a.example"), lanes.turn("b.example"):
        assert clock.sleeps == []


async def test_a_failed_request_counts_as_one(clock):
    lanes = turns(clock, 2.0)
    with pytest.raises(RuntimeError):
        async with lanes.turn("a.example"):
            raise RuntimeError
    async with lanes.turn("a.example"):
        assert clock.sleeps == [2.0]


async def test_those_who_wait_are_served_in_order_and_one_at_a_time(clock):
    lanes = turns(clock, 2.0)
    starts: list[tuple[int, float]] = []
    inside = 0

    async def visit(number: int) -> None:
        nonlocal inside
        async with lanes.turn("a.example"):
            inside += 1
            assert inside == 1
            starts.append((number, clock.now))
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(visit(number) for number in range(5)))
    assert starts == [(0, 100.0), (1, 102.0), (2, 104.0), (3, 106.0), (4, 108.0)]


async def test_several_connections_are_used_at_once_but_start_a_pause_apart(clock):
    lanes = turns(clock, 2.0, connections=3)
    starts: list[float] = []
    leave = asyncio.Event()

    async def visit() -> None:
        async with lanes.turn("a.example"):
            starts.append(clock.now)
            await leave.wait()

    visits = [asyncio.create_task(visit()) for _ in range(4)]
    for _ in range(20):
        await asyncio.sleep(0)
    assert starts == [100.0, 102.0, 104.0]  # the fourth has no place yet
    leave.set()
    await asyncio.gather(*visits)
    assert starts[3] == 106.0


async def test_without_a_pause_the_connections_alone_are_the_limit(clock):
    lanes = turns(clock, 0.0, connections=50)
    inside = most = 0

    async def visit() -> None:
        nonlocal inside, most
        async with lanes.turn("a.example"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(visit() for _ in range(200)))
    assert most == 50
    assert clock.sleeps == []


async def test_one_who_gives_up_waiting_does_not_hold_up_the_others():
    real = Turns(30.0, 1, monotonic=asyncio.get_running_loop().time, sleep=asyncio.sleep)
    leave = asyncio.Event()

    async def visit() -> None:
        async with real.turn("a.example"):
            await leave.wait()

    first = asyncio.create_task(visit())
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(visit()) for _ in range(3)]
    await asyncio.sleep(0)
    leave.set()
    await first
    for task in waiting:  # one of them rests at the door, two stand in line
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert all(task.cancelled() for task in waiting)

    entered = Turns(0.0, 1, monotonic=lambda: 0.0, sleep=asyncio.sleep)
    async with entered.turn("a.example"):
        line = [asyncio.create_task(_pass(entered)) for _ in range(3)]
        await asyncio.sleep(0)
        line[0].cancel()
    results = await asyncio.gather(*line, return_exceptions=True)
    assert results[1:] == ["through", "through"]


async def _pass(lanes: Turns) -> str:
    async with lanes.turn("a.example"):
        return "through"


async def test_hosts_that_were_left_do_not_pile_up(clock):
    lanes = turns(clock, 2.0)
    for number in range(5000):
        clock.now += 0.01  # 200 hosts rest at any moment
        async with lanes.turn(f"host-{number}.example"):
            pass
    assert len(lanes._lanes) <= 1024


async def test_a_host_that_still_rests_is_not_forgotten(clock):
    lanes = turns(clock, 2.0)
    for number in range(3000):
        async with lanes.turn(f"host-{number}.example"):
            pass
    async with lanes.turn("host-0.example"):
        assert clock.sleeps == [2.0]
