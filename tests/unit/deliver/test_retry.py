"""A failed delivery is tried for about three days, then it is dead."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.deliver.retry import GAPS, LONGEST_WISH, retry_after_attempt
from watcher.schedule.attempts import JITTER


def test_the_gaps_add_up_to_about_75_hours():
    assert abs(sum(GAPS, timedelta()) - timedelta(hours=75)) < timedelta(hours=1)


@given(st.integers(1, len(GAPS)), st.randoms())
def test_each_gap_is_near_its_place_in_the_table(n, rng):
    gap = retry_after_attempt(n, rng)
    assert GAPS[n - 1] * (1 - JITTER) <= gap <= GAPS[n - 1] * (1 + JITTER)


@given(st.integers(len(GAPS) + 1, 1000))
def test_after_the_last_gap_the_delivery_is_dead(n):
    assert retry_after_attempt(n, Random(1)) is None


def test_two_deliveries_do_not_come_back_together():
    rng = Random(1)
    assert retry_after_attempt(4, rng) != retry_after_attempt(4, rng)


@pytest.mark.parametrize("n", [0, -1])
def test_attempts_are_counted_from_one(n):
    with pytest.raises(ValueError, match="counted from 1"):
        retry_after_attempt(n, Random(1))


@given(st.integers(1, len(GAPS)), st.floats(0, 1e9), st.integers())
def test_a_wish_makes_the_wait_longer_and_never_shorter(n, wish, seed):
    wanted = timedelta(seconds=wish)
    gap = retry_after_attempt(n, Random(seed))
    obeyed = retry_after_attempt(n, Random(seed), wish)
    assert obeyed == max(gap, min(wanted, LONGEST_WISH))


def test_a_wish_that_is_longer_than_the_gap_is_obeyed():
    assert retry_after_attempt(1, Random(1), 3600) == timedelta(hours=1)


def test_no_wish_is_obeyed_beyond_a_day():
    """Else a broken header would put a digest off for years."""
    assert retry_after_attempt(1, Random(1), 1e9) == timedelta(hours=24)


@pytest.mark.parametrize("wish", [0, 0.5, 100])
def test_a_wish_that_is_shorter_than_the_gap_changes_nothing(wish):
    assert retry_after_attempt(4, Random(1), wish) == retry_after_attempt(4, Random(1))


def test_a_wish_does_not_bring_a_dead_delivery_back():
    assert retry_after_attempt(len(GAPS) + 1, Random(1), 60) is None
