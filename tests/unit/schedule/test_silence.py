"""A source is silent by its own measure, never by anybody else's."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from watcher.schedule.silence import FACTOR, LEAST_NEWS, SHORTEST, silence

NOW = datetime(2026, 11, 27, tzinfo=UTC)
DAY = timedelta(days=1)


def daily(number, until):
    return [until - n * DAY for n in range(number)]


def test_a_daily_feed_that_stops_for_nine_days_is_silent_since_its_last_entry():
    last = NOW - 9 * DAY
    found = silence(daily(20, last), NOW)
    assert (found.since, found.usual) == (last, DAY)


def test_a_week_is_no_silence_whatever_the_rhythm():
    assert silence(daily(20, NOW - 7 * DAY), NOW) is None


def test_a_source_that_was_once_quiet_for_a_month_may_be_so_again():
    news = [*daily(10, NOW - 40 * DAY), NOW - 80 * DAY]
    assert silence(news, NOW) is None


def test_few_news_make_no_rhythm():
    assert silence(daily(LEAST_NEWS - 1, NOW - 100 * DAY), NOW) is None
    assert silence([], NOW) is None


def test_what_was_found_in_one_poll_counts_once():
    assert silence([NOW - 100 * DAY] * 50, NOW) is None


@given(st.lists(st.integers(0, 10**7), min_size=LEAST_NEWS, max_size=20, unique=True))
def test_nothing_is_silent_within_the_measure_and_everything_beyond_it(seconds):
    news = [NOW - timedelta(seconds=each) for each in sorted(seconds)]
    usual = max(a - b for a, b in pairwise(news))
    limit = max(FACTOR * usual, SHORTEST)
    assert silence(news, news[0] + limit) is None
    assert silence(news, news[0] + limit + timedelta(seconds=1)).since == news[0]
