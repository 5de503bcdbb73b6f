"""The calendar: what lies ahead, by month, and what is past."""

from datetime import date

from tests.unit.review.lawful import words
from watcher.model.ahead import Ahead, AheadKind
from watcher.review.pages.calendar import by_month


async def test_what_lies_ahead_is_told_in_the_order_of_the_days(law):
    page = words((await law.get("/calendar")).text).partition("Subscribe")[2]
    told = [
        "June 2026",
        "3 Jun 2026 in 54 days",
        "enters into force",
        "20 Jun 2026",
        "Mali's withdrawal takes effect",
        "December 2026",
        "closes for signature",
        "January 2027",
        "Test-Ban Treaty",
    ]
    places = [page.index(each) for each in told]
    assert places == sorted(places)


async def test_it_is_narrowed_by_treaty_kind_and_days(law):
    one = words((await law.get("/calendar?treaty=CTBT")).text)
    assert "January 2027" in one
    assert "June 2026" not in one
    kind = words((await law.get("/calendar?kind=withdrawal")).text)
    assert "Mali" in kind
    assert "December 2026" not in kind
    near = words((await law.get("/calendar?days=10")).text)
    assert "Nothing lies ahead that is known." in near


async def test_past_dates_are_asked_for(law):
    assert "Nothing that is past is known." in words((await law.get("/calendar?past=1")).text)


async def test_another_program_can_subscribe_to_what_is_shown(law):
    page = (await law.get("/calendar?treaty=XVIII-16")).text
    assert 'href="/calendar.ics?treaty=XVIII-16"' in page
    answer = await law.get("/calendar.ics?treaty=XVIII-16")
    assert answer.text.count("BEGIN:VEVENT") == 3


def test_months_go_with_their_years():
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 1)]
    dates = [Ahead("I-1", day, AheadKind.ANNOUNCED, "x", "y") for day in days]
    assert [month.name for month in by_month(dates)] == [
        "December 2026",
        "January 2027",
        "December 2027",
    ]
