"""The second half of the way: store -> digest -> store -> deliver -> store.

Composing a digest and queueing its deliveries is one commit. A delivery is marked as delivered
after the other side accepted it, so that a crash in between repeats it, with the same id.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from watcher.config import Config
from watcher.deliver.channels import deliver
from watcher.deliver.retry import retry_after_attempt
from watcher.digest.compose import compose
from watcher.errors import DeliveryError
from watcher.log import get_logger
from watcher.model.change import Delivery
from watcher.model.digest import ChannelSettings, Counts, Digest, DigestSettings, Material, to_json
from watcher.model.treaty import Treaty
from watcher.schedule.periods import last_period_end
from watcher.standing import count, standings
from watcher.store import log as change_log
from watcher.store import outbox, sources
from watcher.way import Way

log = get_logger(__name__)


def gather(db: Database, config: Config, settings: DigestSettings, now: datetime) -> Material:
    """Read from the store all that the next digest is composed from, as of one moment."""
    cursor = outbox.cursor(db, settings.id)
    until = change_log.head(db)
    since = cursor.seq if cursor else until
    start = cursor.period_end if cursor else None
    wanted = change_log.LogFilter(after_seq=since, up_to_seq=until)
    changes = tuple(change_log.changes(db, wanted, newest_first=False))
    return Material(
        since_seq=since,
        until_seq=until,
        start=start,
        end=now,
        changes=changes,
        incidents=sources.incidents(db, since=start),
        sources={source.id: source for source in config.sources},
        treaties=_treaties(config),
        counts=_counts(db, {change.treaty for change in changes if change.treaty}, now),
    )


def _treaties(config: Config) -> dict[str, Treaty]:
    """The treaties of the file, and those of its sources that the catalogue has a name for."""
    named = {
        source.treaty: Treaty(source.treaty, source.treaty_name)
        for source in config.sources
        if source.treaty and source.treaty_name
    }
    written = {treaty.number: treaty for treaty in config.treaties}
    return written | {number: named[number] for number in named if number not in written}


def _counts(db: Database, treaties: set[str], now: datetime) -> dict[str, Counts]:
    """How each treaty stands; one whose table is not watched has no counts."""
    rows = {treaty: standings(sources.statements(db, treaty), now.date()) for treaty in treaties}
    return {treaty: count(table) for treaty, table in rows.items() if table}


async def compose_due(way: Way, config: Config) -> int:
    """Compose each digest of which a period has ended; returns how many were composed."""
    composed = 0
    for settings in config.digests:
        now = way.clock()
        cursor = await way.store.read(outbox.cursor, settings.id)
        if cursor is None:
            await way.store.write(outbox.start, settings.id, now)
            continue
        end = last_period_end(settings.schedule, settings.timezone, cursor.period_end, now)
        if end is not None:
            await compose_now(way, config, settings, end)
            composed += 1
    return composed


async def compose_now(
    way: Way, config: Config, settings: DigestSettings, period_end: datetime
) -> Digest:
    """Compose a digest up to now and queue its deliveries; the period is named by its end, UTC."""
    material = await way.store.read(gather, config, settings, period_end)
    now = way.clock()
    digest = compose(settings, material, now=now)
    quiet = digest.empty and settings.when_empty == "skip"
    number = await way.store.write(
        outbox.queue,
        outbox.Composed(
            name=settings.id,
            period_end=period_end,
            since_seq=material.since_seq,
            until_seq=material.until_seq,
            composed_at=now,
            subject=digest.subject,
            document=None if quiet else to_json(digest),
            channels=settings.channels,
        ),
    )
    if number is not None:
        log.info("digest composed", digest=settings.id, subject=digest.subject, empty=quiet)
    return digest


async def send_due(way: Way, channels: Mapping[str, ChannelSettings]) -> int:
    """Try each delivery that is due, once; returns how many were accepted."""
    accepted = 0
    for delivery in await way.store.read(outbox.due, way.clock()):
        accepted += await _attempt(way, channels.get(delivery.channel), delivery)
    return accepted


async def _attempt(way: Way, channel: ChannelSettings | None, delivery: Delivery) -> bool:
    started = way.clock()
    try:
        receipt = await deliver(_existing(channel, delivery), delivery)
        accepted, answer = True, receipt.detail
    except DeliveryError as error:
        accepted, answer = False, str(error)
    except Exception as error:
        # A fault of our own in one channel must not keep the others waiting, nor go untold.
        log.exception("a fault in the watcher itself", channel=delivery.channel)
        accepted, answer = False, f"a fault in the watcher itself: {type(error).__name__}: {error}"
    now = way.clock()
    wait = None if accepted else retry_after_attempt(delivery.attempts + 1, way.rng)
    await way.store.write(
        outbox.attempted,
        outbox.Attempt(
            delivery=delivery.id,
            started_at=started,
            milliseconds=round((now - started).total_seconds() * 1000),
            accepted=accepted,
            answer=answer,
            next_attempt=now + wait if wait else None,
        ),
    )
    if not accepted:
        state = "is tried again" if wait else "is given up"
        log.warning(f"delivery {state}", channel=delivery.channel, id=delivery.id, reason=answer)
    return accepted


def _existing(channel: ChannelSettings | None, delivery: Delivery) -> ChannelSettings:
    if channel is None:
        raise DeliveryError(f"the configuration has no channel {delivery.channel!r} any more")
    return channel
