"""kill -9 at any moment: what is left is whole, and the next run goes on as if nothing had been.

`watcher poll` is killed after delays spread over its whole run, and by strace just before its
n-th write or flush of the database, in every thread, for each n.
"""

import json
import random
import re
import signal
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest

from tests.faults.ledger import assert_whole, rows, told
from tests.faults.running import Desk, needs_proc, needs_strace, strace
from tests.faults.scene import settle
from tests.servers import page
from watcher.demo.other_pages import NewsItem, render_feed

pytestmark = needs_proc

WAYS = ("fresh", "moved")
MOST = 6  # points of one series, spread evenly where there are more


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of system call on one file of the database, during one way of polling."""

    way: str
    call: str
    suffix: str = ""  # of the database's file

    def under(self, desk: Desk, *options: str) -> tuple[str, ...]:
        path = f"{desk.database}{self.suffix}"
        return strace("-e", f"trace={self.call}", "-P", path, *options)

    def count(self, desk: Desk) -> int:
        """How many calls a thread makes at most: strace counts for each thread."""
        trace = desk.folder / "trace"
        done = desk.run("poll", under=self.under(desk, "-o", str(trace)))
        assert done.returncode == 0, done.stderr
        lines = re.findall(rf"^(\d+) +{self.call}\(", trace.read_text(), re.MULTILINE)
        return max(Counter(lines).values(), default=0)

    def kill(self, desk: Desk, number: int) -> int:
        """Poll, and be killed instead of making the call of this number; the return code."""
        inject = f"inject={self.call}:signal=SIGKILL:when={number}"
        return desk.run("poll", under=self.under(desk, "-e", inject)).returncode


SERIES = [
    Series(way, call, suffix)
    for way in WAYS
    for call, suffix in (
        ("pwrite64", "-wal"),  # each page of each transaction
        ("pwrite64", ""),  # each page of the checkpoint, and the file's first page
        ("fdatasync", "-wal"),
        ("fdatasync", ""),
        ("unlink", "-wal"),
    )
]


@pytest.mark.parametrize(("way", "share"), [("fresh", 0.7), ("moved", 0.6), ("moved", 0.85)])
def test_a_poll_killed_after_a_delay_leaves_all_of_it_or_nothing(scene, tmp_path, way, share):
    desk = scene.desk(tmp_path, way)
    desk.killed_after(share * scene.seconds[way], "poll")
    scene.assert_goes_on(desk, way)


@pytest.mark.heavy
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", range(6))
def test_a_poll_killed_at_any_moment_leaves_all_of_it_or_nothing(scene, tmp_path, way, number):
    desk = scene.desk(tmp_path, way)
    # Before the first third Python still imports; the moments differ from run to run anyway.
    desk.killed_after(random.Random().uniform(0.3, 1.1) * scene.seconds[way], "poll")
    scene.assert_goes_on(desk, way)


@needs_strace
@pytest.mark.parametrize(
    ("series", "number"),
    [
        (Series("fresh", "pwrite64"), 1),
        (Series("fresh", "pwrite64", "-wal"), 60),
        (Series("moved", "pwrite64", "-wal"), 30),
        (Series("moved", "fdatasync", "-wal"), 1),
        (Series("moved", "pwrite64"), 3),
    ],
    ids=str,
)
def test_a_poll_killed_before_a_write_leaves_all_of_it_or_nothing(scene, tmp_path, series, number):
    desk = scene.desk(tmp_path, series.way)
    assert series.kill(desk, number) == -signal.SIGKILL
    scene.assert_goes_on(desk, series.way)


@needs_strace
@pytest.mark.heavy
@pytest.mark.parametrize("part", range(2))
@pytest.mark.parametrize("series", SERIES, ids=str)
def test_a_poll_killed_before_any_write_leaves_all_of_it_or_nothing(scene, tmp_path, series, part):
    (tmp_path / "counted").mkdir()
    count = series.count(scene.desk(tmp_path / "counted", series.way))
    assert count > 0
    points = sorted({1 + n * (count - 1) // (MOST - 1) for n in range(MOST)} | {count})
    for number in points[part::2]:
        folder = tmp_path / str(number)
        folder.mkdir()
        desk = scene.desk(folder, series.way)
        series.kill(desk, number)
        scene.assert_goes_on(desk, series.way)


@pytest.mark.parametrize("lives", [3, pytest.param(15, marks=pytest.mark.heavy)])
def test_a_daemon_killed_again_and_again_misses_nothing_and_tells_nothing_twice(site, desk, lives):
    names = ("one", "two", "three")
    desk.configure(*(_feed_source(site.url(f"/{name}"), name) for name in names))
    for life in range(lives):
        for name in names:
            site.answer(f"/{name}", page(_feed(name, life), etag=f'"{life}"'))
        if life:
            desk.write("UPDATE sources SET next_poll = '2020-01-01T00:00:00.000Z'")
        with desk.daemon() as daemon:
            if life == 0:
                daemon.wait_for("(?s)(polled.*){3}")
            time.sleep(random.Random().uniform(0, 0.6))
        assert_whole(desk.database)
    settle(desk)
    assert_whole(desk.database)
    for name in names:
        stories = [json.loads(new)["text"] for _, _, _, new, _ in told(desk.database)[name]]
        assert sorted(stories) == [_title(name, n) for n in range(lives)]
    assert rows(desk.database, "SELECT * FROM incidents") == []


def _feed_source(url: str, name: str) -> str:
    return f'[[source]]\nid = "{name}"\nkind = "feed"\nurl = "{url}"\n'


def _feed(name: str, newest: int) -> bytes:
    """A feed with one entry more at each life, and none that has scrolled out."""
    items = [
        NewsItem(f"{name}/{n}", date(2026, 1, 1), _title(name, n), "") for n in range(newest + 1)
    ]
    return render_feed(items, base_url="http://news.example")


def _title(name: str, number: int) -> str:
    return f"Story {number:02} of {name}"
