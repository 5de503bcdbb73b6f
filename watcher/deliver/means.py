"""What channels need beside their own settings: the way out, and who we are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from watcher.charts.drawing import Drawer
from watcher.deliver.http import HttpClient


@dataclass(frozen=True, slots=True)
class Means:
    """The way out to other systems.

    `contact` is a `mailto:` or `https:` address, None where the configuration has none;
    `ca_file` has authorities (PEM) that are trusted beside the public ones; without
    `allow_private` no connection is made to an address on the local network.
    """

    http: HttpClient
    contact: str | None
    ca_file: Path | None
    allow_private: bool
    drawer: Drawer  # of charts; starts nothing before the first


@asynccontextmanager
async def open_means(
    *, user_agent: str, contact: str | None, ca_file: Path | None, allow_private: bool
) -> AsyncIterator[Means]:
    """The means, for the length of a block."""
    async with HttpClient(
        user_agent=user_agent, ca_file=ca_file, allow_private=allow_private
    ) as http:
        with Drawer() as drawer:
            yield Means(http, contact, ca_file, allow_private, drawer)
