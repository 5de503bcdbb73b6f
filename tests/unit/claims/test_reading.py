"""What a caller may know of an entry, and what claims hold besides who did what."""

from datetime import date
from pathlib import Path

import pytest

from tests.claims_score import read_labels, scored
from watcher.claims import read_claims
from watcher.model.claim import Claim, Stage
from watcher.model.treaty import Action

LABELS = Path(__file__).resolve().parents[4] / "shared" / "claims" / "dev.jsonl"


def test_a_claim_holds_its_words_on_one_line():
    text = "The ministry was pleased.\nOn Monday Ghana\nratified the Paris Agreement. Others wait."
    (claim,) = read_claims("", text, language="en")
    assert claim.quote == "On Monday Ghana ratified the Paris Agreement"


def test_a_heading_is_no_part_of_the_sentence_below_it():
    text = "News from Ghana\nThe parliament of Togo ratified the Paris Agreement."
    (claim,) = read_claims("", text, language="en")
    assert claim.participants == ("TGO",)


def test_a_count_holds_its_number():
    assert read_claims("Seventy-two States sign the Paris Agreement", "", language="en") == (
        Claim(
            "XXVII-7-d",
            Action.SIGNATURE,
            Stage.COUNT,
            unnamed=True,
            number=72,
            quote="Seventy-two States sign the Paris Agreement",
        ),
    )


def test_participants_stand_in_the_order_of_the_text():
    (claim,) = read_claims("Togo, Ghana and Mali sign the Paris Agreement", "", language="en")
    assert claim.participants == ("TGO", "GHA", "MLI")


def test_named_and_unnamed_participants_are_one_claim():
    title = "Togo and 20 other countries sign the Paris Agreement"
    (claim,) = read_claims(title, "", language="en")
    assert (claim.participants, claim.unnamed) == (("TGO",), True)


@pytest.mark.parametrize(
    ("published", "stage"),
    [(date(2019, 9, 24), Stage.DONE), (date(2021, 9, 24), Stage.HISTORICAL)],
)
def test_a_year_is_past_where_the_entry_is_of_a_later_one(published, stage):
    text = "Ghana signed the Arms Trade Treaty on 24 September 2019."
    (claim,) = read_claims("", text, language="en", published=published)
    assert claim.stage is stage


def test_the_end_of_last_year_is_no_past_in_january():
    text = "Ghana signed the Arms Trade Treaty in December 2019."
    (claim,) = read_claims("", text, language="en", published=date(2020, 1, 10))
    assert claim.stage is Stage.DONE


def test_the_cabinet_of_a_source_is_that_of_its_participant():
    title = "Ratification of the Minamata Convention"
    text = "The proposal to ratify the said Convention was approved by the Cabinet."
    (claim,) = read_claims(title, text, language="en")
    assert (claim.participants, claim.unnamed) == ((), True)
    (claim,) = read_claims(title, text, language="en", home="LKA")
    assert (claim.participants, claim.unnamed) == (("LKA",), False)


def test_a_participant_that_the_entry_names_goes_before_that_of_its_source():
    (claim,) = read_claims("Nepal's cabinet approves the Paris Agreement", "", home="LKA")
    assert claim.participants == ("NPL",)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Ghana ratifies the Paris Agreement", "GHA"),
        ("Le Ghana ratifie l'accord de Paris sur le climat", "GHA"),
        ("Colombia ratifica el Acuerdo de París sobre el clima", "COL"),
    ],
)
def test_the_language_is_told_by_little_words(title, code):
    for language in (None, "", "xx"):
        (claim,) = read_claims(title, "", language=language)
        assert claim.participants == (code,)


def test_a_region_of_the_language_means_nothing():
    (claim,) = read_claims("Le Ghana ratifie l'accord de Paris", "", language="fr_CA")
    assert claim.participants == ("GHA",)


@pytest.mark.skipif(not LABELS.is_file(), reason=f"the labelled headlines are not in {LABELS}")
def test_labelled_headlines_are_read_as_the_project_promises():
    score = scored(read_labels(LABELS))
    done = score.stages["done"]
    assert done.right / (done.right + done.wrong) >= 0.95
    assert done.right / (done.right + done.missed) >= 0.85
    assert score.alarmed_done == 0
