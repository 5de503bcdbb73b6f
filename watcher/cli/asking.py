"""Asks the daemon that holds the database to do what a command would do itself."""

import json
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from watcher.config import Config
from watcher.errors import DatabaseBusy, StoreError
from watcher.store import health, requests
from watcher.store.database import errors_named, open_beside, transaction
from watcher.watch import utc_now

#: A daemon whose sign of life is older than this does not answer.
_ALIVE = timedelta(minutes=2)

_PATIENCE = 600  # seconds to wait for the daemon's answers


def ask_the_daemon(
    config: Config, kind: requests.Kind, source_ids: Sequence[str], busy: DatabaseBusy
) -> Iterator[dict[str, object]]:
    """Leave requests that the daemon takes up at its next tick, and yield its answers as they come.

    `busy` is what opening the database was refused with; it is raised where no daemon holds it.
    """
    path = config.service.database
    db = open_beside(path, read_only=False)
    try:
        with errors_named(path):
            if not _alive(health.last_tick(db)):
                raise busy
            with transaction(db):
                asked = set(requests.ask(db, kind, source_ids, utc_now()))
            until = time.monotonic() + _PATIENCE
            while asked:
                if time.monotonic() > until:
                    raise StoreError(
                        f"{path}: the daemon has not answered for {len(asked)} of the sources "
                        "within ten minutes; the requests stay, `watcher sources` shows the state."
                    )
                for number, answer in requests.answers(db, sorted(asked)).items():
                    asked.discard(number)
                    yield json.loads(answer)
                if asked and not _alive(health.last_tick(db)):
                    raise StoreError(
                        f"{path}: the daemon shows no sign of life any more; the requests stay, "
                        "and the next `watcher run` takes them up."
                    )
                time.sleep(0.3)
    finally:
        db.close()


def _alive(sign: datetime | None) -> bool:
    return sign is not None and utc_now() - sign <= _ALIVE
