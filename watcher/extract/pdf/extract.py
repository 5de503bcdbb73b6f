"""Any PDF: one finding a paragraph, in the order of its pages.

The passages carry no keys; comparing aligns them and assigns their places, as for a page.
"""

import re

from watcher.extract.matching import facts, sift
from watcher.extract.pdf.lines import NoPdfError, UnreadableError, read
from watcher.extract.pdf.paragraphs import paragraphs
from watcher.extract.pdf.whole import whole
from watcher.extract.text import bounded, required_text, tidy, what_it_seems
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction, Finding, Statement
from watcher.model.source import Source

PART = "passages"

_BEGINNING = b"%PDF-"
_HEAD = 1_024  # bytes in which readers look for the beginning


def extract(source: Source, document: Document) -> Extraction:
    """Read the text of a PDF in passages.

    The check "page" fails for what is no PDF at all, "whole" for one that did not arrive whole,
    "text" for one whose text cannot be had: it is encrypted, too long, or holds pictures alone.
    """
    if _BEGINNING not in document.body[:_HEAD]:
        seems = what_it_seems(document)
        return _extraction(Check("page", False, f"this is no PDF: it seems to be {seems}"))
    arrived = whole(document.body)
    if not arrived.passed:
        return _extraction(_PDF, arrived)
    try:
        pages = read(document.body)
    except NoPdfError as error:
        return _extraction(Check("page", False, f"this is no PDF: {error}"))
    except UnreadableError as error:
        return _extraction(_PDF, arrived, Check("text", False, f"the PDF was not read: {error}"))
    return _passages(source, pages.title, paragraphs(pages), len(pages.pages), arrived)


_PDF = Check("page", True, "a PDF")


def _passages(
    source: Source, title: str, texts: tuple[str, ...], pages: int, arrived: Check
) -> Extraction:
    try:
        patterns = [re.compile(pattern) for pattern in source.ignore]
    except re.error as error:
        detail = f"{error.pattern!r} in ignore is no regular expression: {error}"
        return _extraction(_PDF, arrived, Check("ignore", False, detail))
    watched = [text for text in texts if not any(each.search(text) for each in patterns)]
    findings = [Finding("", PART, Statement(text=bounded(text))) for text in watched]
    kept, filtered = sift(source, findings)
    return Extraction(
        findings=kept,
        complete=True,
        parts=frozenset({PART}),
        checks=(
            _PDF,
            arrived,
            _text(len(watched), len(texts), pages),
            *required_text(source, " ".join((tidy(title), *texts))),
        ),
        title=tidy(title) or None,
        facts=(
            ("pages", str(pages)),
            ("passages", str(len(watched))),
            ("ignored", str(len(texts) - len(watched))),
            *facts(source, kept, filtered),
        ),
        filtered=filtered,
    )


def _text(watched: int, found: int, pages: int) -> Check:
    if watched:
        return Check("text", True, f"{watched} passages on {_counted(pages)}")
    if found:
        return Check("text", False, f"all {found} passages of the PDF are left out by ignore")
    detail = (
        f"the PDF has {_counted(pages)} and no text: it seems to be scanned, "
        "and pictures of text cannot be read"
    )
    return Check("text", False, detail)


def _counted(pages: int) -> str:
    return "1 page" if pages == 1 else f"{pages} pages"


def _extraction(*checks: Check) -> Extraction:
    """What is said of a document that states nothing."""
    return Extraction(findings=(), complete=True, parts=frozenset({PART}), checks=checks)
