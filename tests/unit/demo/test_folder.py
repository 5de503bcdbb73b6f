"""The folder in which the tour leaves its database."""

import pytest

from watcher.cli.demo import demo
from watcher.errors import UsageError


def test_a_file_is_no_folder_for_the_tour(tmp_path):
    (tmp_path / "notes").touch()
    with pytest.raises(UsageError, match=r"notes: cannot be a folder for the tour: file exists;"):
        demo(tmp_path / "notes")


def test_a_folder_with_a_configuration_is_left_as_it_is(tmp_path):
    (tmp_path / "watcher.toml").write_text("# mine")
    with pytest.raises(UsageError, match="is there already"):
        demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["watcher.toml"]
    assert (tmp_path / "watcher.toml").read_text() == "# mine"
