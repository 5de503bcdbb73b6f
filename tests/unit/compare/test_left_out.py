"""What `match` and `exclude` left out: when it is news that an entry is kept, or no longer."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.compare.tables import applied, entry, feed, known
from watcher.compare.changes import compare
from watcher.compare.left_out import LeftOut
from watcher.extract.matching import sift
from watcher.model.change import ChangeKind
from watcher.model.finding import Extraction, Filtered
from watcher.model.reading import Matching, Pattern
from watcher.model.source import Source, Tier

PARTS = frozenset({"entries"})


def said(*entries):
    return {each.key: each.statement.said for each in entries}


def filtered(*entries):
    return tuple(Filtered(each.key, each.statement, "not matched by match") for each in entries)


def told(before, extraction, earlier=None, **options):
    comparison = compare(
        before,
        extraction,
        parts=PARTS,
        read_anew=False,
        held=frozenset(),
        left_out=earlier,
        **options,
    )
    assert not comparison.waiting
    return [(change.kind.value, change.stated.text) for change in comparison.changes]


def test_an_entry_that_new_rules_let_in_alerts_nobody():
    old = entry("a", "Sport")
    assert told({}, feed(old), LeftOut(said(old), rules_changed=True)) == [("baseline", "Sport")]


def test_an_entry_that_was_edited_so_that_it_is_kept_is_added():
    before, now = entry("a", "Sport"), entry("a", "Sport and the Hanoi Convention")
    for changed in (True, False):
        earlier = LeftOut(said(before), rules_changed=changed)
        assert told({}, feed(now), earlier) == [("added", "Sport and the Hanoi Convention")]


def test_an_entry_that_nobody_saw_before_is_added_though_the_rules_changed():
    earlier = LeftOut(said(entry("a", "Sport")), rules_changed=True)
    assert told({}, feed(entry("b", "Hanoi")), earlier) == [("added", "Hanoi")]


def test_another_date_is_nothing_new():
    old = entry("a", "Sport", "2026-01-01T00:00:00Z")
    now = entry("a", "Sport", "2026-02-01T00:00:00Z")
    assert told({}, feed(now), LeftOut(said(old), rules_changed=True))[0][0] == "baseline"


def test_under_another_id_the_words_tell_that_it_was_left_out_if_the_rules_changed():
    old, now = entry("a", "Daily briefing"), entry("b", "Daily briefing")
    assert told({}, feed(now), LeftOut(said(old), rules_changed=True))[0][0] == "baseline"
    assert told({}, feed(now), LeftOut(said(old)))[0][0] == "added"


def test_an_entry_that_is_left_out_is_not_gone_from_a_complete_list():
    old, other = entry("a", "Sport"), entry("b", "Hanoi")
    whole = Extraction((other,), complete=True, parts=PARTS, filtered=filtered(old))
    earlier = LeftOut({}, rules_changed=True)
    assert told(known(old, other), whole, earlier) == []


def test_a_known_entry_that_is_edited_out_of_the_rules_is_told_once():
    before, now = entry("a", "Hanoi Convention signed"), entry("a", "Correction: nothing signed")
    extraction = replace(feed(), filtered=filtered(now))
    state = known(before)
    comparison = compare(
        state, extraction, parts=PARTS, read_anew=False, held=frozenset(), left_out=LeftOut()
    )
    (change,) = comparison.changes
    assert (change.kind, change.old, change.new) == (
        ChangeKind.MODIFIED,
        before.statement,
        now.statement,
    )
    after = applied(state, comparison.changes)
    assert told(after, extraction, LeftOut(said(now))) == []
    edited = replace(feed(), filtered=filtered(entry("a", "Correction 2")))
    assert told(after, edited, LeftOut(said(now))) == []


def test_a_known_entry_that_new_rules_leave_out_is_told_no_more():
    old, now = entry("a", "Sport"), entry("a", "Sport: the results")
    gone = replace(feed(), filtered=filtered(now))
    assert told(known(old), gone, LeftOut({}, rules_changed=True)) == []
    assert told(known(old), gone, LeftOut(said(old))) == []


SOURCE = Source("feed", "feed", "https://news.example.org/", Tier.PRESS, timedelta(hours=1))
WORDS = ["Hanoi", "sport", "treaty", "news"]
PHRASES = st.lists(st.sampled_from(WORDS).map(Pattern), max_size=2).map(tuple)
RULES = st.builds(Matching, PHRASES, PHRASES)
ENTRIES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), max_size=6
).map(lambda texts: [entry(f"{number}", text) for number, text in enumerate(texts)])


def read(rules, entries):
    kept, left_out = sift(replace(SOURCE, matching=rules), entries)
    return replace(feed(*kept), filtered=left_out)


@settings(max_examples=200)
@given(ENTRIES, RULES, RULES)
def test_other_rules_over_the_same_entries_alert_nobody(entries, one, other):
    first = read(one, entries)
    state = known(*first.findings)
    earlier = LeftOut(said(*first.filtered), rules_changed=True)
    assert {kind for kind, _ in told(state, read(other, entries), earlier)} <= {"baseline"}


@settings(max_examples=200)
@given(ENTRIES, ENTRIES, RULES)
def test_under_the_same_rules_every_new_entry_that_they_keep_is_told(before, after, rules):
    first, second = read(rules, before), read(rules, after)
    state = known(*first.findings)
    comparison = compare(
        state,
        second,
        parts=PARTS,
        read_anew=False,
        held=frozenset(),
        left_out=LeftOut(said(*first.filtered)),
    )
    assert ChangeKind.BASELINE not in {change.kind for change in comparison.changes}
    now = applied(state, (*comparison.changes, *comparison.waiting))
    for finding in second.findings:
        assert now[finding.key].finding.statement == finding.statement
