"""What the captured pages say beside their tables of participants is all read.

The pages are counted on their raw bytes, by regular expressions and not by our readers.
"""

import re
from collections import Counter, defaultdict

import pytest

from tests.unit.extract.untc.captured import (
    PAGES,
    UNTC,
    each_page,
    end_notes,
    entries,
    letters,
    linked_notifications,
    named_notifications,
    needs_captures,
    raw,
    read,
)

pytestmark = needs_captures

DECLARED = ("declarations", "reservations", "objections")
_DATE = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")


def of(extraction, *families):
    return [finding for finding in extraction.findings if finding.family in families]


@each_page
def test_the_page_is_believed_and_nothing_on_it_is_unknown(path):
    extraction = read(path)
    assert [check for check in extraction.checks if not check.passed] == []
    assert extraction.notices == ()


@each_page
def test_every_entry_of_a_section_is_read_whole_and_in_order(path):
    """Its declarations, put together again, are every letter that the entry has."""
    printed = defaultdict(str)
    for entry in entries(path):
        printed[entry.participant] += entry.letters
    stated = defaultdict(str)
    for finding in of(read(path), *DECLARED):
        if "made under article" not in (finding.statement.text or "").split("\n")[0]:
            stated[finding.statement.participant] += letters(finding.statement.text or "")
    assert dict(stated) == {who: text for who, text in printed.items() if who in stated}
    assert {who for who, text in printed.items() if text} <= stated.keys()


@each_page
def test_every_entry_is_a_declaration_a_reservation_or_an_objection(path):
    """At least one for each entry, also where the page has no words for it any more."""
    printed = Counter(
        ("objection" if entry.grid == "dgObj" else "declared", entry.participant)
        for entry in entries(path)
    )
    stated = Counter(
        ("objection" if finding.family == "objections" else "declared", who)
        for finding in of(read(path), *DECLARED)
        if (who := finding.statement.participant)
    )
    assert printed.keys() == stated.keys()
    assert printed <= stated


@each_page
def test_every_date_that_stands_alone_is_the_date_of_a_declaration(path):
    printed = Counter(day for entry in entries(path) for day in entry.dates if _DATE.fullmatch(day))
    stated = Counter(
        line
        for finding in of(read(path), *DECLARED)
        for line in (finding.statement.text or "").split("\n")[:1]
        if _DATE.fullmatch(line)
    )
    assert stated == printed
    dated = [f for f in of(read(path), *DECLARED) if f.statement.date]
    misspelt = [f for f in of(read(path), *DECLARED) if f.statement.published]
    assert len(dated) + len(misspelt) >= sum(printed.values())


@each_page
def test_every_objection_is_one_finding(path):
    """Each has its date above it, or a heading of its own, or is the only one of its entry."""
    printed = [entry for entry in entries(path) if entry.grid == "dgObj"]
    expected = sum(max(1, len(entry.dates) + entry.undated) for entry in printed)
    assert len(of(read(path), "objections")) == expected


@each_page
def test_every_end_note_is_a_finding(path):
    stated = [letters(finding.statement.text) for finding in of(read(path), "notes")]
    assert stated == [note for note in end_notes(path) if note]


@each_page
def test_every_depositary_notification_on_the_page_is_a_finding(path):
    keys = {finding.key.removeprefix("references/") for finding in of(read(path), "references")}
    assert keys == linked_notifications(path) | named_notifications(path)


@each_page
def test_every_linked_notification_has_its_link(path):
    links = {
        finding.key.removeprefix("references/"): finding.statement.link
        for finding in of(read(path), "references")
    }
    for key in linked_notifications(path):
        assert links[key].endswith(f"/{key.replace('C.N.', 'CN.')}-Eng.pdf")


@each_page
def test_the_head_of_the_page_is_read(path):
    facts = dict(read(path).facts)
    keys = {finding.key for finding in of(read(path), "treaty", "counts")}
    assert {"treaty/title", "treaty/text", "treaty/notes", "counts/parties"} <= keys
    assert ("treaty/registration" in keys) == ("_rptRegistration_ctl00_tcText" in raw(path))
    (entry,) = (f for f in read(path).findings if f.key == "treaty/entry_into_force")
    assert (entry.statement.date is None) == ("Not yet in force" in raw(path))
    assert facts["entry into force"] in entry.statement.text


def withdrawals(number):
    extraction = read(UNTC / f"{number}.html")
    return {
        finding.statement.participant: (finding.statement.date, finding.statement.effective)
        for finding in of(extraction, "withdrawals")
    }


def test_the_withdrawals_from_the_mine_ban_convention_are_read_with_their_dates():
    """Poland's was pending when the page was captured: it had a footnote and no brackets."""
    assert withdrawals("XXVI-5") == {
        "Estonia": ("2025-06-27", "2025-12-27"),
        "Finland": ("2025-07-10", "2026-01-10"),
        "Latvia": ("2025-06-27", "2025-12-27"),
        "Lithuania": ("2025-06-27", "2025-12-27"),
        "Poland": ("2025-08-20", "2026-02-20"),
    }


def test_one_who_left_and_came_back_has_no_withdrawal_and_a_reservation_is_no_treaty():
    """Guyana denounced and acceded anew; Germany withdrew a reservation in part."""
    assert withdrawals("IV-5") == {
        "Belarus": ("2022-11-08", "2023-02-08"),
        "Jamaica": ("1997-10-23", None),
        "Trinidad and Tobago": ("2000-03-27", "2000-06-27"),
    }


def test_no_other_page_has_a_withdrawal_though_most_speak_of_reservations_withdrawn():
    found = {path.stem: withdrawals(path.stem) for path in PAGES}
    left = {number: who for number, who in found.items() if who}
    assert left.keys() == {"IV-5", "XXVI-5", "XXVI-6"}
    assert left["XXVI-6"] == {"Lithuania": ("2024-09-06", "2025-03-06")}


@pytest.mark.parametrize(
    ("number", "who", "date", "territories"),
    [
        ("IV-5", "Netherlands (Kingdom of the)", "1978-12-11", "Netherlands Antilles"),
        (
            "XXVI-1",
            "United Kingdom of Great Britain and Northern Ireland",
            "1978-05-16",
            (
                "United Kingdom Sovereign Base Areas of Akrotiri and Dhekelia in the Island of "
                "Cyprus, Association of Caribbean States, Brunei, Solomon Islands and United "
                "Kingdom Territories"
            ),
        ),
    ],
)
def test_the_territorial_applications_are_read(number, who, date, territories):
    (finding,) = of(read(UNTC / f"{number}.html"), "territories")
    stated = finding.statement
    assert (stated.participant, stated.date, stated.text) == (who, date, territories)


def test_every_filled_cell_of_the_second_table_is_read():
    path = UNTC / "XXVI-2.html"
    table = re.search(r'_Table1".*?</table>', raw(path), re.DOTALL)[0]
    filled = len(re.findall(r"<td><Column>[xX]", table))
    stated = of(read(path), "special")
    assert len(stated) == filled
    assert {finding.part for finding in stated} == {
        "special/Protocol I",
        "special/Protocol II",
        "special/Protocol III",
    }
