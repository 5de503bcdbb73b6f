"""The whole application over a real database, asked over ASGI.

async with asking(folder) as web:
    answer = await web.get("/api/v1/changes")
"""

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn

from tests.hostile_titles import titles
from tests.unit.desk import at_the_desk
from tests.unit.store.polling import added, modified, removed, signature, statement
from watcher.config import load
from watcher.model.change import ChangeKind
from watcher.model.source import Outcome
from watcher.review.app import application
from watcher.store import health

ADDRESS = "http://127.0.0.1:8080"

#: When the desk is asked, a minute after the last poll.
NOW = datetime(2026, 2, 4, 7, 5, tzinfo=UTC)


def fill(folder: Path) -> None:
    """A log with something of everything in it, ready to be copied."""
    asyncio.run(_fill(folder))


async def _fill(folder: Path) -> None:
    async with at_the_desk(folder) as desk:
        viet_nam = signature("VNM", "Viet Nam", "2025-10-25")
        await desk.poll(added(viet_nam, kind=ChangeKind.BASELINE))
        await desk.sign("MUS", "FRA")
        ratified = signature("MUS", "State MUS", "2026-02-01")
        await desk.poll(modified(signature("MUS", "State MUS"), ratified))
        await desk.poll(removed(signature("FRA", "State FRA")))
        await desk.poll(
            *(
                added(statement(title, link=title), f"entries/{n}", summary=title)
                for n, title in enumerate(titles())
            ),
            source="news",
        )
        await desk.poll(
            source="news",
            outcome=Outcome.FAILED,
            error="no answer",
            milliseconds=61_000,
            next_poll=NOW + timedelta(hours=1),
        )
        desk.now = NOW - timedelta(minutes=1)
        await desk.poll(milliseconds=700)
        await desk.compose()
        await desk.send()
        await desk.way.store.write(health.ticked, desk.now)


@asynccontextmanager
async def asking(
    folder: Path, clock: Callable[[], datetime] = lambda: NOW
) -> AsyncIterator[httpx.AsyncClient]:
    """Ask the application over the database in a folder."""
    app = application(load(folder / "watcher.toml"), clock)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as web:
        yield web
    app.state.desk.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The same on a real server on loopback; gives its address."""
    app = application(load(folder / "watcher.toml"), lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def copied(filled: Path, folder: Path) -> Path:
    """A copy of a folder that was filled, to be written to."""
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    configuration = folder / "watcher.toml"
    configuration.write_text(configuration.read_text().replace(str(filled), str(folder)))
    return folder
