"""Charts can be read in both schemes, and by those who see fewer colours."""

from itertools import combinations

import pytest

from watcher.charts.contrast import BLINDNESS, MARK, TEXT, contrast, difference
from watcher.charts.looks import DARK, LIGHT
from watcher.charts.stand import STATES

#: Of CIELAB: far beyond what can just be told apart (some 2), for squares of 29 pixels.
APART = 20

schemes = pytest.mark.parametrize("looks", [LIGHT, DARK], ids=["light", "dark"])


def test_the_contrasts_are_those_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#1f4e8c", "#1f4e8c") == 1


def test_red_and_green_are_one_to_those_who_do_not_see_them_apart():
    red, green = "#b06a00", "#7d8000"
    assert difference(red, green) > 25
    assert difference(red, green, "deuteranopia") < 10


@schemes
def test_all_text_stands_out_from_its_ground(looks):
    grounds = [(ink, looks.ground) for ink in (looks.ink, looks.quiet, looks.signed, looks.bound)]
    grounds += [(tile.ink, tile.ground) for tile in looks.tiles.values()]
    assert [pair for pair in grounds if contrast(*pair) < TEXT] == []


@schemes
def test_every_tile_and_line_stands_out_from_the_page(looks):
    marks = [looks.signed, looks.bound, *(tile.edge for tile in looks.tiles.values())]
    assert [mark for mark in marks if contrast(mark, looks.ground) < MARK] == []


@schemes
@pytest.mark.parametrize("blindness", ["", *BLINDNESS])
def test_two_states_are_told_apart_whoever_looks(looks, blindness):
    grounds = [tile.ground for tile in looks.tiles.values()]
    close = [
        pair for pair in combinations(grounds, 2) if difference(*pair, blindness=blindness) < APART
    ]
    assert close == []
    assert difference(looks.signed, looks.bound, blindness) > APART


@schemes
def test_each_state_has_a_mark_of_its_own(looks):
    assert list(looks.tiles) == list(STATES)
    assert len({tile.shape for tile in looks.tiles.values()}) == len(STATES)


def test_the_colours_of_the_pages_are_those_of_the_charts():
    assert (LIGHT.ground, LIGHT.ink, LIGHT.quiet, LIGHT.line) == (
        *("#ffffff", "#1b222c"),
        *("#4d5967", "#c9d1db"),
    )
    assert (DARK.ground, DARK.ink, DARK.quiet, DARK.line) == (
        *("#181d24", "#e4e8ee"),
        *("#aab5c3", "#3a4450"),
    )
