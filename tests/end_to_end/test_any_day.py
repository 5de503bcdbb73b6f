"""How a treaty stood on any day, as it was known at any moment, and what people enter by hand."""

import asyncio
import csv
import importlib.util
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.shared import (
    CAPTURES,
    REPLAY,
    needs_captures,
    needs_replay,
    replaying,
    watcher_command,
)
from tests.end_to_end.tables import ROWS, but, table
from tests.end_to_end.test_replay import CYBERCRIME, PARIS, History, poll_version
from tests.end_to_end.watching import configuration, untc_source, watching
from tests.faults.ledger import assert_whole
from tests.faults.running import Desk as DaemonDesk
from tests.faults.running import needs_proc
from tests.servers import Site, page, reply
from watcher import any_day
from watcher.correcting import enter
from watcher.extract.kinds import KINDS
from watcher.law.between import tally
from watcher.law.history import lives
from watcher.law.position import positions, regime
from watcher.law.standing import count, standings
from watcher.model.capture import Document
from watcher.model.correction import Correction
from watcher.model.finding import Extraction, Known
from watcher.model.life import Step
from watcher.model.reading import Table
from watcher.model.source import Source, Tier
from watcher.model.treaty import Action

#: What the page of the Paris Agreement never said.
USA_LEFT = Correction(
    treaty=PARIS.treaty,
    participant="United States of America",
    code="USA",
    action=Action.WITHDRAWAL,
    date="2019-11-04",
    effective="2020-11-04",
    taken_back=None,
    because="C.N.575.2019.TREATIES-XXVII.7.d",
    link=None,
    by="a test",
)

PARIS_RULE = """\
[[treaty]]
number = "XXVII-7-d"
name = "Paris Agreement"
entry_into_force = { count = 55, days = 30, condition_met = 2016-10-05 }
"""


# -- recorded histories: as known at each version, and as the law stood


def versions(history: History) -> list[dict[str, tuple[str | None, ...]]]:
    """The table of each version as the recording itself has it: dates by participant."""
    spec = importlib.util.spec_from_file_location("histories", REPLAY / "histories.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [_dates(each.tables[history.treaty]) for each in module.load(history.name).versions]


def _dates(recorded: dict[str, Any]) -> dict[str, tuple[str | None, ...]]:
    roles = [column["role"] for column in recorded["columns"]]
    found = {}
    for row in recorded["rows"]:
        cells = dict(zip(roles, row["cells"], strict=True))
        dates = [
            cells[role]["date"] if role in cells else None for role in ("signature", "consent")
        ]
        if any(dates):
            found[row["participant"]] = tuple(dates)
    return found


def _shown(pages: any_day.Pages | None) -> dict[str, tuple[str | None, ...]]:
    rows = pages.seen.rows if pages else ()
    return {
        row.participant: tuple(each.date if each else None for each in (row.signature, row.consent))
        for row in rows
    }


async def _replayed(watcher, replay, history: History) -> list[datetime]:
    """Poll each version; the moments at which each was known."""
    moments = []
    for version in range(history.versions):
        await asyncio.to_thread(replay.show, version)
        await poll_version(watcher)
        moments.append(datetime.now(UTC))
    return moments


async def _compared(watcher, history: History, moments: list[datetime]) -> None:
    expected = versions(history)
    assert len(expected) == len(moments) == history.versions
    for moment, table_then in zip(moments, expected, strict=True):
        known = await watcher.store.read(
            any_day.pages, watcher.config, history.treaty, moment.date(), moment
        )
        assert _shown(known) == table_then


async def _stood(watcher, day: str, code: str) -> tuple[str | None, str]:
    """One participant's state on a day, and the sentence of the whole."""
    history = await watcher.store.read(
        any_day.history, watcher.config, PARIS.treaty, date(2026, 11, 1), None
    )
    found = history.day(date.fromisoformat(day))
    own = [row.state for row in found.rows if row.code == code]
    return (own[0] if own else None), found.sentence


@needs_replay
async def test_as_known_at_each_version_is_that_version(tmp_path):
    with replaying("--history", CYBERCRIME.name) as replay:
        source = untc_source(replay.url(CYBERCRIME.treaty), CYBERCRIME.treaty)
        async with watching(tmp_path, source) as watcher:
            moments = await _replayed(watcher, replay, CYBERCRIME)
            await _compared(watcher, CYBERCRIME, moments)


@needs_replay
@pytest.mark.heavy
async def test_the_paris_agreement_on_any_day_and_as_known_at_all_129_versions(tmp_path):
    with replaying("--history", PARIS.name) as replay:
        source = untc_source(replay.url(PARIS.treaty), PARIS.treaty)
        async with watching(tmp_path, source, PARIS_RULE) as watcher:
            moments = await _replayed(watcher, replay, PARIS)
            await _compared(watcher, PARIS, moments)
            # The page went from one date to the other, so that it looks like a correction.
            assert (await _stood(watcher, "2018-01-01", "USA"))[0] == "signatory"
            answer = await enter(watcher.store, USA_LEFT, datetime.now(UTC))
            assert answer["error"] is None
            told = {
                day: (await _stood(watcher, day, "USA"))[0]
                for day in (
                    *("2016-04-21", "2016-04-22", "2016-09-03", "2016-11-04", "2018-01-01"),
                    *("2019-11-04", "2020-11-03", "2020-11-04", "2020-12-01", "2021-01-19"),
                    *("2021-01-20", "2021-02-18", "2021-02-19", "2021-02-20"),
                )
            }
            assert told == {
                "2016-04-21": None,
                "2016-04-22": "signatory",
                "2016-09-03": "contracting",
                "2016-11-04": "party",
                "2018-01-01": "party",
                "2019-11-04": "party",
                "2020-11-03": "party",
                "2020-11-04": "withdrawn",
                "2020-12-01": "withdrawn",
                "2021-01-19": "withdrawn",
                "2021-01-20": "contracting",
                "2021-02-18": "contracting",
                "2021-02-19": "party",
                "2021-02-20": "party",
            }
            # What was known then is as it was: the entry came later.
            await _compared(watcher, PARIS, moments)
            assert "contracting" in (await _stood(watcher, "2016-11-03", "USA"))[1]
            assert "parties" in (await _stood(watcher, "2016-11-04", "USA"))[1]


# -- real pages

PAGES = sorted((*CAPTURES.glob("untc/*.html"), *CAPTURES.glob("wipo/*.html")))
SEEN = date(2026, 2, 3)


def _read(path: Path) -> Extraction:
    """What a captured page states."""
    kind = "untc-status" if path.parent.name == "untc" else "table"
    treaty = path.stem if kind == "untc-status" else f"WIPO-{path.stem}"
    reading = Table(preset="wipo") if kind == "table" else None
    source = Source(
        "page", kind, "https://example.org/", Tier.RECORD, timedelta(1), treaty, table=reading
    )
    document = Document(source.url, path.read_bytes(), "text/html; charset=utf-8")
    return import_module(KINDS[kind].module).extract(source, document)


@needs_captures
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_today_is_as_the_page_says_with_brackets_and_without(path):
    found = _read(path).findings
    table = standings([("page", Known(finding)) for finding in found], SEEN)
    step = Step(1, "page", SEEN, tuple((finding.key, finding) for finding in found))
    history = lives([step])
    treaty = regime(None, history, SEEN, None, stated=False)
    rows = positions(history, treaty, SEEN, SEEN)
    states = {row.code: (row.consented, row.withdrawn, row.signed) for row in rows}
    for row in table:
        consented = row.consent is not None and not row.consent.bracketed and not row.withdrawn
        signed = row.signature is not None and not row.signature.bracketed
        if row.consent or row.signature:
            assert states[row.code] == (consented, row.withdrawn, signed), row.participant
    assert tally(rows).consented == count(table).bound
    assert tally(rows).signatories == count(table).signatories


# -- by the command line


@dataclass
class Desk:
    """A folder with a configuration of one status page, and the commands that are run in it."""

    folder: Path
    site: Site

    def serve(self, rows: Any) -> None:
        self.site.answer("/status", reply(body=table(rows)))
        self.run("poll")

    def run(self, *words: str, ends: int = 0) -> str:
        done = watcher_command(self.folder, *words)
        assert done.returncode == ends, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def status(self, *words: str, ends: int = 0) -> str:
        return self.run("status", "XVIII-16", *words, ends=ends)

    def lines(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*words, "--json").splitlines()]

    def of(self, name: str, *words: str) -> dict[str, Any] | None:
        lines = self.lines("status", "XVIII-16", *words)
        return next((line for line in lines if line["participant"] == name), None)


@pytest.fixture
def desk(site, tmp_path):
    configuration(tmp_path, untc_source(site.url("/status")))
    desk = Desk(tmp_path, site)
    desk.serve(ROWS)
    return desk


def test_a_day_shows_who_had_signed_and_consented_by_then(desk):
    assert desk.of("Viet Nam", "--as-of", "2025-10-24") is None
    signed = desk.of("Viet Nam", "--as-of", "2026-02-02")
    assert (signed["state"], signed["signature"]["date"]) == ("signatory", "2025-10-25")
    assert signed["consent"] is None
    contracting = desk.of("Viet Nam", "--as-of", "2026-02-03")
    assert (contracting["state"], contracting["consented"], contracting["bound"]) == (
        "contracting",
        True,
        False,
    )
    told = desk.status("--as-of", "2026-02-12")
    assert "as the law stood on 2026-02-12: 14 signatories, 2 contracting States" in told


def test_a_day_before_the_first_has_an_empty_table_and_a_sentence(desk):
    told = desk.status("--as-of", "2020-01-01")
    assert "nobody had signed or consented; the first date on record is 2025-10-25" in told
    assert desk.lines("status", "XVIII-16", "--as-of", "2020-01-01") == []


def test_a_day_ahead_is_told_as_expected(desk):
    assert "lies ahead" in desk.status("--as-of", "2190-01-01")


def test_what_was_not_known_yet_is_not_in_it(desk):
    before = datetime.now(UTC).isoformat()
    desk.serve(but(Peru=("25 Oct 2025", "3 Feb 2026")))
    assert desk.of("Peru")["consent"]["date"] == "2026-02-03"
    known_then = desk.of("Peru", "--known-at", before)
    assert (known_then["consent"], known_then["known_at"][:4]) == (None, before[:4])
    both = desk.of("Peru", "--known-at", before, "--as-of", "2026-03-01")
    assert both["state"] == "signatory"
    now = desk.lines("status", "XVIII-16", "--known-at", datetime.now(UTC).isoformat())
    plain = desk.lines("status", "XVIII-16")
    assert [{**line, "known_at": None} for line in now] == [
        {**line, "known_at": None} for line in plain
    ]


def test_before_anything_was_known_there_is_a_sentence(desk):
    assert "nothing was known then" in desk.status("--known-at", "2020-01-01")
    assert "nothing was known then" in desk.status(
        "--known-at", "2020-01-01", "--as-of", "2026-01-01"
    )


def test_an_imported_past_was_known_when_it_was_captured(site, tmp_path):
    configuration(tmp_path, untc_source(site.url("/status")))
    desk = Desk(tmp_path, site)
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "2026-01-05.html").write_bytes(table(but(Peru=None)))
    (saved / "2026-02-05.html").write_bytes(table(ROWS))
    desk.run("import", "untc", str(saved))
    assert desk.of("Peru", "--known-at", "2026-02-04") is None
    assert desk.of("Peru", "--known-at", "2026-02-05") is not None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--as-of", "yesterday"), "--as-of: 'yesterday' is not a day"),
        (("--as-of", "2026-02-30"), "--as-of: '2026-02-30' is not a day"),
        (("--known-at", "noon"), "--known-at: 'noon' is not a date"),
        (("--known-at", "2190-01-01"), "--known-at: 2190-01-01 lies ahead"),
        (("--since", "2026-03-01", "--as-of", "2026-02-01"), "--since: 2026-03-01 is not before"),
        (("--since", "2026-03-01", "--by-group"), "--by-group counts one day"),
        (("--json", "--format", "csv"), "--json and --format csv"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(desk, words, sentence):
    told = desk.status(*words, ends=2)
    assert sentence in told
    assert told.count("\n") == 1


def test_the_difference_of_two_days(desk):
    told = desk.status("--since", "2025-10-25", "--as-of", "2026-02-12")
    assert "+2 signatories, +2 consented" in told
    assert "2026-02-03  Viet Nam" in told
    (line,) = desk.lines("status", "XVIII-16", "--since", "2025-10-25", "--as-of", "2026-02-12")
    assert line["counts"]["as_of"]["consented"] == 2
    assert [event["participant"] for event in line["events"]] == [
        "Cuba",
        "Netherlands",
        "Viet Nam",
        "Ecuador",
    ]


def test_groups_are_counted_with_the_number_of_their_members(desk):
    told = desk.status("--by-group")
    assert "contracting States" in told
    grulac = next(
        line for line in desk.lines("status", "XVIII-16", "--by-group") if line["group"] == "GRULAC"
    )
    assert (grulac["signatories"], grulac["consented"], grulac["members"]) == (6, 2, 33)


def test_csv_holds_the_table_and_no_formula(desk):
    desk.serve(but(Peru=("25 Oct 2025", "3 Feb 2026")))
    rows = list(csv.DictReader(io.StringIO(desk.status("--format", "csv"))))
    (peru,) = [row for row in rows if row["participant"] == "Peru"]
    assert (peru["signature"], peru["consent"], peru["state"]) == (
        "2025-10-25",
        "2026-02-03",
        "contracting",
    )


# -- what people enter

LEFT = ("XVIII-16", "viet nam", "withdrawal", "--date", "2026-03-01", "--effective", "2026-06-01")


def test_an_entry_is_a_line_of_the_log_that_says_who_entered_it(desk):
    told = desk.run("correct", *LEFT, "--because", "C.N.9.2026", "--by", "J. Doe")
    assert "notified its withdrawal on 1 Mar 2026, effective 1 Jun 2026 (entered by J. Doe)" in told
    (line,) = desk.lines("log", "--source", "corrections")
    assert (line["kind"], line["tier"], line["treaty"]) == ("added", "record", "XVIII-16")
    shown = desk.run("show", str(line["seq"]))
    assert "entered by a person, and not read from a page" in shown
    document = json.loads(desk.run("show", str(line["seq"]), "--body"))
    assert (document["entered_by"], document["because"]) == ("J. Doe", "C.N.9.2026")
    assert_whole(desk.folder / "watcher.db")


def test_it_counts_on_any_day_and_never_passes_for_the_page(desk):
    desk.run("correct", *LEFT, "--because", "C.N.9.2026", "--by", "J. Doe")
    states = [desk.of("Viet Nam", "--as-of", day)["state"] for day in ("2026-05-31", "2026-06-01")]
    assert states == ["contracting", "withdrawn"]
    plain = desk.of("Viet Nam")
    assert (plain["withdrawn"], plain["consent"]["bracketed"]) == (False, False)
    assert "Entered by J. Doe: C.N.9.2026" in desk.status()


def test_an_entry_can_be_altered_and_retracted(desk):
    desk.run("correct", *LEFT, "--because", "C.N.9.2026")
    desk.run("correct", *LEFT[:-1], "2026-07-01", "--because", "C.N.10.2026")
    first, second = reversed(desk.lines("log", "--source", "corrections"))
    assert (second["kind"], second["effective"]) == ("modified", "2026-07-01")
    told = desk.run("correct", "--retract", str(first["seq"]), "--because", "slip", ends=2)
    assert "altered or retracted since" in told
    desk.run("correct", "--retract", str(second["seq"]), "--because", "slip")
    assert desk.of("Viet Nam", "--as-of", "2026-12-01")["state"] == "contracting"
    assert desk.lines("log", "--source", "corrections")[0]["kind"] == "removed"


def test_a_withdrawal_that_was_taken_back_can_be_entered(desk):
    desk.run("correct", *LEFT[:5], "--taken-back", "2026-04-01", "--because", "C.N.11.2026")
    pending = desk.of("Viet Nam", "--as-of", "2026-03-15")
    assert pending["withdrawal"]["date"] == "2026-03-01"
    after = desk.of("Viet Nam", "--as-of", "2026-12-01")
    assert (after["state"], after["withdrawal"]) == ("contracting", None)


def test_a_name_that_only_the_record_knows_can_be_named(desk):
    desk.serve(but(Ruritania=("25 Oct 2025", "3 Feb 2026")))
    words = ("--date", "2026-03-01", "--effective", "2026-06-01", "--because", "C.N.12.2026")
    desk.run("correct", "XVIII-16", "Ruritania", "withdrawal", *words)
    states = [desk.of("Ruritania", "--as-of", day)["state"] for day in ("2026-05-31", "2026-06-01")]
    assert states == ["contracting", "withdrawn"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("XVIII-16", "Vietnma", *LEFT[2:]), "'Vietnma' is not a participant that is known"),
        (("XXVI-5", *LEFT[1:]), "XXVI-5 is not watched"),
        (
            ("XVIII-16", "Peru", "withdrawal", "--date", "2190-01-01"),
            "--date: 2190-01-01 lies ahead",
        ),
        ((*LEFT[:-1], "2026-02-01"), "--effective: 2026-02-01 is before 2026-03-01"),
        (("XVIII-16", "Peru", "declaration", "--date", "2026-01-01"), "'declaration' cannot be"),
        (("XVIII-16", "Peru", "accession"), "--date is missing"),
        (("XVIII-16", "Viet Nam", "ratification", "--date", "2026-02-03"), "untc says so itself"),
        (("XVIII-16", "Peru"), "say which treaty"),
        (("--retract", "1"), "was read from untc"),
        (("--retract", "9999"), "there is no change 9999"),
        ((*LEFT, "--link", "ftp://x"), "--link: 'ftp://x'"),
        ((*LEFT, "--retract", "1"), "--retract takes back a whole entry"),
    ],
)
def test_what_cannot_be_entered_is_one_sentence_and_changes_nothing(desk, words, sentence):
    before = desk.run("log", "--json")
    told = desk.run("correct", *words, "--because", "a reason", ends=2)
    assert sentence in told
    assert told.count("\n") == 1
    assert desk.run("log", "--json") == before


def test_the_same_is_not_entered_twice_nor_without_a_reason(desk):
    desk.run("correct", *LEFT, "--because", "C.N.9.2026")
    assert "was entered before" in desk.run("correct", *LEFT, "--because", "again", ends=2)
    assert "--because is missing" in desk.run("correct", *LEFT, ends=2)


def test_a_source_cannot_have_the_name_of_what_people_enter(site, tmp_path):
    configuration(tmp_path, untc_source(site.url("/status"), name="corrections"))
    done = watcher_command(tmp_path, "check", "--offline")
    assert done.returncode == 2
    assert "is what people enter" in done.stderr


def test_a_digest_tells_an_entry_as_one_and_names_no_page_for_it(site, tmp_path):
    digest = '[[channel]]\nid = "out"\nkind = "console"\n[[digest]]\nid = "daily"\n'
    configuration(tmp_path, untc_source(site.url("/status")), digest)
    desk = Desk(tmp_path, site)
    desk.serve(ROWS)
    desk.run("correct", *LEFT, "--because", "C.N.9.2026", "--by", "J. Doe")
    told = " ".join(desk.run("digest", "daily", "--preview").split())
    assert "Viet Nam notified its withdrawal on 1 Mar 2026" in told
    assert "(entered by J. Doe)" in told
    assert "entered by a person" in told
    assert "page of corrections" not in told
    assert "Published late" not in told


def test_what_people_enter_is_no_source_to_be_polled(desk):
    desk.run("correct", *LEFT, "--because", "C.N.9.2026")
    assert "corrections" not in desk.run("sources")
    assert desk.run("poll").startswith("untc: ")


@needs_proc
def test_beside_a_daemon_the_daemon_writes_it_down(site, tmp_path):
    site.answer("/status", page(table()))
    desk = DaemonDesk(tmp_path).configure(untc_source(site.url("/status")))
    with desk.daemon() as daemon:
        daemon.wait_for('"outcome": "baseline"')
        done = desk.run("correct", *LEFT, "--because", "C.N.9.2026", "--by", "J. Doe")
        assert (done.returncode, done.stderr) == (0, "")
        assert "(entered by J. Doe)" in done.stdout
        again = desk.run("correct", *LEFT, "--because", "C.N.9.2026")
        assert again.returncode == 2
        assert "was entered before" in again.stderr
        assert daemon.stop() == 0
    assert_whole(desk.database)
