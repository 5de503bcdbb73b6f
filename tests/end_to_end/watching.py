"""A watcher inside the test's process: real configuration, HTTP and database, no command line.

    async with watching(tmp_path, untc_source(site.url("/status"))) as watcher:
        record = await watcher.poll()
        assert record.outcome is Outcome.BASELINE
        assert await watcher.log(ChangeKind.ADDED) == []

Opening it again on the same folder goes on with the same database, as a restart would.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.readers import open_lasting_way
from watcher.config import Config, load
from watcher.model.change import ChangeKind, Incident, PollRecord
from watcher.model.finding import Known
from watcher.model.wire import change_to_json
from watcher.store import log, sources
from watcher.store.handle import Store, open_store
from watcher.watch import Watch, introduce

SERVICE = """\
[service]
database = "{folder}/watcher.db"
allow_private_addresses = true
host_pause = "0s"
"""


def untc_source(url: str, treaty: str = "XVIII-16", name: str = "untc") -> str:
    """The section of a status page."""
    return f'[[source]]\nid = "{name}"\nkind = "untc-status"\ntreaty = "{treaty}"\nurl = "{url}"\n'


def feed_source(url: str, name: str = "feed") -> str:
    """The section of a feed."""
    return f'[[source]]\nid = "{name}"\nkind = "feed"\nurl = "{url}"\n'


def page_source(url: str, name: str = "page", more: str = "") -> str:
    """The section of a page; `more` are further lines of it."""
    return f'[[source]]\nid = "{name}"\nkind = "page"\nurl = "{url}"\n{more}\n'


def configuration(folder: Path, *sections: str) -> Path:
    """Write a configuration for loopback, its database in the same folder; return its path."""
    path = folder / "watcher.toml"
    path.write_text("\n".join((SERVICE.format(folder=folder), *sections)), encoding="utf-8")
    return path


def in_short(change: dict[str, Any]) -> tuple[str | None, ...]:
    """Kind, participant, action and date of a change."""
    return change["kind"], change["participant"], change["action"], change["date"]


@asynccontextmanager
async def watching(folder: Path, *sections: str) -> AsyncIterator["Watching"]:
    """Watch the sources of these sections for the length of a block."""
    config = load(configuration(folder, *sections))
    with open_store(config.service.database, "a test") as store:
        async with open_lasting_way(config, store) as way:
            await introduce(config, way)
            records: dict[str, PollRecord] = {}
            watch = Watch(way, config, lambda source, record: records.update({source.id: record}))
            async with watch:
                yield Watching(config, store, watch, records)


@dataclass(frozen=True, slots=True)
class Watching:
    """Polls on request, and reads what the store then holds."""

    config: Config
    store: Store
    watch: Watch
    _records: dict[str, PollRecord] = field(repr=False)

    async def poll_all(self, *names: str) -> dict[str, PollRecord]:
        """Poll these sources once (all, where none is named): their records, by source id."""
        self._records.clear()
        self.watch.add(s for s in self.config.sources if not names or s.id in names)
        await self.watch.finished()
        return dict(self._records)

    async def poll(self, name: str | None = None) -> PollRecord:
        """Poll one source once; without a name, the first."""
        name = name or self.config.sources[0].id
        return (await self.poll_all(name))[name]

    async def log(self, *kinds: ChangeKind, after: int = 0) -> list[dict[str, Any]]:
        """The change log as `watcher log --json` prints it, but oldest first."""
        wanted = log.LogFilter(kinds=tuple(kind.value for kind in kinds), after_seq=after)
        return await self.store.read(
            lambda db: [change_to_json(c) for c in log.changes(db, wanted, newest_first=False)]
        )

    async def news(self) -> list[dict[str, Any]]:
        """The change log without its baselines."""
        return await self.log(*(kind for kind in ChangeKind if kind is not ChangeKind.BASELINE))

    async def told(self) -> list[tuple[str | None, ...]]:
        """The news in short."""
        return [in_short(change) for change in await self.news()]

    async def known(self, name: str | None = None) -> dict[str, Known]:
        """What a source states now, by key; without a name, the first."""
        return await self.store.read(sources.known, name or self.config.sources[0].id)

    async def incidents(self) -> tuple[Incident, ...]:
        """The incidents that are open."""
        return await self.store.read(sources.incidents)

    async def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """What the database itself holds."""
        return await self.store.read(lambda db: list(db.query(sql, list(values))))
