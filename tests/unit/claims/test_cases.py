"""Sentences in, claims out: a new case is a line in `cases/`, and needs no code here.

The sentences were written for this purpose; none is from a newspaper. A claim is written as the
measure writes it: treaty, participant ("-" where the treaty acts), action, stage.
"""

import json
from pathlib import Path

import pytest

from tests.claims_score import points
from watcher.claims import read_claims
from watcher.claims.names import LANGUAGES

CASES = Path(__file__).parent / "cases"
TOGETHER = 50  # cases of one test: a test of its own costs more than to read the sentence


def cases():
    for language in LANGUAGES:
        for line in (CASES / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
            yield language, json.loads(line)


def parts():
    for language in LANGUAGES:
        own = [case for of, case in cases() if of == language]
        for first in range(0, len(own), TOGETHER):
            yield pytest.param(language, own[first : first + TOGETHER], id=f"{language} {first}-")


@pytest.mark.parametrize(("language", "together"), list(parts()))
def test_an_entry_claims_what_its_words_say_and_no_more(language, together):
    read, written = {}, {}
    for case in together:
        entry = case["title"], case["text"]
        written[entry] = sorted(case["claims"])
        read[entry] = sorted(map(str, points(read_claims(*entry, language=language))))
    assert {entry: read[entry] for entry in read if read[entry] != written[entry]} == {}


def test_no_title_stands_twice_in_the_cases():
    ids = [case["title"] + case["text"] for _, case in cases()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_stage_has_cases_in_each_language(language):
    lines = (CASES / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    stages = {claim.split()[-1] for line in lines for claim in json.loads(line)["claims"]}
    assert stages == {"done", "domestic_step", "announced", "called_for", "count", "historical"}
