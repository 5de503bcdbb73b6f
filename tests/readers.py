"""The tools of a watcher whose reading processes outlive it, for tests that open one after another.

    async with open_lasting_way(config, store) as way:
        ...

Starting the processes is most of what a short poll costs: Python starts, imports, and loads a
parser. Here one sandbox of a test worker hands them to the next. Nothing else differs: documents
are read in such processes, with the same limits of time and memory, and one that went bad is
replaced as ever. What is about starting and ending them opens a plain `Sandbox` or `open_way`.
"""

import atexit
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from watcher.config import Config
from watcher.sandbox import Sandbox
from watcher.store.handle import Store
from watcher.watch import open_way, utc_now
from watcher.way import Clock, Way

if TYPE_CHECKING:
    from pebble import ProcessPool

#: The pools that nobody has now; a sandbox takes one, and gives it back when it is closed.
_AT_REST: "list[ProcessPool]" = []


class LastingSandbox(Sandbox):
    """One reader, as a watcher of one source has it."""

    def __init__(self) -> None:
        super().__init__(workers=1)

    def _new_pool(self) -> "ProcessPool":
        return _AT_REST.pop() if _AT_REST else super()._new_pool()

    async def close(self) -> None:
        """Give the processes back, unless they still read: then they end as ever."""
        if self._pool is not None and self._pool.active and not self._running:
            _AT_REST.append(self._pool)
            self._pool = None
        await super().close()


@asynccontextmanager
async def open_lasting_way(
    config: Config, store: Store, clock: Clock = utc_now
) -> AsyncIterator[Way]:
    """The tools along the way as `open_way` gives them, with a lasting sandbox."""
    async with open_way(config, store, clock) as way, LastingSandbox() as sandbox:
        yield replace(way, sandbox=sandbox)


@atexit.register
def _end() -> None:
    for pool in _AT_REST:
        pool.stop()
        pool.join()
