"""Quiet hours: nothing is sent in them, and everything right after."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.model.digest import QuietHours
from watcher.schedule.quiet import awake

VIENNA = "Europe/Vienna"
NIGHT = QuietHours(time(22), time(7))
NOON = QuietHours(time(12), time(14))
TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
ZONES = st.sampled_from(
    [VIENNA, "UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
)
MOMENTS = st.integers(0, 4 * 365 * 86_400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (utc(2026, 2, 3, 20, 59), utc(2026, 2, 3, 20, 59)),  # 21:59 in Vienna
        (utc(2026, 2, 3, 21, 0), utc(2026, 2, 4, 6, 0)),
        (utc(2026, 2, 4, 2, 0), utc(2026, 2, 4, 6, 0)),
        (utc(2026, 2, 4, 6, 0), utc(2026, 2, 4, 6, 0)),
    ],
)
def test_a_night_that_spans_midnight_ends_in_the_morning(moment, expected):
    assert awake(moment, NIGHT, VIENNA) == expected


def test_quiet_hours_within_a_day_end_on_that_day():
    assert awake(utc(2026, 2, 3, 12, 30), NOON, "UTC") == utc(2026, 2, 3, 14)
    assert awake(utc(2026, 2, 3, 14, 0), NOON, "UTC") == utc(2026, 2, 3, 14)


def test_without_quiet_hours_nothing_waits():
    assert awake(utc(2026, 2, 3, 3), None, VIENNA) == utc(2026, 2, 3, 3)


def test_the_night_in_which_the_clock_goes_forward_is_an_hour_shorter():
    begun = utc(2026, 3, 28, 21)
    assert awake(begun, NIGHT, VIENNA) - begun == timedelta(hours=8)


def test_the_night_in_which_the_clock_goes_back_is_an_hour_longer():
    begun = utc(2025, 10, 25, 20)
    assert awake(begun, NIGHT, VIENNA) - begun == timedelta(hours=10)


def test_an_end_that_the_clock_skips_is_reached_all_the_same():
    hours = QuietHours(time(22), time(2, 30))
    assert awake(utc(2026, 3, 28, 22), hours, VIENNA) == utc(2026, 3, 29, 1, 30)


def test_an_end_that_comes_twice_is_the_second_one_once_the_first_has_passed():
    hours = QuietHours(time(22), time(2, 30))
    between = utc(2025, 10, 26, 1, 10)  # 2:10 for the second time
    assert awake(between, hours, VIENNA) == utc(2025, 10, 26, 1, 30)


@given(MOMENTS, TIMES, TIMES, ZONES)
def test_what_comes_out_is_awake_not_earlier_and_within_a_day(moment, start, end, zone):
    if start == end:
        return
    hours = QuietHours(start, end)
    found = awake(moment, hours, zone)
    assert moment <= found <= moment + timedelta(hours=26)
    assert awake(found, hours, zone) == found
    wall = found.astimezone(ZoneInfo(zone)).time()
    quiet = start <= wall < end if start < end else wall >= start or wall < end
    assert not quiet
