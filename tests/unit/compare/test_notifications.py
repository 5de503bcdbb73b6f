"""Depositary notifications from one poll of their listing to the next."""

from dataclasses import replace

from watcher.compare.changes import compare
from watcher.model.change import ChangeKind
from watcher.model.finding import Extraction, Finding, Known, Statement

PARTS = frozenset({"notifications"})
WITHDRAWAL = Statement(
    action="withdrawal",
    text="C.N.421.2025.TREATIES-XXVI-5: POLAND: WITHDRAWAL\n\n26/08/2025",
    link="https://treaties.un.org/doc/Publication/CN/2025/CN.421.2025-Eng.pdf",
    participant="Poland",
    participant_code="POL",
    published="26/08/2025",
)
COMMUNICATION = Statement(
    text="C.N.52.2020.TREATIES-XXVI-5: PERU: COMMUNICATION",
    link="https://treaties.un.org/doc/Publication/CN/2020/CN.52.2020-Eng.pdf",
    participant="Peru",
    participant_code="PER",
)
CORRECTIONS = Statement(
    text="C.N.737.2008: PROPOSAL OF CORRECTIONS",
    link="https://treaties.un.org/doc/Publication/CN/2008/CN.737.2008-Eng.pdf",
)


def finding(statement):
    key = "C.N." + ".".join(statement.text.split(".")[2:4]).split(":")[0]
    return Finding(f"notifications/{key}", "notifications", statement)


def compared(before, *now):
    known = {each.key: Known(each) for each in map(finding, before)}
    listing = Extraction(tuple(map(finding, now)), complete=False, parts=PARTS)
    return compare(known, listing, parts=PARTS, read_anew=False, held=frozenset())


def changes(before, *now):
    found = compared(before, *now)
    assert found.waiting == ()
    return found.changes


def test_a_new_one_is_told_by_its_action_and_its_own_treaty():
    (change,) = changes([CORRECTIONS], WITHDRAWAL)
    assert change.kind is ChangeKind.ADDED
    assert change.summary == "Poland notified its withdrawal (C.N.421.2025)"
    assert (change.treaty, change.action, change.date) == ("XXVI-5", "withdrawal", None)


def test_one_without_a_known_action_is_told_as_it_stands():
    peru, corrections = changes([WITHDRAWAL], COMMUNICATION, CORRECTIONS)
    assert peru.summary.endswith("C.N.52.2020.TREATIES-XXVI-5: PERU: COMMUNICATION")
    assert (peru.action, peru.treaty) == (None, "XXVI-5")
    assert corrections.summary == "C.N.737.2008: PROPOSAL OF CORRECTIONS"
    assert (corrections.action, corrections.treaty) == (None, None)


def test_an_entry_into_force_is_told_of_the_treaty():
    stated = replace(CORRECTIONS, text="C.N.7.2026.TREATIES-IV-5: ENTRY INTO FORCE")
    (change,) = changes([WITHDRAWAL], replace(stated, action="entry_into_force"))
    assert change.summary == "The treaty enters into force (C.N.7.2026)"


def test_one_that_scrolls_out_of_the_listing_is_not_gone():
    assert changes([WITHDRAWAL, CORRECTIONS], CORRECTIONS) == ()


def test_another_way_to_write_the_row_is_editorial():
    text = "C.N.421.2025.TREATIES-XXVI-5: Poland \u2013 withdrawal\n\n2025-08-26 | New"
    (change,) = changes([WITHDRAWAL], replace(WITHDRAWAL, text=text, published="2025-08-26"))
    assert change.kind is ChangeKind.EDITORIAL


def test_a_new_link_to_the_same_one_is_editorial():
    (change,) = changes([WITHDRAWAL], replace(WITHDRAWAL, link="https://x.example/reissued.pdf"))
    assert change.kind is ChangeKind.EDITORIAL


def test_another_title_is_a_modification():
    text = "C.N.421.2025.TREATIES-XXVI-5: FINLAND: WITHDRAWAL"
    again = replace(WITHDRAWAL, text=text, participant="Finland", participant_code="FIN")
    (change,) = changes([WITHDRAWAL], again)
    assert change.kind is ChangeKind.MODIFIED
