"""The one thread that commits polls. Those that wait are committed together.

One commit costs a disk flush whether it holds one poll or a thousand. The event loop never waits
for the disk: it hands a record over and is told when it is safe.
"""

import asyncio
import queue
import threading
import time
from pathlib import Path

from sqlite_utils import Database

from watcher.errors import StoreError
from watcher.model.change import PollRecord
from watcher.store import polls
from watcher.store.database import errors_named, transaction

#: Polls committed together at most, so that one bad disk moment does not undo an hour.
_TOGETHER = 500

#: Seconds to wait for more, once several polls were waiting: under load a commit every few
#: milliseconds would cost more than the polls themselves. A poll by itself never waits.
_GATHER = 0.05

Done = asyncio.Future[None]
_Job = tuple[PollRecord, Done]


class Writer:
    """Commits poll records in order. One poll at a time for each source is the caller's duty.

    It belongs to the event loop that submits to it.
    """

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, record: PollRecord) -> Done:
        """Hand a poll over; the future is done when it is durable, or holds a StoreError."""
        done: Done = asyncio.get_running_loop().create_future()
        self._jobs.put((record, done))
        return done

    def close(self) -> None:
        """Commit what waits, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        batch: list[_Job] = []
        while self._take(batch):
            self._commit(batch)
            batch.clear()
        if batch:
            self._commit(batch)

    def _take(self, batch: list[_Job]) -> bool:
        """Fill the batch with what waits, at least one; False where the end was among it."""
        job = self._jobs.get()
        if not self._jobs.empty():
            time.sleep(_GATHER)
        while job is not None:
            batch.append(job)
            if len(batch) == _TOGETHER or self._jobs.empty():
                return True
            job = self._jobs.get()
        return False

    def _commit(self, batch: list[_Job]) -> None:
        error = self._try([record for record, _ in batch])
        outcomes: list[tuple[Done, Exception | None]] = []
        for record, done in batch:
            # A poll that cannot be written must not take the others with it: each on its own.
            failure = error if error is None or len(batch) == 1 else self._try([record])
            outcomes.append((done, failure))
        # One wake-up of the event loop for all: each costs a system call.
        batch[0][1].get_loop().call_soon_threadsafe(_settle, outcomes)

    def _try(self, records: list[PollRecord]) -> Exception | None:
        try:
            with errors_named(self._path), transaction(self._db):
                for record in records:
                    polls.write(self._db, record)
        except StoreError as error:
            return error
        except Exception as error:  # noqa: BLE001 -- whatever it is, this thread must live: it alone answers
            failure = StoreError(f"{self._path}: a poll could not be recorded: {error}")
            failure.__cause__ = error
            return failure
        return None


def _settle(outcomes: list[tuple[Done, Exception | None]]) -> None:
    for done, failure in outcomes:
        if done.cancelled():
            continue
        if failure is None:
            done.set_result(None)
        else:
            done.set_exception(failure)
