"""What holds of any entry, whatever it says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.catalogue import find
from watcher.claims import read_claims
from watcher.claims.names import LANGUAGES, participant_names, treaty_names
from watcher.claims.text import TEXT_LENGTH, sentences, tidy, tokenised
from watcher.model.claim import Stage
from watcher.model.participants import by_code

WORDS = [
    *("ratifies", "signed", "will", "not", "to", "withdraw", "from", "the", "by", "and", ",", "a"),
    *("which", "parliament", "Senate", "president", "Ghana", "Malta's", "Russian", "72", "(", ")"),
    *("countries", "ratification", "of", "Paris Agreement", "Rome Statute", "ICC", "treaty", "it"),
    *("has", "was", "deposits", "instrument", "if", "after", "enters into force", "on", "2019"),
    *(".", ";", "\u2014", "ratifi\u00e9", "l'accord de Paris", "firma", "el", "se", "retira"),
    "Acuerdo de Escaz\u00fa",
]

news = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
anything = st.text(max_size=400) | news | st.tuples(news, st.text(max_size=60)).map("".join)
languages = st.sampled_from([*LANGUAGES, None, "de", "en-GB", ""])


@given(title=anything, text=anything, language=languages)
@settings(max_examples=300)
def test_no_entry_raises_and_claims_name_only_what_is_known(title, text, language):
    claims = read_claims(title, text, language=language)
    for claim in claims:
        assert find(claim.treaty)
        assert all(by_code(code) for code in claim.participants)
        assert len(set(claim.participants)) == len(claim.participants)
        assert "\n" not in claim.quote
        assert claim.number is None or claim.number >= 0
    assert claims == read_claims(title, text, language=language)
    assert len(set(claims)) == len(claims)


@given(title=news, text=news)
@settings(max_examples=100)
def test_white_space_means_nothing(title, text):
    spaced = f"  {title.replace(' ', '   ')} "
    said = [(c.treaty, c.action, c.stage, c.participants) for c in read_claims(title, text)]
    again = [(c.treaty, c.action, c.stage, c.participants) for c in read_claims(spaced, text)]
    assert said == again


@given(text=anything)
@settings(max_examples=200)
def test_tokens_stand_where_they_say(text):
    for part in sentences(tidy(text, TEXT_LENGTH), frozenset()):
        sentence = tokenised(part)
        for token in sentence.tokens:
            dashed = "-" if token.text == "\u2014" else token.text  # " - " is a dash
            assert part[token.start : token.end] in (token.text, dashed)
        starts = [token.start for token in sentence.tokens]
        assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Ghana ratifies the Paris Agreement", "en"),
        ("Ghana withdraws from the Rome Statute", "en"),
        ("Le Ghana ratifie l\u2019accord de Paris", "fr"),
        ("Colombia ratifica el Acuerdo de Escaz\u00fa", "es"),
    ],
)
def test_case_and_accents_of_a_headline_mean_nothing(title, language):
    said = read_claims(title, "", language=language)
    assert [claim.stage for claim in said] == [Stage.DONE]
    for other in (title.upper(), title.lower(), title.title(), title.replace("\u00fa", "u")):
        again = read_claims(other, "", language=language)
        assert [(c.treaty, c.participants, c.stage) for c in again] == [
            (c.treaty, c.participants, c.stage) for c in said
        ]


def test_the_same_title_as_text_claims_nothing_more():
    once = read_claims("Ghana ratifies the Paris Agreement", "", language="en")
    twice = read_claims(
        "Ghana ratifies the Paris Agreement",
        "Ghana ratifies the Paris Agreement. Ghana ratifies the Paris Agreement.",
        language="en",
    )
    assert [(c.treaty, c.participants) for c in twice] == [(c.treaty, c.participants) for c in once]


def test_what_stands_far_behind_is_not_read():
    late = "word " * TEXT_LENGTH + "Ghana ratifies the Paris Agreement."
    assert read_claims("", late, language="en") == ()


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 50_000,
        "," * 50_000,
        "Ghana, " * 20_000,
        "Ghana and " * 20_000,
        "ratifies " * 20_000,
        "the Paris Agreement, " * 10_000,
        "to " * 20_000,
        "1" * 100_000,
        "Ghana ratifies the Paris Agreement " * 5_000,
        "Protocol to the " * 10_000,
        "U.S." * 20_000,
        "a" * 100_000,
        "'s" * 50_000,
        "was approved by the cabinet, " * 5_000,
    ],
)
def test_hostile_entries_end_in_few_claims(hostile):
    """A rule that went back and forth over such text would not come to its end here."""
    claims = read_claims(hostile, hostile, language="en")
    assert claims == read_claims(hostile, hostile, language="en")
    assert len(claims) < 20


def test_every_name_of_a_treaty_is_read_after_ratifies():
    """Names that others hold, or that a word beside them changes, are listed by themselves."""
    missed = []
    for name in treaty_names():
        if name.kind == "name" and name.language in ("en", "*"):
            claims = read_claims(f"Ghana ratified the {name.name} on Monday.", "", language="en")
            if [claim.treaty for claim in claims] != [name.treaty]:
                missed.append(name.name)
    assert len(missed) < 0.02 * len(treaty_names()), missed


def test_nearly_every_name_of_a_participant_is_read_before_ratifies():
    missed = []
    for name in participant_names():
        if name.kind == "name" and name.language in ("en", "*") and not name.code.startswith("ORG"):
            title = f"{name.word} has ratified the Paris Agreement, it said on Monday."
            claims = read_claims(title, "", language="en")
            if [claim.participants for claim in claims] != [(name.code,)]:
                missed.append(name.word)
    assert len(missed) < 0.02 * len(participant_names()), missed
