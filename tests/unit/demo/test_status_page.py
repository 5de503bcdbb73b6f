import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from watcher.demo.status_page import Row, StatusPage, render_status_page
from watcher.demo.templating import SIMULATION
from watcher.model.treaty import TreatyNumber

CAPTURES = Path(__file__).parents[4] / "shared" / "captures" / "untc"

PAGE = StatusPage(
    number=TreatyNumber("XXVI-5"),
    chapter_title="DISARMAMENT",
    title="A convention",
    place_and_date="Oslo, 18 September 1997",
    entry_into_force="1 March 1999, in accordance with article 17(1).",
    registration="1 March 1999, No. 35597",
    headings=("Signature", "Ratification, Accession(a), Succession(d)"),
    rows=(
        Row("Angola", ("4 Dec 1997", "5 Jul 2002")),
        Row("Belarus", ("", "3 Sep 2003 a"), declarations=True),
        Row("Estonia", ("", "[12 May 2004 a]"), footnotes=("1", "2")),
        Row("Haiti", ("3 Dec 1997", "")),
    ),
    notes=(("1", "See C.N.360.2025.TREATIES-XXVI-5."), ("2", "A note <of> its own & more")),
)

# What HTML cannot carry (NUL, lone surrogates) and what it folds (control characters) is left out.
words = st.text(st.characters(exclude_categories=("Cs", "Cc")))


def rendered(page: StatusPage) -> bytes:
    return render_status_page(page, view_state="dmlldw==", stamp="03-02-2026 10:16:18 EDT")


def test_a_page_reads_back_as_it_was_described(read):
    page = read(rendered(PAGE))

    assert page.text("div3") == "STATUS AS AT : 03-02-2026 10:16:18 EDT"
    assert page.text("rptHead_ctl00_tcHead") == "CHAPTER XXVI"
    assert page.text("rptHead_ctl00_tcText") == "DISARMAMENT"
    assert page.text("rptTreaty_ctl00_tcTreaty") == "5. A convention"
    assert page.text("rptTreaty_ctl00_tcText") == "Oslo, 18 September 1997"
    assert page.text("rptEIF_ctl00_tcText") == PAGE.entry_into_force
    assert page.text("rptRegistration_ctl00_tcText") == "1 March 1999, No. 35597"
    assert page.headings == ["Participant", *PAGE.headings]
    assert page.rows == [[row.participant, *row.cells] for row in PAGE.rows]
    assert page.footnotes == {"Estonia": ["1", "2"]}
    assert page.text("dgNotesAll_ctl02_divNotesAll") == "1See C.N.360.2025.TREATIES-XXVI-5."
    assert page.text("dgNotesAll_ctl03_divNotesAll") == "2A note <of> its own & more"


def test_cells_carry_the_tabs_and_hard_spaces_of_the_real_ones():
    body = rendered(PAGE)

    assert b"\t\t<td> &nbsp;5 Jul\t 2002 <br></td>\r\n" in body
    assert b"\t\t<td> &nbsp;3 Sep\t 2003 a<br></td>\r\n" in body
    assert b"\t\t<td>[12 May\t 2004 a]<br></td>\r\n" in body
    assert b"\t\t<td>&nbsp;</td>\r\n" in body


def test_a_bracket_stands_before_the_hard_space():
    page = replace(PAGE, rows=(Row("Estonia", ("[3 Dec 2008]", "")),))

    assert b"<td>[ &nbsp;3 Dec\t 2008 ]<br></td>" in rendered(page)


def test_all_lines_end_in_crlf_but_for_the_bare_cr_behind_the_counts_labels():
    body = rendered(PAGE)

    assert len(re.findall(rb"(?<!\r)\n", body)) == 0
    assert re.findall(rb"([A-Za-z]+ :)\r(?!\n)", body) == [b"Signatories :", b"Parties :"]


def test_the_form_names_the_treaty_and_holds_the_view_state(read):
    tree = read(rendered(PAGE)).tree

    action = tree.css_first("#aspnetForm").attributes["action"]
    assert action == "./ViewDetails.aspx?src=TREATY&mtdsg_no=XXVI-5&chapter=26&clang=_en"
    assert tree.css_first("#__VIEWSTATE").attributes["value"] == "dmlldw=="


def test_the_hidden_link_to_the_xml_is_there(read):
    link = read(rendered(PAGE)).tree.css_first("a.iconxml").attributes["href"]

    assert link == "/doc/Publication/MTDSG/Volume%20II/Chapter%20XXVI/XXVI-5.en.xml"


def test_a_notification_in_a_note_is_a_link(read):
    link = read(rendered(PAGE)).tree.css_first(".divNotesAll a[href]")

    assert link.text() == "C.N.360.2025"
    assert link.attributes["href"] == "/doc/Publication/CN/2025/CN.360.2025-Eng.pdf"


def test_the_name_of_a_participant_with_declarations_is_a_link(read):
    links = read(rendered(PAGE)).tree.css("a[onclick^='return ShowDeclarationsNew']")

    assert [link.text() for link in links] == ["Belarus"]


def test_a_footnote_can_stand_in_the_heading(read):
    page = read(rendered(replace(PAGE, heading_footnotes=("3",))))

    assert page.headings[0] == "Participant"
    assert page.footnotes["Participant"] == ["3"]


@pytest.mark.parametrize(
    ("number", "chapter", "printed"),
    [
        ("XVIII-16", "CHAPTER XVIII", "16. A convention"),
        ("XXVI-2-a", "CHAPTER XXVI", "2. a A convention"),
        ("XXVII-7-d", "CHAPTER XXVII", "7. d A convention"),
        ("XI-A-1", "CHAPTER XI", "1. A convention"),
        ("XXX-1", "CHAPTER XXX", "1. A convention"),
    ],
)
def test_any_treaty_of_the_collection_can_be_rendered(read, number, chapter, printed):
    page = read(rendered(replace(PAGE, number=TreatyNumber(number))))

    assert page.text("rptHead_ctl00_tcHead") == chapter
    assert page.text("rptTreaty_ctl00_tcTreaty") == printed


@pytest.mark.parametrize(
    ("headings", "cells", "status"),
    [
        (("Signature", "Ratification"), ("1 Jan 2020",) * 2, "Signatories : 1. Parties : 1"),
        (("Signature", "Ratification"), ("1 Jan 2020", ""), "Signatories : 1"),
        (("Signature", "Ratification"), ("", "[2 Jan 2020]"), None),
        (("Signature", "Provisional application(n)"), ("1 Jan 2020",) * 2, "Signatories : 1"),
        (("Consent to be bound(P), Succession(d)",), ("1 Jan 2020 P",), "Parties : 1"),
        (("Accession(a), Ratification", "Signature"), ("1 Jan 2020 a", ""), "Parties : 1"),
        (("Signature, Succession to signature(d)",), ("1 Jan 2020 d",), "Signatories : 1"),
        (("Definitive signature(s), Accession(a)",), ("1 Jan 2020 s",), "Parties : 1"),
        (("A column that nobody knows",), ("1 Jan 2020",), None),
    ],
)
def test_the_header_counts_the_filled_cells_without_brackets(read, headings, cells, status):
    page = replace(PAGE, headings=headings, rows=(Row("Angola", cells), Row("Benin", cells)))
    expected = status and status.replace(": 1", ": 2")

    assert read(rendered(page)).text("rptStatus_ctl00_tcText") == expected


def test_declared_counts_are_printed_even_where_they_are_wrong(read):
    page = read(rendered(replace(PAGE, signatories=132, parties=0)))

    assert page.text("rptStatus_ctl00_tcText") == "Signatories : 132"


def test_a_page_can_come_without_its_table_but_with_its_header(read):
    page = read(rendered(replace(PAGE, table=False)))

    assert page.rows == []
    assert page.text("rptStatus_ctl00_tcText") == "Signatories : 2. Parties : 2"


def test_a_page_can_come_without_registration_note_and_end_notes(read):
    page = read(rendered(replace(PAGE, registration=None, notes=())))

    assert page.text("rptRegistration_ctl00_tcText") is None
    assert page.text("rptNotes_ctl00_tcText") is None
    assert page.text("dgNotesAll") is None


def test_a_row_with_a_cell_too_many_is_refused():
    with pytest.raises(ValueError, match="Angola: 3 cells for 2 headings"):
        rendered(replace(PAGE, rows=(Row("Angola", ("", "", "")),)))


def test_every_page_says_that_it_is_a_simulation(read):
    assert read(rendered(PAGE)).tree.css_first(".demo-line").text() == SIMULATION


@given(participant=words, cell=words, heading=words, note=words, title=words)
def test_any_text_comes_back_as_it_was(read, participant, cell, heading, note, title):
    page = read(
        rendered(
            replace(
                PAGE,
                title=title,
                headings=(heading,),
                rows=(Row(participant, (cell,)),),
                notes=(("1", note),),
            )
        )
    )

    assert page.rows == [[_plain(participant), _plain(cell)]]
    assert page.headings == ["Participant", _plain(heading)]
    assert page.text("rptTreaty_ctl00_tcTreaty") == _plain(f"5. {title}")
    assert page.text("dgNotesAll_ctl02_divNotesAll") == _plain(f"1{note}")


def test_every_id_of_ours_stands_on_a_real_page():
    pages = sorted(CAPTURES.glob("*.html"))
    if not pages:
        pytest.skip("the captured pages of the UN Treaty Collection are not on this machine")
    real = set[str]().union(*(_ids(page.read_bytes()) for page in pages))

    assert _ids(rendered(replace(PAGE, note="A note."))) - real == set()


def _ids(body: bytes) -> set[str]:
    return {node.attributes["id"] or "" for node in LexborHTMLParser(body).css("[id]")}


def _plain(text: str) -> str:
    return " ".join(text.split())
