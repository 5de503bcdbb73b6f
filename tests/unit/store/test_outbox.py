"""Digests and deliveries: recorded first, sent later, each attempt on record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.store.polling import NOW, added, signature
from watcher.store.database import transaction
from watcher.store.deliveries import Attempt, attempted, delivery, due, listed, matching, resend
from watcher.store.outbox import Composed, cursor, queue, start

HOUR = timedelta(hours=1)
COMPOSED = Composed(
    name="daily",
    period_end=NOW,
    since_seq=0,
    until_seq=3,
    composed_at=NOW + timedelta(seconds=2),
    subject="Mauritius signed",
    document='{"id": 1}',
    recipients=(("desk", "a@example.org"), ("file", "")),
    first_attempt=NOW + timedelta(seconds=2),
)


def queued(log, composed=COMPOSED):
    with transaction(log.db):
        return queue(log.db, composed)


def tried(log, due_now, *, accepted=False, next_attempt=None, answer="refused"):
    with transaction(log.db):
        attempted(log.db, Attempt(due_now.id, NOW, 12, accepted, answer, next_attempt))


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


def test_queueing_makes_one_delivery_a_recipient_and_moves_the_cursor(log):
    number = queued(log)
    deliveries = due(log.db, COMPOSED.composed_at)
    assert [(each.channel, each.recipient) for each in deliveries] == [
        ("desk", "a@example.org"),
        ("file", ""),
    ]
    carried = [delivery(log.db, each.id) for each in deliveries]
    assert {(each.digest_id, each.payload, each.attempts) for each in carried} == {
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
    assert again == desk
    assert delivery(log.db, desk.id).attempts == 1
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


def test_what_is_under_way_is_not_started_again(log):
    queued(log)
    desk, _ = due(log.db, NOW + HOUR)
    assert [each.channel for each in due(log.db, NOW + HOUR, {desk.id})] == ["file"]


def test_in_quiet_hours_the_first_attempt_waits(log):
    queued(log, replace(COMPOSED, first_attempt=NOW + 9 * HOUR))
    assert due(log.db, NOW + 8 * HOUR) == ()
    assert len(due(log.db, NOW + 9 * HOUR)) == 2


def test_a_dead_delivery_is_sent_again_under_its_id_and_its_schedule_begins_anew(log):
    queued(log)
    desk, _ = due(log.db, NOW + HOUR)
    tried(log, desk, next_attempt=None)
    with transaction(log.db):
        resend(log.db, desk.id, NOW + 2 * HOUR)
    assert desk in due(log.db, NOW + 2 * HOUR)
    again = delivery(log.db, desk.id)
    assert (again.attempts, again.tries) == (1, 0)
    tried(log, desk, accepted=True, answer="taken")
    assert states(log)["desk"] == "delivered"
    assert len(log.rows("SELECT * FROM attempts")) == 2


def test_a_delivery_is_found_by_the_beginning_of_its_id(log):
    queued(log)
    desk, file = due(log.db, NOW + HOUR)
    assert matching(log.db, desk.id[:13].upper()) == (desk.id,)
    assert matching(log.db, "no-such-id") == ()
    assert set(matching(log.db, "")) == {desk.id, file.id}


def test_deliveries_are_listed_with_their_last_answer_newest_first(log):
    queued(log)
    desk, file = due(log.db, NOW + HOUR)
    tried(log, desk, next_attempt=NOW + 2 * HOUR, answer="first")
    tried(log, desk, next_attempt=None, answer="second")
    tried(log, file, accepted=True, answer="taken")
    assert [(each.channel, each.state, each.answer) for each in listed(log.db)] == [
        ("file", "delivered", "taken"),
        ("desk", "dead", "second"),
    ]
    assert [each.channel for each in listed(log.db, failed=True)] == ["desk"]
    assert [each.channel for each in listed(log.db, states=("dead",))] == ["desk"]
    assert len(listed(log.db, limit=1)) == 1


def test_the_periods_that_were_missed_have_their_rows_and_point_to_the_message(log):
    missed = tuple(NOW - n * HOUR for n in (2, 1))
    number = queued(log, replace(COMPOSED, missed=missed))
    rows = log.rows("SELECT * FROM digests ORDER BY period_end")
    assert [row["told_with"] for row in rows] == [number, number, None]
    assert [row["document"] for row in rows] == [None, None, '{"id": 1}']
    assert {row["digest"] for row in log.rows("SELECT * FROM deliveries")} == {number}
    assert cursor(log.db, "daily").period_end == NOW


def test_a_correction_answers_the_delivery_that_the_same_recipient_had(log):
    first = queued(log)
    old = {row["channel"]: row["id"] for row in log.rows("SELECT * FROM deliveries")}
    later = replace(
        COMPOSED,
        period_end=NOW + HOUR,
        corrects=first,
        recipients=(("desk", "a@example.org"), ("desk", "new@example.org")),
    )
    second = queued(log, later)
    rows = log.rows("SELECT * FROM deliveries WHERE digest = ?", second)
    assert {row["recipient"]: row["reply_to"] for row in rows} == {
        "a@example.org": old["desk"],
        "new@example.org": None,
    }


def test_what_a_digest_told_is_on_record_and_what_is_sent_at_once_need_not_tell_it(log):
    log.write(added(signature()), added(signature("FRA")))
    start(log.db, "daily/immediate", NOW - HOUR)
    number = queued(
        log,
        replace(COMPOSED, until_seq=2, told=frozenset({1, 2}), alerts="daily/immediate"),
    )
    assert log.rows("SELECT * FROM told ORDER BY change") == [
        {"digest": number, "change": 1},
        {"digest": number, "change": 2},
    ]
    assert cursor(log.db, "daily/immediate").seq == 2
