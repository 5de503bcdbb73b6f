"""The application: one visible table of what answers where.

Errors become pages for people and problem details (RFC 9457) for programs, by the address that was
asked.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.resources import files

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from watcher import __version__
from watcher.config import Config
from watcher.review import problems
from watcher.review.access import protect
from watcher.review.api import reference, v1
from watcher.review.desk import Desk
from watcher.review.pages import (
    asking,
    calendar,
    captures,
    change,
    changes,
    charts,
    deliveries,
    digest,
    digests,
    login,
    overview,
    participant,
    participants,
    quarantine,
    reports,
    source,
    sources,
    treaties,
    treaty,
)
from watcher.review.programs import atom, exports, ical, metrics, probes
from watcher.review.treaties.warming import Warming
from watcher.watch import utc_now

#: What answers: pages for people first, then what programs ask.
ROUTERS: tuple[APIRouter, ...] = (
    exports.router,  # before the pages: /treaties/XVIII-16.csv is no treaty's page
    overview.router,
    changes.router,
    change.router,
    captures.router,
    treaties.router,
    treaty.router,
    charts.router,
    participants.router,
    participant.router,
    calendar.router,
    reports.router,
    sources.router,
    source.router,
    quarantine.router,
    digests.router,
    digest.router,
    deliveries.router,
    asking.router,
    login.router,
    v1.router,
    reference.router,
    atom.router,
    ical.router,
    probes.router,
    metrics.router,
)

_YEAR = 31_536_000  # seconds


class _Static(StaticFiles):
    """Our own files. Their addresses change when they do, so browsers may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give the file, or the library's own answer where there is none."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return response


def application(config: Config, clock: Callable[[], datetime] = utc_now) -> FastAPI:
    """Build the application over the configuration's database; `clock` gives moments in UTC."""
    desk = Desk(config, clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warming = Warming(desk)
        warming.start()
        yield
        await run_in_threadpool(warming.stop)
        desk.close()

    app = FastAPI(
        title="Treaty watcher",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # these load scripts from elsewhere; /api/docs is our own
        redoc_url=None,
        openapi_url=None,
    )
    app.state.desk = desk
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", _Static(directory=str(files("watcher.review") / "static")), "static")
    problems.handle(app)
    protect(app, desk)
    return app
