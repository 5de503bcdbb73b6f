"""Entry into force and the dates ahead, from real and recorded pages to what a command prints."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.end_to_end.captured import NUMBERS, body_of
from tests.end_to_end.shared import (
    PROJECT,
    Replay,
    needs_captures,
    needs_replay,
    replaying,
    watcher_command,
)
from tests.end_to_end.tables import table
from tests.end_to_end.watching import configuration, untc_source
from tests.servers import reply

PARIS, CYBERCRIME = "XXVII-7-d", "XVIII-16"
SCREEN = '[[channel]]\nid = "out"\nkind = "console"\n[[digest]]\nid = "daily"\n'

#: What the treaties of the captured pages ask for, by their own final clauses.
RULES = {
    "IV-5": "count = 10, months = 3, not_before = 1976-03-23",
    "IV-9": "count = 20, days = 30",
    "IV-11-d": "count = 10, months = 3",
    "IV-13": "count = 20, months = 3, first_of_month = true",
    "IV-15": "count = 20, days = 30",
    "XXVI-1": "count = 20",
    "XXVI-2": "count = 20, months = 6",
    "XXVI-2-a": "count = 20, months = 6",
    "XXVI-5": "count = 40, months = 5, first_of_month = true",
    "XXVI-6": "count = 30, months = 5, first_of_month = true",
    "XXVI-8": "count = 50, days = 90",
    "XXVI-9": "count = 50, days = 90",
}


def saved(replay: Replay, treaty: str, versions: range, folder: Path) -> Path:
    """The pages of a history as they were served, each in a file with a day in its name."""
    folder.mkdir()
    for version in versions:
        replay.show(version)
        with urlopen(replay.url(treaty)) as answer:
            body = answer.read()
        day = date(2020, 1, 1) + timedelta(days=version)
        (folder / f"{version:03}_{day}.html").write_bytes(body)
    return folder


def lines(folder: Path, *words: str) -> list[dict]:
    done = watcher_command(folder, *words, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(folder: Path, text: str) -> Path:
    (folder / "watcher.toml").write_text(text, encoding="utf-8")
    return folder


# -- the Paris Agreement -----------------------------------------------------------------------

PARIS_STATED = f"""
[[treaty]]
number = "{PARIS}"
entry_into_force = {{ count = 55, days = 30, condition_met = 2016-10-05 }}
[[source]]
id = "paris"
kind = "untc-status"
treaty = "{PARIS}"
{SCREEN}"""


@needs_replay
@pytest.mark.parametrize(
    ("versions", "origin"),
    [
        (
            19,
            "worked out from the deposits on record (5 Oct 2016) by the rule in the configuration",
        ),
        (129, "stated on record"),
    ],
    ids=["before the page has a date", "with all of its history"],
)
def test_the_paris_agreement_enters_into_force_on_4_november_2016(versions, origin, tmp_path):
    folder = written(tmp_path, PARIS_STATED)
    with replaying("--history", "paris_XXVII-7-d", "--stamp", "fixed") as replay:
        pages = saved(replay, PARIS, range(versions - 1, versions), tmp_path / "pages")
    done = watcher_command(folder, "import", "paris", str(pages))
    assert done.returncode == 0, done.stderr
    found = lines(folder, "calendar", "--treaty", PARIS, "--past")
    (entry,) = (each for each in found if each["kind"] == "entry_into_force")
    assert (entry["date"], entry["basis"]) == ("2016-11-04", origin)
    told = watcher_command(folder, "calendar", "--treaty", PARIS).stdout
    assert f"{PARIS} entered into force on 4 Nov 2016, {origin}." in told
    assert "would be" not in told  # the record and our calculation agree


@needs_replay
def test_who_joined_the_paris_agreement_later_has_a_date_of_its_own(tmp_path):
    folder = written(tmp_path, PARIS_STATED)
    with replaying("--history", "paris_XXVII-7-d") as replay:
        pages = saved(replay, PARIS, range(128, 129), tmp_path / "pages")
    watcher_command(folder, "import", "paris", str(pages))
    found = lines(folder, "calendar", "--treaty", PARIS, "--past")
    later = {each["participant"]: each["date"] for each in found if each["participant"]}
    # It came back on 20 January 2021, and was a party again on 19 February 2021.
    assert later["United States of America"] == "2021-02-19"
    assert later["United Kingdom of Great Britain and Northern Ireland"] == "2016-12-18"
    assert "Fiji" not in later  # it made up the number


# -- the Convention against Cybercrime ---------------------------------------------------------


@needs_replay
def test_an_organisations_approval_does_not_count_towards_the_forty(tmp_path):
    """By the configuration as it is shipped: Viet Nam and Iceland count, the Union does not."""
    folder = written(tmp_path, (PROJECT / "config" / "watcher.toml").read_text(encoding="utf-8"))
    with replaying("--history", "synth_cybercrime") as replay:
        pages = saved(replay, CYBERCRIME, range(5), tmp_path / "pages")
    done = watcher_command(folder, "import", "untc-cybercrime", str(pages))
    assert done.returncode == 0, done.stderr
    told = watcher_command(folder, "calendar", "--treaty", CYBERCRIME).stdout
    assert "is not in force: 2 of 40, 1 not counted (organisations)" in told
    status = watcher_command(folder, "status", CYBERCRIME).stdout
    assert "2 of 40 contracting States needed for entry into force" in status


@needs_replay
def test_the_digest_says_so_from_the_first_deposit_on(tmp_path):
    with replaying("--history", "synth_cybercrime") as replay:
        folder = written(tmp_path, "")
        rule = "entry_into_force = { count = 40, days = 90, later = { days = 30 } }"
        configuration(
            tmp_path,
            untc_source(replay.url(CYBERCRIME), CYBERCRIME),
            f'[[treaty]]\nnumber = "{CYBERCRIME}"\n{rule}\n{SCREEN}',
        )
        told = []
        for version in range(1, 4):
            replay.show(version)
            assert watcher_command(folder, "poll").returncode == 0
            told.append(" ".join(watcher_command(folder, "digest", "daily").stdout.split()))
    assert "1 of 40 contracting States needed for entry into force" in told[1]
    assert (
        "2 of 40 contracting States needed for entry into force, 1 organisation not counted"
    ) in told[2]
    assert (
        "European Union approved on 10 Mar 2026. Not counted for the entry into force." in told[2]
    )
    assert "Iceland acceded on 12 Mar 2026. Published late." in told[2]


# -- captured pages ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def captured(tmp_path_factory):
    """All captured pages in one database, their rules in its configuration."""
    folder = tmp_path_factory.mktemp("captured")
    (folder / "pages").mkdir()
    text = f'[service]\ndatabase = "watcher.db"\n{SCREEN}'
    for number in NUMBERS:
        (folder / "pages" / f"{number}.html").write_bytes(body_of(number))
        text += f'[[source]]\nid = "{number}"\nkind = "untc-status"\ntreaty = "{number}"\n'
        if number in RULES:
            rule = f"entry_into_force = {{ {RULES[number]} }}"
            text += f'[[treaty]]\nnumber = "{number}"\n{rule}\n'
    written(folder, text)
    for number in NUMBERS:
        done = watcher_command(folder, "import", number, str(folder / "pages" / f"{number}.html"))
        assert done.returncode == 0, done.stderr
    return folder


@needs_captures
@pytest.mark.heavy
def test_the_dates_of_real_treaties_are_those_that_we_work_out(captured):
    """Also where rows are gone of States whose successors stand there: XXVI-1, XXVI-2."""
    told = watcher_command(captured, "calendar").stdout
    assert "would be" not in told
    assert "is not there yet" not in told
    # What the page prints is enough for these: IV-16 has its article, XXVI-4 a list of States.
    assert "XXVI-4 is not in force: 35 of 44 of the States listed in Annex 2" in told
    found = lines(captured, "calendar", "--treaty", "IV-16", "--past")
    assert [(each["date"], each["basis"]) for each in found] == [("2010-12-23", "stated on record")]


@needs_captures
@pytest.mark.heavy
def test_a_rule_that_is_wrong_is_shown_beside_the_record(captured, tmp_path):
    folder = tmp_path / "wrong"
    shutil.copytree(captured, folder)
    text = (captured / "watcher.toml").read_text(encoding="utf-8")
    rule = 'number = "XXVI-9"\nentry_into_force = { count = 50, days = '
    written(folder, text.replace(f"{rule}90", f"{rule}60"))
    for words in (["calendar", "--treaty", "XXVI-9"], ["status", "XXVI-9"]):
        told = watcher_command(folder, *words).stdout
        assert "it would be 23 Dec 2020, from the deposits up to 24 Oct 2020" in told


# -- the calendar and the reminders ------------------------------------------------------------


def stating(folder: Path, site, treaty: str) -> Path:
    site.answer("/status", reply(body=table()))
    configuration(
        folder,
        untc_source(site.url("/status")),
        f'[[treaty]]\nnumber = "{CYBERCRIME}"\n{treaty}\n{SCREEN}',
    )
    return folder


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def test_a_reminder_is_sent_once_and_alone_is_worth_a_digest(site, tmp_path):
    folder = stating(tmp_path, site, f"closes_for_signature = {in_days(7)}")
    assert watcher_command(folder, "poll").returncode == 0
    first = watcher_command(folder, "digest", "daily").stdout
    assert "Dates ahead" in first
    assert "closes for signature on" in first
    assert (
        watcher_command(folder, "digest", "daily").stdout == "Nothing to tell; nothing was sent.\n"
    )


def test_the_calendar_lists_what_is_ahead_in_order_and_for_so_many_days(site, tmp_path):
    stated = (
        f"closes_for_signature = {in_days(40)}\n"
        f'dates = [{{ date = {in_days(400)}, what = "Conference" }},'
        f' {{ date = {in_days(-5)}, until = {in_days(5)}, what = "Session" }}]'
    )
    folder = stating(tmp_path, site, stated)
    found = lines(folder, "calendar")  # before anything was polled
    assert [(each["what"], each["days"]) for each in found] == [
        ("Session ends", 5),
        ("closes for signature", 40),
        ("Conference", 400),
    ]
    assert len(lines(folder, "calendar", "--days", "40")) == 2
    assert lines(folder, "calendar", "--past")[0]["what"] == "Session begins"
    shown = watcher_command(folder, "calendar", "--treaty", CYBERCRIME).stdout
    assert f"{in_days(5)}  in 5 days" in shown
    assert "stated in the configuration" in shown


def test_a_treaty_that_is_not_watched_has_an_empty_calendar(site, tmp_path):
    folder = stating(tmp_path, site, "")
    done = watcher_command(folder, "calendar", "--treaty", "XXVI-8")
    assert done.returncode == 0
    assert done.stdout.startswith("Nothing lies ahead that is known.")
    wrong = watcher_command(folder, "calendar", "--treaty", "no treaty")
    assert wrong.returncode == 2
    assert "'no treaty'" in wrong.stderr
