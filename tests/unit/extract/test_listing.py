"""The rules of listings that pairs in tests/pages/listing do not show one by one."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.extract.listing import extract
from watcher.model.capture import Document
from watcher.model.reading import Listing
from watcher.model.source import Source, Tier

URL = "https://press.example.org/all/"
TITLES = st.lists(
    st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=20),
    min_size=1,
    max_size=8,
    unique=True,
)


def source(listing=None, **more):
    reading = listing or Listing(item="li")
    return Source("s", "listing", URL, Tier.OFFICIAL, timedelta(hours=1), listing=reading, **more)


def page(*items, head="<title>Press</title>"):
    lines = "\n".join(f"<li>{item}</li>" for item in items)
    return f"<html><head>{head}</head><body><ul>{lines}</ul></body></html>"


def read(text, listing=None, content_type="text/html; charset=utf-8", **more):
    return extract(source(listing, **more), Document(URL, text.encode(), content_type))


def failed(extraction):
    return {check.name: check.detail for check in extraction.checks if not check.passed}


def link(title, path=None):
    return f'<a href="/{path or title}">{title}</a>'


@given(TITLES)
def test_the_order_of_items_says_nothing(titles):
    items = [link(title, number) for number, title in enumerate(titles)]
    assert set(read(page(*items)).findings) == set(read(page(*reversed(items))).findings)


@given(TITLES)
def test_an_item_more_is_exactly_one_finding_more(titles):
    items = [link(title, number) for number, title in enumerate(titles)]
    before, after = read(page(*items)), read(page(link("New", "new"), *items))
    (new,) = set(after.findings) - set(before.findings)
    assert set(before.findings) < set(after.findings)
    assert new.statement.text == "New"


def test_a_listing_is_a_window():
    extraction = read(page(link("A")))
    assert not extraction.complete
    assert extraction.parts == {"entries"}
    assert extraction.title == "Press"


@pytest.mark.parametrize("name", ["item", "title", "link", "date"])
def test_what_is_no_selector_is_told_by_its_name(name):
    extraction = read(page(link("A")), Listing(**{"item": "li", name: "a[["}))
    assert "'a[['" in failed(extraction)["selector"]
    assert not extraction.findings


def test_a_wrong_date_format_is_told():
    extraction = read(page(link("A")), Listing("li", date_format="dd.mm.yyyy"))
    assert failed(extraction)["date format"].startswith("'dd.mm.yyyy' names no day of a year")


def test_a_source_without_selector_fails_instead_of_guessing():
    extraction = extract(
        Source("s", "listing", URL, Tier.OFFICIAL, timedelta(hours=1)), Document(URL, b"<html>")
    )
    assert "selector" in failed(extraction)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"items": []}', "application/json"),
        ("<?xml version='1.0'?><rss/>", "text/html"),
        ("", "text/html"),
    ],
)
def test_what_is_no_page_is_a_failed_poll(body, content_type):
    assert set(failed(read(body, content_type=content_type))) == {"page"}


def test_a_cut_page_fails():
    text = page(*map(link, "ABCDEF"))
    assert set(failed(read(text[: len(text) // 2]))) == {"whole"}


def test_the_required_text_may_stand_anywhere_on_the_page():
    text = page(link("A"), head="<title>Treaty  Section</title>")
    assert not failed(read(text, require_text=("Treaty Section",)))
    assert set(failed(read(text, require_text=("Another",)))) == {"required text"}


def test_a_few_items_without_title_are_kept_and_many_fail():
    pictures = [f'<a href="/p{n}"><img src="{n}.png"></a>' for n in range(4)]
    few = read(page(*map(link, "ABCDEFGH"), *pictures[:3]))
    many = read(page(*map(link, "ABCDEFGH"), *pictures))
    assert not failed(few)
    assert len(few.findings) == 11
    assert failed(many) == {"titles": "4 of 12 items have no title"}


def test_an_item_inside_an_item_is_part_of_it():
    inner = f"<ul><li>{link('Inner')}</li></ul>"
    extraction = read(page(link("Outer") + inner))
    assert [finding.statement.text for finding in extraction.findings] == ["Outer"]


def test_the_title_is_the_first_text_that_is_selected():
    item = '<h3></h3><h3>The &amp; title</h3><a href="/x">Read more</a>'
    (finding,) = read(page(item), Listing("li", title="h3")).findings
    assert (finding.statement.text, finding.statement.link) == (
        "The & title",
        "https://press.example.org/x",
    )


def test_a_link_that_leads_nowhere_on_the_web_is_none():
    item = '<a href="javascript:alert(1)">A</a> <a href="#top">up</a> <a href="mailto:a@b">m</a>'
    (finding,) = read(page(item)).findings
    assert finding.statement.link is None


def test_dates_that_cannot_be_read_are_kept_raw_and_told_once_somebody_asked_for_them():
    items = [f"{link(title)} <i>{n}/2/2026</i>" for n, title in enumerate("ABC", 1)]
    unasked, asked = read(page(*items)), read(page(*items), Listing("li", date="i"))
    assert not unasked.notices
    (notice,) = asked.notices
    assert "3 of 3 items cannot be read (such as '1/2/2026')" in notice.text
    assert [each.statement.published for each in asked.findings] == [
        "1/2/2026",
        "2/2/2026",
        "3/2/2026",
    ]
    assert {each.statement.date for each in asked.findings} == {None}


def test_a_format_reads_them():
    items = [f"{link(title)} <i>{n}/2/2026</i>" for n, title in enumerate("ABC", 1)]
    extraction = read(page(*items), Listing("li", date="i", date_format="%d/%m/%Y"))
    assert [each.statement.date for each in extraction.findings] == [
        "2026-02-01",
        "2026-02-02",
        "2026-02-03",
    ]
    assert not extraction.notices


def test_a_moment_with_a_zone_is_told_in_utc():
    item = link("A") + '<time datetime="2026-02-03T23:30:00-05:00">3 Feb</time>'
    (finding,) = read(page(item)).findings
    assert finding.statement.date == "2026-02-04T04:30:00Z"


def test_a_page_nested_too_deep_is_no_page():
    assert set(failed(read("<html><body>" + "<div>" * 6_000 + "</body></html>"))) == {"page"}
