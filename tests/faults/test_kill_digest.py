"""Killed between composing and delivering: the digest is delivered after the restart, once told.

Composing and queueing are one commit, and a delivery is marked as delivered after it was: so a
kill repeats a delivery at most, with the same id, and never drops one.
"""

import json
import re
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.ledger import assert_whole, rows
from tests.faults.running import (
    DIGESTS,
    OUTGOING,
    PATIENCE,
    Desk,
    needs_proc,
    needs_strace,
    page_of,
    page_source,
    strace,
    until,
)
from tests.servers import page
from watcher.composing import compose_now
from watcher.config import load
from watcher.store.handle import open_store
from watcher.watch import introduce, open_way

pytestmark = needs_proc

MOST = 10  # points of one series, spread evenly where there are more

#: Periods without a message left out: they had nothing to tell, or share that of a later one.
MESSAGES = "SELECT * FROM digests WHERE document IS NOT NULL"
DELIVERIES = "SELECT id, state, attempts FROM deliveries ORDER BY rowid"


@pytest.fixture
def with_news(site, desk) -> Desk:
    """A desk with a change that no digest has told."""
    desk.configure(page_source(site.url("/page")), OUTGOING)
    for passages in (("One.",), ("One.", "Two is new.")):
        site.answer("/page", page(page_of(*passages)))
        assert desk.run("poll").returncode == 0
    assert len(rows(desk.database, "SELECT * FROM changes")) > 1
    return desk


def lines(desk: Desk) -> list[dict[str, object]]:
    """The whole lines of the digests' file."""
    text = desk.digests.read_text() if desk.digests.exists() else ""
    return [json.loads(line) for line in text.splitlines() if line.endswith("}")]


def an_hour_back(desk: Desk) -> None:
    """Make the digest due, as if the watcher had been off for an hour."""
    moment = datetime.now(UTC) - timedelta(hours=1)
    desk.write(f"UPDATE cursors SET period_end = '{moment:%Y-%m-%dT%H:%M:%S.000Z}'")


def killed_at(call: str, desk: Desk) -> tuple[str, ...]:
    """Run under this, a command dies just before its first such call on the digests' file.

    strace knows a file by its whole path once it is open, and at the opening by what is written.
    """
    inject = f"inject={call}:signal=SIGKILL:when=1"
    return strace("-P", DIGESTS, "-P", str(desk.digests), "-e", inject)


@needs_strace
@pytest.mark.parametrize(
    ("call", "sent_before"),
    [("openat", False), ("write", False), ("fsync", True)],
)
def test_a_digest_killed_while_it_is_delivered_is_delivered_with_the_same_id(
    with_news, call, sent_before
):
    killed = with_news.run("digest", "minutely", under=killed_at(call, with_news))
    assert killed.returncode == -signal.SIGKILL
    assert_whole(with_news.database)
    (delivery,) = rows(with_news.database, DELIVERIES)
    assert (delivery["state"], delivery["attempts"]) == ("queued", 0)
    assert bool(lines(with_news)) == sent_before

    with with_news.daemon() as daemon:
        until(lambda: rows(with_news.database, DELIVERIES)[0]["state"] == "delivered")
        assert daemon.stop() == 0
    assert_whole(with_news.database)
    assert rows(with_news.database, DELIVERIES) == [
        {"id": delivery["id"], "state": "delivered", "attempts": 1}
    ]
    assert [line["delivery"] for line in lines(with_news)] == [delivery["id"]] * (1 + sent_before)


@needs_strace
def test_a_daemon_killed_while_it_delivers_composes_no_second_digest(with_news):
    an_hour_back(with_news)
    with with_news.daemon(under=killed_at("openat", with_news)) as daemon:
        assert daemon.process.wait(PATIENCE) == -signal.SIGKILL
    assert_whole(with_news.database)
    (digest,) = rows(with_news.database, MESSAGES)
    (delivery,) = rows(with_news.database, DELIVERIES)

    with with_news.daemon() as daemon:
        until(lambda: lines(with_news))
        assert daemon.stop() == 0
    assert_whole(with_news.database)
    assert rows(with_news.database, MESSAGES) == [digest]
    assert [line["delivery"] for line in lines(with_news)] == [delivery["id"]]


@needs_strace
@pytest.mark.heavy
@pytest.mark.parametrize("call", ["pwrite64", "fdatasync"])
def test_a_digest_killed_before_any_write_is_told_once(with_news, call):
    template = with_news.database.read_bytes()
    killed = 0
    for number in points(with_news, call):
        with_news.database.write_bytes(template)
        with_news.digests.unlink(missing_ok=True)
        under = strace("-e", f"inject={call}:signal=SIGKILL:when={number}")
        killed += with_news.run("digest", "minutely", under=under).returncode != 0
        assert_whole(with_news.database)
        assert with_news.run("digest", "minutely").returncode == 0
        assert_whole(with_news.database)
        told = rows(with_news.database, MESSAGES)
        (delivery,) = rows(with_news.database, DELIVERIES)
        assert len(told) == 1
        assert delivery["state"] == "delivered"
        assert {line["delivery"] for line in lines(with_news)} == {delivery["id"]}
    assert killed > 1


def points(desk: Desk, call: str) -> list[int]:
    """Numbers of such calls, spread evenly, in the busiest thread: strace counts for each."""
    trace = desk.folder / "trace"
    under = strace("-o", str(trace), "-e", f"trace={call}")
    assert desk.run("digest", "minutely", under=under).returncode == 0
    threads = re.findall(rf"^(\d+) +{call}\(", trace.read_text(), re.MULTILINE)
    most = max(Counter(threads).values())
    return sorted({1 + n * (most - 1) // (MOST - 1) for n in range(MOST)})


async def test_composing_a_period_twice_gives_one_digest_and_one_delivery(with_news, monkeypatch):
    monkeypatch.chdir(with_news.folder)
    config = load(with_news.folder / "watcher.toml")
    end = datetime(2031, 1, 1, tzinfo=UTC)
    with open_store(config.service.database, "a test") as store:
        async with open_way(config, store) as way:
            await introduce(config, way)
            for _ in range(2):
                await compose_now(way, config, config.digests[0], end)
    assert_whole(with_news.database)
    assert len(rows(with_news.database, "SELECT * FROM digests")) == 1
    assert len(rows(with_news.database, DELIVERIES)) == 1
