"""An edited declaration is found under another key than it is known by, and is not lost."""

from dataclasses import replace
from datetime import timedelta

from tests.unit.compare.tables import PARTS, cell, known, table
from watcher.model.finding import Finding, Statement
from watcher.model.source import Source, Tier
from watcher.vet import Remembered, reasons, vet

SOURCE = Source("untc", "untc-status", "https://example.org/", Tier.RECORD, timedelta(hours=6))
ALL = PARTS | {"declarations"}
ROW = cell("CUB", "signature", "2025-10-25")


def declarations(count, edition):
    return [
        Finding(
            f"declarations/CUB/{edition}{number}",
            "declarations",
            Statement(action="declaration", text=f"{edition} {number}", participant="Cuba"),
            "CUB",
        )
        for number in range(count)
    ]


def verdict(now, before, **settings):
    source = replace(SOURCE, **settings)
    past = Remembered(known(ROW, *before), ALL, alike=True)
    return reasons(vet(source, table(ROW, *now, parts=ALL), past))


def test_a_section_in_which_every_text_was_edited_is_still_there():
    assert verdict(declarations(20, "new"), declarations(20, "old")) == ""


def test_a_section_of_which_more_than_half_is_gone_is_not_believed():
    assert "known findings" in verdict(declarations(9, "old"), declarations(20, "old"))


def test_an_edited_text_is_one_difference_and_not_two():
    edited = [*declarations(19, "old"), *declarations(1, "new")]
    assert verdict(edited, declarations(20, "old"), max_change=0.05) == ""
    assert "size" in verdict(edited, declarations(20, "old"), max_change=0.04)
