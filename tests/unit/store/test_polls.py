"""What one poll leaves behind: all of it or nothing, and a log that only grows."""

import hashlib
import json
import sqlite3
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.unit.store.polling import (
    NOW,
    SOURCES,
    VALIDATORS,
    added,
    modified,
    removed,
    signature,
    statement,
)
from watcher.evidence.canonical import canonical, chain_hash
from watcher.model.change import ChangeKind
from watcher.model.source import Outcome, Tier
from watcher.store import polls, sources
from watcher.store.database import transaction
from watcher.store.log import capture, change, head

TABLES = ("polls", "bodies", "captures", "findings", "changes", "incidents")


def counts(log):
    return {name: log.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in TABLES}


def known(log, source="untc"):
    return {key: held.finding.statement for key, held in sources.known(log.db, source).items()}


def test_a_change_leads_to_the_exact_bytes_address_time_and_hash(log):
    record = log.write(added(signature()), body=b"\x00\xffthe page")
    logged = change(log.db, 1)
    assert logged.capture == hashlib.sha256(b"\x00\xffthe page").hexdigest()
    assert capture(log.db, logged.capture_id) == replace(
        record.capture, elapsed=record.capture.elapsed * 0
    )
    assert logged.captured_at == record.capture.fetched_at
    assert logged.detected_at == record.finished_at
    assert (logged.source, logged.tier, logged.treaty) == ("untc", "record", "XVIII-16")


def test_a_change_comes_back_as_it_was_written(log):
    old = signature(footnotes=("a note",), published="Wed, 19 Nov 2025")
    new = signature(date="2025-11-20")
    log.write(added(old))
    log.write(modified(old, new))
    assert change(log.db, 2).change == replace(modified(old, new), updates=())


def test_each_row_is_chained_to_the_one_before(log):
    for number in range(4):
        log.write(added(signature(f"S{number}")), added(signature(f"T{number}")))
    previous = ""
    for row in log.rows("SELECT * FROM changes ORDER BY seq"):
        assert chain_hash(row["record"]) == row["hash"]
        assert json.loads(row["record"])["previous"] == previous
        previous = row["hash"]
    assert log.rows("SELECT seq, hash FROM head") == [{"seq": 8, "hash": previous}]
    assert head(log.db) == 8


def test_the_record_holds_all_that_the_columns_repeat(log):
    log.write(added(signature()))
    (row,) = log.rows("SELECT * FROM changes")
    stored = json.loads(row["record"])
    for name in (
        "seq",
        "kind",
        "source",
        "tier",
        "treaty",
        "participant",
        "participant_code",
        "action",
        "date",
        "effective",
        "summary",
        "capture",
    ):
        assert stored[name] == row[name]
    assert stored["new"] == json.loads(row["new"])
    assert row["old"] is None is stored["old"]


def test_any_altered_value_of_a_record_changes_its_hash(log):
    log.write(modified(signature(), signature(date="2025-11-20")))
    (row,) = log.rows("SELECT record, hash FROM changes")
    record = json.loads(row["record"])
    assert canonical(record) == row["record"]
    for name in record:
        assert chain_hash(canonical({**record, name: "altered"})) != row["hash"]


def test_findings_can_be_rebuilt_from_the_log(log):
    old, new = signature(), signature(date="2025-11-20")
    log.write(added(old), added(signature("FRA", "France")))
    log.write(modified(old, new))
    log.write(removed(signature("FRA", "France")))
    rebuilt = {}
    for row in log.rows("SELECT record FROM changes ORDER BY seq"):
        for key, finding in json.loads(row["record"])["updates"]:
            rebuilt[key] = finding
    stated = {key: value for key, value in rebuilt.items() if value is not None}
    stored = {
        row["key"]: {
            "part": row["part"],
            "subject": row["subject"],
            "statement": json.loads(row["statement"]),
        }
        for row in log.rows("SELECT * FROM findings")
    }
    assert stored == stated


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE changes SET summary = 'altered' WHERE seq = 1",
        "UPDATE changes SET hash = ''",
        "DELETE FROM changes",
        "DELETE FROM changes WHERE seq = 1",
    ],
)
def test_the_change_log_refuses_to_be_altered(log, sql):
    log.write(added(signature()))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        log.db.execute(sql)
    assert change(log.db, 1).change.summary == "Mauritius is new"


def test_the_change_log_refuses_to_be_replaced(log):
    log.write(added(signature()))
    columns = list(log.rows("SELECT * FROM changes")[0])
    names = ", ".join(f"'altered' AS {n}" if n == "summary" else n for n in columns)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        log.db.execute(f"INSERT OR REPLACE INTO changes SELECT {names} FROM changes")


def test_a_poll_that_fails_in_the_middle_leaves_nothing(log):
    log.write(added(signature()))
    before, state = counts(log), sources.states(log.db)["untc"]
    bad = replace(added(signature("FRA")), summary=None)
    with pytest.raises(sqlite3.IntegrityError), transaction(log.db):
        polls.write(log.db, log.record(added(signature("DEU")), bad, fingerprint="new"))
    assert counts(log) == before
    assert sources.states(log.db)["untc"] == state
    assert head(log.db) == 1


def test_a_source_that_is_not_registered_is_refused(log):
    stranger = replace(log.record(), source_id="stranger")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), transaction(log.db):
        polls.write(log.db, stranger)


def test_a_change_without_a_capture_is_refused(log):
    with pytest.raises(ValueError, match="needs the capture"), transaction(log.db):
        polls.write(log.db, replace(log.record(added(signature())), capture=None))
    assert counts(log)["polls"] == 0


def test_a_body_is_kept_once_however_often_it_was_served(log):
    log.write(added(signature()), body=b"same")
    log.write(removed(signature()), body=b"same")
    assert counts(log)["bodies"] == 1
    assert counts(log)["captures"] == 2


def test_a_finding_remembers_its_earlier_statements_but_not_its_spellings(log):
    one, other = signature(), signature(date="2025-11-20")
    respelt = replace(other, participant="Republic of Mauritius", footnotes=("a note",))
    log.write(added(one))
    log.write(modified(one, other))
    log.write(modified(other, respelt))
    (held,) = sources.known(log.db, "untc").values()
    assert held.finding.statement == respelt
    assert held.earlier == {one.digest}


def test_a_finding_that_swings_for_long_remembers_only_the_latest(log):
    dates = [f"2025-01-{day:02}" for day in range(1, 31)]
    log.write(added(signature(date=dates[0])))
    for before, after in pairwise(dates):
        log.write(modified(signature(date=before), signature(date=after)))
    (held,) = sources.known(log.db, "untc").values()
    assert len(held.earlier) == 20
    assert signature(date=dates[-2]).digest in held.earlier
    assert signature(date=dates[0]).digest not in held.earlier


def test_a_finding_that_is_gone_is_gone(log):
    log.write(added(signature()))
    log.write(removed(signature()))
    assert known(log) == {}
    assert change(log.db, 2).change.new is None


def test_sources_do_not_share_their_findings(log):
    log.write(added(signature(), key="entries/1"), source="untc")
    log.write(added(statement("other"), key="entries/1"), source="news")
    assert known(log, "untc") == {"entries/1": signature()}
    assert known(log, "news") == {"entries/1": statement("other")}


# -- a source's state ----------------------------------------------------------------------


def test_a_good_poll_advances_validators_digest_fingerprint_and_parts(log):
    record = log.write(
        validators=VALIDATORS, body_digest="d", fingerprint="f", parts=frozenset({"p", "q"})
    )
    state = sources.states(log.db)["untc"]
    assert (state.validators, state.body_digest, state.fingerprint) == (VALIDATORS, "d", "f")
    assert state.parts == {"p", "q"}
    assert (state.last_good, state.last_poll) == (record.finished_at, record.finished_at)
    assert state.next_poll == record.next_poll
    assert state.last_outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.QUARANTINED])
def test_a_poll_that_is_not_good_advances_nothing_and_is_counted(log, outcome):
    log.write(validators=VALIDATORS, body_digest="d", fingerprint="f", parts=frozenset({"p"}))
    good = sources.states(log.db)["untc"]
    for failures in (1, 2):
        record = log.write(outcome=outcome, error="why")
        state = sources.states(log.db)["untc"]
        assert state == replace(
            good,
            failures=failures,
            last_poll=record.finished_at,
            next_poll=record.next_poll,
            last_outcome=outcome,
        )
    log.write()
    assert sources.states(log.db)["untc"].failures == 0


def test_an_unconfirmed_poll_forgets_what_would_let_the_next_one_skip_reading(log):
    log.write(validators=VALIDATORS, body_digest="d")
    log.write(outcome=Outcome.UNCONFIRMED, held=frozenset({"t2", "t1"}), forget_body=True)
    state = sources.states(log.db)["untc"]
    assert (state.validators.etag, state.validators.last_modified) == (None, None)
    assert state.body_digest is None
    assert state.held == {"t1", "t2"}


def test_what_waits_goes_on_waiting_through_an_outage(log):
    log.write(outcome=Outcome.UNCONFIRMED, held=frozenset({"t"}), forget_body=True)
    log.write(outcome=Outcome.FAILED, error="no answer")
    assert sources.states(log.db)["untc"].held == {"t"}
    log.write()
    assert sources.states(log.db)["untc"].held == frozenset()


def test_registering_again_updates_the_description_and_keeps_the_state(log):
    log.write(validators=VALIDATORS, fingerprint="f")
    moved = replace(SOURCES[0], url="https://moved.example.org/", tier=Tier.PRESS, treaty=None)
    before = sources.states(log.db)["untc"]
    with transaction(log.db):
        polls.register(log.db, [moved])
    # What was read stands; another address is due at once.
    assert sources.states(log.db)["untc"] == replace(before, next_poll=None)
    (row,) = log.rows("SELECT * FROM sources WHERE id = 'untc'")
    assert (row["url"], row["tier"], row["treaty"]) == (moved.url, "press", None)


def test_the_newest_poll_of_each_source_is_found(log):
    log.write()
    log.write(source="news", outcome=Outcome.FAILED, error="no answer", status=503)
    log.write(added(signature()))
    last = sources.last_polls(log.db)
    assert (last["untc"].outcome, last["untc"].changes) == ("changed", 1)
    assert (last["news"].error, last["news"].status) == ("no answer", 503)


def test_statements_of_a_treaty_are_those_of_its_records(log):
    log.write(added(signature()))
    log.write(added(statement("news"), key="entries/1"), source="news")
    ((source, held),) = sources.statements(log.db, "XVIII-16")
    assert (source, held.finding.statement) == ("untc", signature())
    assert sources.statements(log.db, "XXVI-1") == ()
    assert list(sources.ids(log.db)) == ["news", "untc"]


def test_a_baseline_is_logged_like_all_else(log):
    log.write(added(signature(), kind=ChangeKind.BASELINE), outcome=Outcome.BASELINE)
    assert change(log.db, 1).change.kind is ChangeKind.BASELINE
    assert change(log.db, 2) is None
    assert log.now > NOW


def test_a_finding_that_moves_to_another_key_keeps_what_it_said_before(log):
    first, second, third = statement("one"), statement("two"), statement("three")
    log.write(added(first, "entries/a"), source="news")
    log.write(modified(first, second, "entries/a"), source="news")
    moved = modified(second, third, "entries/b")
    moved = replace(moved, updates=(("entries/a", None), *moved.updates))
    log.write(moved, source="news")
    (held,) = sources.known(log.db, "news").values()
    assert held.finding.key == "entries/b"
    assert held.earlier == {first.digest, second.digest}


def test_where_an_address_moved_to_says_nothing_of_another_address(log):
    log.write(source="news", moved_to="https://new.example.org/")
    polls.register(log.db, SOURCES)
    assert sources.states(log.db)["news"].moved_to == "https://new.example.org/"
    other = [replace(each, url="https://other.example.org/") for each in SOURCES]
    polls.register(log.db, other)
    assert sources.states(log.db)["news"].moved_to is None
