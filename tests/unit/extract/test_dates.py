from calendar import day_name, month_name
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.extract.dates import format_problem, read_date

DAYS = st.dates(date(1500, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        "November 9, 2020",
        "November 9 2020",
        "Nov 9th, 2020",
        "Nov. 9, 2020",
        "9 November 2020",
        "9 Nov 2020",
        "9 Nov. 2020",
        "09-Nov-2020",
        "9th of November 2020",
        "9th November, 2020",
        "Monday, 9 November 2020",
        "Mon 9 Nov 2020",
        "Monday, November 9, 2020",
        " 9\t NOVEMBER\u00a0 2020\n",
        "9. November 2020",
        "9 novembre 2020",
        "9 de noviembre de 2020",
        "9 de noviembre del 2020",
        "2020-11-09",
        "2020-11-09T00:00:00",
        "2020-11-09T00:00:00.000Z",
        "2020-11-09 00:00:00+00:00",
    ],
)
def test_a_date_is_read_in_the_forms_that_people_use(written):
    assert read_date(written) == "2020-11-09"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1er août 2019", "2019-08-01"),
        ("3 février 2026", "2026-02-03"),
        ("1 März 2020", "2020-03-01"),
        ("1. Jänner 2020", "2020-01-01"),
        ("29 February 2024", "2024-02-29"),
        ("3 Sept 2016", "2016-09-03"),
        ("31 mayo 2016", "2016-05-31"),
    ],
)
def test_months_are_known_in_several_languages(written, day):
    assert read_date(written) == day


@pytest.mark.parametrize(
    "written",
    [
        "",
        "09.11.2020",
        "11/09/2020",
        "9/11/20",
        "9 Nov 20",
        "Nov 2020",
        "2020",
        "2020-11",
        "20201109",
        "2020-13-01",
        "2020-09-11T01:00:00",
        "2020-11-09T00:00:00+02:00",
        "30 February 2020",
        "29 February 2023",
        "31 November 2020",
        "0 November 2020",
        "9 Novembar 2020",
        "Tuesday, 9 November 2020",
        "lundi 9 novembre 2020",
        "9 November 0020",
        "9 November 20200",
        "9 November 2020 a",
        "[9 November 2020]",
        "9 November 2020 and 3 May 2021",
        "\u0669 November 2020",
        "9 Nov 2020" + " " * 300 + ".",
    ],
)
def test_what_leaves_a_doubt_is_no_date(written):
    assert read_date(written) is None


@given(DAYS)
def test_every_day_reads_back_in_every_form(day):
    month, weekday = month_name[day.month], day_name[day.weekday()]
    forms = [
        f"{day.day} {month} {day.year}",
        f"{day.day:02} {month[:3]} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{weekday}, {day.day} {month} {day.year}",
        f"{weekday[:3]}, {month[:3]}. {day.day}, {day.year}",
        day.isoformat(),
    ]
    assert {read_date(form) for form in forms} == {day.isoformat()}


@given(DAYS, st.sampled_from("./- "))
def test_numbers_alone_are_read_by_a_format_and_by_nothing_else(day, between):
    written = between.join((f"{day.day:02}", f"{day.month:02}", f"{day.year}"))
    assert read_date(written) is None
    assert read_date(written, f"%d{between}%m{between}%Y") == day.isoformat()


@given(DAYS, st.integers(0, 6))
def test_a_weekday_that_contradicts_its_date_is_a_doubt(day, weekday):
    written = f"{day_name[weekday]}, {day.day} {month_name[day.month]} {day.year}"
    assert (read_date(written) is None) == (weekday != day.weekday())


@given(st.text())
def test_any_text_is_a_date_or_none(text):
    read = read_date(text)
    assert read is None or date.fromisoformat(read).isoformat() == read


def test_a_format_reads_what_fits_it_and_nothing_besides():
    assert read_date("Published: 9 November 2020", "Published: %d %B %Y") == "2020-11-09"
    assert read_date("9 November 2020", "%d.%m.%Y") is None
    assert read_date("31.11.2020", "%d.%m.%Y") is None
    assert read_date("9.11.2020, 17:30", "%d.%m.%Y, %H:%M") == "2020-11-09"


@pytest.mark.parametrize("date_format", ["%d.%m.%Y", "%d %b %y", "%Y-%j", "Posted %B %d, %Y", "%x"])
def test_a_format_that_names_days_is_good(date_format):
    assert format_problem(date_format) is None


@pytest.mark.parametrize(
    ("date_format", "problem"),
    [
        ("%d.%m", "names no day of a year"),
        ("%m/%Y", "names no day of a year"),
        ("dd.mm.yyyy", "names no day of a year"),
        ("%d %Y", "names no month"),
        ("%d %Q %m %Y", "is no date format: 'Q' is a bad directive"),
        ("%d %m %Y %", "is no date format: stray %"),
        ("%d %d %m %Y", "is no date format"),
    ],
)
def test_any_other_format_is_refused_with_a_reason(date_format, problem):
    assert (format_problem(date_format) or "").startswith(problem)
