"""The probes say whether the watch does its work, and the numbers how much of it."""

import os
import sqlite3
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.unit.review.asking import NOW, asking, copied
from watcher.review.programs.metrics import BOUNDS
from watcher.review.programs.probes import GRACE


class Clock:
    """Stands until it is moved."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def folder(filled, tmp_path):
    return copied(filled, tmp_path)


def change(folder, *statements):
    with sqlite3.connect(folder / "watcher.db") as db:
        for each in statements:
            db.execute(each)


async def reasons(folder, clock=None):
    async with asking(folder, clock or Clock()) as web:
        assert (await web.get("/healthz")).text == "alive\n"
        answer = await web.get("/readyz")
        told = answer.json()
        assert answer.status_code == (200 if told["ready"] else 503)
        return told["reasons"]


async def test_a_watch_that_polls_in_time_is_ready(folder):
    assert await reasons(folder) == []


async def test_a_desk_beside_no_watch_says_so(folder):
    clock = Clock()
    clock.now += timedelta(hours=3)
    assert await reasons(folder, clock) == [
        "The watch gave no sign of life for 3 h: start `watcher run`."
    ]
    change(folder, "DELETE FROM meta WHERE name = 'last_tick'")
    assert await reasons(folder, clock) == [
        "The watch never ran with this database: start `watcher run`."
    ]


@pytest.mark.parametrize(("late", "ready"), [(timedelta(0), True), (timedelta(seconds=2), False)])
async def test_a_cycle_is_overdue_after_two_intervals_more(folder, late, ready):
    due = NOW - 2 * timedelta(hours=6) - GRACE - late
    change(
        folder, f"UPDATE sources SET next_poll = '{due:%Y-%m-%dT%H:%M:%S}.000Z' WHERE id = 'untc'"
    )
    assert await reasons(folder) == ([] if ready else ["Polls are overdue: untc."])


async def test_a_source_that_rests_is_not_overdue(folder):
    change(folder, "UPDATE sources SET next_poll = '2020-01-01T00:00:00.000Z', paused = 1")
    assert await reasons(folder) == []


async def test_a_database_that_cannot_be_written_is_told(folder):
    with sqlite3.connect(folder / "watcher.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        (told,) = await reasons(folder)
    other.close()
    assert "another process is writing" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write whatever it likes")
async def test_a_database_that_is_only_to_be_read_is_told(folder):
    (folder / "watcher.db").chmod(0o400)
    (told,) = await reasons(folder)
    assert "permissions" in told


async def test_a_database_that_is_gone_is_told(folder):
    clock = Clock()
    async with asking(folder, clock) as web:
        assert (await web.get("/readyz")).status_code == 200
        (folder / "watcher.db").rename(folder / "elsewhere.db")
        assert (await web.get("/readyz")).status_code == 200  # told from the second before
        clock.now += timedelta(seconds=1)
        answer = await web.get("/readyz")
    assert answer.status_code == 503
    assert "there is no database yet" in answer.json()["reasons"][0]


# -- metrics ---------------------------------------------------------------------------------------


async def scraped(web):
    answer = await web.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_the_numbers_of_the_watch_are_those_of_the_database(folder):
    async with asking(folder) as web:
        found = await scraped(web)
    assert found["watcher_polls_total", "changed"] == 5
    assert found["watcher_polls_total", "failed"] == 1
    assert found["watcher_poll_duration_seconds_bucket", "0.1"] == 5
    assert found["watcher_poll_duration_seconds_bucket", "1.0"] == 6
    assert found["watcher_poll_duration_seconds_bucket", "60.0"] == 6
    assert found["watcher_poll_duration_seconds_bucket", "+Inf"] == 7
    assert found["watcher_poll_duration_seconds_count",] == 7
    assert found["watcher_poll_duration_seconds_sum",] == 61.7
    assert found["watcher_changes_total",] == 105
    assert found["watcher_source_age_seconds", "untc"] == 60
    assert found["watcher_source_failures", "news"] == 1
    assert found["watcher_incidents_open", "failed"] == 1
    assert found["watcher_deliveries", "queued"] == 0
    assert found["watcher_changes_unreviewed", "added"] == 102
    assert found["watcher_digests_total", "daily", "true"] == 1
    assert found["watcher_last_tick_timestamp_seconds",] == NOW.timestamp() - 60
    assert found["watcher_database_size_bytes", "database"] > 100_000


async def test_what_comes_between_two_scrapes_is_counted_once_and_within_its_bound(folder):
    of_poll = (
        "INSERT INTO polls (source, started_at, finished_at, outcome, bytes, milliseconds, "
        "changes, held, imported) SELECT source, started_at, finished_at, 'not_modified', 0, {}, "
        "0, 0, {} FROM polls LIMIT 1"
    )
    within = [round(bound * 1000) for bound in BOUNDS]
    async with asking(folder) as web:
        before = await scraped(web)
        polls = [of_poll.format(each + late, 0) for each in within for late in (0, 1)]
        change(folder, *polls, of_poll.format(1, 1))  # the last is an import
        found = await scraped(web)
    assert found["watcher_polls_total", "not_modified"] == 2 * len(BOUNDS)
    assert found["watcher_polls_total", "changed"] == before["watcher_polls_total", "changed"]
    for place, bound in enumerate(BOUNDS):
        bucket = "watcher_poll_duration_seconds_bucket", str(float(bound))
        assert found[bucket] - before[bucket] == 2 * place + 1
    total = ("watcher_poll_duration_seconds_sum",)
    assert found[total] - before[total] == pytest.approx((2 * sum(within) + len(within)) / 1000)


async def test_periods_with_nothing_to_tell_are_counted_apart(folder):
    change(
        folder,
        "INSERT INTO digests (name, period_end, since_seq, until_seq, composed_at, subject) "
        "SELECT name, '2020-01-01T00:00:00.000Z', 0, 0, composed_at, '' FROM digests "
        "WHERE name = 'daily' LIMIT 1",
    )
    async with asking(folder) as web:
        found = await scraped(web)
    silent = "SELECT count(*) FROM digests WHERE name = 'daily' AND document IS NULL"
    with sqlite3.connect(folder / "watcher.db") as db:
        (number,) = db.execute(silent).fetchone()
    db.close()
    assert found["watcher_digests_total", "daily", "true"] == 1
    assert found["watcher_digests_total", "daily", "false"] == number > 0
