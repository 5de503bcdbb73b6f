"""A way with a clock that stands until it is moved: polls are written, messages composed and sent.

async with at_the_desk(tmp_path) as desk:
    await desk.sign("MUS")
    desk.now += timedelta(days=1)
    await desk.compose()
    await desk.send()
    assert len(desk.sent) == 1
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.unit.store.polling import Polls, added, signature
from watcher.composing import compose_at_once, compose_due
from watcher.config import load
from watcher.model.change import Change
from watcher.sending import open_sender
from watcher.store.handle import open_store
from watcher.watch import introduce, open_way

CONFIGURATION = """
[service]
database = "{folder}/watcher.db"

[[treaty]]
number = "XVIII-16"
name = "UN Convention against Cybercrime"

[[source]]
id = "untc"
kind = "untc-status"
treaty = "XVIII-16"

[[source]]
id = "news"
kind = "feed"
url = "https://news.example.org/"
tier = "official"

[[channel]]
id = "file"
kind = "file"
path = "{folder}/digests.jsonl"
{channels}
[[digest]]
id = "daily"
schedule = "0 7 * * *"
timezone = "UTC"
{digest}
{more}
"""


class Desk:
    """What a test has at hand. `now` is the clock, UTC."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime(2026, 2, 3, 6, 0, tzinfo=UTC)

    async def poll(self, *changes: Change, **fields: Any) -> None:
        """A poll that finds these changes, now."""
        polls = Polls(None)
        polls.now = self.now
        record = polls.record(*changes, finished_at=self.now, **fields)
        await self.way.store.writer.submit(record)

    async def sign(self, *codes: str) -> None:
        """A poll that finds signatures."""
        await self.poll(*(added(signature(code, f"State {code}")) for code in codes))

    async def compose(self) -> int:
        return await compose_due(self.way, self.config)

    async def at_once(self) -> int:
        return await compose_at_once(self.way, self.config)

    async def send(self) -> int:
        return await self.sender.send_due()

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        return await self.way.store.read(lambda db: list(db.query(sql)))

    async def until(self, true: Callable[[], Awaitable[bool]]) -> None:
        """Wait until something holds that nothing tells of by itself."""
        while not await true():  # noqa: ASYNC110 -- a database has no event to wait for
            await asyncio.sleep(0.01)

    @property
    def sent(self) -> list[dict[str, Any]]:
        path = self.folder / "digests.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@asynccontextmanager
async def at_the_desk(
    folder: Path, digest: str = "", *, channels: str = "", more: str = ""
) -> AsyncIterator[Desk]:
    """Open the desk; `digest` are further lines of its digest, the others further sections."""
    path = folder / "watcher.toml"
    path.write_text(
        CONFIGURATION.format(folder=folder, digest=digest, channels=channels, more=more)
    )
    desk = Desk(folder)
    desk.config = load(path)
    with open_store(desk.config.service.database, "a test") as store:
        async with open_way(desk.config, store, lambda: desk.now) as desk.way:
            await introduce(desk.config, desk.way)
            async with open_sender(desk.way, desk.config) as desk.sender:
                yield desk
