"""Days and moments as people write them for `watcher status`."""

from datetime import UTC, date, datetime

import pytest

from watcher.cli.status_options import Format, chosen_format
from watcher.config.named import day, known_at
from watcher.errors import UsageError

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "last"),
    [
        ("2026-03-01", "UTC", "2026-03-01T23:59:59.999000+00:00"),
        ("2026-03-01", "Europe/Vienna", "2026-03-01T22:59:59.999000+00:00"),
        ("2026-03-29", "Europe/Vienna", "2026-03-29T21:59:59.999000+00:00"),  # it has 23 hours
        ("20260301", "UTC", "2026-03-01T23:59:59.999000+00:00"),
        ("2026-03-01T10:16", "Europe/Vienna", "2026-03-01T09:16:59.999000+00:00"),
        ("2026-03-01T10:16:18Z", "Europe/Vienna", "2026-03-01T10:16:18.999000+00:00"),
        ("2026-03-01 10:16:18+02:00", "UTC", "2026-03-01T08:16:18.999000+00:00"),
        ("2026-03-01T10:16:18.250Z", "UTC", "2026-03-01T10:16:18.250000+00:00"),
        ("2026-11-01", "UTC", "2026-11-01T23:59:59.999000+00:00"),  # today goes on
    ],
)
def test_what_is_written_counts_to_its_end(text, zone, last):
    found = known_at("--known-at", text, zone, NOW)
    assert found is not None
    assert found.astimezone(UTC).isoformat() == last


def test_nothing_is_nothing():
    assert known_at("--known-at", None, "UTC", NOW) is None
    assert day("--as-of", None) is None


@pytest.mark.parametrize("text", ["2026-11-02", "2026-11-01T12:01", "then", "", "2026-02-30"])
def test_what_is_no_moment_or_lies_ahead_is_refused(text):
    with pytest.raises(UsageError, match="--known-at"):
        known_at("--known-at", text, "UTC", NOW)


@pytest.mark.parametrize("text", ["2026-02-30", "today", "", "2026-02-03T10:16"])
def test_a_legal_date_is_a_day(text):
    with pytest.raises(UsageError, match="--as-of"):
        day("--as-of", text)
    assert day("--as-of", "2026-02-03") == date(2026, 2, 3)


def test_one_format_is_chosen():
    assert chosen_format(None, as_json=False) is Format.TABLE
    assert chosen_format(None, as_json=True) is Format.JSON
    assert chosen_format(Format.JSON, as_json=True) is Format.JSON
    with pytest.raises(UsageError, match="choose one"):
        chosen_format(Format.CSV, as_json=True)
