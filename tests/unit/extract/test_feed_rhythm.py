"""How often a feed asks to be polled: what is understood of it, and what is not."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.extract import feed
from watcher.model.capture import Document
from watcher.model.source import Rhythm, Source, Tier

SOURCE = Source("news", "feed", "https://un.example/feed", Tier.OFFICIAL, timedelta(hours=1))
MINUTE = timedelta(minutes=1)


def read(channel):
    """What a feed says whose channel holds this, and one entry."""
    body = (
        '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f"<channel><title>T</title>{channel}<item><guid>1</guid></item></channel></rss>"
    )
    return feed.extract(SOURCE, Document(SOURCE.url, body.encode(), "application/rss+xml"))


def period(name, often=None):
    frequency = f"<sy:updateFrequency>{often}</sy:updateFrequency>" if often is not None else ""
    return f"<sy:updatePeriod>{name}</sy:updatePeriod>{frequency}"


@pytest.mark.parametrize(
    ("channel", "rhythm"),
    [
        ("<ttl>60</ttl>", Rhythm(60 * MINUTE)),
        (period("hourly"), Rhythm(60 * MINUTE)),
        (period("HOURLY", 4), Rhythm(15 * MINUTE)),
        (period("weekly", 7), Rhythm(timedelta(days=1))),
        ("<ttl>30</ttl>" + period("hourly"), Rhythm(60 * MINUTE)),
        ("<ttl>90</ttl>" + period("hourly"), Rhythm(90 * MINUTE)),
        (
            "<skipHours><hour>1</hour><hour> 2 </hour></skipHours>",
            Rhythm(skip_hours=frozenset({1, 2})),
        ),
        ("<skiphours><hour>24</hour></skiphours>", Rhythm(skip_hours=frozenset({0}))),
        (
            "<skipDays><day>Monday</day><day>sunday</day></skipDays>",
            Rhythm(skip_days=frozenset({0, 6})),
        ),
    ],
)
def test_what_a_feed_asks_for_is_read(channel, rhythm):
    extraction = read(channel)
    assert extraction.rhythm == rhythm
    assert "asks, not understood" not in dict(extraction.facts)


@pytest.mark.parametrize(
    "channel",
    [
        "",
        "<ttl/>",
        "<ttl>0</ttl>",
        "<skipHours/>",
        "<skipHours>\n</skipHours>",
        "<skipDays></skipDays>",
    ],
)
def test_a_feed_that_asks_for_nothing_has_no_rhythm(channel):
    extraction = read(channel)
    assert extraction.rhythm is None
    assert not {"asks for", "asks, not understood"} & dict(extraction.facts).keys()


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("<ttl>1.5</ttl>", "ttl '1.5'"),
        ("<ttl>-60</ttl>", "ttl '-60'"),
        ("<ttl>99999999999</ttl>", "ttl '99999999999'"),
        (period("hourly", 0), "updatePeriod 'hourly', updateFrequency '0'"),
        (period("hourly", -1), "updatePeriod 'hourly', updateFrequency '-1'"),
        (period("fortnightly"), "updatePeriod 'fortnightly', updateFrequency '1'"),
        ("<skipHours><hour>-1</hour></skipHours>", "skipHours '-1'"),
        ("<skipHours><hour>noon</hour></skipHours>", "skipHours 'noon'"),
        ("<skipHours>1, 2</skipHours>", "skipHours, which is not a plain list"),
        ("<skipDays><day>lundi</day></skipDays>", "skipDays 'lundi'"),
    ],
)
def test_what_is_not_understood_is_said_and_asks_for_nothing(channel, said):
    extraction = read(channel)
    assert extraction.rhythm is None
    assert dict(extraction.facts)["asks, not understood"] == said


def test_what_is_understood_beside_it_counts():
    extraction = read("<ttl>60</ttl><skipHours><hour>3</hour><hour>30</hour></skipHours>")
    assert extraction.rhythm == Rhythm(60 * MINUTE, frozenset({3}))


def test_an_entry_or_a_comment_asks_for_nothing():
    inside = "<item><title>a</title><ttl>5</ttl><skipHours><hour>3</hour></skipHours></item>"
    comment = "<!-- <skipHours><hour>3</hour></skipHours> -->"
    assert read(inside + comment).rhythm is None


def test_it_is_told_in_words():
    channel = "<ttl>60</ttl><skipHours><hour>22</hour><hour>23</hour></skipHours>"
    assert dict(read(channel).facts)["asks for"] == "at most every 60 min; not at 22, 23 h UTC"


def test_a_body_full_of_openings_and_blanks_is_read_in_its_turn():
    """Each of them is a beginning that a backtracking pattern would follow to the end."""
    openings = ("<skipHours>" + " " * 500 + "<hour>1</hour>" * 40) * 400
    extraction = read(f"<skipHours><hour>1</hour></skipHours><!--{openings}-->")
    assert extraction.rhythm == Rhythm(skip_hours=frozenset({1}))


@settings(deadline=None)
@given(
    st.text(st.characters(blacklist_characters="<>&", blacklist_categories=["Cs", "Cc"])),
    st.sampled_from(["ttl", "sy:updatePeriod", "sy:updateFrequency", "skipHours", "skipDays"]),
)
def test_no_text_breaks_the_reading(text, name):
    extraction = read(f"<{name}>{text}</{name}>")
    assert len(extraction.findings) == 1
