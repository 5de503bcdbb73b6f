"""A treaty is found by number, title or alias, however it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.catalogue import CatalogueEntry, search, shipped, treaty_named
from watcher.catalogue.search import fold, number_in

ENTRIES = shipped().values()


def numbers(wanted):
    return [entry.number for entry in search(ENTRIES, wanted)]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("cyber", "XVIII-16"),
        ("XVIII-12", "XVIII-12"),
        ("xviii 12", "XVIII-12"),
        ("paris agreement", "XXVII-7-d"),
        ("AGREEMENT, Paris", "XXVII-7-d"),
        ("escazu", "XXVII-18"),
        ("CAT", "IV-9"),
        ("rome statute", "XVIII-10"),
        ("mine-ban treaty", "XXVI-5"),
        ("budapest convention", "CETS-185"),
        ("cets 185", "CETS-185"),
        ("npt", "UNODA-npt"),
        ("istanbul", "CETS-210"),
        ("apostille", "HCCH-12"),
        ("ilo c190", "ILO-C190"),
        ("rome convention", "EU-rome-1980"),
    ],
)
def test_the_best_comes_first(wanted, first):
    assert numbers(wanted)[0] == first


def test_every_word_must_match():
    assert numbers("torture optional") == ["IV-9-b"]
    assert numbers("torture nonsense") == []


@pytest.mark.parametrize("wanted", ["", "  ", "-", "…"])
def test_no_words_find_nothing(wanted):
    assert numbers(wanted) == []
    assert treaty_named(shipped(), wanted) == []


def test_a_chapter_finds_what_is_in_it_before_what_only_has_its_letters():
    found = numbers("XI")
    assert found[0].startswith("XI-")
    assert found.index("XI-E-1") < found.index("XII-1")


@pytest.mark.parametrize("part", range(4))
def test_each_treaty_is_found_by_its_number_and_by_each_of_its_names(part):
    lost = []
    for entry in list(ENTRIES)[part::4]:
        if numbers(entry.number)[0] != entry.number:
            lost.append(entry.number)
        if treaty_named(shipped(), entry.number.lower()) != [entry]:
            lost.append(entry.number.lower())
        for name in entry.names:
            best = {fold(each) for each in search(ENTRIES, name)[0].names}
            if entry not in treaty_named(shipped(), name) or fold(name) not in best:
                lost.append((entry.number, name))
    assert lost == []


def test_where_single_words_fit_the_un_comes_first():
    found = numbers("cyber")
    assert found[0] == "XVIII-16"
    assert found.index("XVIII-16") < found.index("AU-malabo")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_whatever_is_found_has_every_word(wanted):
    for entry in search(ENTRIES, wanted):
        everything = fold(" ".join((entry.number, *entry.names)))
        assert all(word in everything for word in fold(wanted).split())


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("XVIII-12", "XVIII-12"),
        ("xviii-12-a", "XVIII-12-a"),
        (" XVIII.12.A ", "XVIII-12-a"),
        ("xi-b-19", "XI-B-19"),
        ("XI B 16 13H", "XI-B-16-13H"),
        ("iii-2-12a", "III-2-12a"),
        ("Paris Agreement", None),
        ("18-12", None),
        ("XVIII", None),
        ("XXXIV-1", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, number):
    assert number_in(typed) == number


def test_a_number_that_is_not_listed_stands_for_itself():
    assert treaty_named(shipped(), "XXVII-99") == [CatalogueEntry("XXVII-99", "XXVII-99")]


def test_a_title_that_two_treaties_bear_means_both():
    found = treaty_named(shipped(), "Convention on Road Traffic")
    assert [entry.number for entry in found] == ["XI-B-1", "XI-B-19"]
