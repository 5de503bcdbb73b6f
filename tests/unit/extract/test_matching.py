"""Which entries and passages are kept, and the sentence for those that are not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.config.matching import by_treaties
from watcher.extract.matching import facts, fold, sift
from watcher.model.finding import Finding, Statement
from watcher.model.reading import Matching, Pattern
from watcher.model.source import Source, Tier
from watcher.model.treaty import Treaty

SOURCE = Source("feed", "feed", "https://news.example.org/feed", Tier.PRESS, timedelta(hours=1))
CYBERCRIME = Treaty("XVIII-16", "UN Convention against Cybercrime", ("Hanoi Convention",))


def entry(text, key="entries/1", part="entries"):
    return Finding(key, part, Statement(text=text))


def source(match=(), exclude=(), *, by_treaty=False):
    return replace(SOURCE, matching=Matching(tuple(match), tuple(exclude), by_treaty))


def is_kept(text, *match, exclude=(), part="entries"):
    kept, _ = sift(source(match, exclude), [entry(text, part=part)])
    return bool(kept)


def names(text, *treaties):
    kept, _ = sift(replace(SOURCE, matching=by_treaties(treaties)), [entry(text)])
    return bool(kept)


def reason(text, *, match=(), exclude=(), by_treaty=False):
    _, (left_out,) = sift(source(match, exclude, by_treaty=by_treaty), [entry(text)])
    return left_out.reason


# Phrases


@pytest.mark.parametrize(
    "text",
    [
        "Viet Nam signs the Hanoi Convention",
        "the HANOI CONVENTION\u2019s first year",
        "Hanoi\u00a0Convention: a guide",
        "“Hanoi\n Convention”",
        "H\u00e0n\u1ed9i Convention",
        "Hanoi Con\u00advention",
    ],
)
def test_a_phrase_is_found_as_whole_words_in_any_typography(text):
    assert is_kept(text, Pattern("Hanoi convention"))


@pytest.mark.parametrize(
    "text", ["Hanoi Conventions", "in Hanoi, Convention week", "Shanoi Convention", "Hanoi"]
)
def test_a_phrase_is_not_found_inside_other_words(text):
    assert not is_kept(text, Pattern("Hanoi Convention"))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("cyber-crime", "new cyber\u2011crime rules"),
        ("cyber", "a cyber-attack"),
        ("C\u00f4te d'Ivoire", "COTE D\u2019IVOIRE ratifies"),
        ("Stra\u00dfe", "in der STRASSE"),
        ("Convenio de Han\u00f3i", "\u00bfConvenio de Hanoi?"),
        ("\u516c\u7d04", "\u7db2\u7d61\u72af\u7f6a\u516c\u7d04\u751f\u6548"),  # no blanks
        (
            "\ud611\uc57d",
            "\ud558\ub178\uc774 \ud611\uc57d\uc740",
        ),  # a particle
        ("C++", "written in C++, mostly"),
    ],
)
def test_languages_and_signs_are_minded(phrase, text):
    assert is_kept(text, Pattern(phrase))


def test_a_phrase_does_not_run_from_the_title_into_the_summary():
    assert not is_kept("Delegates meet in Hanoi\n\nConvention week", Pattern("Hanoi Convention"))
    assert is_kept("Delegates meet\n\nThe Hanoi\nConvention", Pattern("Hanoi Convention"))


def test_what_says_nothing_is_found_nowhere():
    assert not is_kept("anything", Pattern("\u200b"))
    assert not is_kept(None, Pattern("anything"))


# Expressions


@pytest.mark.parametrize("text", ["CYBERCRIME", "a cyber\u2013crime", "Cyber-crimes"])
def test_an_expression_is_searched_without_case_and_with_plain_hyphens(text):
    assert is_kept(text, Pattern("cyber-?crime", regex=True))


def test_an_expression_also_sees_the_text_as_it_was_served():
    assert is_kept("the \u201cHanoi\u201d text", Pattern("\u201chanoi\u201d", regex=True))
    assert is_kept("the \u201cHanoi\u201d text", Pattern('"hanoi"', regex=True))


def test_the_beginning_is_that_of_title_or_summary():
    starts = Pattern("^press release", regex=True)
    assert is_kept("Press release 12\n\nText", starts)
    assert is_kept("Number 12\n\nPress release", starts)
    assert not is_kept("A press release", starts)


# Where


def test_a_pattern_can_look_in_the_title_or_the_summary_alone():
    title = Pattern("Hanoi", where="title")
    summary = Pattern("Hanoi", where="summary")
    assert is_kept("Hanoi\n\nText", title)
    assert not is_kept("Hanoi\n\nText", summary)
    assert not is_kept("News\n\nIn Hanoi", title)
    assert is_kept("News\n\nIn Hanoi", summary)


@pytest.mark.parametrize("where", ["title", "summary", "any"])
def test_a_passage_has_neither_and_is_searched_as_a_whole(where):
    assert is_kept("Opened in Hanoi", Pattern("Hanoi", where=where), part="passages")


# Treaties


@pytest.mark.parametrize(
    "text",
    [
        "C.N.196.2025.TREATIES-XVIII.16",
        "C.N.196.2025.TREATIES-XVIII-16 (Depositary Notification)",
        "xviii\u201116 was amended",
        "Mauritius signs the Hanoi Convention",
        "Mauritius\n\nThe UN convention against  cybercrime has 73 signatories",
    ],
)
def test_an_entry_names_a_treaty_by_number_name_or_alias(text):
    assert names(text, CYBERCRIME)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("XXVI-2", "TREATIES-XXVI-2-a"),
        ("XXVI-2", "TREATIES-XXVI.2.a"),
        ("XXVI-2", "Protocol XXVI-2 (a)"),
        ("XXVI-2", "XXVI-20"),
        ("XXVI-2", "XXVI-2-1"),
        ("V-2", "XXV-2"),
        ("XI-A-1", "XI-A-16"),
        ("CETS-18", "CETS No. 185"),
    ],
)
def test_a_number_is_not_found_inside_a_longer_one(number, text):
    assert not names(text, Treaty(number, number))
    assert not is_kept(text, Pattern(number))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("XXVI-2", "XXVI-2. A new declaration"),
        ("XXVI-2", "XXVI-2-related news"),
        ("XXVI-2-a", "Protocol XXVI.2(a)"),
        ("CETS-185", "Convention on Cybercrime (ETS/CETS No. 185)"),
        ("CETS-185", "CETS 185"),
        ("WIPO-berne", "wipo-berne"),
    ],
)
def test_a_number_is_found_in_its_usual_spellings(number, text):
    assert names(text, Treaty(number, number))


def test_an_abbreviation_of_a_treaty_is_found_in_capitals_only():
    torture = Treaty("IV-9", "Convention against Torture", ("CAT",))
    assert names("CAT: 175 parties", torture)
    assert not names("A cat was rescued", torture)
    assert is_kept("A cat was rescued", Pattern("CAT"))  # whoever writes a word means the word


def test_without_a_watched_treaty_everything_is_kept():
    assert names("Football results")


def test_any_of_several_treaties_will_do():
    other = Treaty("XXVI-8", "Arms Trade Treaty")
    assert names("The Arms Trade Treaty at ten", CYBERCRIME, other)
    assert not names("The arms trade at ten", CYBERCRIME, other)


# Reasons and counts


def test_each_reason_is_told():
    hanoi, sport = Pattern("Hanoi"), Pattern("sport")
    assert reason("News", match=[hanoi], by_treaty=True) == "names no watched treaty"
    assert reason("News", match=[hanoi]) == "not matched by match"
    assert reason("Sport in Hanoi", match=[hanoi], exclude=[sport]) == 'excluded by "sport"'
    assert reason("Sports", exclude=[Pattern("^sport", regex=True)]) == "excluded by /^sport/"


def test_what_is_left_out_keeps_its_key_and_a_passage_is_named_by_its_text():
    feed = source([Pattern("Hanoi")])
    _, left_out = sift(feed, [entry("one"), entry("two", "", "passages")])
    assert [each.key.split(":")[0] for each in left_out] == ["entries/1", "passages/sha256"]
    _, again = sift(feed, [entry("two", "", "passages"), entry("three", "", "passages")])
    assert again[0].key == left_out[1].key != again[1].key


def test_how_many_were_left_out_is_a_fact_where_anything_is_looked_for():
    feed = source([Pattern("Hanoi")])
    found = sift(feed, [entry("Hanoi"), entry("one"), entry("two")])
    assert facts(feed, *found) == (("filtered", "2 of 3"),)
    assert facts(SOURCE, *sift(SOURCE, [entry("one")])) == ()


# Laws

WORDS = st.sampled_from(
    ["Hanoi", "convention", "cyber-crime", "XXVI-2", "-a", "CAT", "sport", "“la”", "\n\n"]
)
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
FINDINGS = st.lists(TEXTS, max_size=8).map(
    lambda texts: [entry(text, f"entries/{n}") for n, text in enumerate(texts)]
)
PATTERNS = st.builds(
    Pattern, WORDS.filter(str.strip), st.just(False), st.sampled_from(["any", "title", "summary"])
)
MATCHINGS = st.builds(Matching, *[st.lists(PATTERNS, max_size=3).map(tuple)] * 2, st.booleans())


@given(FINDINGS, MATCHINGS)
def test_every_finding_is_kept_or_left_out_and_order_stays(findings, matching):
    kept, left_out = sift(replace(SOURCE, matching=matching), findings)
    order = {finding.key: n for n, finding in enumerate(findings)}
    for part in (kept, left_out):
        assert sorted(part, key=lambda each: order[each.key]) == list(part)
    assert sorted(order) == sorted(each.key for each in (*kept, *left_out))


@given(FINDINGS, MATCHINGS, PATTERNS)
def test_another_phrase_to_match_never_leaves_out_what_was_kept(findings, matching, more):
    before, _ = sift(replace(SOURCE, matching=matching), findings)
    wider = replace(matching, match=(*matching.match, more)) if matching.match else matching
    after, _ = sift(replace(SOURCE, matching=wider), findings)
    assert set(before) <= set(after)


@given(FINDINGS, MATCHINGS, PATTERNS)
def test_what_is_excluded_is_left_out_whatever_matches(findings, matching, unwanted):
    alone, _ = sift(source((), [unwanted]), findings)
    both = replace(matching, exclude=(*matching.exclude, unwanted))
    kept, _ = sift(replace(SOURCE, matching=both), findings)
    assert set(kept) <= set(alone)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_case_and_accents_are_folded(text):
    assert fold(text.upper()) == fold(text.upper().casefold())
    assert fold(f"{text} e") == fold(f"{text} e\u0301")


@given(st.text(min_size=1, max_size=20))
def test_a_phrase_is_found_in_itself(text):
    if fold(text):
        assert is_kept(text.replace("\n\n", " "), Pattern(text.replace("\n\n", " ")))
