"""The real command line in processes of its own, and what becomes of them."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command import PATIENCE, run_text

ROOT = Path(__file__).resolve().parents[2]
CONFIG = "watcher.toml"
DATABASE = "watcher.db"
DIGESTS = "digests.jsonl"

SERVICE = f"""\
[service]
database = "{DATABASE}"
allow_private_addresses = true
host_pause = "0s"
host_connections = 4

[web]
listen = "off"
"""

#: A digest that is due each minute, into a file.
OUTGOING = f"""
[[channel]]
id = "file"
kind = "file"
path = "{DIGESTS}"

[[digest]]
id = "minutely"
schedule = "* * * * *"
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with a configuration, and the commands that are run in it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def digests(self) -> Path:
        return self.folder / DIGESTS

    def configure(self, *sections: str) -> "Desk":
        (self.folder / CONFIG).write_text("\n".join((SERVICE, *sections)), encoding="utf-8")
        return self

    def start(self, *words: str, under: Sequence[str] = ()) -> "subprocess.Popen[str]":
        """Start a command as the leader of a session of its own, so that its kin are known."""
        return subprocess.Popen(
            [*under, *_command(*words)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, under: Sequence[str] = ()) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end; `under` another program it is started in earnest."""
        if not under:
            return run_text(*_named(words), cwd=self.folder)
        with self.start(*words, under=under) as process:
            out, err = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def killed_after(self, seconds: float, *words: str) -> int:
        """Run a command and kill it so long after its start; its return code."""
        with self.start(*words) as process:
            try:
                process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        assert_none_left(process.pid)
        return process.returncode

    def write(self, sql: str) -> None:
        """Change the database while no process of ours has it."""
        db = sqlite3.connect(self.database)
        with db:
            db.execute(sql)
        db.close()

    @contextmanager
    def daemon(self, *, under: Sequence[str] = ()) -> Iterator["Daemon"]:
        """`watcher run` for the length of a block; killed at its end if it still is there."""
        log = self.folder / "daemon.log"
        with log.open("a", encoding="utf-8") as stderr:
            process = subprocess.Popen(
                [*under, *_command("run")],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                start_new_session=True,
            )
            running = Daemon(process, log, log.stat().st_size)
            try:
                running.wait_for("watching")
                yield running
            finally:
                process.kill()
                process.wait()
        assert_none_left(process.pid)


@dataclass(frozen=True, slots=True)
class Daemon:
    """A running daemon and its log."""

    process: "subprocess.Popen[bytes]"
    log: Path
    begin: int  # bytes of the log before this daemon

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_bytes()[self.begin :].decode()

    def wait_for(self, pattern: str) -> str:
        """Wait until the log matches; what was said until then."""
        until(lambda: re.search(pattern, self.said()) or self.process.poll() is not None)
        assert re.search(pattern, self.said()), self.said()
        return self.said()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop, and wait; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "watcher", *_named(words)]


def _named(words: Sequence[str]) -> tuple[str, ...]:
    """A command's words; they name the configuration of the desk where they name no other."""
    return (*words, *(() if "--config" in words else ("--config", CONFIG)))


def page_source(url: str, name: str = "page", more: str = "") -> str:
    return f'[[source]]\nid = "{name}"\nkind = "page"\nurl = "{url}"\n{more}\n'


def page_of(*passages: str) -> bytes:
    """A page that is read passage by passage."""
    head = "<head><title>A page</title></head>"
    body = "".join(f"<p>{passage}</p>\n" for passage in passages)
    return f"<html>{head}<body><main>{body}</main></body></html>".encode()


def until(condition: Callable[[], object]) -> None:
    """Wait for what another process does; fail where it never does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def session(leader: int) -> list[int]:
    """The processes of a session that live; one that nobody has waited for yet does not."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, _group, own = stat.read_text().rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(own) == leader and state != "Z":
            found.append(int(stat.parent.name))
    return found


def assert_none_left(leader: int) -> None:
    """Worker processes and whatever else a command started end with it."""
    until(lambda: not session(leader))


def strace(*options: str) -> tuple[str, ...]:
    """A prefix for a command that runs it under strace, its threads and children included.

    Not with `--seccomp-bpf`: with it strace 6.1 injects at the first call alone.
    """
    return ("strace", "-f", "-qq", "-o", os.devnull, *options)


def _strace_works() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run([*strace("-e", "trace=none"), "true"], check=False).returncode == 0


needs_strace = pytest.mark.skipif(
    not _strace_works(), reason="strace is not installed, or not allowed to trace here"
)
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
