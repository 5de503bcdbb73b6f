"""A pool of connections that only read. Each query sees the database as it was at one moment."""

import os
from collections.abc import Callable
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from watcher.store.database import errors_named, open_beside, snapshot

P = ParamSpec("P")
T = TypeVar("T")

#: Connections that are kept open; more are opened under load, and closed after use.
_KEPT = 8


class Readers:
    """Reads the database from any thread, beside whoever owns it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._free: LifoQueue[tuple[Database, int]] = LifoQueue(_KEPT)

    def read(
        self, query: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query, all of whose statements see the same moment; raises StoreError."""
        db, file = self._take()
        sound = False
        try:
            with errors_named(self._path), snapshot(db):
                found = query(db, *args, **kwargs)
            sound = True
        finally:
            if sound:
                self._give_back(db, file)
            else:
                db.close()
        return found

    def close(self) -> None:
        """Close what is free."""
        while True:
            try:
                db, _ = self._free.get_nowait()
            except Empty:
                return
            db.close()

    def _take(self) -> tuple[Database, int]:
        """A connection to the file that is there now: a restored backup is another file."""
        file = self._file()
        while True:
            try:
                db, opened = self._free.get_nowait()
            except Empty:
                return open_beside(self._path), file
            if opened == file:
                return db, file
            db.close()

    def _give_back(self, db: Database, file: int) -> None:
        if self._free.full():
            db.close()
        else:
            self._free.put_nowait((db, file))

    def _file(self) -> int:
        try:
            return os.stat(self._path).st_ino  # noqa: PTH116 -- a tenth of what Path costs, at each request
        except OSError:
            return 0  # opening it says what is wrong
