"""What was left out, remembered and listed."""

from datetime import timedelta

from tests.unit.store.polling import NOW, added, statement
from watcher.model.finding import Filtered
from watcher.store import filtered
from watcher.store.filtered import Wanted, listing, said


def left_out(name, text, reason="names no watched treaty", **fields):
    return Filtered(f"entries/{name}", statement(text, **fields), reason)


def titles(db, **wanted):
    return [entry.title for entry in listing(db, Wanted(**wanted))]


def test_an_entry_is_listed_with_its_title_address_date_and_reason(db, log):
    sport = left_out("1", "Sport\n\nResults", link="https://n.example/1", date="2026-02-03")
    log.write(source="news", filtered=(sport,))
    (entry,) = listing(db, Wanted())
    assert (entry.source, entry.title, entry.link) == ("news", "Sport", "https://n.example/1")
    assert (entry.date, entry.reason) == ("2026-02-03", "names no watched treaty")
    assert entry.first_seen_at == entry.last_seen_at == NOW + timedelta(minutes=1)


def test_an_entry_that_is_seen_again_keeps_the_moment_at_which_it_was_first_seen(db, log):
    log.write(source="news", filtered=(left_out("1", "Sport"),))
    log.write(source="news", filtered=(left_out("1", "Sport: results", 'excluded by "sport"'),))
    (entry,) = listing(db, Wanted())
    assert (entry.title, entry.reason) == ("Sport: results", 'excluded by "sport"')
    assert entry.first_seen_at == NOW + timedelta(minutes=1)
    assert entry.last_seen_at == NOW + timedelta(minutes=2)


def test_what_an_entry_said_is_remembered_by_its_words_alone(db, log):
    log.write(source="news", filtered=(left_out("1", "Sport", date="2026-02-03"),))
    assert said(db, "news") == {"entries/1": statement("Sport").said}
    assert said(db, "untc") == {}


def test_an_entry_that_is_kept_after_all_is_forgotten(db, log):
    log.write(source="news", filtered=(left_out("1", "Sport"), left_out("2", "Food")))
    log.write(added(statement("Hanoi"), "entries/1"), source="news", filtered=())
    assert titles(db) == ["Food"]


def test_an_entry_that_was_told_for_the_last_time_stays(db, log):
    edited = left_out("1", "Correction")
    log.write(added(edited.statement, "entries/1"), source="news", filtered=(edited,))
    assert titles(db) == ["Correction"]


def test_the_list_can_be_narrowed_and_the_newest_stand_first(db, log):
    log.write(source="news", filtered=(left_out("1", "Sport in \u00c5rhus"),))
    log.write(source="untc", filtered=(left_out("2", "Food", link="https://n.example/hanoi"),))
    assert titles(db) == ["Food", "Sport in \u00c5rhus"]
    assert titles(db, source="news") == ["Sport in \u00c5rhus"]
    assert titles(db, since=NOW + timedelta(minutes=2)) == ["Food"]
    assert titles(db, until=NOW + timedelta(minutes=2)) == ["Sport in \u00c5rhus"]
    assert titles(db, search="\u00e5rhus SPORT") == ["Sport in \u00c5rhus"]
    assert titles(db, search="hanoi") == ["Food"]
    assert titles(db, search="100%") == []


def test_only_the_newest_are_remembered_but_those_of_one_poll_all(db, log, monkeypatch):
    monkeypatch.setattr(filtered, "REMEMBERED", 3)
    log.write(source="untc", filtered=(left_out("other", "Other source"),))
    log.write(source="news", filtered=tuple(left_out(str(n), f"Old {n}") for n in range(3)))
    log.write(source="news", filtered=(left_out("3", "Newer"),))
    assert len(titles(db, source="news")) == 3
    log.write(source="news", filtered=tuple(left_out(f"n{n}", f"New {n}") for n in range(5)))
    assert sorted(titles(db)) == [*(f"New {n}" for n in range(5)), "Other source"]


def test_how_many_a_poll_left_out_stands_beside_the_poll(log):
    log.write(source="news", filtered=(left_out("1", "Sport"), left_out("2", "Food")))
    assert log.rows("SELECT filtered FROM polls") == [{"filtered": 2}]
