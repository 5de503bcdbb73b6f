"""What is noise, and what makes a source's way of being read a new one."""

import importlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from watcher.extract import page
from watcher.extract.kinds import (
    KINDS,
    body_digest,
    fingerprint,
    read_alike,
    watches_the_same,
)
from watcher.model.capture import Document
from watcher.model.reading import Listing, Matching, Pattern, Records, Table
from watcher.model.source import Format, Source, Tier

SOURCE = Source("one", "page", "https://example.org/", Tier.OFFICIAL, timedelta(hours=1))
PAGE = (
    '<html><input type="hidden" name="{name}" id="{name}" value="{state}" />'
    "<div>STATUS AS AT : {stamp}</div><p>{text}</p></html>"
)
STATES = st.text("ABCDEFabcdef0123456789+/=", max_size=40)
STAMPS = st.datetimes().map(lambda moment: f"{moment:%d-%m-%Y %H:%M:%S} EDT")
NAMES = st.sampled_from(["__VIEWSTATE", "__EVENTVALIDATION", "__VIEWSTATEGENERATOR"])


def readable(body):
    """The passages of a page."""
    document = Document(SOURCE.url, body, "text/html")
    return [finding.statement.text for finding in page.extract(SOURCE, document).findings]


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<input type='hidden' name='token' value='a1'>", "<input value='b2' name='token'>"),
        (
            '<script nonce="dGhpcyBpcyBvbmUh">x</script>',
            '<script nonce="YW5kIGFub3RoZXIh">x</script>',
        ),
        ('<meta name="csrf-token" content="a1">', '<meta name="csrf-token" content="b2">'),
        ("<!-- served from cache @ 10:16:18 -->", "<!-- made in 0.3 s -->"),
    ],
)
def test_tokens_and_the_remarks_of_caches_are_noise_on_a_page(one, other):
    before, after = (f"<html>{each}<p>Text</p></html>".encode() for each in (one, other))
    assert body_digest("page", before) == body_digest("page", after)
    assert body_digest("feed", before) != body_digest("feed", after)


@given(st.text("ab<>!-=/\"'", max_size=30), st.text("ab -<>", max_size=10))
def test_what_a_page_says_is_no_noise(around, text):
    pages = [
        f"<html><body>{around}<p>{each}</p></body></html>".encode() for each in (text, "other")
    ]
    assume(readable(pages[0]) != readable(pages[1]))
    assert body_digest("page", pages[0]) != body_digest("page", pages[1])


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


def test_a_reader_that_reads_further_reads_alike_and_anew(monkeypatch):
    before = fingerprint(SOURCE)
    further = replace(KINDS["page"], reach=KINDS["page"].reach + 1)
    monkeypatch.setattr("watcher.extract.kinds.KINDS", {**KINDS, "page": further})
    assert before != fingerprint(SOURCE)
    assert read_alike(before, fingerprint(SOURCE))


def test_what_is_kept_changes_how_far_a_source_is_read_and_nothing_else():
    feed = replace(SOURCE, kind="feed")
    before = fingerprint(feed)
    after = fingerprint(replace(feed, matching=Matching(match=(Pattern("Hanoi"),))))
    assert before != after
    assert read_alike(before, after)


@pytest.mark.parametrize("kind", ["page", "pdf"])
def test_which_passages_are_kept_is_part_of_what_is_watched_since_they_have_no_identity(kind):
    source = replace(SOURCE, kind=kind)
    kept = replace(source, matching=Matching(match=(Pattern("Hanoi"),)))
    assert not watches_the_same(fingerprint(source), fingerprint(kept))


def test_a_newer_version_of_the_reader_does_not_read_alike(monkeypatch):
    before = fingerprint(SOURCE)
    newer = replace(KINDS["page"], version=KINDS["page"].version + 1)
    monkeypatch.setattr("watcher.extract.kinds.KINDS", {**KINDS, "page": newer})
    assert not read_alike(before, fingerprint(SOURCE))


def test_a_fingerprint_of_the_first_release_is_still_understood():
    status = replace(SOURCE, kind="untc-status", url="https://x.example/", treaty="XVIII-16")
    first = "c89d2134219c1946babcf4dae523ada0.1"
    assert read_alike(first, fingerprint(status))


@pytest.mark.parametrize(
    "change",
    [
        {"listing": Listing(item="li")},
        {"listing": Listing(item="li", date="time")},
        {"table": Table(columns=(("State", "participant"),))},
        {"records": Records(records="data")},
        {"format": Format.XML},
    ],
    ids=repr,
)
def test_how_a_document_is_taken_apart_is_part_of_the_fingerprint(change):
    assert not watches_the_same(fingerprint(SOURCE), fingerprint(replace(SOURCE, **change)))


def test_a_source_that_was_never_read_watches_nothing_yet():
    assert not watches_the_same(None, fingerprint(SOURCE))
    assert not watches_the_same(None, None)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_names_a_module_that_reads(kind):
    assert callable(importlib.import_module(KINDS[kind].module).extract)
