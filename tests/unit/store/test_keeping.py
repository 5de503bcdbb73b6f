"""What is old and changed nothing loses its bytes; all else keeps them for ever."""

import os
import sqlite3
from datetime import timedelta

import pytest

from tests.unit.store.polling import added, signature, statement
from watcher.model.source import Outcome
from watcher.store import documents, quarantine, retention
from watcher.store.case import exhibit
from watcher.store.database import transaction
from watcher.store.verification import verify_file

LATER = timedelta(days=100)


@pytest.fixture
def forget(db, log):
    """Delete what is older than now, a hundred days later; how many bodies went."""

    def delete(limit=100, before=timedelta(minutes=1)):
        with transaction(db):
            return retention.delete_old(db, log.now + before, log.now + LATER, limit)

    return delete


def held(log, body, **fields):
    return log.write(outcome=Outcome.QUARANTINED, body=body, **fields)


def kept(log):
    return [row["sha256"] for row in log.rows("SELECT sha256 FROM bodies WHERE length(deflated)")]


def test_an_episode_that_is_over_loses_its_bytes_and_keeps_its_hash(path, log, forget):
    held(log, b"maintenance")
    log.write()  # a good poll ends the episode
    assert forget() == 1
    (row,) = log.rows("SELECT size, length(deflated) AS left FROM bodies")
    assert row == {"size": 11, "left": 0}
    (deleted,) = log.rows("SELECT sha256, deleted_at FROM deletions")
    assert deleted["sha256"] == log.rows("SELECT sha256 FROM captures")[0]["sha256"]
    assert verify_file(path).deleted == 1


def test_what_changed_something_is_kept_for_ever(log, forget):
    log.write(added(signature()), body=b"the page")
    log.write(added(signature("FRA", "France")), body=b"the page, later")
    assert forget() == 0
    assert len(kept(log)) == 2


def test_what_was_quarantined_and_changed_something_too_is_kept(log, forget):
    held(log, b"the page")
    log.write(added(signature()), body=b"the page")
    assert forget() == 0


def test_what_is_still_held_is_kept(db, log, forget):
    held(log, b"half a page")
    assert forget() == 0
    assert quarantine.held(db, "untc") is not None


def test_what_is_held_of_one_source_says_nothing_of_another(log, forget):
    held(log, b"half a page")
    held(log, b"half a feed", source="news")
    log.write(source="news")
    assert forget() == 1


def test_a_document_behind_a_change_is_kept(db, log, forget):
    log.write(added(statement("entry"), "entries/1"), source="news")
    with transaction(db):
        documents.want(db, "news", "entries/1", "https://news.example.org/a.pdf", 1, log.now)
        capture = log.record(outcome=Outcome.QUARANTINED, body=b"%PDF").capture
        documents.keep(db, 1, capture, "", log.now)
    assert forget() == 0


def test_what_is_young_is_kept(log, forget):
    held(log, b"maintenance")
    log.write()
    assert forget(before=-timedelta(minutes=5)) == 0


def test_what_was_captured_long_ago_and_imported_lately_is_kept(db, log, forget):
    """Its age counts from when it came to us."""
    old = log.record(outcome=Outcome.QUARANTINED, body=b"maintenance").capture
    log.write(outcome=Outcome.QUARANTINED, capture=old, finished_at=log.now + LATER)
    log.write()
    assert forget(before=LATER / 2) == 0


def test_no_more_than_asked_for_is_deleted_at_once(path, log, forget):
    for number in range(5):
        held(log, b"maintenance %d" % number)
    log.write()
    assert [forget(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert verify_file(path).deleted == 5


def test_the_same_bytes_served_again_are_kept_again(path, db, log, forget):
    held(log, b"maintenance")
    log.write()
    forget()
    held(log, b"maintenance")
    assert verify_file(path).deleted == 0
    assert exhibit(db, 2).capture.body == b"maintenance"
    log.write()
    forget()
    assert verify_file(path).deleted == 1
    assert exhibit(db, 1).deleted_at is not None


def test_captures_and_bodies_refuse_every_other_alteration(db, log):
    log.write(added(signature()))
    for alteration in (
        "UPDATE captures SET url = ''",
        "DELETE FROM captures",
        "UPDATE bodies SET size = 1",
        "UPDATE bodies SET sha256 = ''",
        "UPDATE bodies SET deflated = x'00'",
        "DELETE FROM bodies",
        "UPDATE keys SET public = ''",
        "DELETE FROM keys",
    ):
        with pytest.raises(sqlite3.IntegrityError, match=r"append-only|kept, or emptied"):
            db.execute(alteration)


def test_a_round_is_remembered(db, log):
    assert retention.rested_at(db) is None
    with transaction(db):
        retention.rest(db, log.now)
    assert retention.rested_at(db) == log.now


def test_free_pages_are_given_back(path, db, log, forget):
    held(log, os.urandom(400_000))
    log.write()
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    forget()
    with transaction(db):
        retention.give_back(db, 10_000)
    assert db.execute("PRAGMA page_count").fetchone()[0] < pages - 80
    assert verify_file(path).deleted == 1
