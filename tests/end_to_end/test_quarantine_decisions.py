"""What people decide of a capture that could not be believed, by the real command line."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.command import run_text
from tests.end_to_end.shared import watcher_command
from tests.end_to_end.tables import ROWS, Rows, but, table
from tests.end_to_end.watching import configuration, page_source, untc_source, watching
from tests.faults.ledger import assert_whole, rows
from tests.faults.running import Desk as DaemonDesk
from tests.faults.running import needs_proc, page_of
from tests.faults.running import page_source as daemon_page
from tests.servers import Site, page, reply
from watcher.model.change import ChangeKind
from watcher.model.source import Outcome
from watcher.store.rows import to_moment, to_text

HALF = dict(list(ROWS.items())[: len(ROWS) // 2])
LOST = sum(bool(cell) for name, cells in ROWS.items() if name not in HALF for cell in cells)
ACCEDED = but(Fiji=("", "20 Jan 2026 a"))
MASS = {name: ("27 Oct 2025", cells[1]) for name, cells in ROWS.items()}


@dataclass
class Desk:
    """A folder with a configuration of one status page, and the commands that are run in it."""

    folder: Path
    site: Site

    def serve(self, of: Rows, etag: str | None = None) -> None:
        self.site.answer("/status", page(table(of), etag=etag))

    def run(self, *words: str, ends: int = 0) -> str:
        done = watcher_command(self.folder, *words)
        assert done.returncode == ends, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def lines(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*words, "--json").splitlines()]


@pytest.fixture
def desk(site, tmp_path):
    configuration(tmp_path, untc_source(site.url("/status")))
    desk = Desk(tmp_path, site)
    desk.serve(ROWS)
    desk.run("poll")
    return desk


def test_nothing_is_held_after_good_polls(desk):
    assert desk.run("quarantine") == "Nothing is held in quarantine.\n"
    assert desk.lines("quarantine") == []
    for words in (("quarantine", "untc"), ("quarantine", "accept", "untc")):
        assert "untc: nothing of it is held in quarantine" in desk.run(*words, ends=2)


def test_a_source_that_nobody_configured_is_told_apart(desk):
    for words in (("quarantine", "unct"), ("quarantine", "reject", "unct")):
        assert "did you mean 'untc'" in desk.run(*words, ends=2)


def test_what_is_held_is_listed_with_its_reason_and_its_difference(desk):
    desk.serve(HALF)
    desk.run("poll", ends=1)
    desk.run("poll", ends=1)
    (held,) = desk.lines("quarantine")
    assert (held["source"], held["polls"]) == ("untc", 2)
    assert held["reason"] == "known rows: 7 of 14 known rows are there"
    told = desk.run("quarantine")
    assert "known rows: 7 of 14" in told
    shown = desk.run("quarantine", "untc")
    assert f" {LOST} removed" in shown.partition("if it is accepted:")[2], shown
    assert "removed: Viet Nam's signature of 25 Oct 2025 is no longer on the page" in shown
    (whole,) = desk.lines("quarantine", "untc")
    removed = [change for change in whole["changes"] if change["kind"] == "removed"]
    assert whole["removed"] == len(removed) == LOST
    assert len(desk.lines("quarantine", "untc", "--limit", "1")[0]["changes"]) == 1
    assert "more: --limit 0 shows all" in desk.run("quarantine", "untc", "--limit", "1")
    assert desk.lines("log", "--kind", "removed") == []


def test_the_configuration_may_be_named_before_the_source(desk):
    desk.serve(HALF)
    desk.run("poll", ends=1)
    elsewhere = desk.folder / "elsewhere.toml"
    (desk.folder / "watcher.toml").rename(elsewhere)
    done = run_text("quarantine", "--config", str(elsewhere), "untc", cwd=desk.folder)
    assert done.returncode == 0, done.stderr
    assert "header counts" in done.stdout or "known rows" in done.stdout


def test_what_is_accepted_is_recorded_at_once_with_the_capture_that_was_held(desk):
    desk.serve(HALF)
    desk.run("poll", ends=1)
    (held,) = desk.lines("quarantine")
    assert desk.run("quarantine", "accept", "untc").startswith("untc: accepted; ")
    removed = desk.lines("log", "--kind", "removed")
    assert {change["participant"] for change in removed} == set(ROWS) - set(HALF)
    assert {change["capture"] for change in removed} == {held["capture"]}
    assert {change["captured_at"] for change in removed} == {held["captured_at"]}
    assert desk.run("quarantine") == "Nothing is held in quarantine.\n"
    (source,) = desk.lines("sources")
    assert (source["incidents"], source["failures"]) == ([], 0)
    assert_whole(desk.folder / "watcher.db")


def test_after_it_was_accepted_the_same_page_is_unchanged(desk):
    desk.serve(HALF, etag='"2"')
    desk.run("poll", ends=1)
    desk.run("quarantine", "accept", "untc")
    assert desk.lines("poll")[0]["outcome"] == "not_modified"
    desk.serve(HALF)
    assert desk.lines("poll")[0]["outcome"] == "unchanged"
    desk.serve(ROWS)
    assert desk.lines("poll")[0]["outcome"] != "unchanged"


def test_what_is_rejected_is_listed_no_more_and_its_incident_stays_open(desk):
    desk.serve(HALF)
    desk.run("poll", ends=1)
    assert desk.run("quarantine", "reject", "untc").startswith("untc: rejected. ")
    assert desk.run("quarantine") == "Nothing is held in quarantine.\n"
    desk.serve(HALF)  # the same but for its view state
    desk.run("poll", ends=1)
    assert desk.run("quarantine") == "Nothing is held in quarantine.\n"
    (source,) = desk.lines("sources")
    assert len(source["incidents"]) == 1
    assert "(rejected)" in desk.run("quarantine", "untc")
    desk.serve(dict(list(HALF.items())[:5]))
    desk.run("poll", ends=1)
    assert len(desk.lines("quarantine")) == 1
    desk.serve(ACCEDED)
    assert desk.lines("poll")[0]["outcome"] == "changed"
    assert desk.lines("sources")[0]["incidents"] == []
    assert desk.run("quarantine") == "Nothing is held in quarantine.\n"


def test_who_rejected_may_think_again(desk):
    desk.serve(HALF)
    desk.run("poll", ends=1)
    desk.run("quarantine", "reject", "untc")
    assert desk.run("quarantine", "accept", "untc").startswith("untc: accepted; ")


def test_what_states_nothing_cannot_be_accepted(desk):
    """Everything that is known would be removed."""
    body = b"<html><head><title>UNTC</title></head><body>Under urgent maintenance.</body></html>"
    desk.site.answer("/status", reply(body=body))
    desk.run("poll", ends=1)
    for words in (("quarantine", "untc"), ("quarantine", "accept", "untc")):
        told = desk.run(*words, ends=1)
        assert "what is held states nothing that could be taken as good" in told
        assert "write min_findings = 0" in told
    desk.run("quarantine", "reject", "untc")
    assert len(desk.lines("status", "XVIII-16")) == len(ROWS)


def test_a_first_page_that_was_refused_can_be_accepted_as_the_baseline(site, tmp_path):
    more = 'language = "en"\nmin_findings = 99'
    site.answer("/page", page(b"<html><body><main><p>One.</p><p>Two.</p></main></body></html>"))
    configuration(tmp_path, page_source(site.url("/page"), more=more))
    desk = Desk(tmp_path, site)
    desk.run("poll", ends=1)
    desk.run("quarantine", "accept", "page")
    assert {change["kind"] for change in desk.lines("log")} == {"baseline"}
    assert desk.lines("poll")[0]["outcome"] == "unchanged"


def test_a_source_that_was_never_polled_has_nothing_held(site, tmp_path):
    configuration(tmp_path, page_source(site.url("/page")), page_source(site.url("/b"), "other"))
    site.answer("/page", page(b"<html><body><p>One.</p></body></html>"))
    desk = Desk(tmp_path, site)
    assert "there is no database yet" in desk.run("quarantine", ends=3)
    desk.run("poll", "page")
    assert "other: nothing of it is held" in desk.run("quarantine", "accept", "other", ends=2)


async def test_a_mass_correction_is_believed_after_three_polls_over_an_hour(site, tmp_path):
    site.answer("/status", reply(body=table()))
    async with watching(tmp_path, untc_source(site.url("/status"))) as watcher:
        await watcher.poll()
        outcomes = []
        for _ in range(5):
            site.answer("/status", reply(body=table(MASS)))
            record = await watcher.poll()
            outcomes.append(record.outcome)
            await watcher.store.write(_half_an_hour_passes)
            await watcher.watch.refresh()
        assert outcomes == [
            Outcome.QUARANTINED,
            Outcome.QUARANTINED,
            Outcome.UNCONFIRMED,  # believed; so many modifications wait for a second look as well
            Outcome.CHANGED,
            Outcome.UNCHANGED,
        ]
        told = await watcher.log(ChangeKind.MODIFIED)
        assert {change["new"]["date"] for change in told} == {"2025-10-27"}
        assert len(told) == len(ROWS)
        assert await watcher.incidents() == ()


def _half_an_hour_passes(db):
    """Leave the store as if the polls so far had been half an hour earlier."""
    for (text,) in db.execute("SELECT candidate FROM sources WHERE candidate IS NOT NULL"):
        candidate = json.loads(text)
        since = to_moment(candidate["since"]) - timedelta(minutes=30)
        earlier = json.dumps({**candidate, "since": to_text(since)})
        db.execute("UPDATE sources SET candidate = ?", [earlier])


@needs_proc
def test_beside_a_daemon_the_daemon_decides_and_goes_on_polling(site, tmp_path):
    desk = DaemonDesk(tmp_path).configure(daemon_page(site.url("/page"), more="min_findings = 2"))
    site.answer("/page", page(page_of("One.", "Two.")))
    database = desk.database
    with desk.daemon() as daemon:
        daemon.wait_for('"outcome": "baseline"')
        site.answer("/page", page(page_of("One.")))
        assert desk.run("poll").returncode == 1
        listed = desk.run("quarantine")
        assert "minimum: 1 findings, at least 2 expected" in listed.stdout
        rejected = desk.run("quarantine", "reject", "page")
        assert (rejected.returncode, rejected.stderr) == (0, "")
        assert desk.run("quarantine").stdout == "Nothing is held in quarantine.\n"
        accepted = desk.run("quarantine", "accept", "page", "--json")
        assert accepted.returncode == 0, accepted.stderr
        answer = json.loads(accepted.stdout)
        assert (answer["decision"], answer["changes"], answer["error"]) == ("accepted", 1, None)
        refused = desk.run("quarantine", "accept", "page")
        assert refused.returncode == 2
        assert "page: nothing of it is held in quarantine" in refused.stdout + refused.stderr
        polled = desk.run("poll", "--json")
        assert json.loads(polled.stdout)["outcome"] == "unchanged"
        assert daemon.said().count('"event": "decided"') == 3
        assert daemon.stop() == 0
    assert_whole(database)
    assert rows(database, "SELECT decision FROM polls WHERE decision IS NOT NULL") == [
        {"decision": "accepted"}
    ]
    assert rows(database, "SELECT * FROM requests WHERE done_at IS NULL") == []
