"""A record, written as XML, reads back as it was: any record, and those of captured pages."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.end_to_end.shared import CAPTURES, needs_captures
from tests.unit.extract.untc.status_xml import record_of, render_status_xml
from watcher.demo.status_page import Row, StatusPage, render_status_page
from watcher.extract.untc.page.read import read as read_page
from watcher.extract.untc.record import (
    Cell,
    EndNote,
    Entry,
    Line,
    Section,
    SectionKind,
    StatusRecord,
    Style,
    Table,
)
from watcher.extract.untc.status import extract
from watcher.extract.untc.xml.read import read as read_xml
from watcher.model.capture import Document
from watcher.model.source import Format, Source, Tier
from watcher.model.treaty import TreatyNumber

PAGES = sorted((CAPTURES / "untc").glob("*.html"))


def source(treaty):
    address = f"https://treaties.example.org/doc/{treaty}.en.xml"
    return Source("a", "untc-status", address, Tier.RECORD, timedelta(hours=6), treaty=treaty)


def read_back(record, encoding="ISO-8859-1"):
    asked = source("-".join(record.number))
    body = render_status_xml(record, encoding=encoding)
    return read_xml(asked, Document(asked.url, body, "text/xml"))


def bare(record):
    """What a record says of the treaty, whichever form it was read from."""
    return replace(
        record, as_at="", status=Cell(), links=(), xml_address=None, checks=(), notices=()
    )


PEOPLE = ["Albania", "Belgium", "Côte d'Ivoire", "European Union", "Türkiye", "Nowhereland"]
CHARACTERS = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"))
#: In escaped markup these begin what is no text, so no text of the site has them.
MARKUP = re.compile(r"<[A-Za-z/?!]")
WORDS = (
    st.text(CHARACTERS, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: not MARKUP.search(text))
)
SOME_WORDS = WORDS.filter(bool)
NUMBERS = st.integers(1, 999).map(str)
CELLS = st.builds(Cell, WORDS, st.lists(NUMBERS, max_size=3).map(tuple))
DATES = st.dates().map(lambda day: f"{day.day} {day:%B} {day.year:04}")
LINES = st.one_of(
    st.builds(Line, SOME_WORDS),
    st.builds(Line, SOME_WORDS, st.just(Style.HEADING)),
    st.builds(Line, DATES, st.just(Style.DATE)),
    st.just(Line("", Style.BREAK)),
)


def several(strategy, least=0):
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


def tables(titles):
    rows = several(several(CELLS, 1))
    return st.builds(Table, headings=several(WORDS, 1), rows=rows, title=titles)


def sections(kind):
    entries = several(st.builds(Entry, CELLS, several(LINES)), 1)
    return st.builds(Section, st.just(kind), title=SOME_WORDS, remark=WORDS, entries=entries)


END_NOTES = st.builds(
    lambda number, lines: EndNote(number, "".join(lines), lines), NUMBERS, several(SOME_WORDS)
)
RECORDS = st.builds(
    StatusRecord,
    number=st.sampled_from([("XVIII", "16"), ("XXVI", "2", "a"), ("XI", "1")]),
    title=SOME_WORDS,
    concluded=WORDS,
    in_force_label=WORDS,
    entry_into_force=CELLS,
    registration=CELLS,
    signatories=st.none() | st.integers(0, 300),
    parties=st.none() | st.integers(0, 300),
    treaty_text=CELLS,
    treaty_note=CELLS,
    participants=st.none() | tables(st.just(Cell())),
    special=several(tables(CELLS)),
    sections=st.tuples(*(st.none() | sections(kind) for kind in SectionKind)).map(
        lambda found: tuple(each for each in found if each)
    ),
    territories=st.none() | tables(CELLS),
    end_notes=several(END_NOTES),
)


@given(RECORDS)
def test_any_record_reads_back_as_it_was(record):
    back = read_back(record, encoding="US-ASCII")  # some Latin-1 is UTF-8 by chance
    assert bare(back) == record
    assert all(check.passed for check in back.checks)
    assert back.notices == ()


@needs_captures
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_captured_page_says_can_be_said_in_xml(page):
    record = read_page(source(page.stem), Document("https://treaties.un.org/", page.read_bytes()))
    back = read_back(record)
    assert bare(unspaced(back)) == bare(unspaced(record))
    assert all(check.passed for check in back.checks)


MARKS = ("", " a", " d")
CELL_TEXTS = st.builds(
    lambda day, mark, bracketed: f"[{day}{mark}]" if bracketed else f"{day}{mark}",
    st.dates().map(lambda day: f"{day.day} {day:%b} {day.year:04}"),
    st.sampled_from(MARKS),
    st.booleans(),
)
SIGNED = CELL_TEXTS.filter(lambda text: " a" not in text)


@st.composite
def status_pages(draw):
    """A whole page with up to six participants and the notes that they refer to."""
    names = draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=6))
    notes = {str(n): draw(SOME_WORDS) for n in range(1, draw(st.integers(0, 3)) + 1)}
    marks = (
        st.lists(st.sampled_from(sorted(notes)), max_size=2).map(tuple) if notes else st.just(())
    )
    rows = tuple(
        Row(name, (draw(st.just("") | SIGNED), draw(st.just("") | CELL_TEXTS)), draw(marks))
        for name in names
    )
    return StatusPage(
        number=TreatyNumber("XVIII-16"),
        chapter_title="PENAL MATTERS",
        title="Treaty of the Example",
        place_and_date="Geneva, 1 May 2025",
        entry_into_force=draw(st.sampled_from(["1 March 1999, in accordance.", "in accordance"])),
        entry_label=draw(st.sampled_from(["Entry into force", "Not yet in force"])),
        registration=draw(st.none() | st.just("1 March 1999, No. 35597")),
        note=draw(st.none() | st.just("See C.N.196.2025.TREATIES-XVIII.16 of 13 May 2025.")),
        headings=("Signature", "Ratification, Accession(a), Succession(d)"),
        rows=rows,
        notes=tuple(notes.items()),
    )


@given(status_pages())
def test_one_table_gives_the_same_findings_as_a_page_and_as_xml(page):
    asked = source("XVIII-16")
    seen = render_status_page(page, view_state="dmlldw==", stamp="03-02-2026 10:16:18 EDT")
    as_page = extract(asked, Document(asked.url, seen))
    as_xml = extract(
        replace(asked, format=Format.XML),
        Document(asked.url, render_status_xml(record_of(page), encoding="US-ASCII")),
    )
    assert as_xml.parts == as_page.parts
    assert told(as_xml) == told(as_page)
    assert failed(as_xml) == failed(as_page)


def told(extraction):
    """Findings by key; addresses of links are the page's own."""
    return {
        finding.key: replace(finding, statement=replace(finding.statement, link=None))
        for finding in extraction.findings
        if finding.key != "treaty/xml"
    }


def failed(extraction):
    return {check.name: check.detail for check in extraction.checks if not check.passed}


def unspaced(record):
    """White space between the lines of a note is not written."""
    notes = (replace(note, text="".join(note.text.split())) for note in record.end_notes)
    return replace(record, end_notes=tuple(notes))
