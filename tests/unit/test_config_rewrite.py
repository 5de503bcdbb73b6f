"""A configuration's file is replaced as a whole, if the result is valid, or not at all."""

import os
import re
from pathlib import Path

import pytest

from watcher.config import load
from watcher.config.rewrite import own_file, rewrite
from watcher.errors import UsageError

TEXT = '[service]\ntimezone = "UTC"\n'


def changed(text):
    return text.replace("UTC", "Europe/Vienna")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "watcher.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_edited_text_takes_the_place_of_the_old_one(path):
    rewrite(path, changed)
    assert path.read_text(encoding="utf-8") == changed(TEXT)
    assert load(path).service.timezone == "Europe/Vienna"
    assert [each.name for each in path.parent.iterdir()] == ["watcher.toml"]


def test_bytes_that_are_not_touched_stay(path):
    path.write_bytes(b"\xef\xbb\xbf# \xc3\x9c\r\n" + TEXT.encode())
    rewrite(path, changed)
    assert path.read_bytes() == b"\xef\xbb\xbf# \xc3\x9c\r\n" + changed(TEXT).encode()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_file_keeps_its_mode(path, mode):
    path.chmod(mode)
    rewrite(path, changed)
    assert path.stat().st_mode & 0o7777 == mode


def test_what_a_link_leads_to_is_replaced_and_the_link_stays(path, tmp_path):
    link = tmp_path / "config" / "watcher.toml"
    link.parent.mkdir()
    link.symlink_to("../watcher.toml")
    rewrite(link, changed)
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == changed(TEXT)


def test_a_result_that_is_not_valid_is_not_written(path):
    with pytest.raises(UsageError) as error:
        rewrite(path, lambda text: text.replace("UTC", "Mars"))
    assert f"{path}: would not be valid any more, so it stays:" in str(error.value)
    assert f'{path}: [service]: timezone = "Mars" is not a time zone' in str(error.value)
    assert path.read_text(encoding="utf-8") == TEXT
    assert [each.name for each in path.parent.iterdir()] == ["watcher.toml"]


def test_an_edit_that_cannot_be_made_names_the_file(path):
    def refuse(_text):
        raise UsageError("is written so that nothing can be added")

    with pytest.raises(UsageError, match=re.escape(f"{path}: is written so")):
        rewrite(path, refuse)


def test_a_file_that_somebody_else_changes_meanwhile_is_left_alone(path):
    def slow(text):
        path.write_text(text + "# by hand\n", encoding="utf-8")
        return changed(text)

    with pytest.raises(UsageError, match="was changed by somebody else meanwhile"):
        rewrite(path, slow)
    assert path.read_text(encoding="utf-8") == TEXT + "# by hand\n"


def test_nothing_to_change_writes_nothing(path):
    before = path.stat()
    rewrite(path, lambda text: text)
    after = path.stat()
    # Not the time of access: reading may move it.
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_folder_that_takes_no_file_is_told(path):
    if os.geteuid() == 0:
        path = Path("/proc/self/status")  # a folder where not even root can write
    else:
        path.parent.chmod(0o500)
    with pytest.raises(UsageError, match=r"cannot be replaced: .*; nothing was changed"):
        rewrite(path, lambda text: text + "# more")


def test_files_that_come_with_the_program_are_not_ones_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"comes with the program.*\n.*cp .*\n.*again"):
        own_file(None)
    with pytest.raises(UsageError, match="comes with the program"):
        own_file(Path(load.__code__.co_filename).parents[1] / "default.toml")


def test_the_default_file_is_ones_own_where_it_lies_in_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "watcher.toml").write_text(TEXT, encoding="utf-8")
    assert own_file(None) == Path("config/watcher.toml")
    assert own_file(tmp_path / "other.toml") == tmp_path / "other.toml"
