"""A PDF that is watched over HTTP: replaced by a new version, damaged, or something else."""

import pytest

from tests.end_to_end.watching import watching
from tests.pdf_files import LEFT, line, page, paragraph, pdf
from tests.servers import reply
from watcher.model.source import Outcome

ROWS = [
    "Angola    25 October 2025",
    "Australia    25 October 2025",
    "Austria    25 October 2025",
    "Belarus    25 October 2025",
]


def signatories(*rows):
    return pdf(
        page(line(LEFT, 760, "List of signatories to the Convention", 14), *paragraph(720, *rows))
    )


@pytest.fixture
async def watcher(site, tmp_path):
    site.answer("/list.pdf", reply(body=signatories(*ROWS)))
    section = f'[[source]]\nid = "list"\nkind = "pdf"\nurl = "{site.url("/list.pdf")}"\n'
    async with watching(tmp_path, section + 'language = "en"\n') as it:
        assert (await it.poll()).outcome is Outcome.BASELINE
        yield it


async def test_a_new_row_is_a_new_passage(watcher, site):
    site.answer("/list.pdf", reply(body=signatories(*ROWS, "Mauritius    19 November 2025")))
    record = await watcher.poll()
    assert record.outcome is Outcome.CHANGED
    (change,) = await watcher.news()
    assert change["summary"] == "Passage added: Mauritius 19 November 2025"


async def test_the_same_text_in_another_file_is_no_change(watcher, site):
    site.answer("/list.pdf", reply(body=signatories(*ROWS).replace(b"PDF-1.4", b"PDF-1.5")))
    assert (await watcher.poll()).outcome is Outcome.UNCHANGED


async def test_half_a_file_is_not_believed(watcher, site):
    site.answer("/list.pdf", reply(body=signatories(*ROWS)[:-50]))
    record = await watcher.poll()
    assert record.outcome is Outcome.QUARANTINED
    assert "cut" in record.error


async def test_a_web_page_in_its_place_is_a_failure(watcher, site):
    site.answer("/list.pdf", reply(body=b"<html><title>Not found</title></html>"))
    record = await watcher.poll()
    assert record.outcome is Outcome.FAILED
    assert "HTML page titled “Not found”" in record.error


async def test_a_file_that_was_locked_since_says_so(watcher, site):
    locked = pdf(page(line(LEFT, 700, "List of signatories")), encrypted=True)
    site.answer("/list.pdf", reply(body=locked))
    record = await watcher.poll()
    assert record.outcome is Outcome.QUARANTINED
    assert "opens only with a password" in record.error
