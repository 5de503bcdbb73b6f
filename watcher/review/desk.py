"""What every request gets: the configuration, the database, the clock, the templates."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from sqlite_utils import Database

from watcher.charts.drawing import Drawer
from watcher.config import Config
from watcher.config.named import treaty_names
from watcher.review.readers import Readers
from watcher.review.standing import standing
from watcher.review.templating import environment
from watcher.review.treaties.kept import Treaties
from watcher.store.database import errors_named, open_beside, transaction
from watcher.watch import utc_now

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """The desk of one process. Its methods may be called from any thread."""

    def __init__(self, config: Config, clock: Callable[[], datetime] = utc_now) -> None:
        self.config = config
        self.clock = clock
        self.zone = ZoneInfo(config.service.timezone)
        self.names = treaty_names(config)  # of treaties, by number
        self.treaties = Treaties(config)
        self.drawer = Drawer()  # starts nothing before the first chart
        self._readers = Readers(config.service.database)
        self._templates = environment(config.service.timezone)

    def read(
        self, query: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query, all of whose statements see the same moment; raises StoreError."""
        return self._readers.read(query, *args, **kwargs)

    def write(
        self, change: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Write a review or a request as one transaction; raises StoreError."""
        path = self.config.service.database
        db = open_beside(path, read_only=False)
        try:
            with errors_named(path), transaction(db):
                return change(db, *args, **kwargs)
        finally:
            db.close()

    def page(
        self,
        request: Request,
        name: str,
        context: Mapping[str, object] | None = None,
        *,
        status: int = 200,
    ) -> HTMLResponse:
        """Render a template with its context, and what every page shows."""
        now = self.clock()
        shared = {
            "request": request,
            "visitor": request.state.visitor,
            "now": now,
            "config": self.config,
            "standing": self.read(standing, now),
        }
        text = self._templates.get_template(name).render({**shared, **(context or {})})
        return HTMLResponse(text, status)

    def bare(self, name: str, context: Mapping[str, object]) -> str:
        """Render a template that needs neither database nor visitor, such as that of an error."""
        return self._templates.get_template(name).render(context)

    def prepare(self) -> None:
        """Read all templates, so that no first visitor waits for it."""
        for name in self._templates.list_templates():
            self._templates.get_template(name)

    def close(self) -> None:
        """Close the connections, and end the process that draws."""
        self.drawer.close()
        self._readers.close()


async def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


#: The desk, for an endpoint's signature: `def page(request: Request, desk: TheDesk)`.
TheDesk = Annotated[Desk, Depends(_desk)]
