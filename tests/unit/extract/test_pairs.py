"""Every page in these folders of tests/pages is read as the JSON beside it says.

A pair is a body, as served, and `<its name>.expected.json` with what its source sets, what the
server said of it, and what it states. A new pair needs no new code here.
"""

import json
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.extract import feed, notifications, page, pdf
from watcher.model.capture import Document
from watcher.model.finding import Statement
from watcher.model.source import Source, Tier

PAGES = Path(__file__).parents[2] / "pages"
EXTRACTORS = {
    "feed": feed.extract,
    "page": page.extract,
    "pdf": pdf.extract,
    "untc-notifications": notifications.extract,
}
EXPECTED = sorted(path for kind in EXTRACTORS for path in (PAGES / kind).glob("*.expected.json"))


def told(extraction):
    """An extraction as its expected JSON tells it: statements without the fields left empty."""
    return {
        "title": extraction.title,
        "complete": extraction.complete,
        "parts": sorted(extraction.parts),
        "checks": {
            check.name: "passed" if check.passed else check.detail for check in extraction.checks
        },
        "facts": dict(extraction.facts),
        "findings": [
            {"key": finding.key, "part": finding.part} | filled(finding.statement)
            for finding in extraction.findings
        ],
    }


def filled(statement):
    values = {field.name: getattr(statement, field.name) for field in fields(Statement)}
    return {name: value for name, value in values.items() if value not in (None, ())}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_page_is_read_as_expected(path):
    pair = json.loads(path.read_text(encoding="utf-8"))
    kind = path.parent.name
    settings = {name: tuple(v) if isinstance(v, list) else v for name, v in pair["source"].items()}
    source = Source("pair", kind, pair["url"], Tier.OFFICIAL, timedelta(hours=1), **settings)
    body = path.with_name(path.name.removesuffix(".expected.json")).read_bytes()
    document = Document(pair["url"], body, pair["content_type"])
    assert told(EXTRACTORS[kind](source, document)) == pair["expected"]


def test_no_page_is_without_its_expectation():
    pages = {path for kind in EXTRACTORS for path in (PAGES / kind).iterdir()}
    bodies = {path for path in pages if not path.name.endswith(".expected.json")}
    assert bodies == {path.with_name(path.name.removesuffix(".expected.json")) for path in EXPECTED}
