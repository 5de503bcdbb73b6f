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


def cases():
    for language in LANGUAGES:
        for line in (CASES / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            yield pytest.param(language, case, id=f"{language}: {case['title'][:70]}")


@pytest.mark.parametrize(("language", "case"), list(cases()))
def test_an_entry_claims_what_its_words_say_and_no_more(language, case):
    read = points(read_claims(case["title"], case["text"], language=language))
    assert sorted(map(str, read)) == sorted(case["claims"])


def test_no_title_stands_twice_in_the_cases():
    ids = [case.values[1]["title"] + case.values[1]["text"] for case in cases()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_stage_has_cases_in_each_language(language):
    lines = (CASES / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    stages = {claim.split()[-1] for line in lines for claim in json.loads(line)["claims"]}
    assert stages == {"done", "domestic_step", "announced", "called_for", "count", "historical"}
