"""What people make of lines of the log: added to, never altered, counted as it comes."""

import sqlite3

import pytest

from tests.unit.store.polling import NOW, added, modified, signature, statement
from watcher.model.change import ChangeKind
from watcher.model.review import Unreviewed, Verdict
from watcher.store import reviews
from watcher.store.database import transaction
from watcher.store.verification import verify


@pytest.fixture
def lines(log):
    """A baseline, an added and a modified line, and one that was imported."""
    log.write(added(signature("CIV", "Côte d'Ivoire"), kind=ChangeKind.BASELINE))
    log.write(added(signature()))
    log.write(modified(signature(), signature(date="2025-11-20")))
    log.write(added(statement("the past"), key="entries/1"), source="news", imported=True)
    return log.db


def review(db, seq, verdict=Verdict.SEEN, note="", reviewer=""):
    with transaction(db):
        return reviews.add(db, seq, verdict, note, reviewer, NOW)


def test_news_waits_for_a_review_and_what_is_no_news_does_not(lines):
    assert reviews.states(lines, range(1, 9)) == {2: "unreviewed", 3: "unreviewed"}
    assert reviews.counts(lines) == Unreviewed(added=1, modified=1, removed=0)
    assert reviews.counts(lines).total == 2


def test_the_last_verdict_is_the_state_and_all_of_them_are_kept(lines):
    first = review(lines, 2, note="why\nand \x00how", reviewer="Ada")
    second = review(lines, 2, Verdict.FALSE_ALARM)
    assert reviews.of_change(lines, 2) == (first, second)
    assert (first.note, first.reviewer, first.change) == ("why\nand how", "Ada", 2)
    assert reviews.states(lines, [2]) == {2: "false_alarm"}
    assert reviews.counts(lines) == Unreviewed(added=0, modified=1, removed=0)


def test_a_note_alone_leaves_the_state_as_it_was(lines):
    review(lines, 3, Verdict.NOTE, "asked the depositary")
    assert reviews.states(lines, [3]) == {3: "unreviewed"}
    review(lines, 3, Verdict.IMPORTANT)
    review(lines, 3, Verdict.NOTE, "it answered")
    assert reviews.states(lines, [3]) == {3: "important"}
    with pytest.raises(ValueError, match="needs words"):
        review(lines, 3, Verdict.NOTE, " \n ")


def test_what_waits_for_nobody_can_be_reviewed_and_stays_out_of_the_count(lines):
    review(lines, 1, Verdict.IMPORTANT)
    review(lines, 1, Verdict.SEEN)
    assert reviews.states(lines, [1]) == {1: "seen"}
    assert reviews.counts(lines).total == 2


def test_a_line_that_is_not_there_cannot_be_reviewed(lines):
    with pytest.raises(KeyError):
        review(lines, 99)
    assert reviews.of_change(lines, 99) == ()


@pytest.mark.parametrize("sql", ["UPDATE reviews SET note = 'other'", "DELETE FROM reviews"])
def test_a_review_is_never_altered_and_the_log_stays_provable(lines, sql):
    review(lines, 2)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), transaction(lines):
        lines.execute(sql)
    assert verify(lines).changes == 4
