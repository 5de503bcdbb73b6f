"""The listing of depositary notifications, watched over HTTP, and the PDFs behind it."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from tests.end_to_end.shared import watcher_command
from tests.end_to_end.watching import configuration
from tests.pdf_files import LEFT, line, page, paragraph, pdf
from tests.readers import open_lasting_way
from tests.servers import cut, reply
from watcher.config import load
from watcher.documents import fetch_due
from watcher.model.change import ChangeKind
from watcher.model.source import Outcome
from watcher.store import documents, log, sources
from watcher.store.handle import open_store
from watcher.watch import Watch, introduce

START = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)
TREATY = '[[treaty]]\nnumber = "XXVI-5"\nname = "Mine Ban Convention"\n'
SOURCE = '[[source]]\nid = "cn"\nkind = "untc-notifications"\nurl = "{}"\n{}\n'
FILE = "/doc/Publication/CN/2025/CN.421.2025-Eng.pdf"  # of NEW
NOTIFICATION = pdf(
    page(
        line(LEFT, 720, "POLAND: WITHDRAWAL"),
        *paragraph(690, "The above action was effected on 20 August 2025."),
        *paragraph(660, "It shall take effect for Poland on 20 February 2026."),
    )
)


OLD = ("52.2020", "XXVI.5", "PERU: COMMUNICATION")
NEW = ("421.2025", "XXVI-5", "POLAND: WITHDRAWAL")
ANOTHER = ("9.2026", "IV-9", "CUBA: ACCESSION")


def listing(*rows):
    """The listing with these rows; to the file of OLD there is no link."""
    told = "".join(
        f"<tr><td>C.N.{number}.TREATIES-{treaty}</td><td>{title}</td><td>26/08/2025</td><td>"
        + ("" if number == OLD[0] else f"<a href='{file(number)}'>English</a>")
        + "</td></tr>"
        for number, treaty, title in rows
    )
    return f"<html><body><table>{told}</table></body></html>".encode()


def file(number):
    return f"/doc/Publication/CN/{number[-4:]}/CN.{number}-Eng.pdf"


class Watcher:
    """Polls and fetches by a clock of its own; stopped and begun again, it goes on."""

    def __init__(self, site, folder):
        self.address, self.folder = site.url("/CNs.aspx"), folder
        self.now = START

    async def begin(self, more=""):
        """Start, with further lines in the source's section."""
        self.open = AsyncExitStack()
        self.config = load(configuration(self.folder, TREATY, SOURCE.format(self.address, more)))
        store = open_store(self.config.service.database, "a test")
        self.store = self.open.enter_context(store)
        way = open_lasting_way(self.config, self.store, lambda: self.now)
        self.way = await self.open.enter_async_context(way)
        await introduce(self.config, self.way)

    async def end(self):
        await self.open.aclose()

    async def poll(self):
        records = []
        async with Watch(self.way, self.config, lambda _, record: records.append(record)) as watch:
            watch.add(self.config.sources)
            await watch.finished()
        (record,) = records
        return record

    async def fetch(self, later=timedelta(0)):
        self.now += later
        return await fetch_due(self.way, self.config.sources, self.now, 10)

    async def news(self, **wanted):
        wanted = log.LogFilter(**wanted)
        found = await self.store.read(lambda db: list(log.changes(db, wanted)))
        return [each for each in found if each.change.kind is not ChangeKind.BASELINE]

    async def linked(self, seq):
        (found,) = await self.store.read(documents.of_change, seq)
        return found


@pytest.fixture
async def watcher(site, tmp_path):
    """A watcher after the baseline of a listing with one notification and no file behind it."""
    site.answer("/CNs.aspx", reply(body=listing(OLD)))
    it = Watcher(site, tmp_path)
    await it.begin()
    record = await it.poll()
    assert record.outcome is Outcome.BASELINE
    yield it
    await it.end()


@pytest.fixture
async def told(site, watcher):
    """The change by which a further notification is known; its file is wanted."""
    site.answer("/CNs.aspx", reply(body=listing(NEW, ANOTHER, OLD)))
    await watcher.poll()
    (change,) = await watcher.news()
    return change


async def test_a_new_notification_on_a_watched_treaty_is_a_change(told, watcher, site):
    assert told.change.summary == "Poland notified its withdrawal (C.N.421.2025)"
    assert (told.treaty, told.tier, told.change.action) == ("XXVI-5", "record", "withdrawal")
    assert told.change.new.link == site.url(FILE)
    assert told.change.new.published == "26/08/2025"


async def test_the_file_behind_it_is_fetched_once_and_searched(told, watcher, site):
    site.answer(FILE, reply(body=NOTIFICATION))
    (fetched,) = await watcher.fetch()
    assert (fetched.kept, fetched.error) == (True, None)
    assert [each.seq for each in await watcher.news(search="shall take effect")] == [told.seq]
    assert await watcher.news(search="shall take no effect") == []
    kept = await watcher.linked(told.seq)
    assert kept.text.split("\n\n")[0] == "POLAND: WITHDRAWAL"
    await watcher.poll()
    assert await watcher.fetch(timedelta(days=30)) == ()
    assert site.count(FILE) == 1


async def test_a_file_that_is_not_there_yet_is_asked_for_again(told, watcher, site):
    site.answer(FILE, reply(404), reply(503, headers={"Retry-After": "7200"}), reply(200, b"no"))
    (missing,) = await watcher.fetch()
    assert not missing.kept
    assert "404" in missing.error
    assert await watcher.fetch() == ()  # not at once
    (unavailable,) = await watcher.fetch(timedelta(minutes=10))
    assert unavailable.next_attempt == watcher.now + timedelta(hours=2)
    (other,) = await watcher.fetch(timedelta(hours=3))
    assert "no PDF" in other.error
    site.answer(FILE, cut(NOTIFICATION, 300), reply(body=NOTIFICATION))
    (half,) = await watcher.fetch(timedelta(hours=3))
    assert not half.kept
    (whole,) = await watcher.fetch(timedelta(days=1))
    assert whole.kept


async def test_what_never_comes_is_given_up_and_told(told, watcher, site):
    attempts = 0
    while found := await watcher.fetch(timedelta(days=2)):
        attempts += 1
        last = found[0].next_attempt
    assert (attempts, last) == (8, None)
    assert (await watcher.linked(told.seq)).state == "failed"
    incidents = await watcher.store.read(sources.incidents)
    assert [(each.kind, each.source) for each in incidents] == [("document", "cn")]
    assert "404" in incidents[0].reason


async def test_after_a_restart_what_was_wanted_is_fetched(told, watcher, site):
    site.answer(FILE, reply(503), reply(body=NOTIFICATION))
    await watcher.fetch()
    await watcher.end()
    await watcher.begin()
    assert await watcher.fetch() == ()  # nor is it asked for too early
    (fetched,) = await watcher.fetch(timedelta(hours=1))
    assert fetched.kept
    assert (await watcher.linked(told.seq)).text


async def test_a_scan_is_kept_as_evidence_and_says_why_it_has_no_text(told, watcher, site):
    scan = pdf(page(b"0.5 g 72 72 400 600 re f"))
    site.answer(FILE, reply(body=scan))
    (fetched,) = await watcher.fetch()
    assert fetched.kept
    assert "scanned" in fetched.error
    kept = await watcher.linked(told.seq)
    capture = await watcher.store.read(log.capture, kept.capture_id)
    assert capture.body == scan


async def test_a_web_page_in_its_place_is_refused_and_not_kept(told, watcher, site):
    site.answer(FILE, reply(body=b"<html><title>Maintenance</title></html>"))
    (fetched,) = await watcher.fetch()
    assert fetched.error == "this is no PDF: it seems to be an HTML page titled “Maintenance”"
    assert (await watcher.linked(told.seq)).capture_id is None


async def test_a_source_that_rests_asks_for_nothing(told, watcher, site):
    await watcher.end()
    await watcher.begin("paused = true")
    assert await watcher.fetch() == ()
    assert site.count(FILE) == 0


async def test_a_page_without_any_notification_is_quarantined(watcher, site):
    site.answer("/CNs.aspx", reply(body=b"<html><body>Please enable JavaScript</body></html>"))
    record = await watcher.poll()
    assert record.outcome is Outcome.QUARANTINED
    assert "names no depositary notification" in record.error
    assert record.capture is not None


async def test_show_tells_of_the_document_and_writes_it(told, site, tmp_path, watcher):
    site.answer(FILE, reply(body=NOTIFICATION))
    waiting = watcher_command(tmp_path, "show", str(told.seq), "--document")
    assert waiting.returncode == 2
    assert "it is to be fetched" in waiting.stderr
    await watcher.fetch()
    shown = watcher_command(tmp_path, "show", str(told.seq))
    assert f"document: {site.url(FILE)}" in shown.stdout
    assert "state: kept" in shown.stdout
    assert "    POLAND: WITHDRAWAL" in shown.stdout
    document = watcher_command(tmp_path, "show", str(told.seq), "--document")
    assert document.stdout.encode() == NOTIFICATION
    found = watcher_command(tmp_path, "log", "--search", "effected on 20 August", "--json")
    assert f'"seq": {told.seq},' in found.stdout
    as_json = watcher_command(tmp_path, "show", str(told.seq), "--json")
    assert '"state": "kept"' in as_json.stdout


async def test_a_change_without_a_document_says_so(watcher, tmp_path):
    done = watcher_command(tmp_path, "show", "1", "--document")
    assert done.returncode == 2
    assert "links to no document" in done.stderr
