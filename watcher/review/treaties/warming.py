"""Works out beforehand what pages of all treaties show: after a start or a change, for a new day.

It reads only, one treaty after the other, and rests between them, so that it takes half of one
processor at most and requests go before. Nothing depends on it: what it has not come to, a request
works out for itself.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from time import monotonic
from zoneinfo import ZoneInfo

from watcher.errors import WatcherError
from watcher.log import get_logger
from watcher.review.desk import Desk

log = get_logger(__name__)

#: How long before a day begins its pages are worked out.
BEFORE = timedelta(hours=2)

_REST = 0.01  # seconds between two treaties, at the least
_ROUND = 1.0  # seconds between two looks at the log
_FAILED = 30.0  # seconds until the database is tried again


def days(now: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    """The days that it is now, in UTC and in the zone of the desk, and that it soon will be."""
    moments = (now, now + BEFORE)
    found = (moment.astimezone(each).date() for moment in moments for each in (UTC, zone))
    return tuple(dict.fromkeys(found))


class Warming:
    """A thread that works it out until it is stopped."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stop = Event()
        self._thread = Thread(target=self._run, name="warming", daemon=True)

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the treaty that is being worked out."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        self._desk.prepare()
        rest = _REST
        while not self._stop.wait(rest):
            began = monotonic()
            try:
                more = self._step(self._desk.clock)
            except WatcherError as error:
                log.warning("nothing can be worked out beforehand", reason=str(error))
                rest = _FAILED
                continue
            rest = max(_REST, monotonic() - began) if more else _ROUND

    def _step(self, clock: Callable[[], datetime]) -> bool:
        """Work out one treaty of a day; False where all is there."""
        treaties = self._desk.treaties
        return any(self._desk.read(treaties.go_on, day) for day in days(clock(), self._desk.zone))
