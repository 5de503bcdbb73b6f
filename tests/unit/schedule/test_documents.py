"""When a document that did not come is asked for again."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.schedule.documents import GAPS, next_attempt

NOW = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)


def test_eight_attempts_are_spread_over_about_three_days():
    assert len(GAPS) + 1 == 8
    assert timedelta(days=2.5) < sum(GAPS, timedelta()) < timedelta(days=3.5)
    assert list(GAPS) == sorted(GAPS)


def test_after_the_eighth_it_is_given_up():
    assert next_attempt(NOW, 7, None, Random(1)) is not None
    assert next_attempt(NOW, 8, None, Random(1)) is None


def test_the_servers_wish_is_obeyed_up_to_a_day():
    assert next_attempt(NOW, 1, 7200, Random(1)) == NOW + timedelta(hours=2)
    assert next_attempt(NOW, 1, 10**9, Random(1)) == NOW + timedelta(days=1)
    assert next_attempt(NOW, 1, 1, Random(1)) > NOW + timedelta(minutes=4)


def test_attempts_are_counted_from_one():
    with pytest.raises(ValueError, match="from 1"):
        next_attempt(NOW, 0, None, Random(1))


@given(st.integers(1, 7), st.none() | st.floats(0, 10**12), st.randoms())
def test_the_next_attempt_lies_ahead_and_within_two_days(attempts, wish, rng):
    again = next_attempt(NOW, attempts, wish, rng)
    assert NOW < again < NOW + timedelta(days=2)
