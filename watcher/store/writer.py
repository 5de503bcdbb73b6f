"""The one thread that commits polls. Those that wait are committed together.

One commit costs a disk flush whether it holds one poll or a thousand. The event loop never waits
for the disk: it hands a record over and is told when it is safe.
"""

import asyncio
import queue
import threading
from concurrent.futures import Future
from pathlib import Path

from sqlite_utils import Database

from watcher.errors import StoreError
from watcher.model.change import PollRecord
from watcher.store import polls
from watcher.store.database import errors_named, transaction

#: Polls committed together at most, so that one bad disk moment does not undo an hour.
_TOGETHER = 500

_Job = tuple[PollRecord, "Future[None]"]


class Writer:
    """Commits poll records in order. One poll at a time for each source is the caller's duty."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, record: PollRecord) -> "asyncio.Future[None]":
        """Hand a poll over; the future is done when it is durable, or holds a StoreError."""
        done: Future[None] = Future()
        self._jobs.put((record, done))
        return asyncio.wrap_future(done)

    def close(self) -> None:
        """Commit what waits, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            batch: list[_Job] = []
            job = self._jobs.get()
            while True:
                if job is None:
                    open_ = False
                    break
                batch.append(job)
                if len(batch) == _TOGETHER:
                    break
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[_Job]) -> None:
        error = self._try([record for record, _ in batch])
        for record, done in batch:
            # A poll that cannot be written must not take the others with it: each on its own.
            failure = error if error is None or len(batch) == 1 else self._try([record])
            if failure is None:
                done.set_result(None)
            else:
                done.set_exception(failure)

    def _try(self, records: list[PollRecord]) -> Exception | None:
        try:
            with errors_named(self._path), transaction(self._db):
                for record in records:
                    polls.write(self._db, record)
        except StoreError as error:
            return error
        except (ValueError, TypeError) as error:  # a record that no table can take
            failure = StoreError(f"{self._path}: a poll could not be recorded: {error}")
            failure.__cause__ = error
            return failure
        return None
