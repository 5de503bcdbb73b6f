"""Polls what it is told to poll and keeps the sources' states: what `run` and `poll` share."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from watcher.config import Config
from watcher.errors import StoreError
from watcher.fetch.client import Fetcher, FetchSettings, user_agent
from watcher.log import get_logger
from watcher.model.change import PollRecord
from watcher.model.source import Source, SourceState
from watcher.pipeline import poll
from watcher.poller import Poller
from watcher.reread import reread
from watcher.sandbox import Sandbox
from watcher.store import outbox, polls, sources
from watcher.store.handle import Store
from watcher.way import Clock, Way

log = get_logger(__name__)

#: After a poll that could not be recorded (a full disk), the source rests this long.
_UNRECORDED_REST = timedelta(minutes=1)

#: Polls wait, and none has ended for so long: something hangs. One fetch takes a minute at most.
_STUCK_AFTER = timedelta(minutes=30)

#: Records handed to the store and not yet durable, at most: they hold no bodies, only rows.
_UNCOMMITTED = 2_000

OnPoll = Callable[[Source, PollRecord], None]
OnUnrecorded = Callable[[Source, BaseException], None]


class WatchStuck(Exception):
    """Polls wait and none ends: a fault of ours, which must not pass for quiet."""


def utc_now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)


def fetch_settings(config: Config) -> FetchSettings:
    """What the configuration says of fetching."""
    service = config.service
    return FetchSettings(
        user_agent=user_agent(service.contact or ""),
        host_pause=service.host_pause,
        host_connections=service.host_connections,
        allow_private_addresses=service.allow_private_addresses,
        ca_file=service.ca_file,
    )


@asynccontextmanager
async def open_way(
    config: Config, store: Store, clock: Clock = utc_now, *, readers: int | None = None
) -> AsyncIterator[Way]:
    """The tools along the way, for the length of a block.

    `readers` is the number of processes that read documents; None for the sandbox's own choice.
    """
    async with (
        Fetcher(fetch_settings(config), now=clock) as fetcher,
        Sandbox(workers=readers) as sandbox,
    ):
        yield Way(store, fetcher, sandbox, clock)


async def introduce(config: Config, way: Way) -> None:
    """Make sources and digests known to the store; a new digest begins at the log's head."""
    await way.store.write(polls.register, config.sources)
    now = way.clock()
    for digest in config.digests:
        await way.store.write(outbox.start, digest.id, now)
        if digest.immediate:
            await way.store.write(outbox.start, digest.alerts, now)


class Watch:
    """Polls sources and keeps their states. An asynchronous context manager.

    `on_poll` is told of each poll once it is durable, `on_unrecorded` of each that the store did
    not take: nothing of it is kept, and the source is polled again after a short rest.
    """

    def __init__(
        self,
        way: Way,
        config: Config,
        on_poll: OnPoll,
        on_unrecorded: OnUnrecorded = lambda _source, _error: None,
    ) -> None:
        self._way = way
        self._on_poll = on_poll
        self._on_unrecorded = on_unrecorded
        self.states: dict[str, SourceState] = {}
        self._stale: set[str] = set()  # polled since their state was read
        self._commits: dict[str, asyncio.Future[None]] = {}  # by source
        self._room = asyncio.Semaphore(_UNCOMMITTED)
        self._failure: BaseException | None = None
        self._moved: datetime | None = None  # when a poll last ended, or the first one was added
        self._poller = Poller(self._one, host_connections=config.service.host_connections)

    async def __aenter__(self) -> "Watch":
        await self.refresh()
        return self

    async def __aexit__(self, *_: object) -> None:
        """What is under way is cut off and stays due; what was handed over is committed."""
        await self._poller.stop()
        await self._all_committed()

    def add(self, wanted: Iterable[Source]) -> None:
        """Queue sources for a poll; those under way are left as they are."""
        if self._poller.idle:
            self._moved = self._way.clock()
        self._poller.add(source for source in wanted if source.id not in self._commits)

    def busy(self, source_id: str) -> bool:
        """Whether a poll of the source waits, is under way, or is not durable yet."""
        return source_id in self._commits or self._poller.holds(source_id)

    def stuck(self, now: datetime) -> bool:
        """Whether polls wait, or are under way, and none has ended for long."""
        return (
            not self._poller.idle
            and self._moved is not None
            and abs(now - self._moved) > _STUCK_AFTER
        )

    async def finished(self) -> None:
        """Wait until all that was added is polled and durable; StoreError where some is not."""
        await self._poller.drained()
        await self._all_committed()
        if self._failure is not None:
            raise self._failure

    async def refresh(self) -> None:
        """Read the states again, after another process may have changed them."""
        before, self._stale = self._stale, set()
        try:
            states = await self._way.store.read(sources.states)
        except BaseException:
            self._stale |= before
            raise
        # What was committed while the rows were read may be missing in them: it stays stale.
        self.states = states | {id_: self.states[id_] for id_ in self._stale}

    async def _one(self, source: Source) -> None:
        try:
            await self._polled(source)
        finally:
            self._moved = self._way.clock()

    async def _polled(self, source: Source) -> None:
        try:
            if source.id in self._stale:
                await self.refresh()
            state = await self._read_again(source)
            record = await poll(self._way, source, state)
        except StoreError as error:
            self._unrecorded(source, self.states.get(source.id) or SourceState(source.id), error)
            return
        await self._room.acquire()
        commit = self._way.store.writer.submit(record)
        self._commits[source.id] = commit
        commit.add_done_callback(partial(self._committed, source, state, record))
        if record.capture is not None:
            # Bodies are large: a worker does not fetch the next one before this one is safe.
            await asyncio.wait({commit})

    async def _read_again(self, source: Source) -> SourceState:
        """The source's state, after what is kept of it was read by a newer reader, if need be."""
        state = self.states.get(source.id) or SourceState(source.id)
        record = await reread(self._way, source, state)
        if record is None:
            return state
        await self._way.store.writer.submit(record)
        log.info("read again after an upgrade", source=source.id, changes=len(record.changes))
        return (await self._way.store.read(sources.states))[source.id]

    def _committed(
        self,
        source: Source,
        state: SourceState,
        record: PollRecord,
        commit: "asyncio.Future[None]",
    ) -> None:
        self._stale.add(source.id)
        del self._commits[source.id]
        self._room.release()
        error = commit.exception()
        if error is not None:
            self._unrecorded(source, state, error)
            return
        # All that `due` asks of a state; the rest is read again before the next poll.
        paused = record.gone or (state.paused and not record.outcome.good)
        self.states[source.id] = replace(state, next_poll=record.next_poll, paused=paused)
        self._on_poll(source, record)

    def _unrecorded(self, source: Source, state: SourceState, error: BaseException) -> None:
        """Nothing has moved on: the source is polled again, but not at once."""
        self._failure = error
        later = self._way.clock() + _UNRECORDED_REST
        self.states[source.id] = replace(state, next_poll=later)
        log.error("a poll could not be recorded", source=source.id, reason=str(error))
        self._on_unrecorded(source, error)

    async def _all_committed(self) -> None:
        while self._commits:
            await asyncio.wait(set(self._commits.values()))
            await asyncio.sleep(0)  # the callbacks of what was committed run now
