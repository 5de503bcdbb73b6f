"""Which chapter pages there are, and what is thought of one against what it listed before."""

from datetime import UTC, datetime

import pytest

from watcher.catalogue import CatalogueEntry, merged, shipped
from watcher.catalogue.chapters import (
    Chapter,
    ChapterPage,
    chapter_asked,
    chapters,
    gone,
    is_half,
)
from watcher.model.treaty import TreatyNumber


def entries(*numbers):
    return tuple(CatalogueEntry(number, f"Treaty {number}") for number in numbers)


def page(*numbers):
    url, read_at = "https://treaties.un.org/", datetime(2026, 2, 3, tzinfo=UTC)
    return ChapterPage("XVIII", url, read_at, "0" * 64, entries(*numbers))


def test_each_chapter_has_a_page_and_the_eleventh_has_five():
    names = [chapter.name for chapter in chapters()]
    assert names[9:16] == ["X", "XI-A", "XI-B", "XI-C", "XI-D", "XI-E", "XII"]
    assert (names[0], names[-1], len(names)) == ("I", "XXIX", 33)


def test_the_address_is_the_one_that_the_site_uses():
    assert Chapter(18).path == "/Pages/Treaties.aspx?id=18&subid=A&clang=_en"
    assert Chapter(11, "B").path == "/Pages/Treaties.aspx?id=11&subid=B&clang=_en"


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_an_address_says_which_chapter_was_asked_for(chapter):
    assert chapter_asked(f"https://treaties.un.org{chapter.path}") == chapter


@pytest.mark.parametrize("query", ["id=30&subid=A", "id=11&subid=F", "id=11", "subid=A", ""])
def test_any_other_address_says_none(query):
    assert chapter_asked(f"https://treaties.un.org/Pages/Treaties.aspx?{query}") is None


def test_every_shipped_treaty_of_the_un_is_on_exactly_one_page_and_no_other_is():
    for number, entry in shipped().items():
        pages = sum(chapter.holds(TreatyNumber(number)) for chapter in chapters())
        assert pages == (1 if entry.depositary is None else 0)


@pytest.mark.parametrize(
    ("before", "now", "half"),
    [
        (page("XVIII-1", "XVIII-2", "XVIII-3", "XVIII-4", "XVIII-5"), 4, False),
        (page("XVIII-1", "XVIII-2", "XVIII-3", "XVIII-4", "XVIII-5"), 3, True),
        (page("XVIII-1"), 0, True),
        (None, 1, False),
    ],
)
def test_a_page_that_lacks_more_than_a_fifth_of_what_it_listed_is_half_a_page(before, now, half):
    assert is_half(before, entries(*(f"XVIII-{n}" for n in range(1, now + 1)))) is half


def test_what_is_gone_is_named_and_what_is_new_is_not():
    now = entries("XVIII-2", "XVIII-3")
    assert gone(page("XVIII-1", "XVIII-2"), now) == ["XVIII-1"]
    assert gone(None, now) == []


def test_the_page_has_the_last_word_on_title_date_and_place():
    read = CatalogueEntry("XXVII-7-d", "The Paris Agreement", date="2015-12-13", place="Lutetia")
    entry = merged(shipped(), [read])["XXVII-7-d"]
    assert (entry.title, entry.date, entry.place) == (
        "The Paris Agreement",
        "2015-12-13",
        "Lutetia",
    )
    assert entry.aliases == shipped()["XXVII-7-d"].aliases


def test_a_title_that_the_page_cut_off_does_not_replace_the_whole_one():
    whole = shipped()["XVIII-16"]
    read = CatalogueEntry("XVIII-16", f"{whole.title[:200]}…")
    entry = merged(shipped(), [read])["XVIII-16"]
    assert (entry.title, entry.date, entry.place) == (whole.title, whole.date, whole.place)


def test_a_title_that_is_cut_off_and_other_than_the_known_one_is_taken():
    read = CatalogueEntry("XVIII-16", "Something else altogether…")
    assert merged(shipped(), [read])["XVIII-16"].title == "Something else altogether…"


def test_the_whole_list_is_in_order_of_numbers():
    read = entries("XVIII-12-b", "XVIII-9", "XVIII-12", "II-1", "XVIII-12-a", "XI-B-2", "XI-B-10")
    assert list(merged({}, read)) == [
        *("II-1", "XI-B-2", "XI-B-10", "XVIII-9", "XVIII-12", "XVIII-12-a", "XVIII-12-b")
    ]


def test_other_lists_stand_behind_the_chapters_and_pages_do_not_touch_them():
    known = merged(shipped(), [CatalogueEntry("XXIX-9", "A new one")])
    assert list(known)[-1].startswith("WTO-")
    assert known["CETS-185"] == shipped()["CETS-185"]
    assert list(known).index("XXIX-9") < list(known).index("AU-malabo")
    assert list(merged({}, entries("ILO-C190", "ILO-C029", "CETS-9", "CETS-10"))) == [
        *("CETS-9", "CETS-10", "ILO-C029", "ILO-C190")
    ]
