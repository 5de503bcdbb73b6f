"""One change as JSON has fixed keys in a fixed order."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from watcher.model.change import Change, ChangeKind, LoggedChange
from watcher.model.finding import Statement
from watcher.model.wire import change_to_json, moment_to_json

MOMENT = datetime(2026, 2, 3, 10, 16, 18, 999999, tzinfo=UTC)


def logged(old, new, kind=ChangeKind.ADDED):
    change = Change(kind, "Viet Nam ratified", old, new, (), "ratification", "2026-02-03")
    return LoggedChange(
        seq=7,
        change=change,
        source="untc-cybercrime",
        tier="record",
        treaty="XVIII-16",
        detected_at=MOMENT,
        captured_at=MOMENT,
        capture="c" * 64,
        capture_id=1,
        imported=False,
        hash="h" * 64,
    )


RATIFIED = Statement(
    action="ratification",
    date="2026-02-03",
    mark="",
    bracketed=False,
    participant="Viet Nam",
    participant_code="VNM",
    footnotes=("1",),
)


def test_the_keys_stand_in_the_order_of_the_design():
    told = change_to_json(logged(None, RATIFIED))
    keys = (
        "seq kind source tier treaty participant participant_code action date effective old new "
        "summary detected_at captured_at imported capture hash"
    )
    sides = "participant participant_code action date effective mark bracketed text"
    assert keys.split() == list(told)
    assert [*sides.split(), "link", "footnotes", "published"] == list(told["new"])


def test_the_values_are_plain_json():
    told = change_to_json(logged(None, RATIFIED))
    assert told == json.loads(json.dumps(told))
    assert told["kind"] == "added"
    assert told["participant_code"] == "VNM"
    assert told["old"] is None
    assert told["new"]["mark"] == ""
    assert told["new"]["text"] is None
    assert told["detected_at"] == "2026-02-03T10:16:18Z"


def test_a_removal_is_about_what_was_there():
    told = change_to_json(logged(RATIFIED, None, ChangeKind.REMOVED))
    assert told["participant"] == "Viet Nam"
    assert told["new"] is None


def test_moments_of_other_zones_are_told_in_utc():
    vienna = timezone(timedelta(hours=1))
    assert moment_to_json(datetime(2026, 2, 3, 10, tzinfo=vienna)) == "2026-02-03T09:00:00Z"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        moment_to_json(MOMENT.replace(tzinfo=None))
