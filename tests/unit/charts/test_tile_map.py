"""The tile map: one square a State, told apart by colour and mark, in words and in a table too."""

from collections import Counter

import pytest

from tests.unit.charts.building import Row, values
from watcher.charts.looks import DARK, LIGHT
from watcher.charts.tile_map import tile_map

ROWS = (
    Row("Fiji", "FJI", "party"),
    Row("Türkiye", "TUR", "contracting"),
    Row("France", "FRA", "signatory"),
    Row("Burundi", "BDI", "withdrawn"),
    Row("Niue", "NIU", "other"),
    Row("European Union", "ORG-EU", "party"),
)
HOSTILE = (
    "<script>alert(1)</script>",
    '"></text><image href="https://evil.example/x.png"/>',
    "one\r\ntwo\x00\x1b[31m",
    "\u202egnp.exe\u2066",
    "{{7*7}} ${7*7} datum.x",
    "x" * 5000,
    "\ud800",
    "\u200b",
)

sizes = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])


def tiles(chart):
    return {each["code"]: each for each in values(chart.spec) if each.get("code")}


def words(chart):
    return [each["text"] for each in values(chart.spec) if "text" in each]


@sizes
@pytest.mark.parametrize("looks", [LIGHT, DARK], ids=["light", "dark"])
def test_each_state_looks_as_it_stands(narrow, looks):
    found = tiles(tile_map(ROWS, looks, in_force=True, narrow=narrow))
    assert len(found) == 197
    for code, state in [("FJI", "party"), ("TUR", "contracting"), ("FRA", "signatory")]:
        assert found[code]["ground"] == looks.tiles[state].ground
        assert found[code]["shape"] == looks.tiles[state].shape != ""
    assert found["BDI"]["ground"] == looks.tiles["withdrawn"].ground
    assert (found["NIU"]["shape"], found["DEU"]["shape"]) == ("", "")


@sizes
def test_tiles_are_of_one_size_and_none_covers_another(narrow):
    chart = tile_map(ROWS, in_force=True, narrow=narrow)
    found = tiles(chart).values()
    assert len({(each["x2"] - each["x"], each["y2"] - each["y"]) for each in found}) == 1
    assert len({(each["x"], each["y"]) for each in found}) == len(found)
    side = next(iter(found))["x2"] - next(iter(found))["x"]
    pitches = {(each["x"] % (side + 3), each["x2"] <= chart.spec["width"]) for each in found}
    assert pitches == {(0, True)}


def test_a_narrow_map_fits_a_window_of_320_pixels():
    assert tile_map(ROWS, in_force=True, narrow=True).width <= 320


@sizes
def test_nothing_stands_below_the_picture(narrow):
    rows = [Row(f"Organisation {n}", None, "party") for n in range(40)]
    chart = tile_map([*ROWS, *rows], in_force=True, narrow=narrow)
    lowest = max(each.get("y2", each["y"]) for each in values(chart.spec))
    assert lowest <= chart.spec["height"] < chart.height


@sizes
def test_regional_groups_are_named_on_it(narrow):
    said = words(tile_map(ROWS, in_force=True, narrow=narrow))
    assert "African Group" in said
    assert "Western European and Other States Group" in said


def test_a_line_parts_neighbours_of_two_groups_and_no_others():
    chart = tile_map(ROWS, in_force=True)
    found = tiles(chart)
    lines = [each for each in values(chart.spec) if "x2" in each and "code" not in each]

    def parted(west, east):
        return any(
            line["x"] == line["x2"] == (found[west]["x2"] + found[east]["x"]) / 2
            and line["y"] <= found[west]["y"] < line["y2"]
            for line in lines
        )

    assert parted("EGY", "ISR")
    assert parted("GRC", "TUR") is False
    assert parted("ALB", "GRC")
    assert parted("DZA", "TUN") is False


def test_the_legend_says_what_there_is_and_how_many():
    assert words(tile_map(ROWS, in_force=True))[5:10] == [
        "Party: 1",
        "Contracting State: 1",
        "Signatory: 1",
        "Withdrawn: 1",
        "None of these: 193",
    ]


def test_nobody_is_a_party_where_nothing_tells_of_an_entry_into_force():
    chart = tile_map(ROWS, in_force=None)
    assert "Consented to be bound: 1" in words(chart)
    assert "parties" not in chart.text


def test_organisations_and_unknown_names_stand_beside_the_map():
    rows = [*ROWS, Row("Zubrowka", None, "signatory"), Row("Kosovo", "XKX", "party")]
    chart = tile_map(rows, in_force=True, narrow=True)
    assert words(chart)[-3:] == ["European Union", "Kosovo", "Zubrowka"]
    assert "and 1 more beside the States" in words(tile_map(rows, in_force=True))
    assert chart.table.rows[-1] == ("Zubrowka", "", "", "signatory")


def test_the_words_tell_the_whole_and_each_group():
    text = tile_map(ROWS, in_force=True).text
    assert text.startswith(
        "Of 197 States: 1 party, 1 contracting State, 1 signatory, 1 withdrawn, 193 none of these. "
        "Beside the States: European Union (party). African Group (54): 1 withdrawn."
    )
    assert "Eastern European Group (23): none." in text


def test_the_table_has_everyone_who_did_anything():
    chart = tile_map(ROWS, in_force=True)
    assert chart.table.rows == (
        ("Burundi", "BDI", "African Group", "withdrawn"),
        ("Fiji", "FJI", "Asia-Pacific Group", "party"),
        ("France", "FRA", "Western European and Other States Group", "signatory"),
        ("Türkiye", "TUR", "Western European and Other States Group", "contracting State"),
        ("European Union", "", "", "party"),
    )
    assert {len(row) for row in chart.table.rows} == {len(chart.table.columns)}


def test_the_counts_of_the_legend_are_those_of_the_tiles():
    chart = tile_map(ROWS, in_force=True)
    grounds = Counter(each["ground"] for each in tiles(chart).values())
    assert grounds[LIGHT.tiles["none"].ground] == 193


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_one_short_line_of_plain_letters(name):
    chart = tile_map([Row(name, None, "party")], in_force=True)
    shown = words(chart)[-1]
    assert len(shown) <= 34
    assert shown
    for said in (shown, chart.text, chart.table.rows[0][0]):
        assert not any(ord(each) < 32 or each in "\u202e\u2066\ud800\u200b" for each in said)
