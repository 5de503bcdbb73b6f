"""The review desk as a process: beside the daemon, by itself, and when something goes wrong."""

import os
import re
import signal
import sqlite3
import subprocess
import urllib.request
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from tests.faults.running import Desk, until
from tests.servers import page
from watcher.net.listening import bind

WEB = '[web]\nlisten = "127.0.0.1:{port}"\n'
SOURCE = '[[source]]\nid = "page"\nkind = "page"\nurl = "{url}"\n'


@pytest.fixture
def port():
    """A port that is free."""
    with bind("127.0.0.1", 0) as listening:
        return listening.getsockname()[1]


@pytest.fixture
def desk(tmp_path, site, port):
    """A folder whose configuration serves the desk."""
    site.answer("/page", page(b"<html><body><p>A passage.</p></body></html>"))
    made = Desk(tmp_path).configure(SOURCE.format(url=site.url("/page")))
    file = tmp_path / "watcher.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('[web]\nlisten = "off"\n', WEB.format(port=port)), encoding="utf-8"
    )
    return made


def answer(port, path="/"):
    """Status and text; None where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as got:
            return got.status, got.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except (URLError, ConnectionError, TimeoutError):
        return None


def desks(process):
    """The numbers of the processes that the daemon started to serve the desk."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True
    )
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if " serve " in line]


def alive(number):
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        with Path(f"/proc/{number}/stat").open() as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def desk_of(daemon):
    """The desk that the daemon serves, once it answers: its process's number."""
    until(lambda: desks(daemon.process))
    (child,) = desks(daemon.process)
    return child


def test_the_daemon_serves_the_desk_and_both_end_well(desk, port):
    with desk.daemon() as daemon:
        until(lambda: answer(port, "/sources"))
        status, text = answer(port, "/sources")
        child = desk_of(daemon)
        assert daemon.stop() == 0
        assert not alive(child)
    assert status == 200
    assert "page" in text
    assert "fault" not in daemon.said()


@pytest.mark.heavy
def test_a_daemon_that_is_killed_leaves_no_desk_behind(desk, port):
    with desk.daemon() as daemon:
        until(lambda: answer(port, "/healthz"))
        child = desk_of(daemon)
        daemon.process.kill()
        daemon.process.wait()
        until(lambda: not alive(child))
    assert answer(port, "/healthz") is None


@pytest.mark.heavy
def test_a_desk_that_is_killed_comes_back_and_the_watch_goes_on(desk, port):
    with desk.daemon() as daemon:
        until(lambda: answer(port, "/healthz"))
        child = desk_of(daemon)
        os.kill(child, signal.SIGKILL)
        until(lambda: desks(daemon.process) not in ([], [child]))
        until(lambda: answer(port, "/sources"))
        assert answer(port, "/sources")[0] == 200
        assert daemon.stop() == 0
    assert "the review desk ended, and is started again" in daemon.said()


@pytest.mark.heavy
def test_a_place_that_is_taken_stops_no_watch_and_is_had_once_it_is_free(desk, port):
    with bind("127.0.0.1", port) as other, desk.daemon() as daemon:
        until(lambda: polled(desk))
        other.close()
        until(lambda: answer(port, "/sources"))
        assert daemon.stop() == 0
    taken = f"127.0.0.1:{port}: cannot be listened at: another program listens there"
    assert taken in daemon.said()


def polled(desk):
    """Whether a poll is in the database."""
    if not desk.database.exists():
        return False
    db = sqlite3.connect(f"file:{desk.database}?mode=ro", uri=True)
    try:
        return bool(db.execute("SELECT count(*) FROM polls").fetchone()[0])
    except sqlite3.OperationalError:
        return False
    finally:
        db.close()


def test_the_desk_serves_alone_and_says_that_nobody_watches(desk, port):
    assert desk.run("poll").returncode == 0
    with desk.start("serve") as process:
        try:
            until(lambda: answer(port, "/healthz"))
            status, text = answer(port)
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (status, process.returncode) == (200, 0)
    assert "The watch is not running." in text
    assert re.search(rf"The review desk is at http://127\.0\.0\.1:{port}/", said)


def test_it_serves_nothing_without_a_database(desk):
    done = desk.run("serve")
    assert done.returncode == 3
    assert "there is no database yet" in done.stderr


def test_it_says_who_has_the_place(desk, port):
    assert desk.run("poll").returncode == 0
    with bind("127.0.0.1", port):
        done = desk.run("serve")
    assert done.returncode == 2
    assert "another program listens there. Name another place in web.listen." in done.stderr


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("0.0.0.0:8080", "lets other machines in"),
        ("[::]:8080", "lets other machines in"),
        ("nonsense", "is not a place to listen"),
        ("off", 'web.listen is "off"'),
    ],
)
def test_it_refuses_a_place_that_lets_anybody_in(desk, place, sentence):
    assert desk.run("poll").returncode == 0
    done = desk.run("serve", "--listen", place)
    assert done.returncode == 2
    assert sentence in done.stderr
