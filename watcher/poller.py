"""Works through the sources that are due: a bounded number of workers, fair between hosts.

A host has as many lanes as it may have connections, so that one slow host with a thousand sources
never keeps the others waiting. Waiting costs nothing: there is no task for a source that waits.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from watcher.model.source import Source

#: Polls under way at once, over all hosts.
WORKERS = 50


@dataclass(slots=True)
class _Host:
    waiting: deque[Source] = field(default_factory=deque)
    lanes: int = 0


class Poller:
    """Calls `poll` for each source that is added, once, and never twice at a time for one."""

    def __init__(
        self,
        poll: Callable[[Source], Awaitable[None]],
        *,
        host_connections: int,
        workers: int = WORKERS,
    ) -> None:
        self._poll = poll
        self._lanes = host_connections
        self._hosts: dict[str, _Host] = {}
        self._ready: asyncio.Queue[_Host] = asyncio.Queue()
        self._underway: set[str] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._workers = [asyncio.create_task(self._work()) for _ in range(workers)]

    def add(self, sources: Iterable[Source]) -> None:
        """Queue sources; those that wait or are being polled already are left as they are."""
        for source in sources:
            if source.id in self._underway:
                continue
            self._underway.add(source.id)
            self._idle.clear()
            host = self._hosts.setdefault(urlsplit(source.url).hostname or "", _Host())
            host.waiting.append(source)
            if host.lanes < self._lanes:
                host.lanes += 1
                self._ready.put_nowait(host)

    def holds(self, source_id: str) -> bool:
        """Whether a source waits or is being polled."""
        return source_id in self._underway

    @property
    def idle(self) -> bool:
        """Whether nothing is queued or under way."""
        return not self._underway

    async def drained(self) -> None:
        """Wait until nothing is queued or under way; raises what a worker died of."""
        waiter = asyncio.create_task(self._idle.wait())
        await asyncio.wait({waiter, *self._workers}, return_when=asyncio.FIRST_COMPLETED)
        waiter.cancel()
        for worker in self._workers:
            if worker.done():
                worker.result()

    async def stop(self) -> None:
        """Drop what waits and cut off what is under way: neither is recorded, both stay due."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            host = await self._ready.get()
            if not host.waiting:
                host.lanes -= 1
                continue
            source = host.waiting.popleft()
            try:
                await self._poll(source)
            finally:
                self._underway.discard(source.id)
                if not self._underway:
                    self._idle.set()
            if host.waiting:
                self._ready.put_nowait(host)
            else:
                host.lanes -= 1
