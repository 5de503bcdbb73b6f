"""Periods of a digest: cron times in a time zone, as UTC instants, over changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.schedule.periods import last_period_end, next_period_end

VIENNA = "Europe/Vienna"
MOMENTS = st.integers(0, 10 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
SCHEDULES = st.sampled_from(
    ["0 7 * * *", "30 2 * * *", "0 7 * * 1", "0 7 1 * *", "*/15 * * * *", "59 23 31 12 *"]
)
ZONES = st.sampled_from([VIENNA, "UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def every_period(schedule, zone, after, until):
    """Each period end as a daemon names it that looks every quarter of an hour."""
    found, now = [], after
    while now <= until:
        end = last_period_end(schedule, zone, after, now)
        if end is not None:
            found.append(end)
            after = end
        now += timedelta(minutes=15)
    return found


def test_a_daily_digest_comes_once_on_the_night_in_autumn_that_has_half_past_two_twice():
    ends = every_period("30 2 * * *", VIENNA, utc(2025, 10, 25, 12), utc(2025, 10, 27, 12))
    assert ends == [utc(2025, 10, 26, 0, 30), utc(2025, 10, 27, 1, 30)]


def test_an_hourly_digest_comes_at_both_half_past_twos_of_that_night():
    ends = every_period("30 * * * *", VIENNA, utc(2025, 10, 26), utc(2025, 10, 26, 3))
    assert ends == [utc(2025, 10, 26, hour, 30) for hour in range(3)]
    assert [end.astimezone(ZoneInfo(VIENNA)).hour for end in ends] == [2, 2, 3]


def test_the_night_in_spring_that_has_no_half_past_two_has_its_period():
    ends = every_period("30 2 * * *", VIENNA, utc(2026, 3, 28, 12), utc(2026, 3, 31, 12))
    assert [end.date().day for end in ends] == [29, 30, 31]
    assert ends[1:] == [utc(2026, 3, 30, 0, 30), utc(2026, 3, 31, 0, 30)]
    assert utc(2026, 3, 29, 1) <= ends[0] <= utc(2026, 3, 29, 2)


def test_seven_in_vienna_stays_seven_in_vienna():
    ends = every_period("0 7 * * *", VIENNA, utc(2025, 10, 24, 12), utc(2025, 10, 28, 12))
    assert [end.astimezone(ZoneInfo(VIENNA)).hour for end in ends] == [7, 7, 7, 7]
    assert [end.hour for end in ends] == [5, 6, 6, 6]


@pytest.mark.parametrize("schedule", ["* * * * *", "0 7 * * *", "0 7 1 * *", "0 7 29 2 *"])
def test_a_gap_of_years_ends_in_the_latest_period(schedule):
    after, now = utc(2016, 1, 1), utc(2026, 2, 3, 10, 16)
    end = last_period_end(schedule, VIENNA, after, now)
    assert end is not None
    assert end <= now < next_period_end(schedule, VIENNA, end)


@settings(max_examples=40)
@given(SCHEDULES, ZONES, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_the_last_period_end_lies_in_the_span_and_none_comes_later(schedule, zone, after, span):
    now = after + span
    end = last_period_end(schedule, zone, after, now)
    if end is None:
        assert next_period_end(schedule, zone, after) > now
    else:
        assert after < end <= now
        assert end.tzinfo is UTC
        assert last_period_end(schedule, zone, end, now) is None


@settings(max_examples=40)
@given(SCHEDULES, ZONES, MOMENTS)
def test_the_next_period_is_the_first_that_is_found_when_it_has_come(schedule, zone, after):
    end = next_period_end(schedule, zone, after)
    assert end > after
    assert last_period_end(schedule, zone, after, end) == end
    assert last_period_end(schedule, zone, after, end - timedelta(microseconds=1)) is None


def test_no_period_has_ended_before_its_time():
    assert last_period_end("0 7 * * *", "UTC", utc(2026, 2, 3, 7), utc(2026, 2, 4, 6, 59)) is None
