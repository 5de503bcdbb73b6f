"""Digests and deliveries: recorded first, sent later, each attempt on record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.store.polling import NOW, added, signature
from watcher.store.database import transaction
from watcher.store.outbox import Attempt, Composed, attempted, cursor, due, queue, start

HOUR = timedelta(hours=1)
COMPOSED = Composed(
    name="daily",
    period_end=NOW,
    since_seq=0,
    until_seq=3,
    composed_at=NOW + timedelta(seconds=2),
    subject="Mauritius signed",
    document='{"id": 1}',
    channels=("desk", "file"),
)


def queued(log, composed=COMPOSED):
    with transaction(log.db):
        return queue(log.db, composed)


def tried(log, delivery, *, accepted=False, next_attempt=None, answer="refused"):
    with transaction(log.db):
        attempted(log.db, Attempt(delivery.id, NOW, 12, accepted, answer, next_attempt))


def states(log):
    return {row["channel"]: row["state"] for row in log.rows("SELECT * FROM deliveries")}


def test_a_new_digest_begins_at_the_head_and_tells_no_history(log):
    log.write(added(signature()), added(signature("FRA")))
    start(log.db, "daily", NOW)
    assert (cursor(log.db, "daily").seq, cursor(log.db, "daily").period_end) == (2, NOW)


def test_a_digest_that_has_begun_is_not_begun_again(log):
    start(log.db, "daily", NOW)
    log.write(added(signature()))
    start(log.db, "daily", NOW + HOUR)
    assert (cursor(log.db, "daily").seq, cursor(log.db, "daily").period_end) == (0, NOW)


def test_a_digest_that_never_began_has_no_cursor(log):
    assert cursor(log.db, "daily") is None


def test_queueing_makes_one_delivery_a_channel_and_moves_the_cursor(log):
    number = queued(log)
    deliveries = due(log.db, COMPOSED.composed_at)
    assert [each.channel for each in deliveries] == ["desk", "file"]
    assert {(each.digest_id, each.payload, each.attempts) for each in deliveries} == {
        (number, '{"id": 1}', 0)
    }
    assert len({each.id for each in deliveries}) == 2
    assert cursor(log.db, "daily").seq == 3
    assert due(log.db, COMPOSED.composed_at - timedelta(seconds=1)) == ()


def test_a_period_is_queued_once(log):
    assert queued(log) is not None
    again = replace(COMPOSED, until_seq=9, subject="again", document='{"id": 2}')
    assert queued(log, again) is None
    assert len(due(log.db, NOW + HOUR)) == 2
    assert cursor(log.db, "daily").seq == 3
    assert queued(log, replace(again, period_end=NOW + HOUR)) is not None
    assert queued(log, replace(again, name="weekly")) is not None


def test_an_empty_period_makes_a_row_and_moves_on_but_sends_nothing(log):
    assert queued(log, replace(COMPOSED, document=None)) is not None
    assert due(log.db, NOW + HOUR) == ()
    assert cursor(log.db, "daily").period_end == NOW
    assert len(log.rows("SELECT * FROM digests WHERE document IS NULL")) == 1


def test_a_digest_that_fails_in_the_middle_leaves_nothing(log):
    start(log.db, "daily", NOW - HOUR)

    def fail():
        with transaction(log.db):
            queue(log.db, COMPOSED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert log.rows("SELECT * FROM digests") == []
    assert due(log.db, NOW + HOUR) == ()
    assert cursor(log.db, "daily").period_end == NOW - HOUR


def test_a_delivery_is_delivered_once_it_was_accepted(log):
    queued(log)
    desk, _ = due(log.db, NOW + HOUR)
    tried(log, desk, accepted=True, answer="taken")
    assert states(log) == {"desk": "delivered", "file": "queued"}
    assert [each.channel for each in due(log.db, NOW + HOUR)] == ["file"]


def test_a_delivery_keeps_its_id_through_its_attempts_and_waits_between_them(log):
    queued(log)
    desk, _ = due(log.db, NOW + HOUR)
    tried(log, desk, next_attempt=NOW + 2 * HOUR)
    assert [each.channel for each in due(log.db, NOW + HOUR)] == ["file"]
    again, _ = due(log.db, NOW + 2 * HOUR)
    assert (again.id, again.payload, again.attempts) == (desk.id, desk.payload, 1)
    tried(log, again, accepted=True, answer="taken")
    rows = log.rows("SELECT * FROM attempts ORDER BY id")
    assert [(row["accepted"], row["answer"]) for row in rows] == [(0, "refused"), (1, "taken")]


def test_a_delivery_is_dead_after_its_last_attempt_and_stays_visible(log):
    queued(log)
    desk, _ = due(log.db, NOW + HOUR)
    tried(log, desk, next_attempt=None)
    assert states(log) == {"desk": "dead", "file": "queued"}
    assert [each.channel for each in due(log.db, NOW + 1000 * HOUR)] == ["file"]
    (row,) = log.rows("SELECT * FROM deliveries WHERE channel = 'desk'")
    assert row["finished_at"] is not None
    assert row["attempts"] == 1
