"""What the pairs of tests/pages/pdf do not show: paragraphs of many layouts, and bounds."""

import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pdf_files import LEFT, PITCH, file, line, page, paragraph, pdf, stream
from tests.unit.extract import pdf_pages
from watcher.errors import ExtractError
from watcher.extract.pdf import extract, lines
from watcher.model.capture import Document
from watcher.model.reading import Matching, Pattern
from watcher.model.source import Source, Tier
from watcher.sandbox import Sandbox

SOURCE = Source("pdf", "pdf", "https://x.example.org/a.pdf", Tier.OFFICIAL, timedelta(hours=1))

#: Some 68 letters: full at the right margin of these pages.
FULL = "and the Secretary-General of the United Nations, as the depositary of"


def document(body):
    return Document(SOURCE.url, body, "application/pdf")


def texts(body, source=SOURCE):
    return [finding.statement.text for finding in extract(source, document(body)).findings]


def failed(body, source=SOURCE):
    checks = extract(source, document(body)).checks
    return {check.name: check.detail for check in checks if not check.passed}


def test_the_files_of_the_pairs_are_those_that_are_written_here():
    for name, body in pdf_pages.pages().items():
        assert (pdf_pages.FOLDER / name).read_bytes() == body, f"run {pdf_pages.__name__}"


def test_a_paragraph_is_one_passage_and_a_gap_begins_another():
    body = pdf(page(*paragraph(700, FULL, "the treaty."), *paragraph(640, FULL, "it.")))
    assert texts(body) == [f"{FULL} the treaty.", f"{FULL} it."]


def test_a_paragraph_with_wide_lines_stays_together():
    wide = [line(LEFT, 700 - number * 2 * PITCH, text) for number, text in enumerate((FULL,) * 3)]
    assert texts(pdf(page(*wide))) == [" ".join((FULL,) * 3)]


def test_rows_that_end_at_the_same_margin_stay_apart():
    rows = [f"{name} signed in the city of Hanoi, Viet Nam, on 25 October 2025" for name in "ABC"]
    assert texts(pdf(page(*paragraph(700, *rows)))) == rows


def test_a_heading_set_larger_is_a_passage_of_its_own():
    body = pdf(page(line(LEFT, 714, FULL, 13), line(LEFT, 700, FULL), line(LEFT, 686, "it.")))
    assert texts(body)[0] == FULL


def test_a_broken_word_is_whole_again():
    body = pdf(page(*paragraph(700, f"{FULL} the rati-", "fication.")))
    assert texts(body) == [f"{FULL} the ratification."]


def test_a_word_broken_at_the_end_of_a_page_is_whole_again():
    body = pdf(page(line(LEFT, 300, "of the rati-")), page(line(LEFT, 700, "fication.")))
    assert texts(body) == ["of the ratification."]


def test_what_differs_between_pages_is_no_running_head():
    pages = [page(line(LEFT, 800, f"{day} October 2025")) for day in (25, 26, 27)]
    assert texts(pdf(*pages)) == ["25 October 2025", "26 October 2025", "27 October 2025"]


def test_a_running_head_stands_at_one_height():
    pages = [page(line(LEFT, 800 - 20 * each, "Viet Nam"), line(LEFT, 400, "x")) for each in (0, 1)]
    assert texts(pdf(*pages)).count("Viet Nam") == 2


def test_a_number_in_the_text_is_no_page_number():
    body = pdf(page(*paragraph(700, "Signatories", "73", "Parties")))
    assert texts(body) == ["Signatories", "73", "Parties"]


def test_passages_are_sifted_like_those_of_a_page():
    body = pdf(page(*paragraph(700, "Viet Nam", "Mauritius")))
    source = replace(SOURCE, matching=Matching(exclude=(Pattern("Viet Nam"),)))
    extraction = extract(source, document(body))
    assert [each.statement.text for each in extraction.findings] == ["Mauritius"]
    assert [each.reason for each in extraction.filtered] == ['excluded by "Viet Nam"']


def test_what_stands_before_a_file_does_not_damage_it():
    assert failed(b"\xef\xbb\xbf" + pdf(page(line(LEFT, 700, "text")))) == {}


def test_a_file_may_be_amended():
    first = pdf(page(line(LEFT, 700, "text")))
    more = b"3 0 obj\n<< >>\nendobj\nxref\n0 0\ntrailer\n<< /Size 7 /Root 1 0 R /Prev %d >>\n"
    amended = (
        first + more % first.rindex(b"xref\n0") + b"startxref\n%d\n%%%%EOF" % (len(first) + 20)
    )
    assert "whole" not in failed(amended)


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_cut_file_is_never_believed(kept):
    body = pdf_pages.depositary_notification()
    assert failed(body[: int(len(body) * kept)]).keys() == {"whole"}


def test_more_pages_than_anybody_watches_are_refused():
    assert "2,001 pages" in failed(pdf(*[page()] * (lines.MAX_PAGES + 1)))["text"]


def test_more_text_than_anybody_watches_is_refused(monkeypatch):
    monkeypatch.setattr(lines, "MAX_CHARACTERS", 50)
    body = pdf(*[page(line(LEFT, 700, "a line of some words")) for _ in range(4)])
    assert "more than 50 characters" in failed(body)["text"]


def bomb():
    content = zlib.compress(b"BT /F1 11 Tf 72 700 Td (words) Tj ET\n" * 2_000_000)
    page_ = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R >>"
    pages = b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"
    packed = stream(content, b"/Filter /FlateDecode ")
    return file(
        [b"<< /Type /Catalog /Pages 2 0 R >>", pages, b"<< >>", page_, packed], b"/Root 1 0 R"
    )


def circle():
    pages = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 >>"
    return file([b"<< /Type /Catalog /Pages 2 0 R >>", pages], b"/Root 1 0 R")


def depth():
    pages = b"<< /Type /Pages /Kids " + b"[" * 100_000 + b" /Count 1 >>"
    return file([b"<< /Type /Catalog /Pages 2 0 R >>", pages], b"/Root 1 0 R")


@pytest.mark.heavy
@pytest.mark.parametrize("hostile", [bomb, circle, depth])
async def test_a_hostile_file_ends_in_a_failure(hostile):
    async with Sandbox(workers=1) as sandbox:
        try:
            read = await sandbox.extract(SOURCE, document(hostile()), "watcher.extract.pdf")
        except ExtractError:
            return
    assert not all(check.passed for check in read.checks)


#: Without letters that are numbers of pages.
words = st.text(alphabet="abefghjk ABC.,", min_size=1, max_size=60)


@settings(max_examples=60)
@given(st.lists(st.lists(words, max_size=8), min_size=1, max_size=3))
def test_no_word_is_lost_or_added(pages):
    body = pdf(*(page(*paragraph(600, *texts)) for texts in pages))
    written = [text for lines_ in pages for text in lines_]
    read = texts(body)
    assert set("".join(read)) <= set("".join(written)) | {" "}
    for text in written:
        assert "".join(text.split()) in "".join("".join(read).split())


@settings(max_examples=60)
@given(st.binary(max_size=400), st.integers(0, 2000))
def test_whatever_the_bytes_a_sentence_or_a_text_comes_out(noise, place):
    body = pdf_pages.list_of_signatories()
    place %= len(body)
    damaged = body[:place] + noise + body[place + len(noise) :]
    extraction = extract(SOURCE, document(damaged))
    assert extraction.findings or not all(check.passed for check in extraction.checks)
