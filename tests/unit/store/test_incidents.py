"""Incidents open once an episode and close when it is over."""

from datetime import timedelta

import pytest

from tests.unit.store.polling import NOW
from watcher.model.finding import Notice
from watcher.model.source import Outcome
from watcher.store.sources import incidents

FAILED, QUARANTINED = Outcome.FAILED, Outcome.QUARANTINED
COLUMN = Notice("unknown_column", "Observer", "The heading 'Observer' is not known.")
NAME = Notice("unresolved_name", "Nowhere", "The participant 'Nowhere' is not in the table.")


def all_of(log):
    return incidents(log.db, since=NOW)


@pytest.mark.parametrize("outcome", [FAILED, QUARANTINED])
def test_an_episode_is_one_incident_with_each_of_its_reasons_once(log, outcome):
    first = log.write(outcome=outcome, error="first reason")
    log.write(outcome=outcome, error="another reason")
    log.write(outcome=outcome, error="first reason")
    (incident,) = incidents(log.db)
    assert (incident.kind, incident.reason) == (
        outcome.value,
        "first reason; then another reason",
    )
    assert (incident.opened_at, incident.closed_at) == (first.finished_at, None)


def test_a_failure_that_becomes_a_quarantine_is_the_same_episode(log):
    log.write(outcome=FAILED, error="no answer")
    log.write(outcome=QUARANTINED, error="half a table")
    (incident,) = all_of(log)
    assert (incident.kind, incident.reason) == ("quarantined", "no answer; then half a table")


@pytest.mark.parametrize("good", [each for each in Outcome if each.good])
def test_any_good_poll_ends_the_episode(log, good):
    log.write(outcome=FAILED, error="no answer")
    end = log.write(outcome=good)
    assert incidents(log.db) == ()
    assert all_of(log)[0].closed_at == end.finished_at


def test_the_next_episode_is_another_incident(log):
    for _ in range(2):
        log.write(outcome=FAILED, error="no answer")
        log.write()
    assert len(all_of(log)) == 2


def test_sources_have_their_own_episodes(log):
    log.write(outcome=FAILED, error="no answer")
    log.write(source="news")
    assert [incident.source for incident in incidents(log.db)] == ["untc"]


def test_a_notice_opens_once_and_closes_when_it_is_gone(log):
    first = log.write(notices=(COLUMN, NAME))
    log.write(notices=(COLUMN, NAME))
    assert [incident.kind for incident in incidents(log.db)] == [COLUMN.kind, NAME.kind]
    assert {incident.opened_at for incident in incidents(log.db)} == {first.finished_at}
    log.write(notices=(NAME,))
    assert [incident.subject for incident in incidents(log.db)] == ["Nowhere"]
    assert len(all_of(log)) == 2


def test_notices_of_one_kind_are_told_apart_by_their_subject(log):
    other = Notice("unknown_column", "Other", "The heading 'Other' is not known.")
    log.write(notices=(COLUMN,))
    log.write(notices=(COLUMN, other))
    assert len(incidents(log.db)) == 2


def test_notices_go_on_while_the_page_is_not_read(log):
    log.write(notices=(COLUMN,))
    log.write(outcome=Outcome.NOT_MODIFIED, notices=None)
    log.write(outcome=FAILED, error="no answer", notices=None)
    assert [incident.kind for incident in incidents(log.db)] == ["unknown_column", "failed"]


def test_a_good_poll_closes_no_notice_that_is_still_there(log):
    log.write(notices=(COLUMN,))
    log.write(outcome=FAILED, error="no answer")
    log.write(notices=(COLUMN,))
    assert [incident.kind for incident in incidents(log.db)] == ["unknown_column"]


def test_closed_incidents_are_found_by_when_they_were_opened_or_closed(log):
    opened = log.write(outcome=FAILED, error="no answer").finished_at
    closed = log.write().finished_at
    assert len(incidents(log.db, since=opened - timedelta(seconds=1))) == 1
    assert len(incidents(log.db, since=closed - timedelta(seconds=1))) == 1
    assert incidents(log.db, since=closed) == ()
