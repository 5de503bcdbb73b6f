"""Documents behind links, in a real database: wanted, kept once with their text, or given up."""

from datetime import timedelta

import pytest

from tests.unit.store.polling import NOW, added
from watcher.model.capture import Capture
from watcher.model.finding import Statement
from watcher.store import documents, polls, sources
from watcher.store.database import open_for_writing, transaction
from watcher.store.log import LogFilter, changes
from watcher.store.log import capture as captured

PDF = "https://treaties.example.org/CN.421.2025-Eng.pdf"
OTHER = "https://treaties.example.org/CN.9.2026-Eng.pdf"


def notification(number="421.2025", link=PDF):
    return added(
        Statement(text=f"C.N.{number}: a title", link=link), key=f"notifications/C.N.{number}"
    )


def came(url=PDF, body=b"%PDF-1.4"):
    return Capture(url, 200, (), NOW, body, timedelta(seconds=1))


def due(db, now=NOW + timedelta(days=1), limit=10, names=("untc", "news")):
    return documents.due(db, now, limit, names)


def write(db, change, *args):
    with transaction(db):
        change(db, *args)


def found(db, words):
    return [each.seq for each in changes(db, LogFilter(search=words))]


@pytest.fixture
def wanted(db, log):
    """The document of one new notification, which is wanted."""
    log.write(notification())
    (linked,) = due(db)
    return linked


def test_a_notification_wants_the_pdf_behind_it(wanted):
    assert (wanted.source, wanted.key, wanted.url) == ("untc", "notifications/C.N.421.2025", PDF)
    assert (wanted.state, wanted.change, wanted.attempts) == ("wanted", 1, 0)


@pytest.mark.parametrize("link", [None, "https://treaties.example.org/CNs.aspx?cnTab=tab1"])
def test_one_without_a_pdf_wants_nothing(db, log, link):
    log.write(notification(link=link))
    assert due(db) == ()


def test_other_findings_want_nothing(db, log):
    log.write(added(Statement(text="a report", link=PDF), key="entries/1"), source="news")
    assert due(db) == ()


def test_a_poll_that_fails_to_be_written_wants_nothing(db, log):
    def cut_off():
        with transaction(db):
            polls.write(db, log.record(notification()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    assert due(db) == ()


def test_what_is_kept_has_bytes_text_and_a_date(db, wanted):
    write(db, documents.keep, wanted.id, came(), "POLAND: WITHDRAWAL", NOW)
    (kept,) = documents.of_change(db, 1)
    assert (kept.state, kept.text, kept.done_at, kept.error) == (
        "kept",
        "POLAND: WITHDRAWAL",
        NOW,
        None,
    )
    assert captured(db, kept.capture_id).body == b"%PDF-1.4"
    assert due(db) == ()


def test_its_text_is_searched_with_the_log(db, log, wanted):
    log.write(notification("9.2026", OTHER))
    write(db, documents.keep, wanted.id, came(), "The Secretary-General\n\nl'évènement", NOW)
    assert found(db, "secretary-general") == [1]
    assert found(db, "evenement") == [1]
    assert found(db, "C.N.9.2026") == [2]
    assert found(db, "nowhere") == []


def test_a_failure_is_tried_again_when_its_time_has_come(db, wanted):
    later = NOW + timedelta(days=2)
    write(db, documents.failed, wanted.id, "the server answered 404", later, NOW)
    assert due(db) == ()
    (again,) = due(db, later)
    assert (again.attempts, again.error) == (1, "the server answered 404")


def test_what_is_given_up_is_told_to_the_operator(db, wanted):
    write(db, documents.failed, wanted.id, "the server answered 404", None, NOW)
    assert due(db, NOW + timedelta(days=100)) == ()
    (given_up,) = documents.of_change(db, 1)
    assert (given_up.state, given_up.done_at) == ("failed", NOW)
    (incident,) = sources.incidents(db)
    assert (incident.kind, incident.subject) == ("document", PDF)
    assert "404" in incident.reason


def test_the_next_good_poll_closes_that_episode(db, log, wanted):
    write(db, documents.failed, wanted.id, "the server answered 404", None, NOW)
    log.write(notices=())
    assert sources.incidents(db) == ()


def test_an_address_that_two_sources_link_to_is_fetched_once(db, log, wanted):
    log.write(notification(), source="news")
    assert [each.source for each in due(db)] == ["untc"]
    write(db, documents.keep, wanted.id, came(), "text", NOW)
    assert due(db) == ()
    both = [documents.of_change(db, seq)[0] for seq in (1, 2)]
    assert [each.capture_id for each in both] == [1 + 2, 1 + 2]
    assert found(db, "text") == [2, 1]


def test_what_is_kept_already_is_not_fetched_for_the_next_one(db, log, wanted):
    write(db, documents.keep, wanted.id, came(), "text", NOW)
    log.write(notification(), source="news")
    assert due(db) == ()
    assert documents.of_change(db, 2)[0].text == "text"


def test_the_same_link_of_the_same_notification_is_not_asked_for_again(db, log, wanted):
    write(db, documents.keep, wanted.id, came(), "text", NOW)
    log.write(notification())
    assert due(db) == ()
    assert documents.of_change(db, 2) == ()


def test_a_notification_that_is_issued_again_wants_its_new_file(db, log, wanted):
    write(db, documents.keep, wanted.id, came(), "text", NOW)
    log.write(notification(link=PDF.replace("-Eng", ".Reissued-Eng")))
    assert [each.change for each in due(db)] == [2]


def test_those_of_other_sources_stay_wanted(db, wanted):
    assert due(db, names=("news",)) == ()


def test_no_more_are_given_than_are_asked_for_and_the_longest_due_first(db, log):
    for number in range(5):
        log.write(notification(f"{number}.2026", f"{OTHER}?{number}"))
    first, second = due(db, limit=2)
    assert [first.url[-1], second.url[-1]] == ["0", "1"]
    write(db, documents.failed, first.id, "no", NOW + timedelta(hours=5), NOW)
    assert [each.url[-1] for each in due(db)] == ["1", "2", "3", "4", "0"]


def test_what_is_wanted_outlives_a_restart(db, log, path, wanted):
    db.close()
    again = open_for_writing(path)
    assert due(again) == (wanted,)
    again.close()
