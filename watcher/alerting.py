"""Tells the operator of trouble: store -> what begins, what is over -> store, as a message.

What it told is recorded in the commit that queues the message, so that a restart neither repeats
nor forgets an episode. That the database itself refuses cannot be recorded: it is told directly.
"""

import asyncio
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from watcher.config import Config
from watcher.deliver.channels import deliver
from watcher.deliver.means import Means
from watcher.digest.trouble import Facts, alert, database_event, events
from watcher.disk import shortage
from watcher.errors import DeliveryError
from watcher.log import get_logger
from watcher.model.channel import Delivery, recipients
from watcher.model.message import to_json
from watcher.model.operator import Episode, OperatorAlert, OperatorEvent, Silence, Trouble
from watcher.schedule.silence import silence
from watcher.store import deliveries, episodes, outbox, sources
from watcher.store import log as change_log
from watcher.way import Way

log = get_logger(__name__)

#: How often it is looked for trouble; that a source is silent, or a recipient, takes days.
EVERY = timedelta(seconds=10)
SLOWLY = timedelta(minutes=10)

#: How far back deliveries that were given up are told of.
_DEAD_SINCE = timedelta(days=7)

_TROUBLES = frozenset({"failed", "quarantined"})


class Alerting:
    """Looks for trouble and queues messages about it. Without channels it does nothing."""

    def __init__(self, way: Way, config: Config, means: Means) -> None:
        self._way = way
        self._config = config
        self._means = means
        self._looked: datetime | None = None
        self._looked_slowly: datetime | None = None
        self._silent: dict[str, Silence] = {}
        self._disk: str | None = None
        self._refused: OperatorEvent | None = None
        self._direct: asyncio.Task[None] | None = None

    async def look(self) -> OperatorAlert | None:
        """Look for trouble, where it is time to; what was told, or None. Raises StoreError."""
        now = self._way.clock()
        if not self._config.operator.channels or not _due(self._looked, EVERY, now):
            return None
        known = await self._way.store.read(episodes.current)
        if _due(self._looked_slowly, SLOWLY, now):
            self._silent = await self._way.store.read(_silences, self._config, known, now)
            self._disk = shortage(self._way.store.path, known=_knows(known, Trouble.DISK))
            self._looked_slowly = now
        facts = await self._way.store.read(
            _facts, self._config, known, now, self._silent, self._disk
        )
        told = events(self._config.operator, facts, known, now)
        message = alert(told, self._config.service.timezone, now)
        if told:
            await self._way.store.write(_record, self._config, told, message, now)
        self._looked = now
        if message is not None:
            log.warning("operator alerted", subject=message.subject)
        return message

    def database_refuses(self, reason: str) -> None:
        """Tell directly, once an episode, that nothing can be recorded."""
        if self._refused is not None:
            return
        now = self._way.clock()
        self._refused = database_event(reason, now, over=False, now=now)
        self._tell_directly(self._refused, now)

    def database_works(self) -> None:
        """Tell that it works again, where it was told that it does not."""
        if self._refused is None:
            return
        now = self._way.clock()
        over = database_event("", self._refused.since, over=True, now=now)
        self._refused = None
        self._tell_directly(over, now)

    async def stop(self) -> None:
        """Cut off what is being told directly."""
        if self._direct is not None:
            self._direct.cancel()
            await asyncio.gather(self._direct, return_exceptions=True)

    def _tell_directly(self, event: OperatorEvent, now: datetime) -> None:
        message = alert([event], self._config.service.timezone, now)
        if message is not None and self._config.operator.channels:
            before = self._direct
            self._direct = asyncio.create_task(self._deliver_directly(message, before))

    async def _deliver_directly(
        self, message: OperatorAlert, before: "asyncio.Task[None] | None"
    ) -> None:
        if before is not None:  # what began is told before what is over
            await asyncio.wait({before})
        to = recipients(self._config.channels, self._config.operator.channels)
        await asyncio.gather(*(self._attempt(message, *each) for each in to))

    async def _attempt(self, message: OperatorAlert, channel: str, recipient: str) -> None:
        settings = next(each for each in self._config.channels if each.id == channel)
        delivery = Delivery(str(uuid.uuid4()), 0, channel, to_json(message), 0, recipient)
        try:
            await deliver(settings, delivery, self._means)
        except DeliveryError as error:
            log.error("the operator could not be told", channel=channel, reason=str(error))


def _record(
    db: Database,
    config: Config,
    told: Iterable[OperatorEvent],
    message: OperatorAlert | None,
    now: datetime,
) -> None:
    episodes.write(db, told, now)
    if message is None:
        return
    outbox.queue(
        db,
        outbox.Composed(
            name=deliveries.OPERATOR,
            period_end=now,
            since_seq=0,
            until_seq=0,
            composed_at=now,
            subject=message.subject,
            document=to_json(message),
            recipients=recipients(config.channels, config.operator.channels),
            first_attempt=now,
        ),
    )


def _facts(
    db: Database,
    config: Config,
    known: Iterable[Episode],
    now: datetime,
    silent: dict[str, Silence],
    disk: str | None,
) -> Facts:
    watched = {source.id for source in config.sources}
    incidents = tuple(each for each in sources.incidents(db) if each.source in watched)
    ill = {each.source for each in incidents if each.kind in _TROUBLES}
    mended = [each for each in known if each.trouble is Trouble.SOURCE and each.subject not in ill]
    channels = {channel.id: channel.recipients for channel in config.channels}
    return Facts(
        incidents=incidents,
        failures={id_: state.failures for id_, state in sources.states(db).items() if id_ in ill},
        silent=silent,
        dead=deliveries.dead(db, now - _DEAD_SINCE),
        failing=tuple(
            each
            for each in deliveries.failing(db)
            if each.recipient in channels.get(each.channel, ())
        ),
        disk=disk,
        found={each.subject: _found(db, each) for each in mended},
        watched=frozenset(watched),
    )


def _found(db: Database, episode: Episode) -> tuple[str, ...]:
    wanted = change_log.LogFilter(
        source=episode.subject, since=episode.since, kinds=("added", "modified", "removed")
    )
    changes = change_log.changes(db, wanted, newest_first=False)
    return tuple(logged.change.summary for logged in changes if not logged.imported)


def _silences(
    db: Database, config: Config, known: Iterable[Episode], now: datetime
) -> dict[str, Silence]:
    """Which sources are silent. One that fails, or is paused, has not begun to be, nor ended."""
    found: dict[str, Silence] = {}
    states = sources.states(db)
    told = {episode.subject for episode in known if episode.trouble is Trouble.SILENCE}
    for source in config.sources:
        state = states.get(source.id)
        if state is None:
            continue
        if (source.paused or state.rests or state.failures) and source.id not in told:
            continue
        quiet = silence(sources.news(db, source.id), now)
        if quiet is not None:
            found[source.id] = quiet
    return found


def _due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether it is time again; a clock that went back makes it so, too."""
    return last is None or abs(now - last) >= every


def _knows(known: Iterable[Episode], trouble: Trouble) -> bool:
    return any(episode.trouble is trouble for episode in known)
