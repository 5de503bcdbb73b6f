"""The XML file: what its structure may be, what of it is refused, and that nothing is dropped."""

import re
from datetime import timedelta
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.extract.untc.status_xml import row, status_xml
from watcher.extract.untc.record import Cell, EndNote, Line, SectionKind, Style
from watcher.extract.untc.xml.read import read
from watcher.extract.untc.xml.tree import MAX_TAGS
from watcher.model.capture import Document
from watcher.model.source import Format, Source, Tier

URL = "https://treaties.example.org/doc/XVIII-16.en.xml"
ALBANIA = row("Albania&lt;superscript&gt;2, 3&lt;/superscript&gt;", "25 Oct\t 2025 ", "")


def read_text(text, *, treaty="XVIII-16", url=URL, encoding="latin-1", **settings):
    source = Source(
        "a",
        "untc-status",
        url,
        Tier.RECORD,
        timedelta(hours=6),
        treaty=treaty,
        format=Format.XML,
        **settings,
    )
    body = text if isinstance(text, bytes) else text.encode(encoding)
    return read(source, Document(url, body, "text/xml"))


def failed(record):
    return {check.name: check.detail for check in record.checks if not check.passed}


def said(record):
    return [(notice.kind, notice.subject) for notice in record.notices]


def note(number, *lines):
    return EndNote(number, "".join(lines), lines)


def test_footnotes_are_taken_off_and_the_head_is_no_participant():
    table = read_text(status_xml(ALBANIA)).participants
    assert table.headings == ("Participant", "Signature", "Ratification, Accession(a)")
    assert table.rows == ((Cell("Albania", ("2", "3")), Cell("25 Oct 2025"), Cell()),)


def test_markup_that_is_not_escaped_is_read_like_markup_that_is():
    plain = row("Albania<superscript>2, 3</superscript>", "<i>25 Oct\t 2025 </i>", "")
    assert read_text(status_xml(plain)).participants == read_text(status_xml(ALBANIA)).participants


def test_a_table_may_lie_in_any_wrapping():
    participants = (
        "<Participants><A><B><Thead><Row><Entry>Participant</Entry></Row></Thead></B>"
        "<C><Row><Entry>Albania</Entry></Row></C></A></Participants>"
    )
    table = read_text(status_xml(participants=participants)).participants
    assert table.rows == ((Cell("Albania"),),)


def test_a_namespace_and_the_case_of_names_do_not_matter():
    text = status_xml(ALBANIA).replace("<MTDSG>", '<MTDSG xmlns="urn:example">')
    shouted = re.sub(r"</?[A-Za-z]+", lambda tag: tag[0].upper(), text)
    assert read_text(shouted).participants == read_text(status_xml(ALBANIA)).participants
    assert not failed(read_text(shouted))


@pytest.mark.parametrize(
    "number",
    [
        "<Number>2</Number><Letter>a</Letter>",
        "<Number>2a</Number>",
        "<Number>2. a</Number>",
        "<Number>2.<!-- --></Number><Sub><Letter>a.</Letter></Sub>",
    ],
)
def test_the_number_stands_alone_before_the_title_in_one_element_or_several(number):
    text = status_xml(ALBANIA, chapter="XXVI").replace("<Number>16</Number>", number)
    record = read_text(text, treaty="XXVI-2-a")
    assert record.number == ("XXVI", "2", "a")
    assert not failed(record)
    assert "right page" in failed(read_text(text, treaty="XXVI-2"))


@pytest.mark.parametrize("treaty", ["XVIII-1", "XVIII-6", "XVIII-16-a", "XVII-16", "XVIII-116"])
def test_the_file_of_another_treaty_is_the_wrong_page(treaty):
    record = read_text(status_xml(ALBANIA), treaty=treaty)
    assert failed(record)["right page"] == f"the file is of treaty XVIII-16, not {treaty}"


def test_a_number_that_lacks_its_subchapter_needs_an_address_that_names_it():
    text = status_xml(ALBANIA, chapter="XI", number="1")
    named = "https://treaties.example.org/doc/Chapter%20XI/XI-A-1.en.xml"
    assert not failed(read_text(text, treaty="XI-A-1", url=named))
    other = named.replace("XI-A-1", "XI-B-1")
    assert (
        "does not name XI-A-1" in failed(read_text(text, treaty="XI-A-1", url=other))["right page"]
    )


def test_a_file_without_a_number_or_title_is_the_wrong_page():
    bare = status_xml(ALBANIA).replace("<Number>16</Number>", "")
    assert failed(read_text(bare))["right page"] == "the file is of treaty XVIII, not XVIII-16"
    untitled = status_xml(ALBANIA).replace("Treaty of the Example", "")
    assert failed(read_text(untitled))["right page"] == "the file has no treaty title"


@pytest.mark.parametrize(
    ("body", "seems"),
    [
        (b"", "an empty body"),
        (b"<!DOCTYPE html><html><title>UNTC</title><p>x</html>", "an HTML page titled “UNTC”"),
        (b"no markup at all", "text that begins with “no markup at all”"),
        (b'<?xml version="1.0"?><rss/>', "an XML document whose first element is <rss>"),
    ],
)
def test_what_is_no_status_file_is_the_wrong_page(body, seems):
    assert seems in failed(read_text(body))["right page"]


def test_a_maintenance_page_that_is_well_formed_is_the_wrong_page():
    page = b"<html><head><title>Busy</title></head><body>urgent maintenance</body></html>"
    assert "an HTML page titled “Busy”" in failed(read_text(page))["right page"]


@given(st.integers(min_value=60, max_value=len(status_xml(ALBANIA)) - 1))
def test_a_file_that_is_cut_anywhere_is_not_whole(end):
    assert "whole" in failed(read_text(status_xml(ALBANIA)[:end]))


# -- encodings -----------------------------------------------------------------------------


def test_letters_are_read_in_the_declared_encoding():
    record = read_text(status_xml(row("Côte d'Ivoire", "", "")))
    assert record.participants.rows[0][0].text == "Côte d'Ivoire"


def test_utf_8_is_read_as_such_whatever_is_declared():
    record = read_text(status_xml(row("Türkiye", "", "")), encoding="utf-8")
    assert record.participants.rows[0][0].text == "Türkiye"


def test_curly_quotes_of_windows_are_read_in_what_calls_itself_iso_8859_1():
    notes = "<EndNotes><Note><Index>1</Index><Text>See “China”.</Text></Note></EndNotes>"
    record = read_text(status_xml(treaty=notes), encoding="windows-1252")
    assert record.end_notes == (note("1", "See “China”."),)


def test_bytes_that_fit_no_encoding_are_refused():
    body = status_xml(row("Albania", "", "")).encode().replace(b"Alb", b"A\x81\xe9")
    assert failed(read_text(body)) == {"whole": "it has bytes that do not fit its encoding"}


def test_utf_16_with_its_mark_is_read():
    record = read_text(status_xml(ALBANIA).encode("utf-16"))
    assert record.participants.rows[0][0].text == "Albania"


# -- what is hostile -----------------------------------------------------------------------

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    "declaration",
    [
        BOMB,
        '<!DOCTYPE x SYSTEM ">" [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        '<!DOCTYPE x [<!ATTLIST Entry note CDATA "hidden">]>',
    ],
)
def test_a_file_that_declares_entities_or_attributes_is_refused(declaration):
    text = status_xml(row("Albania&c;", "", "")).replace("<MTDSG>", f"{declaration}<MTDSG>")
    for encoding in ("latin-1", "utf-16"):
        record = read_text(text, encoding=encoding)
        assert "refused" in failed(record)["structure"]
        assert record.participants is None


def test_a_document_type_without_declarations_is_not_followed_and_does_no_harm():
    text = status_xml(ALBANIA)
    typed = text.replace("<MTDSG>", '<!DOCTYPE MTDSG SYSTEM "http://127.0.0.1:9/x.dtd"><MTDSG>')
    assert read_text(typed) == read_text(text)


def test_an_entity_that_nothing_declares_is_refused():
    text = status_xml(row("Albania&nbsp;", "", ""))
    assert "whole" in failed(read_text(text))
    typed = text.replace("<MTDSG>", '<!DOCTYPE MTDSG SYSTEM "x.dtd"><MTDSG>')
    assert "entity" in failed(read_text(typed))["structure"]


def test_what_is_nested_too_deep_is_refused():
    deep = "<a>" * 100_000 + "</a>" * 100_000
    assert "whole" in failed(read_text(status_xml(treaty=deep)))
    escaped = row(escape("<i>" * 5_000 + "Albania" + "</i>" * 5_000), "", "")
    assert read_text(status_xml(escaped)).participants.rows[0][0].text == "Albania"
    deeper = row(escape("<i>" * 50_000 + "Albania"), "", "")
    assert "nested more than" in failed(read_text(status_xml(deeper)))["structure"]


def test_more_than_any_treaty_needs_is_refused_before_a_tree_is_built():
    record = read_text(status_xml("<Row/>" * (MAX_TAGS + 1)))
    assert "more than 400,000 tags" in failed(record)["structure"]


def test_many_rows_and_many_unknown_things_take_linear_time():
    rows = row("State&lt;superscript&gt;1&lt;/superscript&gt;", "25 Oct\t 2025 ", "") * 20_000
    odd = "".join(f"<Odd{n}>x</Odd{n}>" for n in range(20_000))
    record = read_text(status_xml(rows, treaty=odd))
    assert len(record.participants.rows) == 20_000
    assert len(record.notices) == 21
    assert record.notices[-1].subject == "further places"


# -- what is not known ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "where"),
    [
        ("<Row><Entry>Albania</Entry><Mark>a</Mark></Row>", "Tbody/Rows/Row/Mark says 'a'"),
        ("loose words", "Tbody/Rows says 'loose words'"),
        ("<Note>A remark</Note>", "Tbody/Rows/Note says 'A remark'"),
        ('<Row><Entry namest="c2" nameend="c3">x</Entry></Row>', "Entry/@namest says 'c2'"),
        ('<Row status="withdrawn"><Entry>Albania</Entry></Row>', "Row/@status says 'withdrawn'"),
    ],
)
def test_whatever_is_not_known_among_the_participants_fails(inside, where):
    assert where in failed(read_text(status_xml(ALBANIA + inside)))["structure"]


def test_layout_of_the_table_is_ignored():
    laid_out = status_xml(ALBANIA).replace(
        "<TGroup>", '<TGroup cols="3"><ColSpec colname="c1" colwidth="20%"/>'
    )
    assert read_text(laid_out) == read_text(status_xml(ALBANIA))


def test_two_tables_of_participants_fail():
    table = re.search("<Table>.*</Table>", status_xml(ALBANIA))[0]
    record = read_text(status_xml(participants=f"<Participants>{table * 2}</Participants>"))
    assert failed(record)["structure"] == "not understood: 2 tables of participants"


def test_two_treaties_in_one_file_fail():
    record = read_text(status_xml(ALBANIA, treaty="<Treaty><Header/></Treaty>"))
    assert failed(record)["structure"] == "not understood: 2 treaties in one file"


def test_an_unknown_part_elsewhere_is_told_with_what_it_says():
    record = read_text(status_xml(ALBANIA, treaty='<Amendments since="2020">Some</Amendments>'))
    assert not failed(record)
    assert said(record) == [
        ("unknown_part", "Treaty/Amendments"),
        ("unknown_part", "Treaty/Amendments/@since"),
    ]
    assert "'Some'" in record.notices[0].text


def test_a_count_that_is_no_number_fails():
    counted = "<Status><Signatories>about 70</Signatories></Status></ExternalData>"
    text = status_xml(ALBANIA).replace("</ExternalData>", counted)
    assert "a count that is no number: 'about 70'" in failed(read_text(text))["structure"]


def test_without_participants_there_is_no_table():
    assert read_text(status_xml(participants="")).participants is None


def is_utf_8(word):
    """Whether the bytes of a word in ISO-8859-1 are UTF-8 as well: then they are read as that."""
    try:
        word.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not word.isascii()


LETTERS = st.characters(codec="latin-1", categories=("L", "N", "P"))
WORDS = st.text(LETTERS, min_size=1, max_size=9).filter(lambda word: not is_utf_8(word))
NAMES = (
    "Header ExternalData EIF Label Labeltext Status Parties Signatories TreatyText Text Thead "
    "Participants Table TableHeader Title Rows Row Entry Column Declarations Declaration "
    "Participant Objections EndNotes Index SpecialTables TerritorialApplications Odd"
)
NAME = st.sampled_from(NAMES.split())
TREES = st.recursive(
    st.tuples(NAME, WORDS),
    lambda inner: st.tuples(NAME, st.lists(inner, max_size=4)),
    max_leaves=12,
)


def written(tree):
    name, inside = tree
    text = escape(inside) if isinstance(inside, str) else "".join(map(written, inside))
    return f"<{name}>{text}</{name}>"


def leaves(tree, above="Treaty"):
    name, inside = tree
    if isinstance(inside, str):
        return [(f"{above}/{name}", inside)]
    return [leaf for each in inside for leaf in leaves(each, f"{above}/{name}")]


def said_of(record, place, word):
    told = repr(record)
    return repr(word)[1:-1] in told or place in told or "structure" in failed(record)


@given(TREES)
@example(("EndNotes", [("Index", "7"), ("Text", "1")]))
@example(("SpecialTables", [("Header", "a title without a table")]))
def test_no_word_behind_the_participants_is_dropped_in_silence(tree):
    """Whatever the structure: a word is in the record, or its place is in a notice or a check."""
    record = read_text(status_xml(ALBANIA, treaty=written(tree)))
    for place, word in leaves(tree):
        assert said_of(record, place, word)


@given(TREES)
@example(("Registration", [("Label", "Registered by hand")]))
def test_no_word_of_the_header_is_dropped_in_silence(tree):
    """Labels that repeat their element's name are the only words that are left out."""
    text = status_xml(ALBANIA).replace("</ExternalData>", f"{written(tree)}</ExternalData>")
    record = read_text(text)
    for place, word in leaves(tree, "Treaty/Header/ExternalData"):
        assert said_of(record, place, word)


# -- sections ------------------------------------------------------------------------------


def test_declarations_have_a_title_a_remark_and_lines_by_participant():
    text = (
        "<Declarations><Title>Declarations and Reservations</Title>"
        "<Text>(Unless otherwise indicated, upon accession.)</Text><Declaration>"
        "<Participant>Libya&lt;superscript&gt;11&lt;/superscript&gt;</Participant>"
        '<Text type="title">&lt;i&gt;Declaration:&lt;/i&gt;</Text>'
        '<Text type="para">First.&lt;br&gt;Second &lt;i&gt;ipso facto&lt;/i&gt;.</Text>'
        '<Text type="break"/><Text type="right">28 June 2011</Text>'
        '<Text type="title">Reservation:</Text></Declaration></Declarations>'
    )
    (section,) = read_text(status_xml(treaty=text)).sections
    assert section.kind is SectionKind.DECLARATIONS
    assert section.title == "Declarations and Reservations"
    assert section.remark == "(Unless otherwise indicated, upon accession.)"
    (entry,) = section.entries
    assert entry.participant == Cell("Libya", ("11",))
    assert entry.lines == (
        Line("Declaration:", Style.HEADING),
        Line("First."),
        Line("Second ipso facto."),
        Line("", Style.BREAK),
        Line("28 June 2011", Style.DATE),
        Line("Reservation:", Style.HEADING),
    )


def test_each_kind_of_section_is_recognised():
    names = ("Declarations", "Objections", "DeclarationsUnderArticle", "Notifications")
    entry = "<X><Participant>Chile</Participant><Text>Words</Text></X>"
    record = read_text(status_xml(treaty="".join(f"<{n}>{entry}</{n}>" for n in names)))
    assert [section.kind for section in record.sections] == list(SectionKind)
    assert {section.entries[0].lines for section in record.sections} == {(Line("Words"),)}


def test_an_empty_section_is_none():
    assert (
        read_text(status_xml(treaty="<Objections/><Notifications> </Notifications>")).sections == ()
    )


@pytest.mark.parametrize(
    "notes",
    [
        """<EndNote><Index>1</Index><Text>One</Text></EndNote>
           <EndNote><Index>12</Index><Text>Two</Text><Text>more</Text></EndNote>""",
        "<N>1</N><Text>One</Text><N>12</N><Text>Two</Text><Text>more</Text>",
        """<Text>&lt;superscript&gt;1&lt;/superscript&gt;One</Text>
           <Text>&lt;index&gt;12&lt;/index&gt;Two&#13;more</Text>""",
        """<Note><Text><index>1</index>One</Text></Note>
           <Note><Text><sup>12</sup>Two</Text><Text>more</Text></Note>""",
    ],
)
def test_end_notes_are_found_by_their_numbers(notes):
    record = read_text(status_xml(treaty=f"<EndNotes>{notes}</EndNotes>"))
    assert record.end_notes == (note("1", "One"), note("12", "Two", "more"))
    assert not failed(record)


def test_a_paragraph_that_is_a_number_is_no_new_note():
    notes = "<N>1</N><Text>One</Text><Text>2</Text>"
    record = read_text(status_xml(treaty=f"<EndNotes>{notes}</EndNotes>"))
    assert record.end_notes == (note("1", "One", "2"),)


def test_an_end_note_without_a_number_fails():
    record = read_text(status_xml(treaty="<EndNotes><Text>On 1 May</Text></EndNotes>"))
    assert "an end note without a number: 'On 1 May'" in failed(record)["structure"]


def test_special_tables_have_titles_headings_and_rows():
    table = (
        "<Table><Title>{0}&lt;superscript&gt;8&lt;/superscript&gt;</Title>"
        "<TableHeader><Title>Participant</Title><Title>{0}</Title></TableHeader>"
        "<Rows><Row><Column>Chile</Column><Column>x</Column></Row></Rows></Table>"
    )
    text = (
        f"<SpecialTables>{table.format('Protocol I')}{table.format('Protocol II')}</SpecialTables>"
    )
    record = read_text(status_xml(treaty=text))
    assert not record.notices
    first, second = record.special
    assert first.title == Cell("Protocol I", ("8",))
    assert second.title == Cell("Protocol II", ("8",))
    assert second.headings == ("Participant", "Protocol II")
    assert second.rows == ((Cell("Chile"), Cell("x")),)


def test_territorial_applications_are_a_table():
    text = (
        "<TerritorialApplications><Title>Territorial Application</Title><Thead><Row>"
        "<Entry>Participant</Entry><Entry>Territories</Entry></Row></Thead>"
        "<Row><Entry>Portugal</Entry><Entry>Macao</Entry></Row></TerritorialApplications>"
    )
    table = read_text(status_xml(treaty=text)).territories
    assert table.title.text == "Territorial Application"
    assert table.rows == ((Cell("Portugal"), Cell("Macao")),)


def test_links_in_texts_are_kept_with_absolute_addresses():
    note = escape("See <a href='/doc/CN.360.2025-Eng.pdf'>C.N.360.2025</a>.TREATIES-XXVI-5")
    text = f"<EndNotes><N>1</N><Text>{note}</Text></EndNotes>"
    (link,) = read_text(status_xml(treaty=text)).links
    assert (link.text, link.address) == (
        "C.N.360.2025",
        "https://treaties.example.org/doc/CN.360.2025-Eng.pdf",
    )


def test_required_text_is_looked_for_in_the_file():
    missing = read_text(status_xml(ALBANIA), require_text=("no such words",))
    assert "no such words" in failed(missing)["required text"]
    assert not failed(read_text(status_xml(ALBANIA), require_text=("Treaty of the Example",)))
