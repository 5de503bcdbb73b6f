"""Opening, checking and locking the file; every refusal is a sentence that names it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.unit.store.polling import added, signature
from watcher.errors import DatabaseBusy, StoreError
from watcher.store.database import (
    errors_named,
    exclusive,
    open_beside,
    open_for_writing,
    reading,
    transaction,
)
from watcher.store.log import head
from watcher.store.schema import APPLICATION_ID, SCHEMA_VERSION, migrations
from watcher.store.sources import states


def pragma(db, name):
    return db.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_database_is_made_with_its_folder(tmp_path):
    path = tmp_path / "some" / "folder" / "watcher.db"
    with closing(open_for_writing(path)) as db:
        assert pragma(db, "application_id") == APPLICATION_ID
        assert pragma(db, "user_version") == SCHEMA_VERSION
    assert b"TRTW" in path.read_bytes()[:100]


def test_a_database_of_the_first_version_is_brought_up_to_date_with_all_it_holds(tmp_path):
    path = tmp_path / "watcher.db"
    with closing(Database(path)) as db:
        migrations.apply(db, stop_before="m002_sources_read_strictly")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        db.table("sources").insert(
            {"id": "a", "kind": "page", "url": "https://example.org/", "tier": "press"}
        )
    with pytest.raises(StoreError, match="brings it up to date"), reading(path):
        pass
    with closing(open_for_writing(path)) as db:
        assert pragma(db, "user_version") == SCHEMA_VERSION
        assert states(db)["a"].moved_to is None
        assert pragma(db, "integrity_check") == "ok"
    with reading(path) as beside:
        assert set(states(beside)) == {"a"}


def test_the_database_is_set_to_lose_nothing(db):
    assert pragma(db, "journal_mode") == "wal"
    assert pragma(db, "synchronous") == 2  # FULL
    assert pragma(db, "foreign_keys") == 1
    assert pragma(db, "auto_vacuum") == 2  # INCREMENTAL
    assert pragma(db, "integrity_check") == "ok"


def test_every_table_checks_its_types(db):
    tables = db.query("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    ours = [
        row
        for row in tables
        if not row["name"].startswith(("sqlite_", "_", "changes_text", "documents_text"))
    ]
    assert len(ours) >= 12
    assert [row["name"] for row in ours if "STRICT" not in row["sql"]] == []


def test_opening_again_keeps_what_is_there(path, log):
    log.write(added(signature()))
    with closing(open_for_writing(path)) as again:
        assert head(again) == 1
    with reading(path) as beside:
        assert head(beside) == 1


def test_reading_beside_the_owner_writes_nothing(path, db):
    with pytest.raises(StoreError, match=r"watcher\.db"), reading(path) as beside:
        beside.execute("DELETE FROM polls")


def test_a_request_can_be_written_beside_the_owner(path, db):
    with closing(open_beside(path, read_only=False)) as beside, transaction(beside):
        beside.execute("INSERT INTO requests (kind, subject, asked_at) VALUES ('poll', 'x', 'now')")
    assert db.execute("SELECT count(*) FROM requests").fetchone()[0] == 1


# -- refusals ------------------------------------------------------------------------------


def test_there_is_no_database_yet(path):
    with pytest.raises(StoreError, match=r"there is no database yet.*watcher poll"):
        open_beside(path)
    assert not path.exists()


def test_a_file_that_is_no_database_is_left_as_it_is(path):
    path.write_bytes(b"these are my notes, and no database" * 40)
    before = path.read_bytes()
    for open_it in (open_for_writing, open_beside):
        with pytest.raises(StoreError, match="not an SQLite database"):
            open_it(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_left_as_it_is(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE addresses (name TEXT)")
    before = path.read_bytes()
    for open_it in (open_for_writing, open_beside):
        with pytest.raises(StoreError, match="database of another program"):
            open_it(path)
    assert path.read_bytes() == before


def test_a_database_from_a_newer_version_is_left_as_it_is(path, db):
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    db.close()
    for open_it in (open_for_writing, open_beside):
        with pytest.raises(StoreError, match="newer version") as caught:
            open_it(path)
        assert str(path) in str(caught.value)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM sources").fetchone() == (2,)
        assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)


def test_a_folder_in_place_of_the_database_is_named(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        open_for_writing(tmp_path)


def test_a_file_in_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "watcher.db"
    with pytest.raises(StoreError, match=r"watcher\.db"), exclusive(path, "this test"):
        pass


def test_a_damaged_database_is_said_to_be_damaged(path, db):
    db.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * (size // 2))
    with pytest.raises(StoreError, match=r"damaged|not an SQLite database"):
        open_for_writing(path)


def test_a_writer_that_holds_the_file_makes_others_busy(path, db):
    with (
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as impatient,
        transaction(db),
        pytest.raises(DatabaseBusy, match="another process is writing"),
        errors_named(path),
    ):
        impatient.execute("BEGIN IMMEDIATE")


# -- transactions --------------------------------------------------------------------------


def test_a_transaction_that_fails_is_undone_and_the_next_one_works(db):
    def fail():
        with transaction(db):
            db.execute("INSERT INTO meta VALUES ('a', '1')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with transaction(db):
        db.execute("INSERT INTO meta VALUES ('b', '2')")
    assert [row["name"] for row in db.query("SELECT name FROM meta")] == ["b"]


def test_a_commit_that_fails_is_undone_and_the_next_one_works(db):
    def fail():
        with transaction(db):
            db.execute("PRAGMA defer_foreign_keys = ON")
            db.execute(
                "INSERT INTO deliveries (id, digest, channel, state, created_at) "
                "VALUES ('d', 99, 'desk', 'queued', 'now')"
            )

    with pytest.raises(sqlite3.IntegrityError):
        fail()
    with transaction(db):
        db.execute("INSERT INTO meta VALUES ('b', '2')")
    assert db.execute("SELECT count(*) FROM deliveries").fetchone()[0] == 0


# -- one owner -----------------------------------------------------------------------------

HOLD = """
import sys, time
from pathlib import Path
from watcher.store.database import exclusive
with exclusive(Path(sys.argv[1]), "`watcher run` (process 1)"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(path):
    """Another process that owns the database."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_owner_is_told_who_the_first_is(path, holder):
    held = r"held by `watcher run` \(process 1\)"
    with pytest.raises(DatabaseBusy, match=held), exclusive(path, "this test"):
        pass


def test_a_refused_owner_takes_the_name_of_the_holder_from_nobody(path, holder):
    for _ in range(2):
        with pytest.raises(DatabaseBusy, match="process 1"), exclusive(path, "this test"):
            pass


def test_a_holder_that_was_killed_holds_nothing(path, holder):
    holder.kill()
    holder.wait()
    with exclusive(path, "this test"):
        pass


def test_a_holder_that_ended_leaves_no_name_behind(path, holder):
    holder.communicate()
    assert not Path(f"{path}.holder").exists()
    with exclusive(path, "this test"):
        assert Path(f"{path}.holder").read_text() == "this test"
