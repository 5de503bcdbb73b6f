"""The heartbeat: an address that is pinged while the watch does its work, and told where it fails.

Services such as Healthchecks or Uptime Kuma raise an alarm when the pings stay away: that is how
a watcher that hangs, or a machine that is off, is noticed. So a ping never comes from a bare
timer, but after each kind of work has ended well since the last one, also where nothing was due.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

from watcher.deliver.means import Means
from watcher.deliver.secrets import reveal
from watcher.errors import DeliveryError
from watcher.log import get_logger
from watcher.model.channel import Address, label
from watcher.model.plain import cut
from watcher.way import Clock

log = get_logger(__name__)

#: Between two pings.
EVERY = timedelta(minutes=1)

_KUMA = "/api/push/"
_LONGEST_REASON = 200
_SUCCESS = range(200, 300)


class Heartbeat:
    """Counts what ended well, and pings once all of it did; at most once a minute.

    `works` are the kinds of work that must have ended.
    """

    def __init__(
        self, address: Address | None, works: Iterable[str], means: Means, clock: Clock
    ) -> None:
        self._address = address
        self._works = frozenset(works)
        self._means = means
        self._clock = clock
        self._ended: set[str] = set()
        self._failed: dict[str, str] = {}
        self._last: datetime | None = None
        self._ping: asyncio.Task[None] | None = None
        self._told = ""

    def ended(self, work: str) -> None:
        """One kind of work ended well."""
        self._failed.pop(work, None)
        self._ended.add(work)
        self._beat()

    def failed(self, work: str, reason: str) -> None:
        """One kind of work failed."""
        self._ended.discard(work)
        self._failed[work] = reason
        self._beat()

    async def stop(self) -> None:
        """Cut off a ping that is under way."""
        if self._ping is not None:
            self._ping.cancel()
            await asyncio.gather(self._ping, return_exceptions=True)

    def _beat(self) -> None:
        if self._address is None or not (self._failed or self._ended >= self._works):
            return
        now = self._clock()
        if self._last is not None and abs(now - self._last) < EVERY:
            return
        if self._ping is not None and not self._ping.done():
            return
        reason = next(iter(self._failed.values()), None)
        self._last = now
        self._ended.clear()
        self._ping = asyncio.create_task(self._send(self._address, reason))

    async def _send(self, address: Address, reason: str | None) -> None:
        """Ping once. That it fails is told once an episode: the service notices by itself."""
        shown = f"the heartbeat {label(address).partition('?')[0]}"
        try:
            target = ping_address(reveal(address), reason)
            answer = await self._means.http.send("GET", target, shown=shown)
            told = "" if answer.status in _SUCCESS else f"{shown} answered {answer.status}"
        except DeliveryError as error:
            told = str(error)
        if told and not self._told:
            log.warning("the heartbeat did not arrive", reason=told)
        self._told = told


def ping_address(address: str, failure: str | None) -> str:
    """Where to ping: success, or with `failure` (a sentence) that something went wrong.

    Uptime Kuma takes both at one address, by its query; Healthchecks, and what follows it, takes
    failures at the address with "/fail" behind it.
    """
    parts = urlsplit(address)
    if _KUMA in parts.path:
        status = "up" if failure is None else "down"
        said = "OK" if failure is None else cut(failure, _LONGEST_REASON)
        return urlunsplit(parts._replace(query=urlencode({"status": status, "msg": said})))
    if failure is None:
        return address
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))
