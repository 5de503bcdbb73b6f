"""How far a treaty has come, in the line of a treaty and in the subject."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.digest.conftest import NOW, NUMBER
from watcher.digest.compose import compose
from watcher.digest.render.html import render_html
from watcher.digest.render.text import render_text
from watcher.digest.subject import standing
from watcher.model.digest import Counts, Effect

BEFORE = Counts(73, 1, in_force=False, organisations=0, counted=1, needed=40)


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        (BEFORE, "73 signatories, 1 of 40 contracting States needed for entry into force"),
        (
            replace(BEFORE, bound=3, counted=2, organisations=1),
            (
                "73 signatories, 2 of 40 contracting States needed for entry into force, "
                "1 organisation not counted"
            ),
        ),
        (
            replace(BEFORE, bound=40, counted=40, in_force_on="2027-03-01"),
            "73 signatories, 40 contracting States; enters into force on 1 Mar 2027",
        ),
        (
            replace(BEFORE, bound=41, counted=40, organisations=1, in_force_on="2027-03-01"),
            (
                "73 signatories, 41 contracting States and organisations; enters into force on "
                "1 Mar 2027"
            ),
        ),
        (
            replace(BEFORE, bound=60, counted=60, waits_for=("the further condition",)),
            "73 signatories, 60 contracting States; also needed: the further condition",
        ),
        (
            replace(BEFORE, needed=None, waits_for=("35 of 44 of the States in Annex 2",)),
            "73 signatories, 1 contracting State; also needed: 35 of 44 of the States in Annex 2",
        ),
        (Counts(73, 1, in_force=False, organisations=0), "73 signatories, 1 contracting State"),
        (Counts(73, 1, in_force=False), "73 signatories, 1 has consented to be bound"),  # of old
        (Counts(73, 41, in_force=True), "73 signatories, 41 parties"),
        (Counts(1, 1, in_force=True, counted=1, needed=1), "1 signatory, 1 party"),
        (Counts(73, 1), "73 signatories, 1 has consented to be bound"),
    ],
)
def test_before_entry_into_force_there_are_contracting_states_and_after_it_parties(counts, line):
    assert standing(counts) == line


def ratified(settings, log, act, effect):
    log.add("untc", None, act("Viet Nam", "ratification"))
    material = log.material(counts={NUMBER: BEFORE}, effects={1: effect})
    return compose(settings, material, now=NOW)


def test_the_subject_says_how_many_of_how_many(settings, log, act):
    digest = ratified(settings, log, act, Effect())
    assert digest.subject == (
        "UN Convention against Cybercrime: Viet Nam ratifies "
        "(1 of 40 contracting States needed for entry into force)"
    )


def test_a_later_participant_is_told_with_its_own_date(settings, log, act):
    digest = ratified(settings, log, act, Effect(in_force=date(2025, 12, 19)))
    text = " ".join(render_text(digest).split())
    assert "Viet Nam ratified on 19 Nov 2025. In force for it from 19 Dec 2025." in text
    assert "Ratification. In force for it from 19 Dec 2025." in render_html(digest)
    assert digest.record[0].actions[0].in_force_for == "2025-12-19"


def test_what_is_not_counted_says_so(settings, log, act):
    digest = ratified(settings, log, act, Effect(counted=False))
    assert "Not counted for the entry into force." in " ".join(render_text(digest).split())
    assert digest.record[0].actions[0].not_counted


def test_an_instrument_as_one_expects_it_has_no_further_words(settings, log, act):
    digest = ratified(settings, log, act, Effect())
    assert "Viet Nam ratified on 19 Nov 2025. Found" in " ".join(render_text(digest).split())
