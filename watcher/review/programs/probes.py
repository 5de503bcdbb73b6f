"""`/healthz` and `/readyz`: whether the desk lives, and whether the watch does its work.

A probe that is not ready says why. The desk itself needs no daemon, but what it shows does: a desk
beside which nothing polls is not ready, and says so.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlite_utils import Database

from watcher.errors import StoreError
from watcher.model.plain import span
from watcher.model.source import Source, SourceState
from watcher.review.desk import Desk
from watcher.review.standing import ALIVE
from watcher.store import health, sources

router = APIRouter(include_in_schema=False)

#: A cycle is overdue when its source was due by two of its intervals, and this long, before.
GRACE = timedelta(minutes=10)
#: A commit writes some pages of its own before it can fail.
_LEAST_FREE = 4_000_000  # bytes
#: How long another process's write is waited for.
_PATIENCE = timedelta(seconds=2)
#: Whoever asks more often is told the same: a probe takes the lock for writing.
_FRESH = timedelta(seconds=1)
_NAMED = 3  # sources

NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What readiness follows from. `not_writable` is a sentence, None where it can be written."""

    not_writable: str | None
    free: int  # bytes on the database's disk
    last_tick: datetime | None  # UTC; None where a daemon never ran
    states: Mapping[str, SourceState]


def reasons(facts: Facts, watched: Sequence[Source], now: datetime) -> Iterator[str]:
    """Why the watch is not ready, one sentence each; none where it is. Pure."""
    if facts.not_writable is not None:
        yield facts.not_writable
    if facts.free < _LEAST_FREE:
        yield "The database's disk is full: nothing can be recorded. Make room."
    if facts.last_tick is None:
        yield "The watch never ran with this database: start `watcher run`."
    elif now - facts.last_tick > ALIVE:
        ago = span(now - facts.last_tick)
        yield f"The watch gave no sign of life for {ago}: start `watcher run`."
    else:  # sources are late without a watch anyhow
        late = [each.id for each in watched if _overdue(each, facts.states.get(each.id), now)]
        if late:
            more = f" and {len(late) - _NAMED} more" if len(late) > _NAMED else ""
            yield f"Polls are overdue: {', '.join(late[:_NAMED])}{more}."


def _overdue(source: Source, state: SourceState | None, now: datetime) -> bool:
    if state is None or state.next_poll is None or source.paused or state.rests:
        return False
    return now - state.next_poll > 2 * source.every + GRACE


class Readiness:
    """Asks at most once a second. Any thread may ask."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = Lock()
        self._asked_at: datetime | None = None
        self._told: tuple[str, ...] = ()

    def reasons(self) -> tuple[str, ...]:
        """Why the watch is not ready now."""
        with self._lock:
            now = self._desk.clock()
            if self._asked_at is None or abs(now - self._asked_at) >= _FRESH:
                config = self._desk.config
                self._told = tuple(reasons(self._facts(), config.sources, now))
                self._asked_at = now
            return self._told

    def _facts(self) -> Facts:
        path = self._desk.config.service.database
        not_writable = health.why_not_writable(path, _PATIENCE)
        try:
            last_tick, states = self._desk.read(_read, self._desk.clock())
        except StoreError as error:
            return Facts(not_writable or str(error), _free(path), self._desk.clock(), {})
        return Facts(not_writable, _free(path), last_tick, states)


def _read(db: Database, now: datetime) -> tuple[datetime | None, Mapping[str, SourceState]]:
    """The last tick, and the states of the sources that may be late: of thousands, few."""
    tick = health.last_tick(db)
    if tick is None or now - tick > ALIVE:
        return tick, {}
    return tick, sources.states(db, health.due(db, now - GRACE))


def _free(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return _LEAST_FREE  # that the folder is not there is told already


async def _readiness(request: Request) -> Readiness:
    """One for the application; made on the event loop, so never twice."""
    state = request.app.state
    if not hasattr(state, "readiness"):
        state.readiness = Readiness(state.desk)
    return cast("Readiness", state.readiness)


@router.api_route("/healthz", methods=["GET", "HEAD"])
async def healthz() -> Response:
    """Answer, which is all that is asked."""
    return PlainTextResponse("alive\n", headers=NO_STORE)


@router.api_route("/readyz", methods=["GET", "HEAD"])
def readyz(readiness: Annotated[Readiness, Depends(_readiness)]) -> Response:
    """Tell whether the watch does its work: 200, or 503 with the reasons."""
    why = readiness.reasons()
    body = {"ready": not why, "reasons": list(why)}
    return JSONResponse(body, 503 if why else 200, headers=NO_STORE)
