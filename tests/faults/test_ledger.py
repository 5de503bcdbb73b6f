"""The checker itself: each fault that a kill could leave is seen."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.faults.ledger import assert_whole
from tests.faults.scene import AFTER, show

FAULTS = (
    "DELETE FROM changes WHERE seq = (SELECT max(seq) FROM changes)",
    "DELETE FROM changes WHERE seq = 3",
    "UPDATE changes SET record = CAST(replace(record, 'Peru', 'Chad') AS BLOB)",
    "UPDATE changes SET summary = 'other' WHERE seq = 2",
    "UPDATE head SET seq = seq - 1",
    "UPDATE head SET hash = 'other'",
    "DELETE FROM polls WHERE id = 1",
    "DELETE FROM polls WHERE outcome = 'failed'",
    "UPDATE polls SET changes = changes + 1 WHERE id = 2",
    "DELETE FROM findings WHERE key = (SELECT min(key) FROM findings)",
    "UPDATE findings SET since = '2020-01-01T00:00:00.000Z'",
    "UPDATE sources SET last_poll = NULL WHERE id = 'news'",
    "UPDATE sources SET failures = 0",
    "DELETE FROM incidents",
    "DELETE FROM attempts",
    "DELETE FROM deliveries",
    "UPDATE cursors SET seq = 0",
    "UPDATE bodies SET size = size + 1",
    "INSERT INTO captures SELECT 99, sha256, source, '', 1, '', '', x'', '' FROM captures LIMIT 1",
    "UPDATE captures SET url = 'https://other.example.org/' WHERE id = 1",
    "UPDATE captures SET record = CAST(replace(record, '200', '201') AS BLOB)",
    "UPDATE head SET captures = captures - 1",
    "UPDATE head SET record = CAST(replace(record, 'number', 'numeral') AS BLOB)",
)


@pytest.fixture(scope="module")
def good(scene, tmp_path_factory) -> Path:
    """A database with changes, a failure and a digest."""
    desk = scene.desk(tmp_path_factory.mktemp("good"), "moved")
    assert desk.run("poll").returncode == 0
    assert desk.run("digest", "minutely").returncode == 0
    scene.site.answer("/page")
    assert desk.run("poll", "page").returncode == 1
    show(scene.site, AFTER)
    return desk.database


def test_a_good_database_is_whole(good):
    assert_whole(good)


def test_a_database_that_is_not_there_yet_is_whole(tmp_path):
    assert_whole(tmp_path / "none.db")


def test_each_fault_is_seen(good, tmp_path):
    """One test for all: the database takes long to make, and a fault no time to see."""
    assert [fault for fault in FAULTS if not seen(fault, good, tmp_path / "broken.db")] == []


def seen(fault: str, good: Path, broken: Path) -> bool:
    shutil.copy(good, broken)
    db = sqlite3.connect(broken)
    for (trigger,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        db.execute(f"DROP TRIGGER {trigger}")
    assert db.execute(fault).rowcount > 0, fault
    db.commit()
    db.close()
    try:
        assert_whole(broken)
    except AssertionError:
        return True
    return False
