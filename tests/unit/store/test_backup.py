"""Copies of a live database: whole and verified, or not there at all."""

import os
import shutil
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from tests.unit.store import tampering
from tests.unit.store.polling import Polls, added, signature
from tests.unit.store.tampering import unguard
from watcher.errors import DatabaseBusy, StoreError
from watcher.evidence.chain import Differs
from watcher.evidence.key import key_file
from watcher.store import backup as copies
from watcher.store.backup import back_up, copy_key, restore
from watcher.store.database import exclusive, open_for_writing, reading
from watcher.store.log import head
from watcher.store.verification import verify_file


@pytest.fixture
def folder(tmp_path):
    """Where backups go."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def history(tmp_path):
    """A database in a folder of its own."""
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "watcher.db"
    tampering.make(path)
    return path


def quiet(*_):
    """No progress is shown."""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_one_file_that_verifies_by_itself(history, folder):
    target = folder / "backup.db"
    assert back_up(history, target, quiet).changes == 33
    assert names(folder) == ["backup.db"]
    assert verify_file(target).changes == 33


def test_what_is_not_yet_in_the_main_file_is_in_the_backup(path, log, folder):
    """With write-ahead logging, the newest commits are beside the file: `cp` loses them."""
    log.write(added(signature()))
    shutil.copy(path, folder / "copied.db")
    with pytest.raises((Differs, StoreError)):
        verify_file(folder / "copied.db")
    assert back_up(path, folder / "backup.db", quiet).changes == 1


def test_backups_beside_a_writer_are_each_of_one_moment(path, log, folder):
    stop = threading.Event()
    log.write(added(signature("FRA", "France")))

    def write():
        with closing(open_for_writing(path)) as db:
            busy = Polls(db)
            number = 0
            while not stop.is_set():
                number += 1
                busy.write(added(signature(f"S{number}")), body=os.urandom(5_000))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [back_up(path, folder / f"{number}.db", quiet).changes for number in range(8)]
    finally:
        stop.set()
        writer.join()
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_a_backup_comes_back_and_can_be_signed_on(history, folder, tmp_path):
    target = tmp_path / "new" / "watcher.db"
    back_up(history, folder / "backup.db", quiet)
    copy_key(history, folder / "backup.db")
    assert key_file(folder / "backup.db").stat().st_mode & 0o777 == 0o600
    restore(folder / "backup.db", target, quiet)
    with closing(open_for_writing(target)) as db:
        Polls(db).write(added(signature("NEW", "New")))
    assert verify_file(target).changes == 34


def test_without_its_key_a_backup_comes_back_and_waits_for_it(history, folder, tmp_path):
    target = tmp_path / "new" / "watcher.db"
    back_up(history, folder / "backup.db", quiet)
    restore(folder / "backup.db", target, quiet)
    with pytest.raises(StoreError, match="the key that signs the log is missing"):
        open_for_writing(target)
    shutil.copy(key_file(history), key_file(target))
    open_for_writing(target).close()


def test_a_backup_on_a_disk_that_cannot_be_written_comes_back(history, folder, tmp_path):
    back_up(history, folder / "backup.db", quiet)
    (folder / "backup.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        assert restore(folder / "backup.db", tmp_path / "new.db", quiet).changes == 33
    finally:
        folder.chmod(0o755)
    assert names(folder) == ["backup.db"]


# -- refusals ------------------------------------------------------------------------------


def test_no_backup_replaces_a_file(history, folder):
    (folder / "notes").write_text("mine")
    with pytest.raises(StoreError, match=r"notes: there is a file already, and no backup"):
        back_up(history, folder / "notes", quiet)
    assert (folder / "notes").read_text() == "mine"


def test_no_restore_replaces_a_database_or_what_is_left_of_one(history, folder, tmp_path):
    back_up(history, folder / "backup.db", quiet)
    with pytest.raises(StoreError, match=r"it is not overwritten. Move the database away"):
        restore(folder / "backup.db", history, quiet)
    left = tmp_path / "left"
    left.mkdir()
    (left / "watcher.db-wal").write_bytes(b"left over")
    with pytest.raises(StoreError, match=r"watcher\.db-wal: there is a file already"):
        restore(folder / "backup.db", left / "watcher.db", quiet)


def test_no_restore_while_another_process_holds_the_place(history, folder, tmp_path):
    back_up(history, folder / "backup.db", quiet)
    target = tmp_path / "new" / "watcher.db"
    with exclusive(target, "`watcher run`"), pytest.raises(DatabaseBusy, match="`watcher run`"):
        restore(folder / "backup.db", target, quiet)
    assert not target.exists()


def test_a_key_that_did_not_sign_the_backup_is_not_taken_for_its_own(history, folder, tmp_path):
    back_up(history, folder / "backup.db", quiet)
    target = tmp_path / "new.db"
    open_for_writing(tmp_path / "other.db").close()
    shutil.copy(tmp_path / "other.db.key", key_file(target))
    with pytest.raises(StoreError, match="not the key that signed the backup"):
        restore(folder / "backup.db", target, quiet)
    assert not target.exists()


def test_a_folder_that_is_not_there_is_named_and_not_made(history, tmp_path):
    with pytest.raises(StoreError, match="there is no folder"):
        back_up(history, tmp_path / "none" / "backup.db", quiet)
    assert not (tmp_path / "none").exists()


def test_a_folder_in_place_of_the_backup_is_named(history, folder):
    with pytest.raises(StoreError, match="this is a folder; name a file in it"):
        back_up(history, folder, quiet)


def test_there_is_no_backup_of_that_name(tmp_path):
    with pytest.raises(StoreError, match=r"none\.db: there is no such backup"):
        restore(tmp_path / "none.db", tmp_path / "watcher.db", quiet)


def test_what_is_no_database_is_not_restored(folder, tmp_path):
    (folder / "notes").write_bytes(b"these are my notes, and no database" * 40)
    with pytest.raises((Differs, StoreError)):
        restore(folder / "notes", tmp_path / "watcher.db", quiet)
    assert not (tmp_path / "watcher.db").exists()


@pytest.mark.parametrize("way", ["backup", "restore"])
def test_what_was_altered_is_neither_backed_up_nor_restored(history, folder, tmp_path, way):
    if way == "restore":
        back_up(history, folder / "backup.db", quiet)
    altered = folder / "backup.db" if way == "restore" else history
    with closing(tampering.sqlite3.connect(altered, isolation_level=None)) as db:
        unguard(db)
        db.execute("UPDATE changes SET date = '2020-01-01' WHERE seq = 5")
    target = tmp_path / "new.db"
    with pytest.raises(Differs, match="changes, row 5"):
        (back_up if way == "backup" else restore)(altered, target, quiet)
    assert [path for path in tmp_path.iterdir() if ".part" in path.name] == []
    assert not target.exists()


# -- what is cut off -----------------------------------------------------------------------


def test_what_is_interrupted_leaves_nothing_behind(history, folder):
    def interrupt(step, *_):
        if step == "changes":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(history, folder / "backup.db", interrupt)
    assert names(folder) == []


def test_a_full_disk_leaves_nothing_behind(history, folder):
    """The largest file that the process may write stands for the disk."""
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from watcher.errors import StoreError\n"
        "from watcher.store.backup import back_up\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    back_up(Path(sys.argv[1]), Path(sys.argv[2]), lambda *_: None)\n"
        "except StoreError as error:\n"
        "    print(error)\n"
    )
    root = tampering.Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script, str(history), str(folder / "backup.db")],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(folder / "backup.db") in done.stdout
    assert names(folder) == []


def test_a_file_that_comes_meanwhile_is_not_replaced(history, folder, monkeypatch):
    target = folder / "backup.db"

    def verify_slowly(copy, **options):
        target.write_text("mine")
        return verify_file(copy, **options)

    monkeypatch.setattr(copies, "verify_file", verify_slowly)
    with pytest.raises(StoreError, match="there is a file by now"):
        back_up(history, target, quiet)
    assert target.read_text() == "mine"
    assert names(folder) == ["backup.db"]


def test_the_database_itself_is_only_read(history, folder):
    before = history.read_bytes()
    back_up(history, folder / "backup.db", quiet)
    assert history.read_bytes() == before
    with reading(history) as db:
        assert head(db) == 33
