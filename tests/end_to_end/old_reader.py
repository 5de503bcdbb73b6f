"""The reader of pages as it might have been: it wrote everything in capitals."""

from dataclasses import replace

from watcher.extract import page
from watcher.model.capture import Document
from watcher.model.finding import Extraction
from watcher.model.source import Source


def extract(source: Source, document: Document) -> Extraction:
    """Read a page as today, and write what it says in capitals."""
    today = page.extract(source, document)
    return replace(
        today,
        findings=tuple(
            replace(
                each, statement=replace(each.statement, text=(each.statement.text or "").upper())
            )
            for each in today.findings
        ),
    )
