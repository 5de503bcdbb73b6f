"""A page must prove that it is the page: a block page with status 200 is none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.compare.tables import entry, feed, known
from tests.unit.vet.shown_instead import IN_BODY, IN_HEAD, NOT_FOUND, PAGES, PORTAL
from watcher.extract.page import extract
from watcher.model.capture import Document
from watcher.model.finding import Known
from watcher.model.source import Source, Tier
from watcher.vet import Remembered, reasons, vet

SOURCE = Source("unodc", "page", "https://unodc.example/", Tier.OFFICIAL, timedelta(hours=12))
TITLE = "United Nations Convention against Cybercrime"
PARAGRAPHS = [
    f"Article {number} obliges each State Party to adopt measures of its own, among them the "
    f"collection of evidence in electronic form and cooperation in matters of kind {number}."
    for number in range(1, 20)
]


def html(paragraphs=PARAGRAPHS, title=TITLE, more="", heading="The convention"):
    inside = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{more}</head><body><main>"
        f"<h1>{heading}</h1>{inside}</main></body></html>"
    )


def read(text, source=SOURCE):
    return extract(source, Document(source.url, text.encode(), "text/html; charset=utf-8"))


def remembered(text, source=SOURCE, **more):
    extraction = read(text, source)
    items = {
        f"passages/{n}": Known(replace(each, key=f"passages/{n}"))
        for n, each in enumerate(extraction.findings)
    }
    return Remembered(items, extraction.parts, title=extraction.title or "", **more)


def verdict(text, past=None, source=SOURCE):
    past = remembered(html(), source) if past is None else past
    return reasons(vet(source, read(text, source), past))


@pytest.mark.parametrize("instead", PAGES, ids=lambda page: page.what)
def test_what_is_shown_in_place_of_a_known_page_is_refused(instead):
    assert verdict(instead.html) != ""


@pytest.mark.parametrize("instead", PAGES, ids=lambda page: page.what)
def test_it_is_no_first_page_either(instead):
    assert verdict(instead.html, Remembered()) != ""


@pytest.mark.parametrize("instead", PAGES, ids=lambda page: page.what)
def test_nor_in_place_of_a_page_that_is_as_short(instead):
    assert verdict(instead.html, remembered(html(["Open for signature until 31 Dec 2026."]))) != ""


def test_a_good_page_may_carry_the_scripts_of_a_bot_protection():
    page = html(more=IN_HEAD).replace("</body>", f"{IN_BODY}</body>")
    assert verdict(page, Remembered()) == ""
    assert verdict(page) == ""


def test_a_good_page_may_write_about_maintenance_and_blocks():
    texts = [*PARAGRAPHS, "The registry is under maintenance on Sunday: access denied until noon."]
    assert verdict(html(texts), Remembered()) == ""
    assert verdict(html(texts)) == ""


def test_a_short_page_that_stays_may_announce_maintenance():
    before = remembered(html(PARAGRAPHS[:2]))
    assert verdict(html([*PARAGRAPHS[:2], "Scheduled maintenance on Sunday."]), before) == ""


@pytest.mark.parametrize("words", ["We are moving house.", "Service dégradé.", "403"])
def test_another_page_in_words_that_nobody_knows_is_refused_too(words):
    page = html([words], title=TITLE, heading="Hello")
    told = verdict(page)
    assert told.startswith("right page: 0% of the known text is there, and the page is much short")
    assert f"it is titled “{TITLE}”" in told


def test_a_longer_page_that_shares_nothing_is_known_by_its_title():
    other = [f"Something else altogether, in sentence number {n} of many." for n in range(99)]
    told = verdict(html(other, title="A parked domain"))
    assert told == (
        f"right page: 0% of the known text is there, and the title was “{TITLE}”; "
        "it is titled “A parked domain”"
    )


def test_a_page_may_be_written_anew_under_its_title():
    other = [f"Something else altogether, in sentence number {n} of many." for n in range(99)]
    assert verdict(html(other)) == ""
    assert verdict(html(other, title=f"{TITLE} | UNODC")) == ""


def test_a_page_may_lose_most_of_its_text_and_keep_some():
    """That is for `compare`, where it waits for a second look."""
    assert verdict(html(PARAGRAPHS[:5])) == ""


def test_a_page_may_change_its_title_and_keep_its_text():
    assert verdict(html([*PARAGRAPHS, "And one more."], title="Another title")) == ""


def test_where_the_title_was_never_remembered_it_proves_nothing():
    other = [f"Something else altogether, in sentence number {n} of many." for n in range(99)]
    past = replace(remembered(html()), title=None)
    assert verdict(html(other, title="A parked domain"), past) == ""


def test_what_a_selector_finds_may_be_replaced_as_a_whole():
    """`select` is proof by itself: of one sentence, each edit replaces all."""
    source = replace(SOURCE, select="main p")
    before = remembered(html(["40 Parties."], title="News of 3 February"), source)
    assert verdict(html(["41 Parties."], title="Latest from 4 March"), before, source) == ""


def test_required_text_is_proof_by_itself():
    source = replace(SOURCE, require_text=("Vacant",))
    assert verdict(html(["Vacant"], title="Another"), remembered(html(), source), source) == ""
    assert "required text" in verdict(PORTAL, remembered(html(), source), source)


def test_where_it_is_read_in_another_way_the_known_text_proves_nothing():
    past = replace(remembered(html()), alike=False)
    assert verdict(html(["A new beginning."]), past) == ""
    assert "Page not found" in verdict(NOT_FOUND, past)


# -- listings ------------------------------------------------------------------------------

LISTING = replace(SOURCE, kind="listing")
ITEMS = known(entry("a", "UNODC launches a guide"), entry("b", "States meet in Vienna"))


def listed(*items, title=TITLE, past_title=TITLE):
    past = Remembered(ITEMS, frozenset({"entries"}), title=past_title)
    return reasons(vet(LISTING, replace(feed(*items), title=title), past))


def test_items_that_nobody_knows_on_a_page_of_another_name_are_no_listing():
    assert listed(entry("x", "Forgotten password?"), title="Sign in") == (
        f"right page: 0 of the 1 items were known, and the title was “{TITLE}”; "
        "it is titled “Sign in”"
    )


def test_a_listing_may_be_all_new_under_its_title_and_change_its_title_over_known_items():
    assert listed(entry("x", "A new press release")) == ""
    assert listed(entry("a", "UNODC launches a guide"), title="Press") == ""
    assert listed(entry("moved", "States meet in Vienna"), title="Press") == ""


def test_the_first_listing_is_taken_as_it_is():
    assert reasons(vet(LISTING, feed(entry("x", "First")), Remembered())) == ""
