"""How a treaty stands: counted as the depositary counts."""

from dataclasses import replace

from tests.unit.compare.tables import cell, known, listed
from watcher.model.finding import Finding, Known, Statement
from watcher.standing import count, standings


def rows(*findings, source="untc"):
    return standings((source, held) for held in known(*findings).values())


def test_signatories_and_those_bound_are_counted():
    counts = count(
        rows(
            cell("ALB", "signature", "2025-10-25"),
            cell("ALB", "consent", "2026-01-02"),
            cell("BEL", "signature", "2025-10-25"),
            cell("CHL", "consent", "2026-01-02", mark="a"),
        )
    )
    assert (counts.signatories, counts.bound) == (2, 2)


def test_brackets_do_not_count():
    table = rows(
        cell("ALB", "signature", "2025-10-25"),
        cell("ALB", "consent", "2026-01-02", bracketed=True),
        cell("BEL", "signature", "2025-10-25", bracketed=True),
    )
    assert (count(table).signatories, count(table).bound) == (1, 0)
    assert [row.withdrawn for row in table] == [True, True]


def test_a_bracketed_signature_under_a_standing_consent_is_no_withdrawal():
    (row,) = rows(
        cell("ALB", "signature", "2025-10-25", bracketed=True),
        cell("ALB", "consent", "2026-01-02"),
    )
    assert not row.withdrawn


def test_rows_are_in_the_order_of_their_names():
    table = rows(cell("C", "signature", "2025-10-25"), cell("A", "signature", "2025-10-25"))
    assert [row.participant for row in table] == ["State A", "State C"]


def test_a_row_without_a_date_stands_and_counts_nothing():
    (row,) = rows(listed("ALB"))
    assert (row.participant, row.signature, row.consent) == ("State ALB", None, None)
    assert row.others == ()
    assert not row.withdrawn
    assert count([row]).signatories == 0


def test_two_records_of_one_cell_are_one_and_the_first_counts():
    first = known(cell("ALB", "signature", "2025-10-25"))
    second = known(cell("ALB", "signature", "2025-10-26"), cell("ALB", "consent", "2026-01-02"))
    table = standings(
        [("a", held) for held in first.values()] + [("b", held) for held in second.values()]
    )
    (row,) = table
    assert (row.signature.date, row.consent.date) == ("2025-10-25", "2026-01-02")
    assert count(table).bound == 1


def test_a_participant_without_a_code_is_known_by_its_name():
    nowhere = cell("?Nowhere", "signature", "2025-10-25", name="Nowhere")
    (row,) = rows(nowhere)
    assert (row.code, row.participant) == (None, "Nowhere")


def test_other_columns_are_told_beside():
    applied = replace(
        cell("ALB", "signature", "2025-10-25"),
        key="participants/ALB/provisional_application",
        part="participants/provisional_application",
    )
    odd = Finding(
        "column/ALB/Odd",
        "column/Odd",
        Statement(text="Odd: yes", participant="State ALB", participant_code="ALB"),
        "ALB",
    )
    (row,) = rows(applied, odd)
    assert [other.text for other in row.others] == ["Odd: yes", None]


def test_what_names_no_participant_is_no_row():
    entry = Known(Finding("entries/1", "entries", Statement(text="news")))
    assert standings([("news", entry)]) == ()
    assert (count(()).signatories, count(()).bound) == (0, 0)
