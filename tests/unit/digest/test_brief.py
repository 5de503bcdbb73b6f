"""A message for a chat: a few lines, that mention nobody and lead where they say."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.digest import whole
from tests.unit.digest.anything import anything
from watcher.digest.render.brief import MOST, render_brief, unmentioned
from watcher.model.digest import Digest
from watcher.model.message import TestMessage
from watcher.model.operator import OperatorAlert

#: How chat services write a call to people, a link under other words, or code and emphasis.
CALLS = re.compile(
    r"[@\uff20\ufe6b]\S"  # Discord, Slack, Mattermost, Matrix, Telegram, Teams, Zulip
    r"|[<>]"  # Slack <!channel>, Discord <@1>, Google Chat <users/all>, Feishu <at id=all>
    r"|\]\("  # [text](address), Twist [name](twist-mention://1)
    r"|[`*|]"
)
RECORD_LINE = (
    "On record: UN Convention against Cybercrime (XVIII-16): 73 signatories, "
    "3 of 40 contracting States needed for entry into force, 1 organisation not counted."
)
REST = "https://watch.example.org/changes?after=0&up_to=19"
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
#: Text with many of the signs in it that matter.
loaded = st.text(
    st.sampled_from(
        "@\uff20\ufe6b<>[]()`*|!#&;:/ae1 \t\r\n\x00\u200b\u200d\u202e\u2066\u034f\u3164"
    )
) | st.text(st.characters(exclude_categories=()))


@given(loaded)
def test_nothing_is_left_that_calls_or_formats(text):
    assert not CALLS.search(unmentioned(text))


@given(loaded)
def test_what_is_harmless_once_stays_as_it_is(text):
    assert unmentioned(unmentioned(text)) == unmentioned(text)


@given(st.text(st.characters(categories=("L", "N", "Zs"), include_characters=".,;:-'()")))
def test_plain_words_stay_as_they_are(text):
    assert unmentioned(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("@everyone", "@ everyone"),
        ("(@here)", "(@ here)"),
        ("@@all", "@ @ all"),
        ("@\u200deveryone", "@ \u200deveryone"),
        ("@\u200beveryone", "@ everyone"),
        ("\uff20all", "@ all"),
        ("@**all**", "@ \u2217\u2217all\u2217\u2217"),
        ("<!channel>", "\u2039!channel\u203a"),
        ("<@U123>", "\u2039@ U123\u203a"),
        ("<https://evil.example|the UN>", "\u2039https://evil.example\u00a6the UN\u203a"),
        ("[the UN](https://evil.example)", "[the UN] (https://evil.example)"),
        ("![x](https://evil.example/x.png)", "![x] (https://evil.example/x.png)"),
        ("desk@example.org", "desk@ example.org"),
        ("`code` and *bold*", "'code' and \u2217bold\u2217"),
        ("Netherlands (Kingdom of the)", "Netherlands (Kingdom of the)"),
        ("Côte d'Ivoire [2]", "Côte d'Ivoire [2]"),
        ("one\r\ntwo\x1b[2J", "one two [2J"),
    ],
)
def test_the_signs_of_services_are_taken_out(text, harmless):
    assert unmentioned(text) == harmless


@pytest.mark.heavy
@given(anything(Digest) | anything(OperatorAlert) | anything(TestMessage))
@settings(max_examples=40)  # each takes long to make
def test_any_message_is_rendered_without_a_call(message):
    for line in render_brief(message).split("\n"):
        assert not CALLS.search(line)
        assert not UNSEEN.search(line)


def test_a_hostile_digest_calls_nobody_and_leads_nowhere_else():
    digest = replace(whole.hostile(), record=())  # so that the links of reports come, too
    text = render_brief(digest)
    assert "script\u203a" in text  # the words are there
    assert not CALLS.search(text)
    for scheme in (
        "javascript:window.ran=8",
        "data:",
        "vbscript:",
        "file:",
        "//evil.example.org/\n",
    ):
        assert scheme not in text


def test_a_digest_in_full():
    lines = render_brief(whole.full()).split("\n")
    assert lines[:3] == [
        RECORD_LINE,
        "- Mauritius signed on 1 Oct 2025. Published late.",
        "- Viet Nam ratified on 18 Nov 2025. In force for it from 18 Dec 2025.",
    ]
    assert "Reported by others:" in lines
    assert (
        "- Minister: we shall sign the cybercrime treaty before the end of the year "
        "https://press.example.org/1"
    ) in lines
    assert "- unodc-page https://www.unodc.org/unodc/cybercrime/convention/home.html" in lines
    assert "- untc-paris: Half of the rows are missing: 97 of 195." in lines
    assert lines[-2:] == [
        f"12 more changes stand in the change log: {REST}",
        "Daily digest, 20 Nov 2025, 08:00 (Europe/Vienna)",
    ]


def test_a_page_that_two_sources_read_is_named_once():
    lines = render_brief(whole.full()).split("\n")
    assert len([line for line in lines if "mtdsg_no=XVIII-16" in line]) == 1


def test_what_is_on_record_stands_before_what_is_reported():
    text = render_brief(whole.full())
    assert text.index("On record") < text.index("Reported") < text.index("Told before")


def test_a_long_digest_is_cut_and_says_so():
    digest = whole.full()
    (first, *_) = digest.reported
    many = tuple(replace(first, title=f"Report {number}") for number in range(100))
    lines = render_brief(replace(digest, reported=many)).split("\n")
    news, rest = lines[:MOST], lines[MOST:]
    assert news[-1].startswith("- Report ")
    assert re.fullmatch(r"… and \d+ more lines\.", rest[0])
    assert len(rest) == 3


def test_a_digest_of_just_so_many_lines_is_not_cut():
    digest = whole.full()
    (first, *_) = digest.reported
    empty = replace(
        digest,
        **dict.fromkeys(
            (
                *("record", "corrections", "notifications", "documents", "troubles"),
                *("notices", "told", "reminders", "contradicted", "waiting"),
            ),
            (),
        ),
        left_out=0,
    )
    exact = replace(empty, reported=(first,) * (MOST - 1))  # and their heading
    assert "more line" not in render_brief(exact)
    assert "and 1 more line" in render_brief(replace(empty, reported=(first,) * MOST))


def test_a_long_headline_is_cut_and_its_link_stays_whole():
    digest = whole.full()
    (first, *_) = digest.reported
    link = "https://press.example.org/" + "x" * 500
    text = render_brief(replace(digest, reported=(replace(first, title="word " * 200, link=link),)))
    (line,) = (line for line in text.split("\n") if line.startswith("- word"))
    assert line.endswith(f"… {link}")
    assert len(line) < 2 + 400 + 1 + len(link) + 1


def test_a_link_that_is_too_long_is_left_out_since_half_of_it_leads_elsewhere():
    digest = whole.full()
    (first, *_) = digest.reported
    link = "https://press.example.org/" + "x" * 5000
    text = render_brief(replace(digest, reported=(replace(first, title="News", link=link),)))
    assert "- News" in text.split("\n")


def test_a_link_with_a_sign_that_calls_leads_where_it_did():
    digest = whole.full()
    (first, *_) = digest.reported
    link = "https://social.example.org/@UN/1?a=*|"
    text = render_brief(replace(digest, reported=(replace(first, title="News", link=link),)))
    assert "- News https://social.example.org/%40UN/1?a=%2A%7C" in text.split("\n")


def test_an_alert_to_the_operator_tells_each_episode():
    lines = render_brief(whole.alert()).split("\n")
    assert lines[0].startswith("untc-paris: cannot be read:")
    assert lines[1] == "the disk: has room again. Over."
    assert lines[-1].startswith("You get this as the operator of the treaty watcher.")


def test_a_test_says_that_it_is_one():
    assert render_brief(whole.trial()).startswith("This is a test.")
