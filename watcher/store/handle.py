"""The open store: one thread that commits polls, one that answers everything else."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from watcher.store.database import errors_named, exclusive, open_for_writing, transaction
from watcher.store.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """The database in the hands of the one process that owns it.

    Queries are the functions of the modules beside this one; they get the connection as their
    first argument and run off the event loop.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = open_for_writing(path)
        self._polls = open_for_writing(path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self.writer = Writer(self._polls, path)

    async def read(
        self, query: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query; raises StoreError."""

        def run() -> T:
            with errors_named(self.path):
                return query(self._db, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    async def write(
        self, change: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a change as one transaction; raises StoreError, and then nothing was written."""

        def run() -> T:
            with errors_named(self.path), transaction(self._db):
                return change(self._db, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    def close(self) -> None:
        """Commit what waits, and close."""
        self.writer.close()
        self._thread.shutdown()
        self._polls.close()
        self._db.close()


@contextmanager
def open_store(path: Path, who: str) -> Iterator[Store]:
    """Own the database for the length of a block; DatabaseBusy where somebody else does."""
    with exclusive(path, who):
        store = Store(path)
        try:
            yield store
        finally:
            store.close()
