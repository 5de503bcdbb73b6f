"""What is noise, and what makes a source's way of being read a new one."""

import importlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from watcher.extract.kinds import KINDS, body_digest, fingerprint, watches_the_same
from watcher.model.source import Source, Tier

SOURCE = Source("one", "page", "https://example.org/", Tier.OFFICIAL, timedelta(hours=1))
PAGE = (
    '<html><input type="hidden" name="{name}" id="{name}" value="{state}" />'
    "<div>STATUS AS AT : {stamp}</div><p>{text}</p></html>"
)
STATES = st.text("ABCDEFabcdef0123456789+/=", max_size=40)
STAMPS = st.datetimes().map(lambda moment: f"{moment:%d-%m-%Y %H:%M:%S} EDT")
NAMES = st.sampled_from(["__VIEWSTATE", "__EVENTVALIDATION", "__VIEWSTATEGENERATOR"])


def digest(kind, **parts):
    return body_digest(kind, PAGE.format(**parts).encode())


@given(NAMES, STATES, STATES, STAMPS, STAMPS)
def test_view_state_and_stamp_of_a_status_page_are_noise(name, one, other, then, now):
    before = digest("untc-status", name=name, state=one, stamp=then, text="x")
    assert before == digest("untc-status", name=name, state=other, stamp=now, text="x")


@given(STATES, st.text(max_size=20), st.text(max_size=20))
def test_nothing_else_of_a_status_page_is_noise(state, one, other):
    assume(one.encode(errors="replace") != other.encode(errors="replace"))
    before = PAGE.format(name="__VIEWSTATE", state=state, stamp="1 EDT", text=one)
    after = PAGE.format(name="__VIEWSTATE", state=state, stamp="1 EDT", text=other)
    assert body_digest("untc-status", before.encode(errors="replace")) != body_digest(
        "untc-status", after.encode(errors="replace")
    )


@given(STAMPS, STAMPS)
def test_a_stamp_is_no_noise_on_a_page(then, now):
    assume(then != now)
    before = digest("page", name="__VIEWSTATE", state="a", stamp=then, text="x")
    assert before != digest("page", name="__VIEWSTATE", state="a", stamp=now, text="x")


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_every_byte_of_a_feed_counts(one, other):
    assert (body_digest("feed", one) == body_digest("feed", other)) is (one == other)


def test_a_value_of_another_field_is_no_noise():
    one = digest("untc-status", name="__OTHER", state="a", stamp="x", text="x")
    assert one != digest("untc-status", name="__OTHER", state="b", stamp="x", text="x")


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://example.org/other"},
        {"kind": "feed"},
        {"treaty": "XVIII-16"},
        {"select": "main"},
        {"ignore": ("^Last updated",)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_watched_is_part_of_the_fingerprint(change):
    one, other = fingerprint(SOURCE), fingerprint(replace(SOURCE, **change))
    assert not watches_the_same(one, other)


@pytest.mark.parametrize(
    "change", [{"every": timedelta(days=1)}, {"paused": True}, {"tier": Tier.PRESS}, {"id": "two"}]
)
def test_how_often_and_how_trusted_is_not(change):
    assert fingerprint(SOURCE) == fingerprint(replace(SOURCE, **change))


def test_two_patterns_are_not_one_pattern_that_looks_like_both():
    one = fingerprint(replace(SOURCE, ignore=("a", "b")))
    assert one != fingerprint(replace(SOURCE, ignore=("ab",)))
    assert one != fingerprint(replace(SOURCE, select="a", ignore=("b",)))


def test_a_new_version_of_the_reader_watches_the_same_in_a_new_way(monkeypatch):
    before = fingerprint(SOURCE)
    newer = replace(KINDS["page"], version=KINDS["page"].version + 1)
    monkeypatch.setattr("watcher.extract.kinds.KINDS", {**KINDS, "page": newer})
    after = fingerprint(SOURCE)
    assert before != after
    assert watches_the_same(before, after)


def test_a_source_that_was_never_read_watches_nothing_yet():
    assert not watches_the_same(None, fingerprint(SOURCE))
    assert not watches_the_same(None, None)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_names_a_module_that_reads(kind):
    assert callable(importlib.import_module(KINDS[kind].module).extract)
