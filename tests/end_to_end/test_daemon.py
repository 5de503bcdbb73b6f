"""`watcher run` as a process: what is due is done, and it stops when it is told to."""

import json
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.ledger import assert_whole, rows
from tests.faults.running import (
    OUTGOING,
    PATIENCE,
    Desk,
    needs_proc,
    page_of,
    page_source,
    until,
)
from tests.servers import drip, page, reply
from watcher.store.database import exclusive

pytestmark = needs_proc

#: An orderly stop takes 10 s at most; beside it, a machine under load gets as much again, twice.
STOPS_IN = 30

LONG_AGO = "'2020-01-01T00:00:00.000Z'"


@pytest.fixture
def desk(site, tmp_path) -> Desk:
    site.answer("/page", page(page_of("One."), etag='"1"'))
    return Desk(tmp_path).configure(page_source(site.url("/page")), OUTGOING)


def an_hour_back(desk: Desk) -> None:
    """Make the digest due, as if the watcher had been off for an hour."""
    moment = datetime.now(UTC) - timedelta(hours=1)
    desk.write(f"UPDATE cursors SET period_end = '{moment:%Y-%m-%dT%H:%M:%S.000Z}'")


def delivered(desk: Desk) -> list[dict[str, object]]:
    text = desk.digests.read_text() if desk.digests.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


def source(desk: Desk, name: str = "page") -> dict[str, object]:
    done = desk.run("sources", "--json")
    return next(s for s in map(json.loads, done.stdout.splitlines()) if s["source"] == name)


def moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


def test_it_polls_composes_and_delivers_what_came_due_while_it_was_down(site, desk):
    assert desk.run("poll").returncode == 0
    site.answer("/page", page(page_of("One.", "Two is new."), etag='"2"'))
    desk.write(f"UPDATE sources SET next_poll = {LONG_AGO}")
    with desk.daemon() as daemon:
        daemon.wait_for('"outcome": "changed"')
        assert daemon.stop() == 0
    an_hour_back(desk)
    with desk.daemon() as daemon:
        until(lambda: delivered(desk))
        until(lambda: rows(desk.database, "SELECT 1 FROM deliveries WHERE state = 'delivered'"))
        assert daemon.stop() == 0
    assert_whole(desk.database)
    told = rows(desk.database, "SELECT * FROM digests WHERE document IS NOT NULL")
    assert len(told) == len(delivered(desk)) == 1  # sixty periods share one message
    assert "Two is new" in desk.digests.read_text()
    assert site.count("/page") == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_an_orderly_way_when_told_to(desk, number):
    with desk.daemon() as daemon:
        daemon.wait_for("polled")
        began = time.monotonic()
        assert daemon.stop(number) == 0
        assert time.monotonic() - began < STOPS_IN
        assert "stopping" in daemon.said()
        assert "Traceback" not in daemon.said()
    assert_whole(desk.database)


def test_told_twice_it_still_stops_in_an_orderly_way(desk):
    with desk.daemon() as daemon:
        daemon.wait_for("polled")
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.stop() == 0
        assert "Traceback" not in daemon.said()
    assert_whole(desk.database)


def test_it_stops_while_a_server_drips_and_the_source_stays_due(site, desk):
    site.answer("/page", drip(page_of("One."), pause=0.5))
    with desk.daemon() as daemon:
        until(lambda: site.count("/page"))
        began = time.monotonic()
        assert daemon.stop() == 0
        assert time.monotonic() - began < STOPS_IN
    assert_whole(desk.database)
    assert rows(desk.database, "SELECT * FROM polls") == []
    site.answer("/page", page(page_of("One.")))
    with desk.daemon() as daemon:
        daemon.wait_for('"outcome": "baseline"')


def test_it_stops_while_a_worker_is_busy_with_a_hostile_page(site, desk):
    """A pattern that backtracks without end keeps the worker until its time is over."""
    site.answer("/hostile", page(page_of("a" * 60 + "!")))
    desk.configure(page_source(site.url("/hostile"), more='ignore = ["^(a+)+$"]'), OUTGOING)
    with desk.daemon() as daemon:
        until(lambda: site.count("/hostile"))
        time.sleep(1)  # the worker starts; no sign of it can be seen from outside
        began = time.monotonic()
        assert daemon.stop() == 0
        assert time.monotonic() - began < STOPS_IN
    assert_whole(desk.database)
    assert rows(desk.database, "SELECT * FROM polls") == []


def test_after_a_restart_it_polls_what_is_due_and_nothing_else(site, desk):
    site.answer("/other", page(page_of("Other.")))
    pages = (page_source(site.url("/page")), page_source(site.url("/other"), "other"))
    desk.configure(*pages, OUTGOING)
    assert desk.run("poll").returncode == 0
    desk.write(f"UPDATE sources SET next_poll = {LONG_AGO} WHERE id = 'other'")
    with desk.daemon() as daemon:
        until(lambda: site.count("/other") == 2)
        daemon.wait_for("polled")
        assert daemon.stop() == 0
    assert (site.count("/page"), site.count("/other")) == (1, 2)


def test_it_watches_without_any_digest_or_channel(site, desk):
    desk.configure(page_source(site.url("/page")))
    with desk.daemon() as daemon:
        daemon.wait_for('"outcome": "baseline"')
        assert daemon.stop() == 0
    assert_whole(desk.database)


def test_a_source_that_fails_waits_longer_each_time_and_recovers(site, desk):
    site.answer("/page", reply(500))
    waits = []
    for failures in range(1, 5):
        assert desk.run("poll").returncode == 1
        state = source(desk)
        assert state["failures"] == failures
        assert len(state["incidents"]) == 1
        waits.append(moment(state["next_poll"]) - moment(state["last_poll"]))
    assert waits == sorted(set(waits))
    assert waits[0] >= timedelta(minutes=4)
    site.answer("/page", page(page_of("One.")))
    assert desk.run("poll").returncode == 0
    assert (source(desk)["failures"], source(desk)["incidents"]) == (0, [])
    assert_whole(desk.database)


@pytest.mark.parametrize("status", [429, 503])
def test_the_wish_of_a_server_for_a_later_poll_is_obeyed(site, desk, status):
    site.answer("/page", reply(status, headers={"Retry-After": "7200"}))
    with desk.daemon() as daemon:
        daemon.wait_for("polled")
        state = source(desk)
        assert daemon.stop() == 0
    assert moment(state["next_poll"]) - moment(state["last_poll"]) >= timedelta(hours=2)
    assert site.count("/page") == 1


def test_health_tells_whether_a_daemon_is_alive(desk):
    assert desk.run("health").returncode == 3
    assert desk.run("poll").returncode == 0
    never = desk.run("health")
    assert (never.returncode, never.stdout) == (1, "last sign of life: never\n")
    with desk.daemon() as daemon:
        until(lambda: desk.run("health").returncode == 0)
        assert daemon.stop() == 0
    desk.write(f"UPDATE meta SET value = {LONG_AGO} WHERE name = 'last_tick'")
    assert desk.run("health").returncode == 1


def test_a_second_daemon_names_the_first_and_leaves_it_alone(desk):
    with desk.daemon() as first:
        second = desk.run("run")
        assert second.returncode == 3
        assert f"held by `watcher run` (process {first.process.pid})" in second.stderr
        assert "Traceback" not in second.stderr
        assert first.process.poll() is None
        assert first.stop() == 0
    with desk.daemon() as after:
        assert after.stop() == 0


def test_a_poll_beside_a_daemon_is_done_by_the_daemon_and_its_outcome_is_printed(site, desk):
    with desk.daemon() as daemon:
        daemon.wait_for("polled")
        site.answer("/page", page(page_of("One.", "Two is new."), etag='"2"'))
        asked = desk.run("poll", "--json")
        assert asked.returncode == 0, asked.stderr
        answer = json.loads(asked.stdout)
        assert (answer["source"], answer["outcome"], answer["changes"]) == ("page", "changed", 1)
        site.answer("/page", reply(500))
        failed = desk.run("poll", "page")
        assert failed.returncode == 1
        assert failed.stdout.startswith("page: failed; ")
        assert daemon.said().count('"event": "polled"') == 3
        assert daemon.stop() == 0
    assert_whole(desk.database)
    assert rows(desk.database, "SELECT * FROM requests WHERE done_at IS NULL") == []


def test_a_poll_that_waits_for_a_daemon_is_told_when_that_dies(desk):
    assert desk.run("poll").returncode == 0
    now = f"'{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}'"
    desk.write(f"INSERT INTO meta VALUES ('last_tick', {now})")
    with exclusive(desk.database, "a daemon that hangs"), desk.start("poll") as asking:
        until(lambda: rows(desk.database, "SELECT * FROM requests"))
        desk.write(f"UPDATE meta SET value = {LONG_AGO} WHERE name = 'last_tick'")
        out, err = asking.communicate(timeout=PATIENCE)
    assert (asking.returncode, out) == (3, "")
    assert err.startswith("watcher: watcher.db: the daemon shows no sign of life any more;")
    with desk.daemon() as daemon:
        daemon.wait_for("polled")
        until(lambda: not rows(desk.database, "SELECT * FROM requests WHERE done_at IS NULL"))
        assert daemon.stop() == 0


def test_reading_commands_work_beside_a_daemon(desk):
    with desk.daemon() as daemon:
        daemon.wait_for("polled")
        for words in (("log",), ("show", "1"), ("sources",), ("digest", "minutely", "--preview")):
            done = desk.run(*words)
            assert (done.returncode, done.stderr) == (0, ""), words
        refused = desk.run("digest", "minutely")
        assert refused.returncode == 3
        assert "held by `watcher run`" in refused.stderr
        assert daemon.stop() == 0


def test_two_polls_at_once_do_not_disturb_each_other(site, desk):
    site.answer("/page", drip(page_of("One."), pause=2, size=40))
    with desk.start("poll") as first:
        until(lambda: site.count("/page"))
        second = desk.run("poll")
        assert second.returncode == 3
        assert "held by `watcher poll`" in second.stderr
        out, err = first.communicate(timeout=PATIENCE)
    assert (first.returncode, err) == (0, "")
    assert out.startswith("page: baseline")
    assert_whole(desk.database)


def test_an_interrupted_poll_says_so_and_what_was_finished_is_stored(site, desk):
    site.answer("/slow", drip(page_of("Slow."), pause=1))
    desk.configure(page_source(site.url("/page")), page_source(site.url("/slow"), "slow"))
    with desk.start("poll") as process:
        until(lambda: desk.database.exists() and rows(desk.database, "SELECT * FROM polls"))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err == "watcher: interrupted; what was finished is stored.\n"
    assert_whole(desk.database)
    polled = rows(desk.database, "SELECT source, outcome FROM polls")
    assert polled == [{"source": "page", "outcome": "baseline"}]
