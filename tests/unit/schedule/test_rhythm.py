"""What a feed asks of those who poll it makes a poll later, and never by more than a day."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.model.source import Outcome, Rhythm
from watcher.schedule.polls import SECOND_LOOK, next_poll
from watcher.schedule.rhythm import LONGEST_WISH, max_age, not_before

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOW = datetime(2026, 2, 6, 20, 16, tzinfo=UTC)  # a Friday

moments = st.datetimes(
    NOW.replace(tzinfo=None) - 9_000 * DAY,
    NOW.replace(tzinfo=None) + 9_000 * DAY,
    timezones=st.just(UTC),
)
waits = st.none() | st.timedeltas(timedelta(0), timedelta(days=10_000))
rhythms = st.builds(
    Rhythm,
    wait=waits,
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)


def after(rhythm=None, *, every=HOUR, fresh=None, now=NOW):
    """How long after `now` a feed with this interval is polled again."""
    return not_before(now, now + every, rhythm, fresh) - now


@pytest.mark.parametrize("wait", [None, timedelta(0), timedelta(minutes=59), HOUR])
def test_a_wait_that_is_no_longer_than_the_interval_changes_nothing(wait):
    assert after(Rhythm(wait)) == after(fresh=wait) == HOUR


def test_the_longest_of_interval_document_and_server_counts():
    assert after(Rhythm(2 * HOUR), fresh=3 * HOUR) == 3 * HOUR
    assert after(Rhythm(4 * HOUR), fresh=3 * HOUR) == 4 * HOUR
    assert after(Rhythm(2 * HOUR), fresh=3 * HOUR, every=5 * HOUR) == 5 * HOUR


def test_a_year_is_no_wait_that_is_granted():
    assert after(Rhythm(365 * DAY)) == after(fresh=365 * DAY) == DAY
    assert after(Rhythm(365 * DAY), every=3 * DAY) == 3 * DAY


def test_an_hour_to_be_skipped_is_passed_over_to_its_end():
    rhythm = Rhythm(skip_hours=frozenset({21, 22}))
    assert NOW + after(rhythm) == datetime(2026, 2, 6, 23, 0, tzinfo=UTC)


def test_hours_are_skipped_across_midnight():
    rhythm = Rhythm(skip_hours=frozenset({21, 22, 23, 0, 1}))
    assert NOW + after(rhythm) == datetime(2026, 2, 7, 2, 0, tzinfo=UTC)


def test_a_day_to_be_skipped_is_passed_over_to_its_end():
    rhythm = Rhythm(skip_days=frozenset({4}))
    assert NOW + after(rhythm) == datetime(2026, 2, 7, 0, 0, tzinfo=UTC)


def test_of_a_weekend_to_be_skipped_each_day_is_still_looked_at_once():
    rhythm = Rhythm(skip_days=frozenset({5, 6}))
    friday = datetime(2026, 2, 6, 23, 30, tzinfo=UTC)
    saturday = friday + after(rhythm, now=friday)
    assert saturday == datetime(2026, 2, 8, 0, 30, tzinfo=UTC)
    assert saturday + after(rhythm, now=saturday) == datetime(2026, 2, 9, 0, 0, tzinfo=UTC)


def test_hours_and_days_are_those_of_utc():
    east = NOW.astimezone(timezone(timedelta(hours=9)))
    rhythm = Rhythm(skip_hours=frozenset({21}), skip_days=frozenset({5}))
    assert not_before(east, east + HOUR, rhythm, None) == datetime(2026, 2, 6, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "rhythm",
    [Rhythm(skip_hours=frozenset(range(24))), Rhythm(skip_days=frozenset(range(7)))],
    ids=["every hour", "every day"],
)
def test_to_be_skipped_always_is_no_wish(rhythm):
    assert after(rhythm) == HOUR


@given(moments, st.timedeltas(timedelta(0), 30 * DAY), rhythms, waits)
def test_a_wish_only_delays_and_each_by_no_more_than_a_day(now, every, rhythm, fresh):
    moment = not_before(now, now + every, rhythm, fresh)
    assert now + every <= moment <= now + max(every, LONGEST_WISH) + LONGEST_WISH


@given(moments, st.timedeltas(timedelta(0), 30 * DAY), rhythms)
def test_a_moment_in_a_skipped_hour_is_taken_only_where_a_day_had_no_other(now, every, rhythm):
    moment = not_before(now, now + every, rhythm, None)
    always = len(rhythm.skip_hours) == 24 or len(rhythm.skip_days) == 7
    skipped = moment.hour in rhythm.skip_hours or moment.weekday() in rhythm.skip_days
    start = max(now + every, now + min(rhythm.wait or timedelta(0), LONGEST_WISH))
    assert not skipped or always or moment == start + LONGEST_WISH


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=3600", 3600),
        ("public, Max-Age=60, must-revalidate", 60),
        ('max-age="3600"', 3600),
        (" max-age = 5 ", 5),
        ("max-age=0", 0),
        ("max-age=60, max-age=600", 60),
        ("max-age=99999999999", 2**31),
        ("max-age=3600, stale-while-revalidate=86400", 3600),
        ("no-cache, max-age=3600", None),
        ("max-age=3600, no-store", None),
        ('no-cache="Set-Cookie", max-age=3600', None),
        ("s-maxage=3600", None),
        ("private", None),
        ("max-age", None),
        ("max-age=", None),
        ("max-age=-1", None),
        ("max-age=1.5", None),
        ("max-age=soon", None),
        ("max-age=²", None),
        ("max-age=" + "9" * 5000, None),
        ("", None),
        (None, None),
    ],
)
def test_the_freshness_of_an_answer_is_read_from_cache_control(header, seconds):
    assert max_age(header) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("age", "left"), [("600", 3000), ("9999", 0), ("0", 3600), ("", 3600), ("old", 3600)]
)
def test_what_is_old_already_holds_only_for_the_rest(age, left):
    assert max_age("max-age=3600", age) == timedelta(seconds=left)


@given(st.none() | st.text(), st.none() | st.text())
def test_no_header_breaks_the_reading(header, age):
    max_age(header, age)
    max_age(f"max-age={header}", age)


def polled(outcome, **wishes):
    return next_poll(NOW, HOUR, outcome, failures=1, retry_after=None, rng=Random(1), **wishes)


WISHES = {"rhythm": Rhythm(2 * HOUR), "cache_control": "max-age=10800", "age": "3600"}


@pytest.mark.parametrize("outcome", [Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED])
def test_a_good_poll_is_followed_by_one_at_the_rhythm_asked_for(outcome):
    assert polled(outcome, **WISHES) == NOW + 2 * HOUR
    assert polled(outcome, cache_control="max-age=10800") == NOW + 3 * HOUR


def test_a_second_look_does_not_wait_for_the_rhythm():
    assert polled(Outcome.UNCONFIRMED, **WISHES) == NOW + SECOND_LOOK


def test_a_poll_that_failed_is_tried_again_as_ever():
    assert polled(Outcome.FAILED, **WISHES) == polled(Outcome.FAILED)
