"""Taking turns: few requests at once to a host, and a rest between them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_FIRST_SWEEP = 1024  # lanes; a redirect can name any number of hosts, so idle lanes are dropped


@dataclass(slots=True)
class _Lane:
    """One host's state: free places, who rests at the door, and when the next may go."""

    places: asyncio.Semaphore
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    ready_at: float = float("-inf")  # on the clock of the turns
    inside: int = 0  # who waits or works here


class Turns:
    """Whose turn it is at each host.

    A request starts when fewer than `connections` of its host are under way and `pause` seconds
    have gone since the last one of that host started or ended. Those who wait are served in the
    order they came, and cost one future each: no task and no timer but one for the first of them.
    """

    def __init__(
        self,
        pause: float,
        connections: int,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._pause = pause
        self._connections = connections
        self._monotonic = monotonic
        self._sleep = sleep
        self._lanes: dict[str, _Lane] = {}
        self._sweep_at = _FIRST_SWEEP

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at the host, and hold it while the block runs.

        The lane is the host's name without scheme and port: one machine is spared, whatever
        doors it has.
        """
        lane = self._lanes.get(host) or self._open(host)
        lane.inside += 1
        try:
            async with lane.places:
                if self._pause:
                    await self._rest(lane)
                try:
                    yield
                finally:
                    if self._pause:
                        lane.ready_at = self._monotonic() + self._pause
        finally:
            lane.inside -= 1

    async def _rest(self, lane: _Lane) -> None:
        async with lane.door:
            # Again after each sleep: with several connections, one that ended meanwhile has
            # moved the moment on.
            while (wait := lane.ready_at - self._monotonic()) > 0:
                await self._sleep(wait)
            lane.ready_at = self._monotonic() + self._pause

    def _open(self, host: str) -> _Lane:
        if len(self._lanes) >= self._sweep_at:
            now = self._monotonic()
            self._lanes = {
                name: lane
                for name, lane in self._lanes.items()
                if lane.inside or lane.ready_at > now
            }
            self._sweep_at = max(_FIRST_SWEEP, 2 * len(self._lanes))
        lane = self._lanes[host] = _Lane(asyncio.Semaphore(self._connections))
        return lane
