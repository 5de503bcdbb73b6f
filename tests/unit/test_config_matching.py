"""What may be written under `match` and `exclude`, and what is said of the rest."""

import pytest

from watcher.config.matching import by_treaties, exclusions, patterns
from watcher.model.reading import Matching, Pattern
from watcher.model.treaty import Treaty


def refusal(rule, value):
    try:
        rule(value)
    except ValueError as error:
        return str(error)
    return "taken"


def test_a_word_a_list_and_a_table_of_places():
    assert patterns("Hanoi") == (Pattern("Hanoi"),)
    assert patterns([" Hanoi ", "/cyber-?crime/"]) == (
        Pattern("Hanoi"),
        Pattern("cyber-?crime", regex=True),
    )
    assert patterns({"title": "Hanoi", "summary": ["/x+/"], "any": ["y"]}) == (
        Pattern("Hanoi", where="title"),
        Pattern("x+", regex=True, where="summary"),
        Pattern("y"),
    )


@pytest.mark.parametrize("value", ["*", ["*"], {"any": ["*"]}])
def test_everything_is_kept_where_a_star_says_so(value):
    assert patterns(value) == ()


def test_nothing_is_left_out_by_an_empty_list():
    assert exclusions([]) == ()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([], 'is empty; write what to look for, or "*" to keep everything'),
        ({}, "is empty; write what to look for"),
        (["*", "Hanoi"], 'holds "*", which keeps everything, beside others'),
        ("", "is empty; leave the name out"),
        (3, "must be text in quotes"),
        ([["x"]], "must be text in quotes, a list of texts, or a table"),
        ("\u2026", "in which there is no letter and no digit"),
        ("/cyber", 'holds "/cyber", which begins with a slash; a regular expression stands'),
        ("/", "which begins with a slash"),
        ("//", "which begins with a slash"),
        ("/cyber/i", 'holds "/cyber/i"; write nothing behind the last slash'),
        ("/(/", "is not a regular expression: missing )"),
        ("/x*/", 'holds "/x*/", which finds any text, even an empty one'),
        (
            {"titel": ["x"]},
            "looks in 'titel'; allowed: any, title, summary; did you mean \"title\"",
        ),
    ],
)
def test_what_would_not_do_what_it_seems_to_is_refused(value, sentence):
    assert sentence in refusal(patterns, value)


def test_leaving_out_everything_is_refused():
    assert refusal(exclusions, "*").startswith("would leave out everything; to stop a source,")


def test_the_names_of_treaties_are_each_looked_for_once():
    treaties = [Treaty("X-1", "One", ("Uno", "One")), Treaty("X-2", "X-2")]
    names = tuple(Pattern(name) for name in ("X-1", "One", "Uno", "X-2"))
    assert by_treaties(treaties) == Matching(names, by_treaty=True)
    assert by_treaties([]) == Matching(by_treaty=True)
