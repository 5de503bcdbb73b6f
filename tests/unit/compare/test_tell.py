"""What belongs together is told once: brackets and the note that announced them, counts, notes."""

from dataclasses import replace

from tests.unit.compare.tables import PARTS, applied, cell, known, table
from watcher.compare.changes import compare, token
from watcher.compare.left_out import LeftOut
from watcher.extract.keys import Keys
from watcher.model.change import ChangeKind
from watcher.model.finding import Finding, Statement

ALL = PARTS | {"withdrawals", "declarations", "notes", "counts/parties", "references"}
NOTE = "On 20 August 2025, Poland deposited a notification of withdrawal. It will take effect."


def consent(**fields):
    return cell("POL", "consent", "2012-12-27", name="Poland", **fields)


def notice(text=NOTE, effective="2026-02-20"):
    statement = Statement(
        action="withdrawal",
        date="2025-08-20",
        effective=effective,
        text=text,
        participant="Poland",
        participant_code="POL",
    )
    return Finding("withdrawals/POL", "withdrawals", statement, "POL")


def note(text=NOTE):
    return Finding(Keys().key("notes", text), "notes", Statement(text=text))


def count(number):
    return Finding("counts/parties", "counts/parties", Statement(text=str(number)))


def declaration(text, name="Poland"):
    statement = Statement(action="declaration", text=text, participant=name, participant_code="POL")
    return Finding(Keys().key("declarations/POL", text), "declarations", statement, "POL")


def polled(before, *findings, held=frozenset()):
    return compare(before, table(*findings, parts=ALL), parts=ALL, read_anew=False, held=held)


def told(before, *findings):
    found = polled(known(*before), *findings)
    assert found.waiting == ()
    return found.changes


def test_a_withdrawal_that_a_footnote_announces_is_one_change_with_both_dates():
    (change,) = told((consent(),), consent(footnotes=(NOTE,)), notice(), note())
    assert (change.kind, change.action) == (ChangeKind.ADDED, "withdrawal")
    assert (change.date, change.effective) == ("2025-08-20", "2026-02-20")
    assert change.stated.participant == "Poland"
    assert {key.split("/")[0] for key, _ in change.updates} == {
        "withdrawals",
        "participants",
        "notes",
    }


def test_brackets_complete_an_announced_withdrawal_and_are_told_once():
    took = NOTE.replace("will take", "took")
    before = (consent(footnotes=(NOTE,)), notice(), note())
    (change,) = told(
        before, consent(bracketed=True, footnotes=(took,)), notice(took), note(took), count(1)
    )
    assert (change.kind, change.action) == (ChangeKind.MODIFIED, "withdrawal")
    assert (change.date, change.effective) == ("2025-08-20", "2026-02-20")
    assert change.new.bracketed is True
    assert change.summary == (
        "Poland's ratification of 27 Dec 2012 stands in brackets: withdrawal, effective 20 Feb 2026"
    )


def test_brackets_take_their_dates_from_a_note_that_did_not_change():
    (change,) = told((consent(), notice()), consent(bracketed=True), notice())
    assert (change.date, change.effective) == ("2025-08-20", "2026-02-20")


def test_a_note_that_comes_after_the_brackets_only_completes_them():
    gone = consent(bracketed=True)
    (change,) = told((gone,), gone, notice())
    assert change.kind is ChangeKind.EDITORIAL


def test_a_notice_that_is_gone_without_brackets_waits_for_a_second_look():
    found = polled(known(consent(), notice()), consent())
    assert found.changes == ()
    assert [(change.kind, change.action) for change in found.waiting] == [
        (ChangeKind.REMOVED, "withdrawal")
    ]


def test_a_notice_goes_with_the_brackets_that_are_undone():
    before = known(consent(bracketed=True), notice())
    (change,) = told(tuple(item.finding for item in before.values()), consent())
    assert (change.action, change.date, change.new.bracketed) == ("withdrawal", None, False)


def test_what_the_header_counts_is_told_with_the_rows():
    before = (consent(), count(1))
    (change,) = told(before, consent(), cell("MUS", "consent", "2026-02-03"), count(2))
    assert change.kind is ChangeKind.ADDED
    assert "counts/parties" in dict(change.updates)
    assert applied(known(*before), [change])["counts/parties"].finding == count(2)


def test_a_count_alone_is_editorial():
    (change,) = told((count(1),), count(2))
    assert (change.kind, change.summary) == (ChangeKind.EDITORIAL, "Number of parties changed: 2")


def test_a_removal_that_waits_is_the_same_whatever_the_header_counts():
    before = known(consent(), cell("MUS", "consent", "2026-02-03"), count(2))
    first = polled(before, consent(), count(1))
    assert first.changes == ()
    later = (consent(), cell("PER", "consent", "2026-02-04"), count(2))
    second = polled(before, *later, held=frozenset(map(token, first.waiting)))
    assert [change.kind for change in second.changes] == [ChangeKind.ADDED, ChangeKind.REMOVED]
    assert second.waiting == ()


def test_a_new_spelling_is_told_beside_a_declaration_and_not_hidden_in_it():
    before = (consent(), declaration("One."))
    renamed = cell("POL", "consent", "2012-12-27", name="Republic of Poland")
    news = told(
        before,
        renamed,
        declaration("One.", "Republic of Poland"),
        declaration("Two, and more than that.", "Republic of Poland"),
    )
    assert [(change.kind, change.stated.participant) for change in news] == [
        (ChangeKind.ADDED, "Republic of Poland"),
        (ChangeKind.EDITORIAL, "Republic of Poland"),
    ]
    assert news[1].old.participant == "Poland"


def test_many_edited_declarations_do_not_make_a_table_doubtful():
    """Nor does a long table make many edits of declarations believable."""
    texts = [
        f"Declaration number {word} of Poland."
        for word in ["one", "two", "six", "ten", "red", "sea"]
    ]
    before = [consent(), *map(declaration, texts)]
    edited = [declaration(text.replace("Poland", "the Republic")) for text in texts]
    found = polled(known(*before), consent(mark="A"), *edited)
    assert [change.stated.mark for change in found.changes] == ["A"]
    assert {change.kind for change in found.waiting} == {ChangeKind.MODIFIED}
    assert len(found.waiting) == len(texts)


def test_a_first_declaration_is_news_and_a_second_table_is_a_silent_baseline():
    special = Finding(
        "special/POL/Protocol I",
        "special/Protocol I",
        Statement(participant="Poland", participant_code="POL", text="Protocol I: x"),
        "POL",
    )
    parts = ALL | {"special/Protocol I"}
    page = replace(table(consent(), declaration("One."), special), parts=parts)
    found = compare(known(consent()), page, parts=ALL, read_anew=False, held=frozenset())
    assert [(change.kind, change.action) for change in found.changes] == [
        (ChangeKind.BASELINE, None),
        (ChangeKind.ADDED, "declaration"),
    ]
    assert [(each.kind, each.subject) for each in found.notices] == [
        ("new_column", "special/Protocol I")
    ]


def test_a_second_table_that_nobody_looked_for_until_now_is_no_new_column():
    """After an upgrade that reads further, the page is as it was."""
    special = Finding(
        "special/POL/Protocol I", "special/Protocol I", Statement(participant="Poland"), "POL"
    )
    page = replace(table(consent(), special), parts=PARTS | {"special/Protocol I"})
    found = compare(
        known(consent()),
        page,
        parts=PARTS,
        read_anew=False,
        held=frozenset(),
        left_out=LeftOut(rules_changed=True),
    )
    assert [change.kind for change in found.changes] == [ChangeKind.BASELINE]
    assert found.notices == ()


def test_further_parts_of_a_page_that_is_known_are_silent_baselines_without_a_notice():
    page = table(consent(), declaration("One."), note(), parts=ALL)
    found = compare(known(consent()), page, parts=PARTS, read_anew=False, held=frozenset())
    assert {change.kind for change in found.changes} == {ChangeKind.BASELINE}
    assert (found.waiting, found.notices) == ((), ())
