"""What a record says beside its table is told in sentences that say no more than the page."""

from dataclasses import replace

import pytest

from watcher.model.change import ChangeKind
from watcher.model.finding import Statement
from watcher.model.record_words import place_of
from watcher.model.wording import Shape, describe, shape

ADDED, MODIFIED, REMOVED = ChangeKind.ADDED, ChangeKind.MODIFIED, ChangeKind.REMOVED

PENDING = "A notification of withdrawal. The withdrawal will take effect for Poland on that day."
IN_EFFECT = PENDING.replace("will take", "took")


def stated(action, date=None, participant="Cuba", **fields):
    return Statement(participant=participant, action=action, date=date, **fields)


def leaves(text=PENDING, date="2025-08-20", effective="2026-02-20"):
    return stated("withdrawal", date, "Poland", text=text, effective=effective)


@pytest.mark.parametrize(
    ("withdrawal", "sentence"),
    [
        (
            leaves(),
            "Poland notified its withdrawal on 20 Aug 2025, expected to take effect on 20 Feb 2026",
        ),
        (
            leaves(IN_EFFECT),
            "Poland notified its withdrawal on 20 Aug 2025; it took effect on 20 Feb 2026",
        ),
        (
            leaves("Its denunciation with effect from that day."),
            "Poland notified its withdrawal on 20 Aug 2025, effective 20 Feb 2026",
        ),
        (leaves(effective=None), "Poland notified its withdrawal on 20 Aug 2025"),
        (leaves(date=None, effective=None), "Poland notified its withdrawal"),
    ],
)
def test_an_announced_withdrawal_is_told_with_both_its_dates(withdrawal, sentence):
    assert describe(ADDED, None, withdrawal) == sentence


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (leaves(), leaves(IN_EFFECT), "Poland's withdrawal took effect on 20 Feb 2026"),
        (
            leaves(),
            leaves(effective="2026-03-20"),
            "Poland's withdrawal is expected to take effect on 20 Mar 2026; before, 20 Feb 2026",
        ),
        (
            leaves(),
            leaves(effective=None),
            "Poland's withdrawal: the page no longer says when it takes effect",
        ),
        (leaves(), leaves(f"{PENDING} See C.N.1.2026."), "Note on Poland's withdrawal edited"),
        (
            leaves(),
            leaves(date="2025-08-21"),
            "Date of Poland's withdrawal corrected from 20 Aug 2025 to 21 Aug 2025",
        ),
    ],
)
def test_what_becomes_of_an_announced_withdrawal_is_told(old, new, sentence):
    assert describe(MODIFIED, old, new) == sentence


def test_a_notice_that_is_gone_says_nothing_of_the_withdrawal_itself():
    assert describe(REMOVED, leaves(), None) == (
        "The notice of Poland's withdrawal of 20 Aug 2025 is no longer on the page"
    )


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (stated("declaration", text="Declaration:\nCuba declares."), "Cuba made a declaration"),
        (
            stated("reservation", "2026-02-03", text="Reservation:\nCuba is not bound."),
            "Cuba made a reservation on 3 Feb 2026",
        ),
        (
            stated(
                "objection",
                "2025-03-07",
                text="7 March 2025\nWith regard to the reservations made by Bhutan:\nCuba objects.",
            ),
            "Cuba objected on 7 Mar 2025: With regard to the reservations made by Bhutan",
        ),
        (
            stated("objection", text="Cuba objects to all of it."),
            "Cuba objected",
        ),
        (
            stated("declaration", footnotes=("It was withdrawn.",)),
            (
                "Cuba is named for a declaration; the page has no text of it, but a note: "
                "It was withdrawn."
            ),
        ),
        (
            stated("territorial_application", "1978-12-11", text="Antilles,\nElsewhere"),
            "Cuba made a territorial application on 11 Dec 1978: Antilles, Elsewhere",
        ),
    ],
)
def test_a_declaration_is_told_with_its_date_where_the_page_has_one(new, sentence):
    assert describe(ADDED, None, new) == sentence


def test_an_edited_declaration_is_told_as_edited():
    old = stated("declaration", "2026-02-03", text="One.")
    assert describe(MODIFIED, old, stated("declaration", "2026-02-03", text="Two.")) == (
        "Declaration of Cuba of 3 Feb 2026 edited"
    )
    assert describe(MODIFIED, old, stated("declaration", "2026-02-03")) == (
        "Declaration of Cuba of 3 Feb 2026 no longer given in words"
    )
    assert (
        describe(REMOVED, old, None) == "Cuba's declaration of 3 Feb 2026 is no longer on the page"
    )


def force(date=None, text="Not yet in force: see article 65."):
    return Statement(action="entry_into_force", date=date, text=text)


def test_an_entry_into_force_is_told_by_its_date_or_by_its_condition():
    assert describe(ADDED, None, force()) == (
        "On the entry into force, the page says: Not yet in force: see article 65."
    )
    come = force("2026-03-01", "1 March 2026, in accordance with article 65.")
    assert describe(MODIFIED, force(), come, "Paris Agreement") == (
        "Paris Agreement enters into force on 1 Mar 2026"
    )
    assert describe(MODIFIED, force(), force(text="see article 66."), "Paris Agreement") == (
        "Paris Agreement's entry into force now reads: see article 66."
    )


@pytest.mark.parametrize("link", [None, "https://treaties.un.org/x.pdf"])
def test_a_depositary_notification_that_is_now_cited_is_an_entry(link):
    cited = Statement(text="C.N.360.2025.TREATIES-XXVI-5", link=link)
    assert shape(cited) is Shape.ENTRY
    name = "Depositary notification C.N.360.2025.TREATIES-XXVI-5"
    assert describe(ADDED, None, cited) == f"{name} is cited on the page"
    assert describe(REMOVED, cited, None) == f"{name} is no longer cited on the page"


def test_a_listed_notification_that_is_no_action_is_told_by_its_title():
    title = "C.N.112.2026.TREATIES-XXVI-5: BELGIUM: WITHDRAWAL OF DECLARATION"
    listed = Statement(text=f"{title}\n\n12/03/2026", participant="Belgium")
    edited = Statement(text=f"{title} (REISSUED)\n\n12/03/2026", participant="Belgium")
    assert describe(ADDED, None, listed, heading="notification") == title
    assert describe(MODIFIED, listed, edited) == f"Edited: {title} (REISSUED)"


RETURN = "On 10 February 2026, Poland rescinded its notification of withdrawal"


def test_a_withdrawal_that_was_taken_back_is_told_in_the_words_that_say_so():
    back = stated(
        "withdrawal", "2025-08-20", "Poland", text=f"{PENDING}\n{RETURN} (see C.N.9.2026)."
    )
    back = replace(back, bracketed=False)
    edited = replace(back, text=f"{PENDING}\n{RETURN} Edited.")
    assert describe(ADDED, None, back) == (
        f"Poland notified its withdrawal on 20 Aug 2025, and took it back: {RETURN}"
    )
    assert describe(MODIFIED, leaves(), back) == (
        f"Poland took back its withdrawal of 20 Aug 2025: {RETURN}"
    )
    assert describe(MODIFIED, back, edited) == "Note on Poland's withdrawal edited"
    assert describe(MODIFIED, back, leaves(date="2026-03-03", effective=None)) == (
        "Poland notified its withdrawal on 3 Mar 2026"
    )
    assert describe(REMOVED, back, None) == (
        "The notice of Poland's withdrawal of 20 Aug 2025 is no longer on the page"
    )


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("treaty/registration", "Registration changed: 1 March 1999, No. 35597"),
        ("counts/parties", "Number of parties changed: 1 March 1999, No. 35597"),
        ("notes", "End note changed: 1 March 1999, No. 35597"),
        ("passages", "Passage changed: 1 March 1999, No. 35597"),
    ],
)
def test_a_line_of_the_head_is_told_by_its_name(part, sentence):
    old, new = Statement(text="before"), Statement(text="1 March 1999, No. 35597")
    assert describe(MODIFIED, old, new, heading=place_of(part)) == sentence


def test_a_cell_of_the_second_table_is_told_as_such():
    cell = Statement(participant="Cuba", text="Protocol I: x")
    heading = place_of("special/Protocol I")
    assert describe(ADDED, None, cell, heading=heading) == "Cuba, special table: Protocol I: x"
    assert describe(REMOVED, cell, None, heading=heading) == (
        'Cuba, special table: no longer on the page; before, "Protocol I: x"'
    )
