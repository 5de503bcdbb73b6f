from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.net.retry_after import retry_after

NOW = datetime(2025, 11, 19, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("007", 7.0),
        ("Wed, 19 Nov 2025 12:02:00 GMT", 120.0),
        ("Wednesday, 19-Nov-25 12:02:00 GMT", 120.0),
        ("Wed Nov 19 12:02:00 2025", 120.0),
        ("Mon Dec  1 12:00:00 2025", 12 * 86_400.0),
        ("Tue, 18 Nov 2025 12:00:00 GMT", 0.0),  # it has passed
        ("Sunday, 06-Nov-94 08:49:37 GMT", 0.0),  # two digits, over 50 years ahead: the past
    ],
)
def test_seconds_and_each_form_of_date_are_read(value, seconds):
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " 5",
        "+5",
        "-5",
        "5.5",
        "5s",
        "1e3",
        "\u0665",  # a digit, but not an ASCII one
        "9" * 5000,
        "soon",
        "Thu, 19 Nov 2025 12:02:00 GMT",  # it was a Wednesday
        "Wed, 19 Nov 2025 12:02:00 CET",
        "Wed, 19 Nov 2025 12:02:00",
        "wed, 19 nov 2025 12:02:00 gmt",
        "Wed, 31 Nov 2025 12:02:00 GMT",
        "Wed, 19 Nov 2025 25:02:00 GMT",
        "2025-11-19T12:02:00Z",
        "Sat, 00 Jan 0000 00:00:00 GMT",
        "120, 60",
    ],
)
def test_nonsense_is_no_wish(value):
    assert retry_after(value, NOW) is None


@given(st.integers(0, 10**8))
def test_a_date_means_the_same_as_its_distance(seconds):
    moment = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after(moment, NOW) == retry_after(str(seconds), NOW) == seconds


@given(st.text())
def test_no_text_breaks_the_reading(text):
    seconds = retry_after(text, NOW)
    assert seconds is None or seconds >= 0
