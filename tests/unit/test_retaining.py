"""Once a day, in small parts, what is old and changed nothing loses its bytes."""

from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.unit.store.polling import NOW, SOURCES, Polls
from watcher import retaining
from watcher.model.source import Outcome
from watcher.retaining import delete_due
from watcher.store import polls
from watcher.store.database import open_for_writing, transaction
from watcher.store.handle import open_store
from watcher.store.verification import verify_file

YEAR = timedelta(days=365)


@contextmanager
def quarantined(path, bodies):
    """A store with an episode that is over; its clock stands where it is set."""
    db = open_for_writing(path)
    with transaction(db):
        polls.register(db, SOURCES)
    log = Polls(db)
    for number in range(bodies):
        log.write(outcome=Outcome.QUARANTINED, body=b"maintenance %d" % number)
    log.write()
    db.close()
    with open_store(path, "a test") as store:
        way = SimpleNamespace(store=store, now=NOW)
        way.clock = lambda: way.now
        yield way


@pytest.fixture
def path(tmp_path):
    return tmp_path / "watcher.db"


async def test_what_is_old_is_deleted_in_small_parts_and_then_there_is_rest(path, monkeypatch):
    monkeypatch.setattr(retaining, "BODIES", 2)
    with quarantined(path, 5) as way:
        assert await delete_due(way, YEAR) == 0
        way.now += YEAR + timedelta(days=2)
        assert [await delete_due(way, YEAR) for _ in range(4)] == [2, 2, 1, 0]
        assert verify_file(path).deleted == 5


async def test_a_round_is_made_once_a_day(path):
    with quarantined(path, 1) as way:
        assert await delete_due(way, YEAR) == 0
        way.now += timedelta(hours=23)
        assert await delete_due(way, timedelta(minutes=1)) == 0
        way.now += timedelta(hours=2)
        assert await delete_due(way, timedelta(minutes=1)) == 1


async def test_a_clock_that_went_back_holds_up_no_round(path):
    with quarantined(path, 1) as way:
        way.now += 2 * YEAR
        assert await delete_due(way, 10 * YEAR) == 0
        way.now -= YEAR
        assert await delete_due(way, timedelta(days=30)) == 1


async def test_for_ever_is_for_ever(path):
    with quarantined(path, 1) as way:
        way.now += 50 * YEAR
        assert await delete_due(way, None) == 0
        assert verify_file(path).deleted == 0
