import itertools
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.errors import ExtractError
from watcher.extract import feed
from watcher.extract.entry import Entry, to_findings
from watcher.extract.moment import utc_moment
from watcher.extract.text import MAX_TEXT
from watcher.model.capture import Document
from watcher.model.source import Source, Tier

SOURCE = Source("news", "feed", "https://un.example/feed", Tier.OFFICIAL, timedelta(hours=1))
CAPTURES = Path(__file__).parents[4] / "shared" / "captures" / "feeds"
MALFORMED = sorted((CAPTURES / "malformed").glob("*"))
GOOD = sorted((CAPTURES / "courts").glob("*")) + sorted(CAPTURES.glob("*.*"))

needs_captures = pytest.mark.skipif(
    not CAPTURES.is_dir(), reason="needs ../shared/captures, the feeds as their sites served them"
)


def read(body, content_type="application/rss+xml", source=SOURCE):
    return feed.extract(source, Document("https://un.example/feed", body, content_type))


def rss(*items, end="</channel></rss>"):
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title>'
    return (head + "".join(f"<item>{item}</item>" for item in items) + end).encode()


def failed(extraction):
    return [check.name for check in extraction.checks if not check.passed]


@needs_captures
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_captured_feeds_are_read_completely(path):
    body = path.read_bytes()
    extraction = read(body)
    assert failed(extraction) == []
    assert len(extraction.findings) == len(re.findall(rb"<item[\s>]", body)) > 0
    assert len({finding.key for finding in extraction.findings}) == len(extraction.findings)
    for finding in extraction.findings:
        statement = finding.statement
        assert statement.text
        assert not re.search(r"</?\w+>|&amp;", statement.text)
        assert statement.link.startswith("https://")
        # Each of these feeds names a zone that has one meaning (MST, EST, GMT, an offset).
        assert statement.published
        assert statement.date


@needs_captures
@pytest.mark.parametrize("path", MALFORMED, ids=lambda path: path.name)
def test_no_malformed_feed_is_read_in_silence(path):
    body = path.read_bytes()
    extraction = read(body, "text/xml")
    if not failed(extraction) and not extraction.findings:
        # Then it states no entry that has a title, a text, a link or an id of its own.
        entries = re.findall(rb"<(?:item|entry)\b.*?</(?:item|entry)>", body, re.DOTALL)
        assert all(re.search(rb"<title>|<link|<guid", entry) is None for entry in entries)
    for check in extraction.checks:
        assert check.detail


@needs_captures
def test_a_feed_cut_at_any_place_is_not_whole():
    body = (CAPTURES / "courts" / "ca10.xml").read_bytes().rstrip()
    for length in itertools.chain(range(300, len(body), 97), (len(body) - 1,)):
        assert "whole" in failed(read(body[:length]))


def test_a_utf_16_feed_without_a_byte_order_mark_is_read():
    body = rss("<guid>1</guid><title>Türkiye signs</title>").decode().encode("utf-16-le")
    (finding,) = read(body).findings
    assert finding.statement.text == "Türkiye signs"


def test_a_byte_order_mark_outweighs_the_servers_charset():
    body = b"\xef\xbb\xbf" + rss("<guid>1</guid><title>Türkiye</title>")
    (finding,) = read(body, "text/xml; charset=iso-8859-1").findings
    assert finding.statement.text == "Türkiye"


def test_keys_do_not_change_when_the_feed_moves():
    body = rss("<guid>story-1</guid><title>One</title>")
    here = read(body).findings
    there = feed.extract(SOURCE, Document("https://moved.example/feed", body, "text/xml")).findings
    assert here == there


def test_a_long_text_is_cut_with_a_mark_that_tells_what_was_cut():
    def text(end):
        item = f"<guid>1</guid><description>{'x' * MAX_TEXT}{end}</description>"
        return read(rss(item)).findings[0].statement.text

    assert text("a") != text("b")
    assert len(text("a" * 9000)) < MAX_TEXT + 100
    assert "[cut: 20,001 characters in all" in text("a")


def test_a_feed_that_quotes_a_whole_page_is_a_feed():
    quoted = "<description><![CDATA[<!DOCTYPE html><html><body><p>Text</p></body></html>]]>"
    extraction = read(rss(f"<guid>1</guid><title>Quote</title>{quoted}</description>"))
    assert [finding.statement.text for finding in extraction.findings] == ["Quote\n\nText"]
    assert failed(extraction) == []


def test_a_very_long_id_is_shortened_and_stays_distinct():
    ids = ("x" * 5_000 + "1", "x" * 5_000 + "2")
    items = [f'<guid isPermaLink="false">{i}</guid><title>T</title>' for i in ids]
    keys = [finding.key for finding in read(rss(*items)).findings]
    assert len(set(keys)) == 2
    assert max(map(len, keys)) < 400


def test_a_reference_to_half_a_character_never_breaks_the_reading():
    # Not well-formed, so feedparser's second parser reads it, and that one raises.
    body = rss("<title>a &#xD800; &nbsp; b</title>")
    with pytest.raises(ExtractError, match="UnicodeEncodeError"):
        read(body)


def test_required_text_is_looked_for_in_title_and_entries():
    source = Source(
        "n", "feed", "https://x.example/", Tier.PRESS, timedelta(1), require_text=("News", "treaty")
    )
    assert failed(read(rss("<title>A treaty</title>"), source=source)) == []
    assert failed(read(rss("<title>A match</title>"), source=source)) == ["required text"]


@pytest.mark.parametrize(
    ("body", "seems"),
    [
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive or an Office document"),
        (b"\x00\x01\x02\x03", "binary data"),
        (b"<html><title>Sign in</title>", "an HTML page titled “Sign in”"),
        (b"<!-- a --><!-- b -->\n<HTML lang=en>", "an HTML page"),
        (b"<!-- a -->" * 400 + b"words", "text that begins with “" + "<!-- a -->" * 6 + "”"),
        (b"Not found", "text that begins with “Not found”"),
        (b" \n", "an empty body"),
    ],
)
def test_what_is_no_feed_is_told_by_what_it_seems_to_be(body, seems):
    (check,) = read(body).checks
    assert (check.name, check.passed) == ("feed", False)
    assert check.detail.endswith(seems)


@pytest.mark.parametrize(
    "body",
    [
        b"{" + b'"a":[' * 100_000,
        b'{"version": "https://jsonfeed.org/version/1.1", "items": 5}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ["x"]}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": NaN}]}',
        b'{"version": ["https://jsonfeed.org/version/1.1"], "items": []}',
        b"{\xff}",
    ],
)
def test_json_that_is_no_json_feed_fails_a_check(body):
    assert failed(read(body, "application/feed+json")) != []


@settings(deadline=None)
@given(
    moment=st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_a_date_with_an_offset_is_read_as_its_moment_in_utc(moment, minutes):
    local = moment.astimezone(timezone(timedelta(minutes=minutes)))
    expected = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert utc_moment(format_datetime(local)) == expected
    assert utc_moment(local.isoformat()) == expected


@pytest.mark.parametrize(
    ("served", "moment"),
    [
        ("Fri, 03 Feb 2023 09:05:16 MST", "2023-02-03T16:05:16Z"),
        ("Tuesday, 24-Apr-18 11:25:12 GMT", "2018-04-24T11:25:12Z"),
        ("2022-04-01T12:00:00.123Z", "2022-04-01T12:00:00Z"),
        ("2022-04-01 12:00 +02:00", "2022-04-01T10:00:00Z"),
        ("2022-04-01", None),
        ("2022-04-01T12:00:00", None),
        ("Fri, 01 Apr 2022 12:00:00 BST", None),
        ("Fri, 01 Apr 2022 12:00:00 A", None),
        ("31 Feb 2022 12:00 GMT", None),
        ("Fri, 01 Apr 2022 25:00:00 GMT", None),
        ("Mon, 01 Jan 0001 00:00:00 +1400", None),
        ("1 Apr 2022 12:00 +0299", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_a_date_is_read_only_where_it_leaves_no_doubt(served, moment):
    assert utc_moment(served) == moment


@settings(deadline=None)
@given(served=st.text(max_size=60))
def test_no_text_in_place_of_a_date_breaks_the_reading(served):
    utc_moment(served)


short = st.text("ab", max_size=2)
entries = st.lists(
    st.builds(
        Entry,
        id=st.none() | short,
        title=short,
        summary=short,
        link=st.none() | st.just("https://un.example/1"),
        published=st.none() | st.just("today"),
        moment=st.none(),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(entries=entries, order=st.randoms())
def test_keys_are_unique_and_do_not_depend_on_the_order_of_entries(entries, order):
    findings = to_findings(entries)
    assert len({finding.key for finding in findings}) == len(findings)
    shuffled = list(entries)
    order.shuffle(shuffled)
    assert {f.key: f for f in to_findings(shuffled)} == {f.key: f for f in findings}
