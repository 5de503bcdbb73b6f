"""What is held in quarantine: the newest of an episode, until it ends or a person decides."""

from tests.unit.store.polling import Polls, added, signature
from watcher.model.source import Outcome
from watcher.store.quarantine import accept, held, reject, rejected


def polls_of(db):
    polls = Polls(db)
    polls.write(added(signature()))
    return polls


def bad(polls, reason="rows: odd", **more):
    return polls.write(outcome=Outcome.QUARANTINED, error=reason, **more)


def test_nothing_is_held_of_a_source_that_is_read(db):
    polls_of(db)
    assert held(db, "untc") is None


def test_the_newest_is_held_and_the_episode_has_its_beginning(db):
    polls = polls_of(db)
    first = bad(polls)
    polls.write(outcome=Outcome.FAILED, error="no answer")
    newest = bad(polls, "rows: odder")
    case = held(db, "untc")
    assert case is not None
    assert (case.polls, case.reason, case.decision) == (2, "rows: odder", None)
    assert (case.since, case.finished_at) == (first.finished_at, newest.finished_at)
    assert held(db, "news") is None


def test_a_good_poll_ends_the_episode(db):
    polls = polls_of(db)
    bad(polls)
    for outcome in (Outcome.UNCHANGED, Outcome.NOT_MODIFIED, Outcome.UNCONFIRMED):
        polls.write(outcome=outcome)
        assert held(db, "untc") is None
        bad(polls)


def test_what_was_imported_is_no_episode(db):
    polls = polls_of(db)
    bad(polls, imported=True)
    assert held(db, "untc") is None


def test_what_was_rejected_is_known_by_its_capture(db):
    polls = polls_of(db)
    bad(polls)
    case = held(db, "untc")
    reject(db, case.poll, polls.now)
    assert held(db, "untc").decision == "rejected"
    assert rejected(db, "untc") == (case.capture_id,)
    bad(polls)
    assert held(db, "untc").decision is None
    assert rejected(db, "untc") == (case.capture_id,)


def test_accepting_writes_the_poll_and_the_decision_and_ends_the_episode(db):
    polls = polls_of(db)
    bad(polls)
    case = held(db, "untc")
    record = polls.record(added(signature("FJI", "Fiji")))
    accept(db, case.poll, record)
    assert held(db, "untc") is None
    (row,) = polls.rows("SELECT decision, decided_at FROM polls WHERE id = ?", case.poll)
    assert row["decision"] == "accepted"
    assert polls.rows("SELECT * FROM incidents WHERE closed_at IS NULL") == []
    assert len(polls.rows("SELECT * FROM changes")) == 2
