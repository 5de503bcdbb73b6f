"""A treaty's own words on its entry into force, and the rule that they are; or none, and why.

The articles are of the usual wordings, written for these tests.
"""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.law.condition import Reading, read
from watcher.law.numerals import in_figures
from watcher.model.force import ForceRule, Wait

ARTICLES = tomllib.loads((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))


def in_one_line(article):
    return " ".join(article["text"].split())


def rule(article):
    wait = Wait(**article["wait"])
    later = Wait(**article["later"]) if "later" in article else None
    return ForceRule(
        count=article.get("count"),
        wait=wait,
        later=None if later == wait else later,
        later_known=later is not None,
        conditional=article.get("conditional", False),
    )


PAIRS = [(in_one_line(article), rule(article)) for article in ARTICLES["article"]]
NOT_UNDERSTOOD = [in_one_line(article) for article in ARTICLES["not_understood"]]
UNDERSTOOD = [pair for pair in PAIRS if not pair[1].conditional]
NARROWED = [pair for pair in PAIRS if pair[1].conditional]


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD)
def test_an_article_is_read_as_the_rule_that_it_is(text, expected):
    assert read(text) == Reading(expected)


@pytest.mark.parametrize(("text", "expected"), NARROWED)
def test_what_narrows_a_number_down_must_be_stated_by_hand(text, expected):
    reading = read(text)
    assert reading.rule == expected
    (doubt,) = reading.doubts
    assert doubt.startswith("the condition is not a number alone; state in the configuration")
    assert text[:60] in doubt


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_is_not_understood_yields_no_rule_and_a_sentence(text):
    reading = read(text)
    assert reading.rule is None
    (doubt,) = reading.doubts
    assert doubt.startswith("the words on the entry into force are not understood: \u201c")
    assert doubt.endswith("state the rule in the configuration, as entry_into_force of the treaty")


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "14 April 2014, in accordance with article 19(1).",
        "2 December 1983  in accordance with article 5 (1) and (3).",
        "[see article 65].",
        "Not yet in force: see the final clauses.",
    ],
)
def test_where_no_article_is_printed_there_is_nothing_to_read(text):
    assert read(text) == Reading()


def test_a_later_paragraph_that_is_not_understood_leaves_the_first_one_standing():
    reading = read(
        "1. This Convention shall enter into force on the thirtieth day after the deposit of the "
        "tenth instrument of ratification. 2. For each State acceding later this Convention shall "
        "enter into force as the Conference may decide."
    )
    assert reading.rule == ForceRule(10, Wait(days=30), later_known=False)
    assert "as the Conference may decide" in reading.doubts[0]


@pytest.mark.parametrize(
    "printed",
    [
        'in accordance with article 65(1) which reads as follows: "{}".',
        "23 December 2010, in accordance with article 39  which reads as follows: \u201c{}\u201d.",
        "[see article XIV]. {}",
        "Not yet in force: [see article 9]. {}",
    ],
)
def test_the_article_is_found_in_what_the_page_prints_around_it(printed):
    text, expected = UNDERSTOOD[0]
    assert read(printed.format(text)).rule == expected


def test_states_that_the_article_lists_by_name_are_a_quota():
    reading = read(
        "This Treaty will enter into force 180 days after the date of deposit of the instruments "
        "of ratification by all States listed in Annex 2 to this Treaty (that is to say: Algeria, "
        "Iran (Islamic Republic of), Turkey, United Kingdom of Great Britain and Northern Ireland, "
        "Viet Nam and Zaire), but in no case earlier than two years after its opening for "
        "signature."
    )
    (quota,) = reading.rule.quotas
    assert (quota.name, quota.count) == ("the States listed in Annex 2", 6)
    assert quota.codes == {"DZA", "IRN", "TUR", "GBR", "VNM", "COD"}
    assert reading.rule.conditional  # what stands behind the list is a condition, too


def test_a_list_with_a_name_that_nobody_knows_is_no_quota():
    reading = read(
        "This Treaty will enter into force 180 days after the date of deposit of the instruments "
        "of ratification by all States listed in Annex 2 (that is to say: Algeria and Atlantis)."
    )
    assert reading.rule.quotas == ()
    assert reading.doubts


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text):
    read(text)
    read(f"This Convention shall enter into force {text}")


@given(st.sampled_from(UNDERSTOOD), st.text("abcdefghij", min_size=3, max_size=8), st.data())
def test_a_word_that_has_no_place_is_never_passed_over(pair, word, data):
    """Whatever is put between two words: no rule, a conditional one, or the same."""
    text, expected = pair
    words = text.split(" ")
    place = data.draw(st.integers(1, len(words)))
    found = read(" ".join([*words[:place], word, *words[place:]])).rule
    if found is not None and not found.conditional:
        assert (found.count, found.wait) == (expected.count, expected.wait)
        assert not found.later_known or found.later == expected.later


@pytest.mark.parametrize("length", [10_000, 200_000])
def test_a_hostile_text_takes_no_time_to_speak_of(length):
    """Within the time limit that holds for all tests, which a regular expression can exceed."""
    for piece in ("of ", "ratification or ", "this convention shall ", "(1) ", "one hundred and "):
        text = "This Convention shall enter into force on the date of deposit of the tenth "
        assert read(text + piece * (length // len(piece))).rule is None


NUMBERS = {
    1: "first",
    2: "second",
    3: "third",
    5: "fifth",
    8: "eighth",
    9: "ninth",
    12: "twelfth",
    20: "twentieth",
    21: "twenty-first",
    40: "fortieth",
    99: "ninety-ninth",
    100: "one hundredth",
    101: "one hundred and first",
    122: "one hundred twenty-second",
    180: "one hundred and eightieth",
    200: "two hundredth",
}


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_ordinals_are_read(number, words):
    assert in_figures(f"the {words} day") == f"the {number}th day"


@pytest.mark.parametrize(
    ("language", "words", "figures"),
    [
        ("en", "forty", "40"),
        ("en", "one hundred and eighty", "180"),
        ("en", "a hundred and twenty", "120"),
        ("en", "forty (40) states", "40 states"),
        ("en", "once", "once"),  # eleven, in Spanish
        ("fr", "soixante-dixième", "70th"),
        ("fr", "quatre-vingt-unième", "81th"),
        ("fr", "vingt et un", "21"),
        ("fr", "cinquième et neuvième", "5th et 9th"),
        ("fr", "60e", "60th"),
        ("es", "treinta y cinco", "35"),
        ("es", "trigésimo quinto", "35th"),
        ("es", "vigesimosegundo", "22th"),
        ("es", "90º", "90th"),
    ],
)
def test_numbers_are_read_in_each_language(language, words, figures):
    assert in_figures(words, language) == figures


@given(st.integers(1, 200), st.booleans())
def test_figures_stay_as_they_are(number, ordinal):
    written = f"{number}th" if ordinal else str(number)
    assert in_figures(f"the {written} instrument") == f"the {written} instrument"


@given(st.text("abcdefghijklmnopqrstuvwxyz ,.()-'", max_size=60))
def test_nothing_but_numbers_is_changed(text):
    kept = re.sub(r"\d+(?:th)?", "", in_figures(text))
    assert not re.sub(r"[\s,.()'-]", "", kept).strip() or set(kept) <= set(text)
