"""The second half of the way ends: store -> deliver -> store.

A delivery is marked as delivered after the other side accepted it, so that a crash in between
repeats it, with the same id. Each is tried in a task of its own: a recipient that hangs keeps
nobody else waiting, and no tick.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

from watcher.config import Config
from watcher.deliver.channels import CHANNELS, deliver
from watcher.deliver.means import Means, open_means
from watcher.deliver.retry import retry_after_attempt
from watcher.errors import DeliveryError, StoreError
from watcher.fetch.client import user_agent
from watcher.log import get_logger
from watcher.model.channel import ChannelSettings, Delivery
from watcher.model.plain import clean, cut
from watcher.schedule.quiet import awake
from watcher.store import deliveries
from watcher.store.deliveries import Attempt, Due
from watcher.way import Way

log = get_logger(__name__)

_LONGEST_ANSWER = 1000  # characters of what is kept of an answer


@asynccontextmanager
async def open_sender(way: Way, config: Config) -> AsyncIterator["Sender"]:
    """A sender with its means, for the length of a block; then what is under way is cut off."""
    async with means_of(config) as means:
        sender = Sender(way, config, means)
        try:
            yield sender
        finally:
            await sender.stop(timedelta(0))


def means_of(config: Config) -> AbstractAsyncContextManager[Means]:
    """What the configuration says of the way out."""
    service = config.service
    return open_means(
        user_agent=user_agent(service.contact or ""),
        contact=service.contact,
        ca_file=service.ca_file,
        allow_private=service.allow_private_deliveries,
    )


class Sender:
    """Tries the deliveries that are due, each by itself, a few of one channel at a time."""

    def __init__(self, way: Way, config: Config, means: Means) -> None:
        self._way = way
        self._means = means
        self._channels = {channel.id: channel for channel in config.channels}
        self._digests = {digest.id: digest for digest in config.digests}
        self._room: dict[str, asyncio.Semaphore] = {}
        self._under_way: dict[str, asyncio.Task[bool]] = {}
        self._unrecorded: dict[str, Attempt] = {}

    async def start_due(self) -> None:
        """Start on each delivery that is due, and return at once.

        StoreError where the store refuses. What was tried and could not be recorded is recorded
        first: until then it is not tried again, or a full disk would repeat it at each tick.
        """
        await self._catch_up()
        now = self._way.clock()
        for due in await self._way.store.read(deliveries.due, now, frozenset(self._under_way)):
            task = asyncio.create_task(self._send(due))
            self._under_way[due.id] = task
            task.add_done_callback(partial(self._ended, due.id))

    async def finished(self) -> int:
        """Wait until all that was started has had its attempt; how many were accepted.

        StoreError where an attempt could not be recorded.
        """
        tasks = list(self._under_way.values())
        accepted = sum(await asyncio.gather(*tasks))
        await self._catch_up()
        return accepted

    async def send_due(self) -> int:
        """Try each delivery that is due, once; returns how many were accepted."""
        await self.start_due()
        return await self.finished()

    async def stop(self, patience: timedelta) -> None:
        """Give what is under way so much time, then cut it off: it is repeated, with its id."""
        tasks = set(self._under_way.values())
        if tasks and patience:
            _, tasks = await asyncio.wait(tasks, timeout=patience.total_seconds())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _catch_up(self) -> None:
        """Record, once, what was tried and could not be recorded then."""
        for delivery, attempt in list(self._unrecorded.items()):
            await self._way.store.write(deliveries.attempted, attempt)
            del self._unrecorded[delivery]

    def _ended(self, delivery_id: str, _: asyncio.Task[bool]) -> None:
        del self._under_way[delivery_id]

    async def _send(self, due: Due) -> bool:
        channel = self._channels.get(due.channel)
        at_once = CHANNELS[channel.kind].at_once if channel else 1
        room = self._room.setdefault(due.channel, asyncio.Semaphore(at_once))
        async with room:
            return await self._attempt(due, channel)

    async def _attempt(self, due: Due, channel: ChannelSettings | None) -> bool:
        """Make one attempt and record it. What the store refuses is kept for the next tick."""
        try:
            delivery = await self._way.store.read(deliveries.delivery, due.id)
        except StoreError as error:
            log.error("a delivery could not be read", id=due.id, reason=str(error))
            return False
        started = self._way.clock()
        began = asyncio.get_running_loop().time()
        refusal: DeliveryError | None = None
        try:
            receipt = await deliver(_existing(channel, delivery), delivery, self._means)
            answer = receipt.detail
        except DeliveryError as error:
            refusal, answer = error, str(error)
        except Exception as error:
            # A fault of our own in one channel must not keep the others waiting, nor go untold.
            log.exception("a fault in the watcher itself", channel=due.channel)
            answer = f"a fault in the watcher itself: {type(error).__name__}: {error}"
            refusal = DeliveryError(answer)
        attempt = Attempt(
            delivery=due.id,
            started_at=started,
            milliseconds=round((asyncio.get_running_loop().time() - began) * 1000),
            accepted=refusal is None,
            answer=cut(clean(answer), _LONGEST_ANSWER),
            next_attempt=self._next(due, delivery, refusal),
        )
        try:
            await self._way.store.write(deliveries.attempted, attempt)
        except StoreError as error:
            self._unrecorded[due.id] = attempt
            log.error("an attempt could not be recorded", id=due.id, reason=str(error))
        _tell(due, attempt)
        return attempt.accepted

    def _next(self, due: Due, delivery: Delivery, refusal: DeliveryError | None) -> datetime | None:
        """When a delivery that was refused is tried again; None where it is not."""
        if refusal is None or refusal.permanent:
            return None
        wait = retry_after_attempt(delivery.tries + 1, self._way.rng, refusal.retry_after)
        if wait is None:
            return None
        at = self._way.clock() + wait
        digest_id, _, at_once = due.series.partition("/")
        digest = self._digests.get(digest_id)
        if digest is None or (at_once and digest.urgent):
            return at
        return awake(at, digest.quiet_hours, digest.timezone)


def _existing(channel: ChannelSettings | None, delivery: Delivery) -> ChannelSettings:
    if channel is None:
        raise DeliveryError(f"the configuration has no channel {delivery.channel!r} any more")
    if delivery.recipient in channel.recipients or channel.kind in ("webhook", "console", "file"):
        return channel
    raise DeliveryError(
        f"channel {channel.id} has no recipient {delivery.recipient or '(none)'} any more",
        permanent=True,
    )


def _tell(due: Due, attempt: Attempt) -> None:
    to = {"to": due.recipient} if due.recipient else {}
    if attempt.accepted:
        log.info("delivered", channel=due.channel, **to, id=due.id, answer=attempt.answer)
        return
    state = "is tried again" if attempt.next_attempt else "is given up"
    log.warning(f"delivery {state}", channel=due.channel, **to, id=due.id, reason=attempt.answer)
