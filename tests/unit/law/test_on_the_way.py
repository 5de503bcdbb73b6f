"""Who is on the way to being bound: the furthest step that is heard of, and nobody who is bound."""

from datetime import UTC, date, datetime

from watcher.law.on_the_way import on_the_way
from watcher.law.standing import CONSENT, SIGNATURE, standings
from watcher.model.claim import Claim, Stage
from watcher.model.finding import Finding, Known, Statement
from watcher.model.report import ReadClaim
from watcher.model.treaty import Action

HEARD = datetime(2026, 3, 10, tzinfo=UTC)


def heard(seq, stage, *codes, action=Action.RATIFICATION):
    claim = Claim("XVIII-16", action, stage, codes, quote=f"line {seq}")
    return ReadClaim(claim, seq, "news", "press", "title", None, HEARD)


def on_record(*cells):
    return standings(
        (
            ("untc", Known(Finding(f"{part}/{code}", part, stated, code), frozenset()))
            for code, part, stated in cells
        ),
        date(2026, 4, 1),
    )


def cell(code, part, action, on="2025-10-25", **fields):
    fields.setdefault("bracketed", False)
    return code, part, Statement(action, on, participant=code, participant_code=code, **fields)


def steps(claims, rows=()):
    return [(each.code, each.step.value) for each in on_the_way(claims, rows)]


def test_the_furthest_step_counts_whatever_came_last():
    said = [heard(1, Stage.DOMESTIC_STEP, "FJI"), heard(2, Stage.ANNOUNCED, "FJI")]
    assert steps(said) == [("FJI", "domestic_step")]
    assert on_the_way(said, ())[0].heard.change == 1


def test_of_one_step_the_newest_word_counts():
    said = [heard(1, Stage.ANNOUNCED, "FJI"), heard(2, Stage.ANNOUNCED, "FJI")]
    assert on_the_way(said, ())[0].heard.change == 2


def test_the_furthest_come_first_and_of_these_the_newest():
    said = [
        heard(1, Stage.ANNOUNCED, "TON"),
        heard(2, Stage.DOMESTIC_STEP, "FJI"),
        heard(3, Stage.DOMESTIC_STEP, "WSM"),
        heard(4, Stage.DONE, "CHL"),
    ]
    assert steps(said) == [
        ("CHL", "reported"),
        ("WSM", "domestic_step"),
        ("FJI", "domestic_step"),
        ("TON", "announced"),
    ]


def test_who_is_bound_is_no_longer_on_the_way():
    rows = on_record(cell("FJI", CONSENT, "ratification"))
    assert steps([heard(1, Stage.DOMESTIC_STEP, "FJI")], rows) == []


def test_who_signed_is_on_the_way_without_a_word():
    rows = on_record(cell("FJI", SIGNATURE, "signature"))
    (each,) = on_the_way([], rows)
    assert (each.step, each.signed, each.heard) == ("signed", "2025-10-25", None)


def test_who_took_its_signature_back_is_on_no_way():
    assert steps([], on_record(cell("FJI", SIGNATURE, "signature", bracketed=True))) == []


def test_who_withdrew_is_on_no_way_until_it_is_heard_to_return():
    rows = on_record(
        cell("FJI", SIGNATURE, "signature"), cell("FJI", CONSENT, "ratification", bracketed=True)
    )
    assert steps([], rows) == []
    assert steps([heard(1, Stage.ANNOUNCED, "FJI", action=Action.ACCESSION)], rows) == [
        ("FJI", "announced")
    ]


def test_calls_and_history_and_other_acts_are_no_steps():
    said = [
        heard(1, Stage.CALLED_FOR, "FJI"),
        heard(2, Stage.HISTORICAL, "TON"),
        heard(3, Stage.ANNOUNCED, "WSM", action=Action.SIGNATURE),
        heard(4, Stage.DOMESTIC_STEP, "CHL", action=Action.WITHDRAWAL),
    ]
    assert steps(said) == []
