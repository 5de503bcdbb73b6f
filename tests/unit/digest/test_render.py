"""A digest as text: readable aloud, 72 columns, the three kinds of news apart."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.digest.anything import anything
from watcher.digest.compose import compose
from watcher.digest.marks import MARKS, marked
from watcher.digest.render.text import WIDTH, render_text
from watcher.model.digest import Digest
from watcher.model.finding import Statement
from watcher.model.message import TestMessage, from_json, to_json
from watcher.model.operator import OperatorAlert

digests = anything(Digest)
messages = digests | anything(OperatorAlert) | anything(TestMessage)


def full(settings, log, act):
    log.add("untc", None, act("Mauritius", date="2025-10-01"))
    log.add("untc", act("Chile", "ratification"), None)
    log.add(
        "news",
        None,
        Statement(text="72 States ratify", link="https://news.example.org/1", date="2025-11-18"),
    )
    log.add(
        "home",
        Statement(text="The Convention is open for signature until 30 December 2026."),
        Statement(text="The Convention is open for signature until 31 December 2026."),
    )
    log.add("home", Statement(text="Nothing is alike"), Statement(text="in these two passages"))
    log.add("home", Statement(text="An old passage"), None)
    log.incident("news", "failed", "The server answered 503.", closed=True)
    log.incident("home", "quarantined", "The page is a maintenance page.")
    log.incident("untc", "unknown_column", "Nobody knows the column X.")
    return compose(settings, log.material(), now=log.now)


def test_all_that_happened_stands_in_its_place(settings, log, act):
    text = render_text(full(settings, log, act))
    order = [
        "UN Convention against Cybercrime: Mauritius signs, entry of Chile",
        "Daily digest, 20 Nov 2025, 08:00 (Europe/Vienna)",
        "\nOn record\n",
        "Convention against Cybercrime (XVIII-16): 73 signatories, 1 has",
        "- Mauritius signed on 1 Oct 2025. Published late.",
        "Found 20 Nov 2025, 07:00; change 1 from untc.",
        "- Chile's ratification of 19 Nov 2025 is no longer on the page.",
        "Official page of untc: https://treaties.example.org/status",
        "\nReported by others\n",
        "- 72 States ratify",
        "news (press), dated 18 Nov 2025;",
        "https://news.example.org/1",
        "\nPages that changed\n",
        "home: https://home.example.org/",
        "[-30-] {+31+}",
        "Before (change 5): Nothing is alike",
        "Now: in these two passages",
        "Taken out (change 6): An old passage",
        "\nSources that could not be read or trusted\n",
        "- news could not be read from 20 Nov 2025, 05:00 to",
        "- home has not been trusted since 20 Nov 2025, 05:00.",
        "The page is a maintenance page.",
        "\nFor the operator\n",
        "- untc, unknown column: Nobody knows the column X.",
        "\nWhy you get this\n",
        'It is the digest "daily" (schedule: 0 7 * * *, Europe/Vienna)',
        "It covers the change log from 1 to 6.",
    ]
    assert all(part in text for part in order), text
    places = [text.index(part) for part in order]
    assert all(before < after for before, after in pairwise(places))


def test_a_sentence_that_ends_with_the_pages_own_stop_gets_no_second_one(settings, log):
    text = "Not yet in force: see article 65 (1)."
    log.add("untc", None, Statement(action="entry_into_force", text=text))
    shown = render_text(compose(settings, log.material(), now=log.now))
    assert "article 65 (1)." in " ".join(shown.split())
    assert ".." not in shown


def test_a_late_report_says_so(settings, log):
    stated = Statement(text="72 States ratify", date="2025-09-01T08:00:00Z")
    log.add("news", None, stated)
    text = render_text(compose(settings, log.material(), now=log.now))
    assert "found 20 Nov 2025, 07:00. Published late." in " ".join(text.split())


def test_an_empty_digest_says_that_nothing_is_new(settings, log):
    text = render_text(compose(settings, log.material(), now=log.now))
    assert text.startswith("No change on 3 sources\n")
    assert "On record\n\n  Nothing new.\n" in text
    assert "Reported" not in text
    assert "It found no new line in the change log, which ends at 0." in text


def test_both_records_are_named_as_evidence(settings, log, act):
    log.add("untc", None, act("Mauritius"))
    log.add("other", None, act("Mauritius"))
    text = render_text(compose(settings, log.material(), now=log.now))
    assert "change 1 from untc. Also change 2 from other." in " ".join(text.split())
    assert "Official page of other: no longer configured" in text


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_zone_that_is_unknown_now_is_told_in_utc(settings, log, zone):
    digest = compose(settings, log.material(), now=log.now)
    stored = from_json(to_json(digest).replace("Europe/Vienna", zone))
    assert "20 Nov 2025, 07:00 (UTC)" in render_text(stored)


def test_the_json_rendering_is_one_line(settings, log, act):
    digest = full(settings, log, act)
    text = to_json(digest)
    assert "\n" not in text
    assert json.loads(text)["subject"] == digest.subject
    assert from_json(text) == digest


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"id": 1}', "\x00"])
def test_what_is_no_digest_is_refused(text):
    with pytest.raises(ValueError, match="this is no message"):
        from_json(text)


def test_a_digest_of_the_last_release_has_no_type_and_is_read_all_the_same(settings, log):
    stored = json.loads(to_json(compose(settings, log.material(), now=log.now)))
    for later in ("type", "corrections", "notifications", "told", "periods", "left_out", "changes"):
        del stored[later]
    assert from_json(json.dumps(stored)).type == "digest"


@pytest.mark.heavy
@given(messages)
def test_every_message_survives_its_json(message):
    assert from_json(to_json(message)) == message


@pytest.mark.heavy
@given(messages)
@settings(max_examples=40)  # each takes long to make
def test_no_line_is_wider_than_72_columns(message):
    for line in render_text(message).splitlines():
        assert len(line) <= WIDTH, line
        assert line.isprintable() or "\u200d" in line or not line.isascii()


def test_a_long_address_is_never_broken(settings, log):
    link = "https://news.example.org/" + "a-very-long-story/" * 10
    log.add("news", None, Statement(text="Story", link=link))
    assert f"    {link}\n" in render_text(compose(settings, log.material(), now=log.now))


def test_words_that_differ_are_marked():
    old = "Signatories : 72. Parties : 1 and more words here"
    new = "Signatories : 73. Parties : 1 and some more words here"
    expected = "Signatories : [-72.-] {+73.+} Parties : 1 and {+some+} more words here"
    assert marked(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nothing in common", "with the other text"),
        ("the same [-sign-] here", "the same sign here"),
        ("word " * 401, "word " * 402),
        ("a b c d e f g h i j k l m n o p", "a B c D e F g H i J k L m N o p"),
    ],
)
def test_what_would_not_be_readable_is_not_marked(old, new):
    assert marked(old, new) is None


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.lists(st.sampled_from("abcd")))
def test_marks_hold_both_texts(old, new):
    text = marked(" ".join(old), " ".join(new))
    if text is None:
        return
    before, after, side = [], [], None
    for word in text.split():
        side = {"[-": "gone", "{+": "come"}.get(word[:2], side)
        bare = word
        for sign in MARKS:
            bare = bare.replace(sign, "")
        if side != "come":
            before.append(bare)
        if side != "gone":
            after.append(bare)
        if word.endswith(("-]", "+}")):
            side = None
    assert (before, after) == (old, new)


def test_a_digest_is_told_in_its_own_zone(settings, log):
    summer = log.now - timedelta(days=150)
    digest = compose(settings, log.material(), now=summer)
    assert "09:00 (Europe/Vienna)" in render_text(digest)
