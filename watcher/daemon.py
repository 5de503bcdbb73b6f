"""The daemon: short ticks that do what is due, and an orderly stop.

APScheduler only ticks. What is due is written in the database, so nothing depends on how long
the process has been up, and what came due while it was down is done once at the start.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from watcher.config import Config
from watcher.documents import fetch_due
from watcher.errors import StoreError
from watcher.log import get_logger
from watcher.model.change import PollRecord
from watcher.model.source import Source
from watcher.model.wire import poll_to_json
from watcher.outgoing import compose_due, send_due
from watcher.quarantine import decide
from watcher.schedule.polls import due
from watcher.store import health, requests
from watcher.store.handle import Store
from watcher.store.rows import to_json
from watcher.watch import Watch, introduce, open_way
from watcher.way import Way

log = get_logger(__name__)

#: Seconds between ticks: short beside any interval, long beside the cost of a tick.
TICK = 2

#: How often the sign of life is written; it costs a disk flush.
_SIGN_OF_LIFE = timedelta(seconds=30)

#: Documents behind links that one tick fetches, at most: a stop does not wait for a long list.
_DOCUMENTS = 5

#: Seconds that a tick under way is given at a stop; then it is cut off, and done again later.
_LAST_TICK = 6


async def run(config: Config, store: Store, *, at_the_end: Callable[[], None]) -> None:
    """Poll, compose and deliver until SIGTERM or SIGINT; then `at_the_end` is called."""
    async with open_way(config, store) as way:
        await introduce(config, way)
        daemon = Daemon(config, way)
        async with daemon.watch:
            await daemon.until_told_to_stop()
    at_the_end()


class Daemon:
    """What the ticks do. Each kind of work ticks by itself, and never twice at a time."""

    def __init__(self, config: Config, way: Way) -> None:
        self._config = config
        self._way = way
        self._sources = {source.id: source for source in config.sources}
        self._channels = {channel.id: channel for channel in config.channels}
        self._asked: dict[str, set[int]] = {}  # numbers of open requests, by source
        self._answers: list[tuple[int, dict[str, object]]] = []
        self._told: dict[str, set[tuple[str, str]]] = {}  # notices under way, by source
        self._last_sign: datetime | None = None
        self.watch = Watch(way, config, self._polled, self._unrecorded)

    async def until_told_to_stop(self) -> None:
        """Tick until a signal comes, then let the ticks under way end."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        # APScheduler drops what is a second late unless told otherwise.
        scheduler = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone="UTC",
        )
        works = (self._poll_due, self._fetch_documents, self._compose_and_send)
        at_work = [asyncio.Lock() for _ in works]
        for lock, work in zip(at_work, works, strict=True):
            scheduler.add_job(
                _guarded(lock, work), "interval", seconds=TICK, next_run_time=self._way.clock()
            )
        log.info("watching", sources=len(self._sources), database=str(self._way.store.path))
        scheduler.start()
        await stop.wait()
        log.info("stopping")
        scheduler.pause()
        # APScheduler would cut off what is running: each lock is free once its tick has ended.
        ended = [asyncio.create_task(lock.acquire()) for lock in at_work]
        await asyncio.wait(ended, timeout=_LAST_TICK)
        scheduler.shutdown(wait=False)

    async def _poll_due(self) -> None:
        now = self._way.clock()
        await self._take_requests(now)
        self.watch.add(self._sources[source_id] for source_id in self._asked)
        self.watch.add(due(self._sources.values(), self.watch.states, now))
        if self._last_sign is None or now - self._last_sign >= _SIGN_OF_LIFE:
            await self._way.store.write(health.ticked, now)
            self._last_sign = now

    async def _take_requests(self, now: datetime) -> None:
        while self._answers:
            number, answer = self._answers[0]
            await self._way.store.write(requests.answer, number, to_json(answer), now)
            del self._answers[0]
        waiting = await self._way.store.read(requests.waiting)
        answered = {number for number, _ in self._answers}  # some only while that was read
        for request in waiting:
            if request.id in answered:
                continue
            if request.source not in self._sources:
                reason = f"the daemon's configuration has no source {request.source!r}"
                self._answers.append((request.id, {"source": request.source, "error": reason}))
            elif request.kind is requests.Kind.POLL:
                self._asked.setdefault(request.source, set()).add(request.id)
            elif not self.watch.busy(request.source):  # else at a later tick
                await self._decide(request)

    async def _decide(self, request: requests.Request) -> None:
        """Accept or reject what is held of a source; this tick polls nothing meanwhile."""
        source = self._sources[request.source]
        accepted = request.kind is requests.Kind.ACCEPT
        answer = await decide(self._way, source, accepted=accepted)
        self._answers.append((request.id, answer))
        log.info("decided", source=source.id, decision=request.kind.value, error=answer["error"])
        await self.watch.refresh()

    async def _fetch_documents(self) -> None:
        now = self._way.clock()
        for fetched in await fetch_due(self._way, self._config.sources, now, _DOCUMENTS):
            if fetched.kept:
                log.info("fetched", source=fetched.source, url=fetched.url, reason=fetched.error)

    async def _compose_and_send(self) -> None:
        await compose_due(self._way, self._config)
        await send_due(self._way, self._channels)

    def _polled(self, source: Source, record: PollRecord) -> None:
        tell = log.info if record.outcome.good else log.warning
        reason = {"reason": record.error} if record.error else {}
        tell(
            "polled",
            source=source.id,
            outcome=record.outcome.value,
            changes=len(record.changes),
            **reason,
        )
        self._tell_notices(source, record)
        for number in sorted(self._asked.pop(source.id, ())):
            self._answers.append((number, poll_to_json(record)))

    def _unrecorded(self, source: Source, error: BaseException) -> None:
        """Answer who asked, or the source would be polled again at every tick."""
        for number in sorted(self._asked.pop(source.id, ())):
            self._answers.append((number, {"source": source.id, "error": str(error)}))

    def _tell_notices(self, source: Source, record: PollRecord) -> None:
        """Once an episode: a notice is told again only after it was gone."""
        if record.notices is None:
            return
        for notice in record.notices:
            if (notice.kind, notice.subject) not in self._told.get(source.id, ()):
                log.warning("notice", source=source.id, kind=notice.kind, text=notice.text)
        self._told[source.id] = {(notice.kind, notice.subject) for notice in record.notices}


def _guarded(
    lock: asyncio.Lock, work: Callable[[], Awaitable[None]]
) -> Callable[[], Awaitable[None]]:
    """A tick that the database refuses is tried again: nothing has moved on.

    It is told once an episode: a disk may be full for a day, and the log may lie on it.
    """
    told = ""

    async def tick() -> None:
        nonlocal told
        async with lock:
            try:
                await work()
            except StoreError as error:
                if str(error) != told:
                    log.error("the database refused", reason=str(error))
                told = str(error)
            else:
                if told:
                    log.info("the database works again")
                told = ""

    return tick
