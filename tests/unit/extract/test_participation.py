"""Rows of any table of participants become findings with identities."""

import pytest

from watcher.extract.participation import LISTED, Row, identities, participation
from watcher.model.finding import Statement

CONSENT = "participants/consent"
SIGNATURE = "participants/signature"


def did(action, date, **fields):
    return Statement(action=action, date=date, **fields)


def failed(rows):
    return {check.name for check in participation(rows).checks if not check.passed}


def test_a_cell_is_a_finding_of_its_participant_with_all_its_footnotes():
    signed = did("signature", "2025-10-25", footnotes=("Of the date.",))
    read = participation([Row("Türkiye", ((SIGNATURE, signed),), ("Of the name.",))])
    (finding,) = read.findings
    assert (finding.key, finding.part, finding.subject) == (
        "participants/TUR/signature",
        SIGNATURE,
        "TUR",
    )
    assert finding.statement.participant == "Türkiye"
    assert finding.statement.footnotes == ("Of the name.", "Of the date.")
    assert all(check.passed for check in read.checks)


def test_a_row_in_which_nothing_stands_is_listed_unless_a_cell_could_not_be_read():
    (finding,) = participation([Row("Cuba")]).findings
    assert (finding.key, finding.part) == ("participants/CUB/listed", LISTED)
    assert participation([Row("Cuba", unread=True)]).findings == ()


def test_a_name_that_nobody_knows_is_kept_and_reported():
    read = participation([Row("Atlantis", ((CONSENT, did("accession", "2026-01-01")),))])
    assert read.findings[0].key == "participants/?Atlantis/consent"
    assert read.findings[0].statement.participant_code is None
    assert [(notice.kind, notice.subject) for notice in read.notices] == [
        ("unresolved_name", "Atlantis")
    ]


@pytest.mark.parametrize(
    ("names", "check"),
    [(("Cuba", "Cuba"), "participants"), (("C\ufffdba",), "encoding")],
)
def test_rows_that_cannot_be_told_apart_or_read_fail_a_check(names, check):
    assert failed([Row(name) for name in names]) == {check}


def test_two_spellings_of_one_participant_are_told_apart():
    found = [(who.subject, who.code) for who in identities(["Turkey", "Türkiye", "Cuba"])]
    assert found == [("TUR:Turkey", "TUR"), ("TUR:Türkiye", "TUR"), ("CUB", "CUB")]


def test_of_two_actions_in_one_column_the_earlier_has_the_plain_key():
    """A depositary prints accession and succession on one day, in whatever order."""
    cells = ((CONSENT, did("succession", "1991-03-03")), (CONSENT, did("accession", "1990-02-02")))
    for row in (Row("Slovenia", cells), Row("Slovenia", cells[::-1])):
        keys = {finding.key: finding.statement.action for finding in participation([row]).findings}
        assert keys == {
            "participants/SVN/consent": "accession",
            "participants/SVN/consent:succession": "succession",
        }
