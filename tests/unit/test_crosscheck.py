"""A source and its second reading, over real HTTP, read in the real sandbox."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.servers import cut, reply
from tests.servers import page as unchanging
from tests.unit.extract.untc.status_xml import record_of, render_status_xml
from tests.unit.test_watch import watching
from watcher.compare.agreement import Agreement
from watcher.crosscheck import XML_ADDRESS, cross_check, second_address
from watcher.demo.status_page import Row, StatusPage, render_status_page
from watcher.extract.untc.status import extract
from watcher.fetch.client import Fetcher, FetchSettings
from watcher.model.capture import Document
from watcher.model.finding import Known
from watcher.model.source import Format, Source, SourceState, Tier
from watcher.model.treaty import TreatyNumber
from watcher.sandbox import Sandbox
from watcher.way import Way

PAGE = StatusPage(
    number=TreatyNumber("XXVI-5"),
    chapter_title="DISARMAMENT",
    title="A convention",
    place_and_date="Oslo, 18 September 1997",
    entry_into_force="1 March 1999, in accordance with article 17(1).",
    headings=("Signature", "Ratification, Accession(a), Succession(d)"),
    rows=(
        Row("Angola", ("4 Dec 1997", "5 Jul 2002")),
        Row("Estonia", ("", "[12 May 2004 a]"), footnotes=("1",)),
        Row("Haiti", ("3 Dec 1997", "")),
    ),
    notes=(("1", "See C.N.360.2025.TREATIES-XXVI-5."),),
)
LATER = replace(PAGE, rows=(*PAGE.rows, Row("Peru", ("4 Dec 1997", "17 Jun 1998"))))
STATUS = TreatyNumber("XXVI-5").status_path
XML = "/doc/Publication/MTDSG/Volume%20II/Chapter%20XXVI/XXVI-5.en.xml"


def html(page):
    return render_status_page(page, view_state="dmlldw==", stamp="03-02-2026 10:16:18 EDT")


def xml(page):
    return render_status_xml(record_of(page))


def source_on(site, form=Format.HTML, second=None):
    path = STATUS if form is Format.HTML else XML
    return Source(
        id="mines",
        kind="untc-status",
        url=site.url(path),
        tier=Tier.RECORD,
        every=timedelta(hours=6),
        treaty="XXVI-5",
        require_text=("Oslo",),
        format=form,
        cross_check=second or ("xml" if form is Format.HTML else "page"),
    )


def stated(source, page):
    """What the source is known to state, as the store holds it."""
    body = html(page) if source.format is Format.HTML else xml(page)
    extraction = extract(source, Document(source.url, body))
    assert all(check.passed for check in extraction.checks)
    return [Known(finding) for finding in extraction.findings]


@asynccontextmanager
async def way():
    settings = FetchSettings(
        user_agent="treaty-watcher/test",
        host_pause=timedelta(0),
        allow_private_addresses=True,
        total_time=timedelta(seconds=10),
    )
    async with Fetcher(settings) as fetcher, Sandbox(workers=1) as sandbox:
        # A cross-check has no business with the store.
        yield Way(None, fetcher, sandbox, lambda: datetime(2026, 2, 3, tzinfo=UTC))


async def polls(source, known, times=2):
    """Cross-check so many times, each with what the one before left behind."""
    agreement = Agreement()
    async with way() as tools:
        for _ in range(times):
            state = SourceState(source.id, disagreement=agreement.disagreement)
            address = second_address(source, known)
            agreement = await cross_check(tools, source, state, known, address)
    return agreement


async def test_a_page_and_its_xml_that_say_the_same_agree(site):
    site.answer(XML, reply(body=xml(PAGE), headers={"Content-Type": "text/xml"}))
    source = source_on(site)
    assert await polls(source, stated(source, PAGE)) == Agreement()
    assert site.count(XML) == 2


async def test_the_page_is_the_second_reading_of_an_xml_source(site):
    site.answer("/Pages/ViewDetails.aspx", reply(body=html(PAGE)))
    source = source_on(site, Format.XML)
    assert await polls(source, stated(source, PAGE)) == Agreement()
    assert site.requests[0].target == STATUS


async def test_a_second_reading_may_be_at_any_address(site):
    site.answer("/copy.xml", reply(body=xml(PAGE)))
    source = source_on(site, second=site.url("/copy.xml"))
    assert await polls(source, stated(source, PAGE)) == Agreement()


async def test_a_disagreement_is_told_in_the_second_poll_that_finds_it(site):
    site.answer(XML, reply(body=xml(LATER)))
    source = source_on(site)
    first = await polls(source, stated(source, PAGE), times=1)
    assert first.notices == ()
    (notice,) = (await polls(source, stated(source, PAGE))).notices
    places = "Peru; number of parties; number of signatories"
    assert (notice.kind, notice.subject) == ("cross_check", places)
    assert "Peru: not listed in the page, 4 Dec 1997, 17 Jun 1998 in the XML" in notice.text
    assert site.url(XML) in notice.text


async def test_an_xml_that_is_some_hours_behind_is_no_incident(site):
    site.answer(XML, reply(body=xml(PAGE)), reply(body=xml(LATER)))
    source = source_on(site)
    assert await polls(source, stated(source, LATER)) == Agreement()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(503), "503"),
        (reply(304), "304"),
        (cut(xml(PAGE), after=900), "before it is whole"),
        (reply(body=xml(PAGE)[:900]), "whole: it is no whole XML"),
        (reply(body=html(PAGE)), "right page: no"),
        (reply(body=xml(replace(PAGE, number=TreatyNumber("XXVI-4")))), "XXVI-4, not XXVI-5"),
        (reply(body=xml(replace(PAGE, parties=7))), "7 parties in the header, 1 in the table"),
        (reply(body=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "refused"),
    ],
)
async def test_a_second_reading_that_cannot_be_believed_twice_is_told(site, answer, reason):
    site.answer(XML, answer)
    source = source_on(site)
    known = stated(source, PAGE)
    assert (await polls(source, known, times=1)).notices == ()
    (notice,) = (await polls(source, known)).notices
    assert (notice.kind, notice.subject) == ("cross_check_failed", site.url(XML))
    assert reason in notice.text


async def test_a_failure_of_our_own_never_fails_the_poll(site, caplog):
    site.answer(XML, reply(body=xml(PAGE)))
    source = source_on(site)
    odd = replace(source, treaty=None, cross_check=None)
    async with way() as tools:
        broken = replace(tools, sandbox=None)
        state = SourceState(source.id)
        agreement = await cross_check(broken, odd, state, stated(source, PAGE), site.url(XML))
    assert agreement.notices == ()
    assert agreement.disagreement is not None


def test_the_xml_is_where_the_page_says_it_is(site):
    source = source_on(site)
    known = stated(source, PAGE)
    assert second_address(source, known) == site.url(XML)
    unnamed = [item for item in known if item.finding.key != XML_ADDRESS]
    assert second_address(source, unnamed) is None


async def test_a_page_that_names_no_xml_is_told(site):
    source = source_on(site)
    known = [item for item in stated(source, PAGE) if item.finding.key != XML_ADDRESS]
    (notice,) = (await polls(source, known)).notices
    assert (notice.kind, notice.subject) == ("cross_check_failed", source.url)
    assert "names no XML" in notice.text
    assert site.count() == 0


CONFIGURED = """
[[source]]
id = "mines"
kind = "untc-status"
treaty = "XXVI-5"
url = "{url}"
every = "6h"
cross_check = "xml"
"""


async def test_an_incident_opens_in_the_second_poll_and_closes_when_both_agree(site, tmp_path):
    """Through the whole poll, with a page that answers 304, and into the database."""
    body = html(PAGE)
    site.answer("/Pages/ViewDetails.aspx", unchanging(body, etag='"1"'))
    behind, even = reply(body=xml(LATER)), reply(body=xml(PAGE))
    site.answer(XML, behind, behind, behind, even)
    seen = []
    async with watching(tmp_path, CONFIGURED.format(url=site.url(STATUS))) as watch:
        for _ in range(4):
            outcome = await watch.poll()
            seen.append((outcome.value, await watch.store.read(open_incidents)))
        assert {kind.value for kind in await watch.log()} == {"baseline"}
    told = [("cross_check", "Peru; number of parties; number of signatories")]
    assert seen == [
        ("baseline", []),
        ("not_modified", told),
        ("not_modified", told),
        ("not_modified", []),
    ]


def open_incidents(db):
    found = db.query("SELECT kind, subject FROM incidents WHERE closed_at IS NULL")
    return [(row["kind"], row["subject"]) for row in found]
