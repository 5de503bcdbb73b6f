"""Which entry is which: a site that drops, changes or repeats its ids tells nothing old again."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.compare.tables import applied, known
from watcher.compare.changes import compare
from watcher.compare.entries import pair_entries
from watcher.extract.entry import Entry, to_findings
from watcher.model.change import ChangeKind
from watcher.model.finding import Extraction, Known

ENTRIES = frozenset({"entries"})
DAY = "2026-03-0{}T08:00:00Z"


def entry(number=1, *, id="", link="", title="", day=1, summary=""):  # noqa: A002 -- its name in feeds
    """An entry; "-" for an id or a link is none at all."""
    return Entry(
        id={"": f"story-{number}", "-": None}.get(id, id),
        title=title or f"Title {number}",
        summary=summary,
        link={"": f"https://news.example.org/en/story/{number}", "-": None}.get(link, link),
        published=None,
        moment=DAY.format(day) if day else None,
    )


def document(*entries):
    return Extraction(to_findings(entries), complete=False, parts=ENTRIES)


def known_from(*polls):
    """What is known after these documents, the first of which is the baseline."""
    findings: dict[str, Known] = {}
    parts: frozenset[str] = frozenset()
    for entries in polls:
        told = compare(
            findings, document(*entries), parts=parts, read_anew=not parts, held=frozenset()
        )
        findings, parts = applied(findings, told.changes), ENTRIES
    return findings


def told(before, *entries):
    """What a poll of these entries tells: kinds and summaries."""
    comparison = compare(
        before, document(*entries), parts=ENTRIES, read_anew=False, held=frozenset()
    )
    assert not comparison.waiting
    return [(change.kind.value, change.summary) for change in comparison.changes]


def news(before, *entries):
    """The same without what is editorial."""
    return [each for each in told(before, *entries) if each[0] != ChangeKind.EDITORIAL]


ADDRESS = "https://news.example.org/en/story/1"
FEED_VIEW = "https://news.example.org/feed/view/en/story/1"

SAME = {
    "the id is dropped": ({}, {"id": "-"}),
    "the id is introduced": ({"id": "-"}, {}),
    "the id is another one": ({}, {"id": "item:9f8e"}),
    "the scheme of the link, which is the id, too": (
        {"id": "http://news.example.org/a/1", "link": "http://news.example.org/a/1"},
        {"id": "https://news.example.org/a/1", "link": "https://news.example.org/a/1"},
    ),
    "the host moves": ({"id": "-"}, {"id": "-", "link": "https://other.example.net/en/story/1"}),
    "the host moves in id and link": (
        {"id": ADDRESS, "link": ADDRESS},
        {"id": ADDRESS.replace("news", "www"), "link": ADDRESS.replace("news", "www")},
    ),
    "the host moves in id and link, and the date": (
        {"id": ADDRESS, "link": ADDRESS},
        {"id": ADDRESS.replace("news", "www"), "link": ADDRESS.replace("news", "www"), "day": 2},
    ),
    "a slash, a fragment and campaign parameters come": (
        {"id": "-"},
        {"id": "-", "link": ADDRESS + "/?utm_source=rss&utm_medium=feed#top"},
    ),
    "the order of parameters": (
        {"id": "-", "link": "https://x.example/?p=1&q=2"},
        {"id": "-", "link": "https://x.example/?q=2&p=1"},
    ),
    "the link once equalled the id and leads elsewhere now": (
        {"id": ADDRESS, "link": ADDRESS},
        {"id": ADDRESS.replace("https", "http"), "link": FEED_VIEW},
    ),
    "the id becomes opaque and its address the link": (
        {"id": ADDRESS, "link": FEED_VIEW},
        {"id": "1115302", "link": ADDRESS},
    ),
    "an opaque id becomes the address that the link had": (
        {"id": "1115302", "link": ADDRESS},
        {"id": ADDRESS, "link": FEED_VIEW},
    ),
    "id and link are dropped": ({}, {"id": "-", "link": "-"}),
    "an id comes where there was nothing": ({"id": "-", "link": "-"}, {"link": "-"}),
}


@pytest.mark.parametrize("case", SAME.values(), ids=SAME)
def test_an_entry_that_says_the_same_is_no_news_when(case):
    before, now, *_ = case
    assert news(known_from([entry(**before)]), entry(**now)) == []


DIFFERENT = {
    "another id and another path": ({}, {"id": "story-2", "link": f"{ADDRESS}/more"}),
    "another id, the same page and words, another day": ({}, {"id": "story-2", "day": 2}),
    "another host and path alike, but another day and other words": (
        {"id": "https://a.example/?p=1", "link": "https://a.example/?p=1"},
        {"id": "https://b.example/?p=1", "link": "https://b.example/?p=1", "day": 2, "title": "B"},
    ),
    "the first page of a site is no address of an entry": (
        {"link": "https://x.example/"},
        {"id": "story-2", "link": "https://y.example/?utm_source=rss"},
    ),
    "another id and other words on the same page": ({}, {"id": "story-2", "title": "Other"}),
    "another parameter": (
        {"id": "-", "link": "https://x.example/view?id=1"},
        {"id": "-", "link": "https://x.example/view?id=2"},
    ),
    "the same words without any id, link or date": (
        {"day": 0},
        {"id": "-", "link": "-", "day": 0},
    ),
    "the same words without id or link on another day": ({}, {"id": "-", "link": "-", "day": 2}),
    "no address at all": ({"link": "-"}, {"id": "story-2", "link": "-"}),
    "capital letters in an address": (
        {"id": "-", "link": "https://x.example/A"},
        {"id": "-", "link": "https://x.example/a"},
    ),
}


@pytest.mark.parametrize("case", DIFFERENT.values(), ids=DIFFERENT)
def test_an_entry_is_new_with(case):
    before, now = case
    added = entry(**now)
    ((kind, summary),) = told(known_from([entry(**before)]), added)
    assert (kind, summary.removeprefix("Entry added: ")) == ("added", added.title)


def test_an_entry_that_is_there_under_its_own_key_is_no_other_one():
    before = known_from([entry(1)])
    again = entry(1, id="story-2")
    assert told(before, entry(1), again) == [("added", "Title 1")]


def test_an_address_that_two_entries_of_a_document_share_tells_none_of_them():
    before = known_from([entry(1)])
    twins = entry(1, id="a", title="One"), entry(1, id="b", title="Two")
    assert told(before, *twins) == [("added", "One"), ("added", "Two")]


def test_an_entry_of_another_id_that_was_edited_is_a_modification():
    edited = entry(1, id="-", title="Title 1, corrected")
    assert told(known_from([entry(1)]), edited) == [("modified", "Edited: Title 1, corrected")]


@pytest.mark.parametrize("title", ["title 1", "Title 1.", "Titel 1"])
def test_any_difference_in_the_words_of_an_entry_is_a_modification(title):
    assert told(known_from([entry(1)]), entry(1, title=title)) == [("modified", f"Edited: {title}")]


def test_a_date_that_moves_alone_is_editorial():
    assert told(known_from([entry(1)]), entry(1, day=2)) == [("editorial", "Date changed: Title 1")]


def test_new_ids_for_all_entries_are_one_editorial_change_and_the_next_poll_is_quiet():
    before = known_from([entry(number) for number in range(1, 9)])
    now = [entry(number, id=f"urn:{number}") for number in range(1, 9)]
    assert told(before, *now) == [("editorial", "Listed under another id: Title 1, and 7 more")]
    assert told(known_from([entry(number) for number in range(1, 9)], now), *now) == []


def test_an_entry_is_followed_from_an_old_id_to_a_new_one_and_from_there_to_a_new_link():
    polls = [entry(1)], [entry(1, id="urn:1")], [entry(1, id="urn:1", link="https://y.example/1")]
    assert list(known_from(*polls)) == ["entries/urn:1"]
    assert news(known_from(*polls[:2]), *polls[2]) == []


def test_an_entry_that_an_older_version_told_three_times_is_recognised():
    told_again = [replace(entry(1), id=f"request-{number}") for number in range(3)]
    before = known(*(finding for each in told_again for finding in to_findings([each])))
    assert news(before, entry(1, id="request-4")) == []


def test_entries_that_share_their_page_are_told_apart_by_words_and_date():
    """As court feeds have it: each entry of a case links to the case."""
    page = "https://court.example/case?282802"
    shared = [entry(number, day=number, link=page) for number in (1, 2, 3)]
    without = [replace(each, id=None) for each in shared]
    assert news(known_from(shared), *without) == []
    fourth = entry(4, id="-", day=4, link=page)
    assert news(known_from(shared), fourth, *without[:2]) == [("added", "Title 4")]


def test_one_page_that_had_several_days_is_no_entry():
    briefings = [entry(1, id=f"briefing-{day}", day=day) for day in (1, 2)]
    assert told(known_from(briefings), entry(1, id="briefing-3", day=0)) == [("added", "Title 1")]


# -- one id for many entries ---------------------------------------------------------------


def docket(number, **fields):
    return entry(number, id="case", link=f"https://court.example/doc/{number}", **fields)


def test_a_second_entry_of_one_id_is_the_only_news():
    assert told(known_from([docket(1)]), docket(1), docket(2)) == [("added", "Title 2")]


def test_one_entry_of_an_id_that_is_left_alone_is_no_news():
    before = known_from([docket(1)], [docket(1), docket(2)])
    assert told(before, docket(2)) == []


def test_one_entry_of_an_id_that_is_left_alone_never_replaces_an_older_one():
    before = known_from([docket(1)], [docket(2), docket(3)])
    assert told(before, docket(3)) == []
    assert told(before, docket(4)) == [("modified", "Edited: Title 4")]


def test_entries_of_one_id_keep_their_identity_when_their_dates_move():
    before = known_from([docket(1), docket(2)])
    assert told(before, docket(1, day=3), docket(2, day=3)) == [
        ("editorial", "Date changed: Title 1"),
        ("editorial", "Date changed: Title 2"),
    ]


def test_a_constant_id_on_a_feed_that_scrolls_tells_each_entry_once():
    told_in_all = []
    polls = [[docket(1), docket(2)]]
    for first in range(2, 9):
        now = [docket(first), docket(first + 1)]
        told_in_all += told(known_from(*polls), *now)
        polls.append(now)
    assert told_in_all == [("added", f"Title {number}") for number in range(3, 10)]


# -- laws ----------------------------------------------------------------------------------

ids = st.sampled_from(["", "-", "same", "https://news.example.org/en/story/1"])
links = st.sampled_from(
    ["", "-", "https://x.example/1", "http://y.example/1?utm_source=rss", "https://x.example/"]
)
entries = st.builds(
    entry,
    st.integers(1, 4),
    id=ids,
    link=links,
    title=st.sampled_from(["", "One", "Two"]),
    day=st.integers(0, 2),
)
documents = st.lists(entries, max_size=6)


def by_key(listed):
    return {finding.key: finding for finding in to_findings(listed)}


@settings(deadline=None)
@given(documents, documents)
def test_no_known_entry_and_no_key_is_in_two_pairs(before, now):
    pairs = pair_entries(known(*by_key(before).values()), by_key(now))
    old = [pair.known.finding.key for pair in pairs if pair.known]
    touched = [key for pair in pairs for key, _ in pair.updates]
    assert len(pairs) == len(by_key(now))
    assert len(set(old)) == len(old)
    assert len(set(touched)) == len(touched)


@settings(deadline=None)
@given(documents, documents)
def test_every_entry_found_is_in_its_pair_and_says_what_it_says(before, now):
    found = by_key(now)
    pairs = pair_entries(known(*by_key(before).values()), found)
    assert [pair.new for pair in pairs] == [finding.statement for finding in found.values()]


@settings(deadline=None)
@given(documents, documents, st.randoms(use_true_random=False))
def test_the_order_of_entries_means_nothing(before, now, random):
    held, found = known(*by_key(before).values()), by_key(now)
    pairs = {pair.found.key: pair for pair in pair_entries(held, found)}
    shuffled_held, shuffled = list(held.items()), list(found.items())
    random.shuffle(shuffled_held)
    random.shuffle(shuffled)
    again = pair_entries(dict(shuffled_held), dict(shuffled))
    assert {pair.found.key: pair for pair in again} == pairs


@settings(deadline=None)
@given(documents, documents)
def test_entries_that_keep_their_own_ids_are_paired_by_their_ids_alone(before, now):
    """As they were before there were other rules: an existing database sees no difference."""

    def numbered(listed):
        return {
            f.key: f
            for each, number in zip(listed, range(len(listed)), strict=True)
            for f in to_findings([replace(each, id=f"id-{number}")])
        }

    held, found = known(*numbered(before).values()), numbered(now)
    kept = {key: finding for key, finding in found.items() if key in held}
    assert [pair.known for pair in pair_entries(held, kept)] == [held[key] for key in kept]


@settings(deadline=None)
@given(documents)
def test_a_document_that_is_known_already_changes_nothing(now):
    found = by_key(now)
    pairs = pair_entries(known(*found.values()), found)
    assert all(pair.known and pair.known.finding == pair.found for pair in pairs)


@settings(deadline=None)
@given(documents, documents)
def test_after_a_document_was_taken_in_it_changes_nothing(before, now):
    held = known(*by_key(before).values())
    pairs = pair_entries(held, by_key(now))
    for pair in pairs:
        for key, finding in pair.updates:
            held.pop(key, None)
            if finding is not None:
                held[key] = Known(finding)
    again = pair_entries(held, by_key(now))
    assert all(pair.known and pair.known.finding == pair.found for pair in again)
