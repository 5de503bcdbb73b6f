"""kill -9 at any moment of a mail and a webhook: nothing is lost, and what is repeated can be told.

`watcher digest` is killed by strace just before its n-th write of the database, and before each
of its sends to a server and receipts from one, for n spread over each kind of call.
"""

import os
import re
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.faults.ledger import assert_whole, rows
from tests.faults.running import (
    Desk,
    needs_proc,
    needs_strace,
    page_of,
    page_source,
    strace,
    until,
)
from tests.mail import MailServer
from tests.servers import Site, page, reply

pytestmark = [pytest.mark.heavy, needs_proc, needs_strace]

MOST = 5  # points of one series, spread evenly where there are more

CHANNELS = """
[[channel]]
id = "mail"
kind = "email"
smtp_host = "127.0.0.1"
smtp_port = {port}
security = "none"
from = "Treaty desk <desk@example.org>"
to = ["reader@example.org"]

[[channel]]
id = "hook"
kind = "webhook"
url = "{hook}"
secrets = ["env:HOOK_SECRET"]

[[digest]]
id = "minutely"
schedule = "* * * * *"
"""


@dataclass(frozen=True, slots=True)
class Outside:
    """Two servers that take everything, and a database with a change that no digest has told."""

    site: Site
    mail: MailServer
    template: Desk

    def desk(self, folder: Path) -> Desk:
        """A desk of its own; the servers have received nothing yet."""
        folder.mkdir()
        shutil.copytree(self.template.folder, folder, dirs_exist_ok=True)
        self.mail.received.clear()
        self.mail.whole.clear()
        self.site.requests.clear()
        return Desk(folder)

    @property
    def mailed(self) -> list[str]:
        """The ids of the mails that the server accepted; one may have come twice."""
        ids = [message_from_bytes(mail.content)["Message-ID"] for mail in self.mail.received]
        return [message_id.strip("<>").partition("@")[0] for message_id in ids]

    @property
    def posted(self) -> list[tuple[str | None, bytes]]:
        """The ids and bodies of the posts that came whole."""
        return [(seen.header("webhook-id"), seen.body) for seen in self.site.seen("/hook")]


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of system call: on one file of the database, or on the sockets to the servers."""

    call: str
    suffix: str | None = None  # of the database's file; None: on sockets

    def points(self, desk: Desk) -> list[int]:
        """Numbers of such calls. strace counts for each thread, and so they are of the busiest."""
        trace = desk.folder / "trace"
        done = desk.run("digest", "minutely", under=self._under(desk, "-yy", "-o", str(trace)))
        assert done.returncode == 0, done.stderr
        threads: dict[str, list[str]] = {}
        calls = re.findall(rf"^(\d+ +)?({self.call}\(.*)", trace.read_text(), re.MULTILINE)
        for thread, call in calls:
            threads.setdefault(thread, []).append(call)
        busiest = max(threads.values(), key=len)
        # Of the sockets, those to the servers: by the others, threads of our own are woken.
        found = [
            n for n, call in enumerate(busiest, 1) if self.suffix is not None or "<TCP" in call
        ]
        last = len(found) - 1
        return sorted({found[n * last // (MOST - 1)] for n in range(MOST)})

    def kill(self, desk: Desk, number: int) -> int:
        """Send a digest, and be killed instead of making the call of this number."""
        inject = f"inject={self.call}:signal=SIGKILL:when={number}"
        return desk.run("digest", "minutely", under=self._under(desk, "-e", inject)).returncode

    def _under(self, desk: Desk, *options: str) -> tuple[str, ...]:
        traced = ("-e", f"trace={self.call}", *options)
        if self.suffix is None:
            # The main thread alone, which has the sockets: others send, too, to wake it.
            return ("strace", "-qq", "-o", os.devnull, *traced)
        return strace("-P", f"{desk.database}{self.suffix}", *traced)


WRITES = Series("pwrite64", "-wal")  # each page of each transaction
SERIES = [
    WRITES,
    Series("pwrite64", ""),  # each page of the checkpoint
    Series("fdatasync", "-wal"),
    Series("sendto"),
    Series("recvfrom"),
]


@pytest.fixture(scope="module")
def outside(tmp_path_factory) -> Iterator[Outside]:
    with Site() as site, MailServer() as mail, pytest.MonkeyPatch.context() as patched:
        patched.setenv("HOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        site.answer("/hook", reply(204))
        channels = CHANNELS.format(port=mail.port, hook=site.url("/hook"))
        desk = Desk(tmp_path_factory.mktemp("template"))
        desk.configure(page_source(site.url("/page")), channels)
        for passages in (("One.",), ("One.", "Two is new.")):
            site.answer("/page", page(page_of(*passages)))
            assert desk.run("poll").returncode == 0
        # Due, so that a daemon composes it at once where the kill came before that.
        desk.write("UPDATE cursors SET period_end = strftime('%Y-%m-%dT%H:00:00.000Z', 'now')")
        yield Outside(site, mail, desk)


@pytest.mark.parametrize("series", SERIES, ids=lambda each: f"{each.call}{each.suffix or ''}")
def test_a_digest_killed_on_its_way_out_arrives_under_one_id(outside, tmp_path, series):
    points = series.points(outside.desk(tmp_path / "counted"))
    assert len(points) > 1
    killed = repeated = 0
    for number in points:
        desk = outside.desk(tmp_path / str(number))
        killed += series.kill(desk, number) == -signal.SIGKILL
        assert_whole(desk.database)
        go_on(desk, by_daemon=number == points[len(points) // 2])
        assert_arrived_under_one_id(outside, desk)
        repeated += len(outside.mailed) + len(outside.posted) > 2
    assert repeated or series != WRITES  # the last ones record what has arrived
    assert killed > len(points) // 2  # the number of calls differs a little from run to run


def go_on(desk: Desk, *, by_daemon: bool) -> None:
    """The next run takes up what the kill left."""
    if by_daemon:
        with desk.daemon() as daemon:
            until(lambda: states(desk) == ["delivered", "delivered"])
            assert daemon.stop() == 0
    else:
        done = desk.run("digest", "minutely")
        assert done.returncode == 0, done.stdout + done.stderr
        assert states(desk) == ["delivered", "delivered"]
    assert_whole(desk.database)


def states(desk: Desk) -> list[str]:
    return [row["state"] for row in rows(desk.database, "SELECT state FROM deliveries")]


def assert_arrived_under_one_id(outside: Outside, desk: Desk) -> None:
    messages = rows(desk.database, "SELECT * FROM digests WHERE document IS NOT NULL")
    assert len(messages) == 1
    assert "Two is new" in messages[0]["document"]
    found = rows(desk.database, "SELECT channel, id FROM deliveries")
    ids = {each["channel"]: each["id"] for each in found}
    assert set(outside.mailed) == {ids["mail"]}
    assert {post_id for post_id, _ in outside.posted} == {ids["hook"]}
    assert len({body for _, body in outside.posted}) == 1
    assert len({mail.content for mail in outside.mail.received}) == 1
    assert max(len(outside.mailed), len(outside.posted)) <= 2
