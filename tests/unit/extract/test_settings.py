"""Selectors and formats of dates are judged before any document comes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from watcher.extract.settings import faults
from watcher.model.reading import Listing, Records, Table
from watcher.model.source import Source, Tier

PAGE = Source("s", "page", "https://example.org/", Tier.OFFICIAL, timedelta(hours=1))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"select": "p["}, "select"),
        ({"listing": Listing(item="li[")}, "item"),
        ({"listing": Listing(item="li", title="h3[")}, "title"),
        ({"listing": Listing(item="li", link="a:::b")}, "link"),
        ({"listing": Listing(item="li", date="time[")}, "date"),
        ({"table": Table(table="table[")}, "table"),
    ],
    ids=str,
)
def test_what_is_no_selector_is_told_with_its_name(change, name):
    (fault,) = faults(replace(PAGE, **change))
    assert fault.startswith(f'source "s": {name} = ')
    assert "is no CSS selector" in fault


@pytest.mark.parametrize(
    "layout",
    [
        {"listing": Listing(item="li", date_format="dd.mm.yyyy")},
        {"table": Table(date_format="dd.mm.yyyy")},
        {"records": Records(records="data", date_format="dd.mm.yyyy")},
    ],
    ids=str,
)
def test_a_format_that_names_no_day_is_told(layout):
    (fault,) = faults(replace(PAGE, **layout))
    assert fault.startswith('source "s": date_format = "dd.mm.yyyy" names no day of a year')


def test_what_is_right_is_not_told():
    listing = Listing(item="main > li:not(.old)", date="time[datetime]", date_format="%d.%m.%Y")
    assert list(faults(replace(PAGE, select="main, article", listing=listing))) == []
