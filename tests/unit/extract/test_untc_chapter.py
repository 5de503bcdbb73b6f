"""Chapter pages: every pair in tests/pages/untc-chapter, laws of titles, and hostile pages."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.extract.test_pairs import told
from watcher.errors import ExtractError
from watcher.extract.markup import NestedTooDeepError
from watcher.extract.untc_chapter import extract
from watcher.model.capture import Document
from watcher.model.source import Source, Tier

PAGES = Path(__file__).parents[2] / "pages" / "untc-chapter"
ADDRESS = "https://treaties.un.org/Pages/Treaties.aspx?id=18&subid=A&clang=_en"


def read(body, url=ADDRESS):
    source = Source("chapter", "untc-chapter", url, Tier.RECORD, timedelta(days=1))
    return extract(source, Document(url, body, "text/html; charset=utf-8"))


def page(*links):
    rows = "".join(f"<tr><td>{link}</td></tr>" for link in links)
    return f"<html><body><table>{rows}</table></body></html>".encode()


def link(words, number="XVIII-12", path="ViewDetails.aspx"):
    return f'<a href="{path}?src=TREATY&amp;mtdsg_no={number}&amp;chapter=18">{words}</a>'


def failed(extraction):
    return [check.name for check in extraction.checks if not check.passed]


def only(extraction):
    (finding,) = extraction.findings
    return finding.statement


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.expected.json")), ids=lambda p: p.name)
def test_the_page_is_read_as_expected(path):
    pair = json.loads(path.read_text(encoding="utf-8"))
    body = path.with_name(path.name.replace(".expected.json", ".html")).read_bytes()
    extraction = read(body, pair["url"])
    notices = [notice.text for notice in extraction.notices]
    assert told(extraction) | {"notices": notices} == pair["expected"]


def test_no_page_is_without_its_expectation():
    names = {path.name.partition(".")[0] for path in PAGES.glob("*.html")}
    assert names == {path.name.partition(".")[0] for path in PAGES.glob("*.json")}
    assert len(names) > 10


@pytest.mark.parametrize("cut", range(200, 4_000, 171))
def test_a_page_that_is_cut_anywhere_is_refused(cut):
    body = (PAGES / "chapter-xviii.html").read_bytes()
    assert failed(read(body)) == []
    assert "whole" in failed(read(body[:cut])) or "list" in failed(read(body[:cut]))


def test_the_name_of_the_status_page_may_have_a_number_and_any_case():
    body = page(link("A.&nbsp;&nbsp;New York, 1 May 2001", path="/pages/viewdetailsiii.aspx"))
    assert only(read(body)).date == "2001-05-01"


@pytest.mark.parametrize(
    "address",
    [
        "ViewDetails.aspx?src=TREATY",
        "CN.aspx?mtdsg_no=XVIII-12",
        "http://[half?mtdsg_no=XVIII-12",
        "#mtdsg_no=XVIII-12",
    ],
)
def test_links_to_other_pages_are_no_treaties(address):
    extraction = read(page(f'<a href="{address}">Something</a>'))
    assert extraction.findings == ()
    assert "list" in failed(extraction)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("A Protocol....&nbsp;&nbsp; Rome, 1 May 2001", "A Protocol…"),
        ("A Protocol. .&nbsp;&nbsp; Rome, 1 May 2001", "A Protocol"),
        ("A Protocol, 1994*.&nbsp; &nbsp;Rome, 1 May 2001", "A Protocol, 1994"),
        ("A<sup>2</sup> Protocol. Rome, 1 May 2001", "A Protocol"),
        ("Regulation No. 13. Brakes.&nbsp;&nbsp;Rome, 1 May 2001", "Regulation No. 13. Brakes"),
        ("Regulation No. 13. Brakes. Rome, 1 May 2001", "Regulation No. 13. Brakes"),
        ("A Protocol. 1 May 2001", "A Protocol"),
    ],
)
def test_a_title_is_read_without_what_the_list_adds_to_it(words, title):
    statement = only(read(page(link(words))))
    assert statement.text.partition("\n\n")[0] == title
    assert statement.date == "2001-05-01"


TITLES = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60)
PLACES = st.sampled_from(["New York", "Lake Success, New York", "Espoo, Finland", "Kyiv", "Escazú"])


@given(TITLES, PLACES, st.dates(date(1900, 1, 1)))
@example("Annex XII - (IMO) - to the Convention", "Gothenburg (Sweden)", date(1999, 11, 30))
def test_place_and_date_are_read_back_whatever_the_title(title, place, day):
    written = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    words = f"{written}.&nbsp;&nbsp; {place}, {day.day} {day:%B} {day.year:04}"
    extraction = read(page(link(words)))
    for finding in extraction.findings:
        if "\u00a0\u00a0" not in title:
            assert finding.statement.date == day.isoformat()
            assert finding.statement.text.endswith(f"\n\n{place}")


@given(st.binary(max_size=300))
def test_no_bytes_are_a_fault_of_the_reader(body):
    extraction = read(b"<html><table><tr><td>12.</td><td>" + body + b"</table></html>")
    assert all(check.detail for check in extraction.checks)


def test_a_page_without_end_of_links_is_refused():
    with pytest.raises(ExtractError, match="links to more than 5,000 treaties"):
        read(page(*(link("A Protocol", number=f"XVIII-{n}") for n in range(5_001))))


def test_a_page_that_nests_too_deeply_is_refused():
    with pytest.raises(NestedTooDeepError):
        read(b"<div>" * 100_000)


def test_a_title_of_a_megabyte_is_not_read():
    extraction = read(
        page(link("A. " * 400_000), link("B.&nbsp;&nbsp;Rome, 1 May 2001", "XVIII-1"))
    )
    assert [finding.key for finding in extraction.findings] == ["treaties/XVIII-1"]
    assert failed(extraction) == ["rows"]


def test_the_address_must_say_which_chapter_was_asked_for():
    with pytest.raises(ValueError, match="is not the address of a chapter page"):
        read(page(link("A Protocol")), "https://treaties.un.org/Pages/ParticipationStatus.aspx")
