"""A real database on disk."""

import pytest

from tests.unit.store.polling import SOURCES, Polls
from watcher.store import polls
from watcher.store.database import open_for_writing, transaction


@pytest.fixture
def path(tmp_path):
    return tmp_path / "watcher.db"


@pytest.fixture
def db(path):
    """An open database in which both sources are registered."""
    opened = open_for_writing(path)
    with transaction(opened):
        polls.register(opened, SOURCES)
    yield opened
    opened.close()


@pytest.fixture
def log(db):
    """Writes polls into the database."""
    return Polls(db)
