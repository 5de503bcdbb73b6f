"""The list that comes with the program: looked up, sound, and in agreement with real pages."""

import re
from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.end_to_end.shared import CAPTURES, needs_captures
from watcher.catalogue import find, shipped
from watcher.catalogue.entries import COLUMNS, order, read_table
from watcher.catalogue.search import fold
from watcher.model.treaty import ROMAN, treaty_id

HEADER = ",".join(COLUMNS)
ROW = "XVIII-12,,A Convention,UNTOC,2000-11-15,New York,a page,a list,"
OTHER = "CETS-999,,A Convention,,,,a page,,Council of Europe"


def of_the_un(entry):
    return entry.number.split("-")[0] in ROMAN


def test_it_has_the_well_known_treaties():
    others = [entry for entry in shipped().values() if not of_the_un(entry)]
    assert len(shipped()) - len(others) >= 150
    assert len(others) >= 70
    assert sum(entry.short is not None for entry in shipped().values()) >= 150
    for number in ("IV-8", "XI-B-19", "XVIII-10", "XVIII-16", "XXI-6", "XXVI-5", "XXVII-7-d"):
        assert number in shipped()
    for number in ("CETS-185", "CETS-210", "UNODA-npt", "HCCH-12", "ICRC-365", "ILO-C190"):
        assert number in shipped()


def test_each_treaty_has_a_number_and_what_was_looked_up():
    for entry in shipped().values():
        assert treaty_id(entry.number) == entry.number
        assert entry.title == entry.title.strip(), entry.number
        assert len(entry.source) > 20, f"{entry.number}: a source that nobody could look up again"
        assert bool(entry.names_source) == bool(entry.short or entry.aliases), entry.number
        if entry.date is not None:
            day = date.fromisoformat(entry.date)
            assert date(1880, 1, 1) < day < date(2026, 6, 1), entry.number


def test_treaties_of_the_un_have_a_date_and_a_place_and_others_their_depositary():
    for entry in shipped().values():
        if of_the_un(entry):
            assert entry.date
            assert entry.place
            assert entry.depositary is None
        else:
            assert entry.depositary


def test_the_list_is_in_order():
    assert list(shipped()) == sorted(shipped(), key=order)


def test_names_that_are_words_of_the_title_do_stand_in_it():
    for entry in shipped().values():
        if entry.names_source == "the title":
            for name in filter(None, (entry.short, *entry.aliases)):
                assert fold(name) in fold(entry.title)


def test_no_name_means_two_treaties_but_where_the_titles_themselves_do():
    meant = {}
    for entry in shipped().values():
        names = {entry.short, *entry.aliases} - {None, entry.title}
        for name in names:
            meant.setdefault(fold(name), set()).add(entry.number)
    assert {name: numbers for name, numbers in meant.items() if len(numbers) > 1} == {}


@needs_captures
@pytest.mark.parametrize("path", sorted((CAPTURES / "untc").glob("*.html")), ids=lambda p: p.stem)
def test_it_agrees_with_the_captured_status_pages(path):
    tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
    named = " ".join(tree.css_first('[id$="_rptTreaty_ctl00_tcTreaty"]').text().split())
    place_and_date = tree.css_first('[id$="_rptTreaty_ctl00_tcText"]').text().strip()
    entry = find(path.stem)
    title = re.sub(r"^\d+\s*\.\s*(?:[a-z]\s)?\s*", "", named)
    assert fold(title).startswith(fold(entry.title))
    day = date.fromisoformat(entry.date)
    assert place_and_date == f"{entry.place}, {day.day} {day:%B %Y}"


def test_a_number_that_is_not_listed_is_nothing():
    assert find("XVIII-99") is None


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["number,title"], "has the columns"),
        ([HEADER, ROW, ROW], "XVIII-12 is listed twice"),
        ([HEADER, ROW.replace("XVIII-12", "18-12")], "is not a UN Treaty Collection number"),
        ([HEADER, ROW.replace("a page", "")], "needs a number, a title and a source"),
        ([HEADER, ROW.replace("New York", "")], "needs a date and a place, and no depositary"),
        ([HEADER, f"{ROW}Switzerland"], "needs a date and a place, and no depositary"),
        ([HEADER, OTHER.replace("Council of Europe", "")], "'CETS-999' needs a depositary"),
        ([HEADER, ROW.replace("a list", "")], "has names that nobody looked up"),
        ([HEADER, ROW.replace("2000-11-15", "15 November 2000")], "Invalid isoformat"),
        ([HEADER, "XVIII-12,"], "has 2 cells, not 9"),
    ],
)
def test_a_list_that_is_wrong_is_refused_with_the_row(lines, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        read_table(lines)


def test_of_another_depositary_the_date_and_the_place_may_be_unknown():
    entry = read_table([HEADER, OTHER])["CETS-999"]
    assert (entry.date, entry.place, entry.depositary) == (None, None, "Council of Europe")
