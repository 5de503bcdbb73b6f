"""What was published long after its own date."""

from datetime import UTC, datetime, timedelta

import pytest

from watcher.model.change import Change, ChangeKind, LoggedChange
from watcher.model.finding import Statement
from watcher.model.late import days_late

CAPTURED = datetime(2026, 2, 3, 10, 16, tzinfo=UTC)


def logged(date, kind=ChangeKind.ADDED, *, detected=CAPTURED):
    stated = Statement(text="Story", date=date)
    old = None if kind in (ChangeKind.ADDED, ChangeKind.BASELINE) else stated
    change = Change(kind, "Story", old, stated, (), date=date)
    return LoggedChange(
        1, change, "news", "press", None, detected, CAPTURED, "0" * 64, 1, False, "0" * 64
    )


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2026-01-04", None),  # thirty days
        ("2026-01-03", 31),
        ("2026-01-03T23:59:59Z", 31),
        ("2026-01-04T00:00:00Z", None),
        ("2001-02-03", 9131),
        ("2030-01-01", None),
        ("long ago", None),
        (None, None),
    ],
)
def test_it_is_late_when_more_than_thirty_days_lie_between(date, days):
    assert days_late(logged(date)) == days


@pytest.mark.parametrize("kind", [kind for kind in ChangeKind if kind is not ChangeKind.ADDED])
def test_only_what_is_new_can_be_late(kind):
    assert days_late(logged("2001-02-03", kind)) is None


def test_what_was_imported_is_measured_by_its_capture():
    years_later = CAPTURED + timedelta(days=1000)
    assert days_late(logged("2026-02-01", detected=years_later)) is None
