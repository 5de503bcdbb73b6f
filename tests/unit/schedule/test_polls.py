"""Who is due, and when each is polled next."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.model.source import Outcome, Source, SourceState, Tier
from watcher.schedule.polls import (
    FIRST_RETRY,
    JITTER,
    LONGEST_WAIT,
    SECOND_LOOK,
    backoff,
    due,
    next_poll,
)

NOW = datetime(2026, 2, 3, 10, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)

intervals = st.timedeltas(timedelta(seconds=1), timedelta(days=30))
failures = st.integers(1, 10_000)
rngs = st.randoms(use_true_random=True)


def source(name, *, paused=False):
    return Source(name, "page", f"https://{name}.example.org/", Tier.PRESS, HOUR, paused=paused)


@given(intervals, failures, rngs)
def test_backing_off_never_takes_longer_than_a_day_nor_less_than_the_first_wait(every, count, rng):
    wait = backoff(every, count, rng)
    assert min(every, FIRST_RETRY) * (1 - JITTER) <= wait <= LONGEST_WAIT


@given(intervals, st.integers(1, 200))
def test_backing_off_doubles_until_its_ceiling(every, count):
    class Middle(Random):
        def random(self):
            return 0.5  # no jitter either way

    one, next_one = backoff(every, count, Middle()), backoff(every, count + 1, Middle())
    assert next_one == min(one * 2, LONGEST_WAIT) or one > LONGEST_WAIT / 2
    assert next_one >= one


@given(intervals, failures, rngs, st.floats(0, allow_nan=False))
def test_the_servers_wish_is_obeyed_up_to_a_day(every, count, rng, wish):
    for outcome in (Outcome.FAILED, Outcome.QUARANTINED):
        wait = (
            next_poll(NOW, every, outcome, failures=count, retry_after=wish, rng=rng) - NOW
        ).total_seconds()
        day = LONGEST_WAIT.total_seconds()
        assert min(wish, day) - 1e-3 <= wait <= day


@given(intervals, failures, rngs)
def test_a_good_poll_is_followed_by_one_after_the_interval(every, count, rng):
    for outcome in (
        Outcome.BASELINE,
        Outcome.CHANGED,
        Outcome.UNCHANGED,
        Outcome.NOT_MODIFIED,
    ):
        after = next_poll(NOW, every, outcome, failures=count, retry_after=None, rng=rng)
        assert after == NOW + every


@given(intervals, rngs)
def test_what_needs_a_second_look_gets_it_within_half_an_hour(every, rng):
    after = next_poll(NOW, every, Outcome.UNCONFIRMED, failures=1, retry_after=None, rng=rng)
    assert after == NOW + min(every, SECOND_LOOK) <= NOW + timedelta(minutes=30)


def test_every_outcome_has_its_next_poll():
    for outcome in Outcome:
        assert next_poll(NOW, HOUR, outcome, failures=1, retry_after=None, rng=Random(1)) > NOW


def test_sources_are_due_when_their_time_has_come_and_the_longest_overdue_is_first():
    sources = [source("later"), source("now"), source("overdue"), source("new")]
    states = {
        "later": SourceState("later", next_poll=NOW + timedelta(seconds=1)),
        "now": SourceState("now", next_poll=NOW),
        "overdue": SourceState("overdue", next_poll=NOW - HOUR),
    }
    assert [each.id for each in due(sources, states, NOW)] == ["new", "overdue", "now"]


@pytest.mark.parametrize("where", ["configuration", "database"])
def test_a_paused_source_is_never_due(where):
    paused = source("one", paused=where == "configuration")
    state = SourceState("one", next_poll=NOW - HOUR, paused=where == "database")
    assert due([paused], {"one": state}, NOW) == ()


def test_a_source_that_was_registered_but_never_polled_is_due():
    assert due([source("one")], {"one": SourceState("one")}, NOW)
