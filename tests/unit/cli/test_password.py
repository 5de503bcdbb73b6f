"""`watcher password`, through a pipe and on a terminal."""

import os
import pty
import sys
import tomllib

import pytest
from argon2 import PasswordHasher
from typer.testing import CliRunner

from tests.command import run_text
from watcher.cli.password import app
from watcher.config.web import is_hash
from watcher.errors import UsageError

PASSWORD = "Übung macht den Meister"


def piped(words: bytes) -> str:
    done = CliRunner().invoke(app, input=words)
    if done.exception is not None:
        raise done.exception
    return done.stdout


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\nand a second line\n"])
def test_a_pipe_is_read_for_one_line_and_the_configuration_line_comes_out(end):
    line = piped((PASSWORD + end).encode())

    written = tomllib.loads(line)
    assert list(written) == ["password"]
    assert is_hash(written["password"])
    assert PasswordHasher().verify(written["password"], PASSWORD)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (b"", "has 0 characters; use 12 or more"),
        (b"elevenchars\n", "has 11 characters; use 12 or more"),
        (b"x" * 1001, "has more than 1,000 characters"),
        (b"x" * 100_000, "has more than 1,000 characters"),
        (b"\xff" * 20, "is not UTF-8 text"),
    ],
)
def test_what_is_no_password_is_refused(words, told):
    with pytest.raises(UsageError, match=told):
        piped(words)


def on_a_terminal(*typed: str) -> tuple[int, str]:
    """Type each line when it is asked for; the exit code, and all that was shown."""
    process, terminal = pty.fork()
    if process == 0:
        os.execv(sys.executable, [sys.executable, "-m", "watcher", "password"])
    shown, lines = b"", list(typed)
    while True:
        try:
            piece = os.read(terminal, 1024)
        except OSError:  # how Linux tells that the other end is closed
            break
        if not piece:
            break
        shown += piece
        if lines and shown.count(b": ") > len(typed) - len(lines):
            os.write(terminal, lines.pop(0).encode() + b"\n")
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_on_a_terminal_it_asks_twice_and_shows_nothing_of_it():
    code, shown = on_a_terminal(PASSWORD, PASSWORD)

    assert code == 0
    assert PASSWORD not in shown
    assert shown.splitlines()[-1].startswith("password = '$argon2id$v=19$")


def test_two_that_differ_make_nothing():
    code, shown = on_a_terminal(PASSWORD, PASSWORD + "!")

    assert code == 2
    assert "The two were not the same, so nothing was made." in shown
    assert "argon2id" not in shown


@pytest.mark.parametrize("command", [("check", "--offline"), ("run",), ("serve",)], ids=" ".join)
def test_without_a_password_no_command_listens_beyond_this_machine(tmp_path, command):
    (tmp_path / "w.toml").write_text('[web]\nlisten = "0.0.0.0:8080"\n')
    done = run_text(*command, "--config", "w.toml", cwd=tmp_path)

    assert done.returncode == 2
    assert "make one with `watcher password`" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_password_that_cannot_be_had_stops_the_daemon_and_is_shown_by_check(tmp_path):
    (tmp_path / "w.toml").write_text(
        '[web]\npassword = "env:DESK"\n'
        '[[channel]]\nid = "a"\nkind = "console"\n[[source]]\nid = "s"\nkind = "untc-notifications"'
    )
    checked = run_text("check", "--offline", "--config", "w.toml", cwd=tmp_path)
    done = run_text("run", "--config", "w.toml", cwd=tmp_path)

    assert "[web]: env:DESK: the environment has no variable DESK" in checked.stdout
    assert done.returncode == 2
    assert "[web]: env:DESK: the environment has no variable DESK." in done.stderr
