"""Rows and the model: what goes in comes out, and the chain sees every altered value."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import assume, given
from hypothesis import strategies as st

from watcher.evidence.canonical import canonical, chain_hash
from watcher.model.finding import Finding, Statement
from watcher.model.wire import statement_to_json
from watcher.store.rows import (
    finding_to_json,
    known,
    maybe_moment,
    statement_from_json,
    to_json,
    to_moment,
    to_text,
)

TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
STATEMENTS = st.builds(
    Statement,
    action=TEXTS,
    date=TEXTS,
    effective=TEXTS,
    mark=TEXTS,
    bracketed=st.none() | st.booleans(),
    text=TEXTS,
    link=TEXTS,
    participant=TEXTS,
    participant_code=TEXTS,
    footnotes=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    published=TEXTS,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
RECORDS = st.dictionaries(st.text(max_size=6), VALUES, max_size=5)
MOMENTS = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


@given(st.none() | STATEMENTS)
def test_a_statement_comes_back_as_it_was(statement):
    through = json.loads(to_json(statement_to_json(statement)))
    assert statement_from_json(through) == statement


def test_no_field_of_a_statement_is_left_out():
    assert set(statement_to_json(Statement())) == {field.name for field in fields(Statement)}


@given(STATEMENTS, TEXTS, st.lists(st.text(max_size=4), max_size=3))
def test_a_finding_comes_back_with_its_history(statement, subject, earlier):
    row = {
        "key": "participants/MUS/signature",
        "part": "participants/signature",
        "subject": subject,
        "statement": to_json(statement_to_json(statement)),
        "earlier": to_json(earlier),
    }
    held = known(row)
    assert held.finding == Finding(row["key"], row["part"], statement, subject)
    assert held.earlier == frozenset(earlier)


@given(RECORDS, RECORDS)
def test_records_that_differ_have_different_hashes(one, other):
    assume(json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True))
    assert chain_hash(canonical(one)) != chain_hash(canonical(other))


@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_in_which_fields_are_written_means_nothing(record, random):
    names = list(record)
    random.shuffle(names)
    assert canonical({name: record[name] for name in names}) == canonical(record)


@given(RECORDS)
def test_canonical_bytes_are_the_record_itself(record):
    assert json.loads(canonical(record)) == record


def test_a_lone_surrogate_is_kept_escaped():
    assert canonical({"text": "\ud800"}) == b'{"text":"\\ud800"}'
    assert json.loads(canonical({"text": "\ud800"})) == {"text": "\ud800"}


def test_the_hash_is_what_sha256sum_prints():
    assert chain_hash(b"abc").startswith("ba7816bf8f01cfea")


@given(MOMENTS)
def test_a_moment_comes_back_to_the_millisecond(moment):
    assert to_moment(to_text(moment)) == moment


@given(MOMENTS, MOMENTS)
def test_the_order_of_texts_is_the_order_in_time(one, other):
    assert (to_text(one) < to_text(other)) is (one < other)


def test_a_moment_in_any_zone_is_stored_as_utc():
    vienna = datetime(2026, 2, 3, 11, 16, tzinfo=timezone(timedelta(hours=1)))
    assert to_text(vienna) == "2026-02-03T10:16:00.000Z"


def test_no_moment_is_none():
    assert maybe_moment(None) is None


def test_a_removed_finding_is_null_in_the_record():
    assert finding_to_json(None) is None
    statement = replace(Statement(), text="x")
    assert finding_to_json(Finding("k", "p", statement, "s")) == {
        "part": "p",
        "subject": "s",
        "statement": statement_to_json(statement),
    }
