"""A failed delivery is tried for about three days, then it is dead."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.deliver.retry import GAPS, retry_after_attempt
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
