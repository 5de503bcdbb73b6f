"""The daemon: short ticks that do what is due, and an orderly stop.

APScheduler only ticks. What is due is written in the database, so nothing depends on how long
the process has been up, and what came due while it was down is done once at the start.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from watcher.alerting import Alerting
from watcher.asked import Asked
from watcher.composing import compose_at_once, compose_due
from watcher.config import Config
from watcher.deliver.means import Means
from watcher.documents import fetch_due
from watcher.errors import StoreError
from watcher.heartbeat import Heartbeat
from watcher.log import get_logger
from watcher.model.change import PollRecord
from watcher.model.source import Source
from watcher.reporting import read_news
from watcher.retaining import delete_due
from watcher.schedule.polls import due
from watcher.sending import Sender, means_of
from watcher.serving import Serving
from watcher.store import health
from watcher.store.handle import Store
from watcher.watch import Watch, WatchStuck, introduce, open_way
from watcher.way import Way

Work = Callable[[], Awaitable[None]]

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
    async with open_way(config, store) as way, means_of(config) as means:
        await introduce(config, way)
        daemon = Daemon(config, way, means)
        async with daemon.watch:
            await daemon.until_told_to_stop()
    at_the_end()


class Daemon:
    """What the ticks do. Each kind of work ticks by itself, and never twice at a time."""

    def __init__(self, config: Config, way: Way, means: Means) -> None:
        self._config = config
        self._way = way
        self._sources = {source.id: source for source in config.sources}
        self._works: Mapping[str, Work] = {
            "poll": self._poll_due,
            "documents": self._fetch_documents,
            "compose": self._compose,
            "send": self._send,
            "alert": self._look_for_trouble,
            "retain": self._delete_old,
        }
        self._asked = Asked(config, way)
        self._sender = Sender(way, config, means)
        self._alerting = Alerting(way, config, means)
        self._heartbeat = Heartbeat(config.operator.heartbeat, self._works, means, way.clock)
        self._serving = Serving(config)
        self._told: dict[str, set[tuple[str, str]]] = {}  # notices under way, by source
        self._refusing: set[str] = set()  # works that the database refuses
        self._refused = ""  # why the database does not take what is to be recorded
        self._last_sign: datetime | None = None
        self.watch = Watch(way, config, self._polled, self._asked.unrecorded)

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
        at_work = {name: asyncio.Lock() for name in self._works}
        for name, lock in at_work.items():
            scheduler.add_job(
                partial(self._tick, name, lock),
                "interval",
                seconds=TICK,
                next_run_time=self._way.clock(),
            )
        log.info("watching", sources=len(self._sources), database=str(self._way.store.path))
        scheduler.start()
        self._serving.start()
        await stop.wait()
        log.info("stopping")
        scheduler.pause()
        served = asyncio.create_task(self._serving.stop())
        # APScheduler would cut off what is running: each lock is free once its tick has ended.
        ended = [asyncio.create_task(lock.acquire()) for lock in at_work.values()]
        began = loop.time()
        await asyncio.wait(ended, timeout=_LAST_TICK)
        scheduler.shutdown(wait=False)
        left = max(_LAST_TICK - (loop.time() - began), 0)
        await self._sender.stop(timedelta(seconds=left))
        await self._alerting.stop()
        await self._heartbeat.stop()
        await served

    async def _tick(self, name: str, lock: asyncio.Lock) -> None:
        """One kind of work, once. What the database refuses is tried again: nothing moved on.

        A refusal is told once an episode: a disk may be full for a day, and the log may lie on it.
        """
        async with lock:
            try:
                await self._works[name]()
            except StoreError as error:
                self._heartbeat.failed(name, str(error))
                self._alerting.database_refuses(str(error))
                if str(error) != self._refused:
                    log.error("the database refused", reason=str(error))
                self._refused = str(error)
                self._refusing.add(name)
            except WatchStuck as error:
                self._heartbeat.failed(name, str(error))
                log.error("the watch is stuck", reason=str(error))
            except Exception as error:
                # A fault of our own must be seen from outside, and the next tick tries again.
                self._heartbeat.failed(name, f"a fault in the watcher itself: {error!r}")
                log.exception("a fault in the watcher itself", work=name)
            else:
                self._heartbeat.ended(name)
                self._refusing.discard(name)
                if self._refused and not self._refusing:
                    log.info("the database works again")
                    self._alerting.database_works()
                    self._refused = ""

    async def _poll_due(self) -> None:
        now = self._way.clock()
        await self._asked.take_up(self.watch, now)
        self.watch.add(self._asked.sources)
        self.watch.add(due(self._sources.values(), self.watch.states, now))
        if self._last_sign is None or now - self._last_sign >= _SIGN_OF_LIFE:
            await self._way.store.write(health.ticked, now)
            self._last_sign = now
        if self.watch.stuck(now):
            raise WatchStuck("polls wait, and none has ended for long")

    async def _fetch_documents(self) -> None:
        now = self._way.clock()
        for fetched in await fetch_due(self._way, self._config.sources, now, _DOCUMENTS):
            if fetched.kept:
                log.info("fetched", source=fetched.source, url=fetched.url, reason=fetched.error)

    async def _compose(self) -> None:
        await read_news(self._way, self._config)  # before: a digest tells what became of reports
        await compose_due(self._way, self._config)
        await compose_at_once(self._way, self._config)

    async def _send(self) -> None:
        await self._sender.start_due()

    async def _look_for_trouble(self) -> None:
        await self._alerting.look()

    async def _delete_old(self) -> None:
        deleted = await delete_due(self._way, self._config.service.keep_captures)
        if deleted:
            log.info("deleted old captures that changed nothing", bodies=deleted)

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
        self._asked.polled(source, record)

    def _tell_notices(self, source: Source, record: PollRecord) -> None:
        """Once an episode: a notice is told again only after it was gone."""
        if record.notices is None:
            return
        for notice in record.notices:
            if (notice.kind, notice.subject) not in self._told.get(source.id, ()):
                log.warning("notice", source=source.id, kind=notice.kind, text=notice.text)
        self._told[source.id] = {(notice.kind, notice.subject) for notice in record.notices}
