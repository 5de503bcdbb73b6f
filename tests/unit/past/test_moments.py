"""When a file was captured."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.past.moments import from_names, from_status_page


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("2025-11-19.html", datetime(2025, 11, 19, tzinfo=UTC)),
        ("XVIII-16_20251119.html", datetime(2025, 11, 19, tzinfo=UTC)),
        ("20251119103000.html", datetime(2025, 11, 19, 10, 30, tzinfo=UTC)),
        ("20251119T103000Z-status.html", datetime(2025, 11, 19, 10, 30, tzinfo=UTC)),
        ("2025-11-19_10-30.html", datetime(2025, 11, 19, 10, 30, tzinfo=UTC)),
        ("status 2025.11.19 10:30:07.html", datetime(2025, 11, 19, 10, 30, 7, tzinfo=UTC)),
        ("001_2016-07-12_bf4b7f23.csv", datetime(2016, 7, 12, tzinfo=UTC)),
    ],
)
def test_a_name_tells_the_day_and_may_tell_the_time(name, moment):
    assert from_names([name]) == moment


@pytest.mark.parametrize("name", ["status.html", "XVIII-16.html", "20251399.html", "123456789012"])
def test_a_name_without_a_date_tells_nothing(name):
    assert from_names([name]) is None


def test_the_folder_tells_where_the_file_does_not():
    assert from_names(["page.html", "2025-11-19"]) == datetime(2025, 11, 19, tzinfo=UTC)


@given(st.integers(631_152_000, 3_786_912_000))  # 1990 to 2089
def test_every_moment_that_is_written_is_read_back(seconds):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert from_names([f"page-{moment:%Y%m%dT%H%M%SZ}.html"]) == moment
    assert from_names([f"{moment:%Y-%m-%d_%H-%M-%S}.html"]) == moment


def test_a_status_page_tells_by_its_stamp_day_first_in_new_york():
    body = b"<div>STATUS AS AT : 03-02-2026 10:16:18 EDT</div>"
    assert from_status_page(body) == datetime(2026, 2, 3, 14, 16, 18, tzinfo=UTC)
    assert from_status_page(b"<p>no stamp</p>") is None
    assert from_status_page(b"STATUS AS AT : 31-02-2026 10:16:18 EST") is None
