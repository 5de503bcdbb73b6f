"""Pages that cannot be believed: quarantined or failed, told to the operator, never news."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.end_to_end.shared import watcher_command
from tests.end_to_end.tables import CONSENT, ROWS, but, table
from tests.end_to_end.watching import configuration, untc_source, watching
from tests.servers import Answer, cut, gzipped, redirect, reply
from watcher.model.source import Outcome

PATH = "/Pages/ViewDetails.aspx"
HALF = dict(list(ROWS.items())[: len(ROWS) // 2])
SIGNED = but(Mexico=("20 Jan 2026", ""))


def whole() -> bytes:
    return table()


def matching_cut() -> bytes:
    body = table()
    return body[: body.index(b"_tblgrid") + (len(body) - body.index(b"_tblgrid")) // 2]


def maintenance() -> bytes:
    return (
        b"<!DOCTYPE html><html><head><title>United Nations Treaty Collection</title></head><body>"
        b"<h2>The site is under urgent maintenance.</h2></body></html>"
    )


def not_found() -> bytes:
    return (
        b'<!DOCTYPE html><html><head><title>UNTC</title></head><body><form name="aspnetForm" '
        b'method="post" action="./PageNotFound.aspx" id="aspnetForm"><div>Page not found.</div>'
        b"</form></body></html>"
    )


@dataclass(frozen=True)
class Bad:
    """A body that must not be believed, and what the operator reads of it."""

    what: str
    body: Callable[[], bytes]
    reason: str


QUARANTINED = [
    Bad("a maintenance page", maintenance, "not a status page"),
    Bad("a page cut where its length ends", matching_cut, "the page is cut"),
    Bad("a page without its table", lambda: table(with_table=False), "table is not on the page"),
    Bad(
        "half of the rows under the counts of all",
        lambda: table(HALF, counts_of=ROWS),
        "14 signatories in the header, 7 in the table",
    ),
    Bad("half of the rows and of the counts", lambda: table(HALF), "7 of 14 known rows are there"),
    Bad(
        "a page of another treaty",
        lambda: table(number="XVIII-14", title="United Nations Convention against Corruption"),
        "the page is of treaty XVIII-14, not XVIII-16",
    ),
    Bad(
        "headings that nobody knows",
        lambda: table(headings=("Frobnication", "Date of frobnication(f)")),
        "no heading that is known among: Participant | Frobnication | Date of frobnication(f)",
    ),
    Bad(
        "one known heading gone",
        lambda: table({n: c[:1] for n, c in ROWS.items()}, headings=("Signature",)),
        "the column for consent is gone",
    ),
    Bad(
        "a date that is no date",
        lambda: table(but(Peru=("25 Oct 2025", "in due course"))),
        "Peru: 'in due course' is not a date with an optional mark",
    ),
    Bad(
        "a day that no calendar has",
        lambda: table(but(Peru=("25 Oct 2025", "31 Feb 2026"))),
        "Peru: '31 Feb 2026' is no day of the calendar",
    ),
    Bad(
        "half a bracket",
        lambda: table(but(Peru=("25 Oct 2025", "[3 Feb 2026"))),
        "Peru: '[ 3 Feb 2026' has half a bracket",
    ),
    Bad(
        "a mark that no heading explains",
        lambda: table(but(Peru=("25 Oct 2025", "3 Feb 2026 x"))),
        "has a mark that",
    ),
    Bad(
        "letters that do not fit the encoding",
        lambda: table(but(**{"Côte d'Ivoire": ("26 Oct 2025", "")})).replace(b"\xc3\xb4", b"\xf4"),
        "names with lost letters: C\N{REPLACEMENT CHARACTER}te d'Ivoire",
    ),
    Bad(
        "a heading written in a new way",
        lambda: table().replace(CONSENT.encode(), b"Instruments deposited"),
        "not known: 'Instruments deposited'",
    ),
    Bad(
        "a heading of which only the marked names can be read",
        lambda: table().replace(b"Ratification, ", b"Ratification[r], "),
        "has a mark that",
    ),
    Bad("an empty body", lambda: b"", "not a status page"),
]
FAILED = [
    ("a body that breaks off", lambda: cut(whole(), after=9_000), "the transfer was cut"),
    ("a compressed body that breaks off", lambda: half_gzipped(), "its compressed body ends"),
    ("an error of the server", lambda: reply(503, b"try later"), "503"),
    ("a refusal", lambda: reply(403, b"no"), "403"),
]


def half_gzipped() -> Answer:
    (packed,) = gzipped(whole()).steps
    _, _, body = packed.partition(b"\r\n\r\n")
    return reply(body=body[: len(body) // 2], headers={"Content-Encoding": "gzip"})


@pytest.fixture
def source(site):
    return untc_source(site.url(f"{PATH}?src=TREATY&mtdsg_no=XVIII-16&chapter=18&clang=_en"))


@pytest.mark.parametrize("bad", QUARANTINED, ids=lambda bad: bad.what)
async def test_what_cannot_be_believed_is_kept_and_told_and_is_no_change(
    bad, site, source, tmp_path
):
    body = bad.body()
    site.answer(PATH, reply(body=whole()), reply(body=body), reply(body=whole()))
    async with watching(tmp_path, source) as watcher:
        await watcher.poll()
        before = await watcher.known()
        record = await watcher.poll()
        assert record.outcome is Outcome.QUARANTINED
        assert bad.reason in (record.error or "")
        assert await watcher.news() == []
        assert await watcher.known() == before
        (incident,) = await watcher.incidents()
        assert (incident.kind, incident.reason) == ("quarantined", record.error)
        kept = await watcher.rows("SELECT sha256 FROM captures ORDER BY id")
        assert kept[-1]["sha256"] == hashlib.sha256(body).hexdigest()
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED
        assert await watcher.incidents() == ()
        assert await watcher.news() == []


@pytest.mark.parametrize(
    ("answer", "reason"), [case[1:] for case in FAILED], ids=[case[0] for case in FAILED]
)
async def test_what_did_not_come_whole_is_a_failed_poll(answer, reason, site, source, tmp_path):
    site.answer(PATH, reply(body=whole()), answer(), reply(body=whole()))
    async with watching(tmp_path, source) as watcher:
        await watcher.poll()
        before = await watcher.known()
        record = await watcher.poll()
        assert record.outcome is Outcome.FAILED
        assert reason in (record.error or "")
        (incident,) = await watcher.incidents()
        assert (incident.kind, incident.reason) == ("failed", record.error)
        assert await watcher.known() == before
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED
        assert await watcher.incidents() == ()
        assert await watcher.news() == []


async def test_a_redirect_to_the_page_not_found_is_quarantined(site, source, tmp_path):
    site.answer(PATH, reply(body=whole()), redirect("/Pages/PageNotFound.aspx"))
    site.answer("/Pages/PageNotFound.aspx", reply(body=not_found()))
    async with watching(tmp_path, source) as watcher:
        await watcher.poll()
        record = await watcher.poll()
        assert record.outcome is Outcome.QUARANTINED
        assert "not a status page" in (record.error or "")
        assert await watcher.news() == []


async def test_a_page_that_is_bad_from_the_start_makes_no_baseline(site, source, tmp_path):
    site.answer(PATH, reply(body=maintenance()), reply(body=whole()))
    async with watching(tmp_path, source) as watcher:
        assert (await watcher.poll()).outcome is Outcome.QUARANTINED
        assert await watcher.log() == []
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        assert await watcher.news() == []


async def test_a_real_change_that_comes_during_an_outage_of_every_kind_is_found_afterwards(
    site, source, tmp_path
):
    site.answer(PATH, reply(body=whole()), *(reply(body=bad.body()) for bad in QUARANTINED))
    async with watching(tmp_path, source) as watcher:
        await watcher.poll()
        outage = [(await watcher.poll()).outcome for _ in QUARANTINED]
        assert set(outage) == {Outcome.QUARANTINED}
        site.answer(PATH, reply(body=table(SIGNED)))
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        (change,) = await watcher.news()
        assert (change["kind"], change["participant"]) == ("added", "Mexico")
        assert (change["action"], change["date"]) == ("signature", "2026-01-20")


async def test_one_outage_is_one_incident_however_many_polls_and_reasons_it_has(
    site, source, tmp_path
):
    bodies = (maintenance(), maintenance(), table(HALF))
    site.answer(PATH, reply(body=whole()), *(reply(body=body) for body in bodies), reply(503))
    async with watching(tmp_path, source) as watcher:
        for _ in range(5):
            await watcher.poll()
        (incident,) = await watcher.rows("SELECT * FROM incidents")
        assert incident["closed_at"] is None
        assert "503" in incident["reason"]
        (state,) = await watcher.rows("SELECT failures FROM sources")
        assert state["failures"] == 4


async def test_the_validators_of_a_bad_page_are_not_sent_back(site, source, tmp_path):
    site.answer(
        PATH,
        reply(body=whole(), headers={"ETag": '"good"'}),
        reply(body=maintenance(), headers={"ETag": '"bad"'}),
        reply(body=table(SIGNED), headers={"ETag": '"new"'}),
    )
    async with watching(tmp_path, source) as watcher:
        for _ in range(3):
            await watcher.poll()
        sent = [request.header("if-none-match") for request in site.seen(PATH)]
        assert sent == [None, '"good"', '"good"']
        assert [change["participant"] for change in await watcher.news()] == ["Mexico"]


def test_the_operator_sees_on_the_command_line_why_a_page_was_not_believed(site, source, tmp_path):
    site.answer(PATH, reply(body=whole()), reply(body=table(HALF, counts_of=ROWS)))
    configuration(tmp_path, source)
    assert watcher_command(tmp_path, "poll").returncode == 0
    poll = watcher_command(tmp_path, "poll")
    assert poll.returncode == 1
    why = "header counts: 14 signatories in the header, 7 in the table"
    assert f"untc: quarantined; {why}" in poll.stdout
    health = watcher_command(tmp_path, "sources")
    assert health.returncode == 0
    assert why in health.stdout
    log = watcher_command(tmp_path, "log", "--kind", "added", "--kind", "removed")
    assert log.stdout == "Nothing in the change log matches.\n"
