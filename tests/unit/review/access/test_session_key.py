import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from watcher.errors import StoreError
from watcher.review.access.session_key import session_file, session_key


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    database = tmp_path / "watcher.db"
    key = session_key(database)

    assert len(key) == 32
    assert key == session_key(database)
    assert stat.S_IMODE(session_file(database).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["watcher.db.session"]


def test_two_desks_have_two_keys(tmp_path):
    assert session_key(tmp_path / "a.db") != session_key(tmp_path / "b.db")


def test_of_many_who_make_it_at_once_all_have_the_same(tmp_path):
    with ThreadPoolExecutor(16) as threads:
        keys = set(threads.map(session_key, [tmp_path / "watcher.db"] * 64))

    assert len(keys) == 1
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"zz" * 32, b"\xff" * 64, b"00" * 31])
def test_a_file_that_holds_no_key_is_told_and_not_replaced(tmp_path, content):
    file = session_file(tmp_path / "watcher.db")
    file.write_bytes(content)

    with pytest.raises(StoreError, match="this is no key of sessions; delete the file"):
        session_key(tmp_path / "watcher.db")
    assert content == file.read_bytes()


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StoreError, match="cannot be read or written: no such file or directory"):
        session_key(tmp_path / "none" / "watcher.db")
