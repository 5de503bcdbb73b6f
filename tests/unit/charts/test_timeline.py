"""The timeline: what it says, what it draws, and that its labels never touch."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.charts.building import a_timeline, labels, values
from watcher.charts.looks import DARK, LIGHT
from watcher.charts.timeline import mail_timeline, timeline
from watcher.model.chart import Point, Timeline

PARIS = a_timeline(
    name="Paris Agreement",
    points=(Point(date(2016, 4, 22), 175, 15, 0), Point(date(2021, 1, 20), 195, 191, 190)),
    in_force=True,
    needed=55,
    closes_for_signature=date(2017, 4, 21),
    in_force_on=date(2016, 11, 4),
)


def line(chart, at):
    """The values of one of the two lines."""
    layers = [each for each in chart.spec["layer"] if each["mark"]["type"] == "line"]
    return [(each["date"], each["count"]) for each in layers[at]["data"]["values"]]


def test_both_lines_step_from_nothing_to_the_day_as_of_which_they_are_told():
    chart = timeline(a_timeline())
    assert line(chart, 0) == [
        ("2025-10-25", 0),
        ("2025-10-25", 65),
        ("2026-02-03", 70),
        ("2026-11-20", 75),
        ("2026-11-27", 75),
    ]
    assert [count for _, count in line(chart, 1)] == [0, 0, 1, 3, 3]


def test_the_lines_are_told_apart_by_more_than_their_colours():
    lines = [
        each["mark"] for each in timeline(PARIS).spec["layer"] if each["mark"]["type"] == "line"
    ]
    ends = [
        each["mark"]["shape"] for each in timeline(PARIS).spec["layer"] if "shape" in each["mark"]
    ]
    assert lines[0]["strokeDash"] != lines[1]["strokeDash"]
    assert lines[0]["color"] != lines[1]["color"]
    assert len(set(ends)) == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            a_timeline(),
            [
                "40 needed to enter into force",
                "Closes for signature 31 Dec 2026",
                "75 signatories",
                "3 contracting States",
            ],
        ),
        (
            PARIS,
            [
                "55 needed to enter into force",
                "In force from 4 Nov 2016",
                "Closed for signature 21 Apr 2017",
                "195 signatories",
                "190 parties, 1 to follow",
            ],
        ),
        (
            a_timeline(
                points=(Point(date(2026, 1, 1), 1, 1, 0),),
                needed=None,
                closes_for_signature=None,
                in_force_on=date(2027, 1, 1),
            ),
            ["Enters into force 1 Jan 2027", "1 signatory", "1 contracting State"],
        ),
        (
            a_timeline(
                points=(Point(date(2026, 1, 1), 2, 1, 1),),
                in_force=None,
                needed=None,
                closes_for_signature=None,
            ),
            ["2 signatories", "1 consented"],
        ),
        (a_timeline(points=(), needed=None, closes_for_signature=None), []),
    ],
)
def test_everything_is_labelled(told, said):
    assert labels(timeline(told).spec) == said


def test_the_words_say_what_the_picture_shows():
    assert timeline(a_timeline()).text == (
        "UN Convention against Cybercrime, from 25 Oct 2025 to 27 Nov 2026: 75 signatories and "
        "3 contracting States. 40 are needed for entry into force. "
        "Closes for signature 31 Dec 2026."
    )
    nothing = a_timeline(points=())
    assert timeline(nothing).text == (
        "UN Convention against Cybercrime: nothing is on record up to 27 Nov 2026."
    )


def test_the_table_has_the_figures_of_each_day():
    table = timeline(a_timeline()).table
    assert table.columns == ("Date", "Signatories", "Consented to be bound", "Parties")
    assert table.rows[1] == ("2026-02-03", "70", "1", "0")
    assert len(table.rows) == 3


def test_the_narrow_one_fits_a_window_of_320_pixels_and_the_other_a_mail():
    assert timeline(PARIS, narrow=True).width <= 320
    assert mail_timeline(PARIS).width <= 580  # what a mail of 640 has room for
    assert timeline(PARIS, narrow=True).text == timeline(PARIS).text


def test_a_treatys_name_is_in_its_words_and_never_in_the_picture():
    chart = timeline(a_timeline(name="<script>\x00\u202e a name"))
    assert "a name" not in str(chart.spec)
    assert chart.text.startswith("<script> a name, from 25 Oct 2025")


def test_the_dark_scheme_is_another_picture():
    light, dark = timeline(PARIS, LIGHT), timeline(PARIS, DARK)
    assert light.spec["background"] != dark.spec["background"]
    assert (light.width, light.height, light.text) == (dark.width, dark.height, dark.text)


def test_of_very_many_points_enough_are_drawn():
    start = date(1970, 1, 1)
    points = tuple(Point(start + timedelta(days=7 * n), n, n, n) for n in range(2000))
    told = a_timeline(points=points, until=date(2026, 1, 1)).thinned(120)
    assert len(told.points) == 120
    assert (told.points[0], told.points[-1]) == (points[0], points[-1])
    assert replace(told, points=points[:120]).thinned(120).points == points[:120]
    assert len(line(timeline(a_timeline(points=points)), 0)) < 500


dates = st.dates()
maybe = st.none() | dates


@st.composite
def timelines(draw):
    days = sorted(draw(st.sets(dates, max_size=6)))
    counts = st.integers(0, 250)
    points = []
    for day in days:
        consented = draw(counts)
        points.append(Point(day, draw(counts), consented, draw(st.integers(0, consented))))
    until = max([*days, draw(dates)])
    return Timeline(
        *("X-1", "A treaty", until, tuple(points)),
        in_force=draw(st.none() | st.booleans()),
        needed=draw(st.none() | st.integers(0, 250)),
        closes_for_signature=draw(maybe),
        in_force_on=draw(maybe),
    )


@given(timelines(), st.booleans())
@settings(max_examples=60)
def test_any_history_gives_a_chart_whose_labels_stand_in_it_and_apart(told, narrow):
    chart = timeline(told, narrow=narrow)
    padding = chart.spec["padding"]
    spots = [
        (each["encoding"]["x"]["value"], each["encoding"]["y"]["value"], each["mark"])
        for each in chart.spec["layer"]
        if each["mark"]["type"] == "text" and "color" in each["mark"]
    ]
    for x, y, _ in spots:
        assert -padding["left"] <= x <= chart.spec["width"] + padding["right"]
        assert -padding["top"] <= y <= chart.spec["height"] + padding["bottom"]
    ends = [(y, len(mark["text"])) for _, y, mark in spots if mark["fontWeight"] == "bold"]
    if ends:
        (upper, lines), (lower, _) = ends
        assert lower - upper >= 18 * lines - 0.5
    assert all(isinstance(each.get("count", 0), int) for each in values(chart.spec))
