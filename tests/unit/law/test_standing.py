"""How a treaty stands: counted as the depositary counts."""

from dataclasses import replace
from datetime import date

from tests.unit.compare.tables import cell, known, listed
from watcher.law.standing import count, standings
from watcher.model.finding import Finding, Known, Statement

TODAY = date(2026, 2, 1)


def rows(*findings, source="untc"):
    return standings(((source, held) for held in known(*findings).values()), TODAY)


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
        [("a", held) for held in first.values()] + [("b", held) for held in second.values()],
        TODAY,
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
    assert standings([("news", entry)], TODAY) == ()
    assert (count(()).signatories, count(()).bound) == (0, 0)


def withdrawal(effective: str | None) -> Finding:
    stated = Statement(
        action="withdrawal",
        date="2025-08-20",
        effective=effective,
        participant="State ALB",
        participant_code="ALB",
    )
    return Finding("withdrawals/ALB", "withdrawals", stated)


def without_marks(code: str) -> Finding:
    """A consent as a depositary states it whose page has neither marks nor brackets."""
    marked = cell(code, "consent", "2012-12-27")
    return replace(marked, statement=replace(marked.statement, mark=None, bracketed=None))


def test_a_withdrawal_that_is_announced_stands_beside_until_the_page_has_brackets():
    (row,) = rows(cell("ALB", "consent", "2012-12-27"), withdrawal("2026-01-20"))
    assert row.withdrawal.effective == "2026-01-20"
    assert not row.withdrawn
    assert count([row]).bound == 1


def test_where_a_page_knows_no_brackets_the_day_of_effect_decides():
    (gone,) = rows(without_marks("ALB"), withdrawal("2026-02-01"))
    (going,) = rows(without_marks("ALB"), withdrawal("2026-02-02"))
    (unknown,) = rows(without_marks("ALB"), withdrawal(None))
    assert [gone.withdrawn, going.withdrawn, unknown.withdrawn] == [True, False, False]
    assert (count([gone]).bound, count([going]).bound) == (0, 1)


def test_an_accession_beside_a_succession_is_told_too():
    acceded = cell("BRB", "consent", "1968-09-10", mark="a")
    succeeded = replace(
        acceded,
        key="participants/BRB/consent:succession",
        statement=replace(acceded.statement, action="succession"),
    )
    (row,) = rows(acceded, succeeded)
    assert row.consent.action == "accession"
    assert [other.action for other in row.others] == ["succession"]


def test_declarations_are_no_standing():
    declared = Statement(action="declaration", text="It declares", participant="State ALB")
    assert rows(Finding("declarations/ALB/1", "declarations", declared)) == ()
