"""Periods of a digest: cron times in a time zone, as UTC instants, over changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.schedule.periods import ended_periods, next_period_end

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
        ended = ended_periods(schedule, zone, after, now)
        if ended:
            found += ended
            after = ended[-1]
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


def test_after_ten_days_off_each_period_has_ended_once_and_the_oldest_comes_first():
    ended = ended_periods("0 7 * * *", "UTC", utc(2026, 2, 3, 8), utc(2026, 2, 13, 8))
    assert ended == tuple(utc(2026, 2, day, 7) for day in range(4, 14))


@pytest.mark.parametrize("schedule", ["0 7 * * *", "0 7 1 * *", "0 7 29 2 *"])
def test_a_gap_of_years_ends_in_the_latest_period(schedule):
    after, now = utc(2016, 1, 1), utc(2026, 2, 3, 10, 16)
    end = ended_periods(schedule, VIENNA, after, now)[-1]
    assert end <= now < next_period_end(schedule, VIENNA, end)


@settings(max_examples=40)
@given(SCHEDULES, ZONES, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_what_has_ended_lies_in_the_span_in_order_and_nothing_is_left(schedule, zone, after, span):
    now = after + span
    ended = ended_periods(schedule, zone, after, now)
    assert list(ended) == sorted(set(ended))
    assert all(after < end <= now and end.tzinfo is UTC for end in ended)
    assert next_period_end(schedule, zone, ended[-1] if ended else after) > now


@settings(max_examples=40)
@given(SCHEDULES, ZONES, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=60)), st.floats(0, 1))
def test_looking_twice_finds_the_same_periods_as_looking_once(schedule, zone, after, span, share):
    now, between = after + span, after + span * share
    first = ended_periods(schedule, zone, after, between)
    second = ended_periods(schedule, zone, first[-1] if first else after, now)
    assert first + second == ended_periods(schedule, zone, after, now)


@settings(max_examples=40)
@given(SCHEDULES, ZONES, MOMENTS)
def test_the_next_period_is_the_first_that_is_found_when_it_has_come(schedule, zone, after):
    end = next_period_end(schedule, zone, after)
    assert end > after
    assert ended_periods(schedule, zone, after, end) == (end,)
    assert ended_periods(schedule, zone, after, end - timedelta(microseconds=1)) == ()


def test_no_period_has_ended_before_its_time():
    assert ended_periods("0 7 * * *", "UTC", utc(2026, 2, 3, 7), utc(2026, 2, 4, 6, 59)) == ()
