"""A secret is read where it stands, when it is used; no sentence repeats it."""

import pytest

from watcher.deliver.secrets import missing, reveal
from watcher.errors import DeliveryError
from watcher.model.channel import Secret


def test_one_of_the_environment(monkeypatch):
    monkeypatch.setenv("A_SECRET", "hunter2\n")
    assert reveal(Secret("env:A_SECRET")) == "hunter2"


def test_one_of_a_file_and_a_change_of_it_holds_at_once(tmp_path):
    path = tmp_path / "secret"
    path.write_text("hunter2\n")
    secret = Secret(f"file:{path}")
    assert reveal(secret) == "hunter2"
    path.write_text("hunter3")
    assert reveal(secret) == "hunter3"


def test_what_is_no_secret_is_given_back():
    assert reveal("https://example.org/") == "https://example.org/"


def test_one_that_is_not_there_is_told_with_its_place(monkeypatch, tmp_path):
    monkeypatch.delenv("NO_SUCH", raising=False)
    monkeypatch.setenv("EMPTY", "  ")
    told = missing((Secret("env:NO_SUCH"), Secret("env:EMPTY"), Secret(f"file:{tmp_path}/none")))
    assert told == (
        "env:NO_SUCH: the environment has no variable NO_SUCH",
        "env:EMPTY is empty, where a secret should be",
        f"file:{tmp_path}/none: cannot be read: no such file or directory",
    )


@pytest.mark.parametrize("content", [b"one\ntwo", b"\xff\xfe", b"x" * 20_000])
def test_a_file_that_holds_no_secret_is_refused_without_its_content(tmp_path, content):
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(DeliveryError) as caught:
        reveal(Secret(f"file:{path}"))
    assert "two" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_directory_is_refused(tmp_path):
    with pytest.raises(DeliveryError, match="is a directory"):
        reveal(Secret(f"file:{tmp_path}"))
