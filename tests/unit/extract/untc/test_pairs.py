"""Every status page in tests/pages/untc-status is read as the JSON beside it says.

The pages are written in the shape that the UN Treaty Collection serves. A pair is `<name>.html`
and `<name>.expected.json`: the treaty that was asked for, the checks that failed, the findings by
key. A new pair needs no new code here.
"""

import json
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.extract.untc.status import extract
from watcher.model.capture import Document
from watcher.model.finding import Statement
from watcher.model.source import Source, Tier

PAGES = Path(__file__).parents[3] / "pages" / "untc-status"
PAIRS = sorted(PAGES.glob("*.expected.json"))


def told(extraction):
    """An extraction as its expected JSON tells it: statements without the fields left empty."""
    return {
        "title": extraction.title,
        "failed": {check.name: check.detail for check in extraction.checks if not check.passed},
        "parts": sorted(extraction.parts),
        "notices": [[notice.kind, notice.subject] for notice in extraction.notices],
        "findings": {
            finding.key: {"part": finding.part, "subject": finding.subject}
            | filled(finding.statement)
            for finding in extraction.findings
        },
    }


def filled(statement):
    values = {field.name: getattr(statement, field.name) for field in fields(Statement)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value not in (None, ())
    }


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_the_page_is_read_as_expected(path):
    pair = json.loads(path.read_text(encoding="utf-8"))
    body = path.with_name(path.name.replace(".expected.json", ".html")).read_bytes()
    source = Source(
        "pair",
        "untc-status",
        "https://treaties.example.org/status",
        Tier.RECORD,
        timedelta(hours=6),
        treaty=pair["treaty"],
    )
    extraction = extract(source, Document(source.url, body, "text/html; charset=utf-8"))
    assert told(extraction) == pair["expected"]
    assert extraction.complete


def test_no_page_is_without_its_expectation():
    pages = {path.name.removesuffix(".html") for path in PAGES.glob("*.html")}
    assert pages == {path.name.removesuffix(".expected.json") for path in PAIRS}
