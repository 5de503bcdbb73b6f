"""Every document in tests/pages/listing, table and json is read as the JSON beside it says.

A pair is a body, as served, and `<its name>.expected.json` with how its source is to be read, what
the server said of it, and what it states. A new pair needs no new code here.
"""

import json
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.extract import json_records, listing, table
from watcher.model.capture import Document
from watcher.model.finding import Statement
from watcher.model.reading import Listing, Matching, Pattern, Records, Table
from watcher.model.source import Source, Tier

PAGES = Path(__file__).parents[2] / "pages"
EXTRACTORS = {
    "listing": listing.extract,
    "table": table.extract,
    "json": json_records.extract,
}
READINGS = {"listing": Listing, "table": Table, "records": Records}
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
        "notices": [f"{notice.kind}: {notice.text}" for notice in extraction.notices],
        "facts": dict(extraction.facts),
        "findings": {
            finding.key: {"part": finding.part} | filled(finding.statement)
            for finding in extraction.findings
        },
        "filtered": [f"{each.key}: {each.reason}" for each in extraction.filtered],
    }


def filled(statement):
    values = {field.name: getattr(statement, field.name) for field in fields(Statement)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value not in (None, ())
    }


def source_of(pair, kind):
    settings = {name: tuple(v) if isinstance(v, list) else v for name, v in pair["source"].items()}
    for name, reading in READINGS.items():
        if name in settings:
            written = {
                key: tuple(value.items()) if isinstance(value, dict) else value
                for key, value in settings[name].items()
            }
            settings[name] = reading(
                **{key: tuple(v) if isinstance(v, list) else v for key, v in written.items()}
            )
    if "match" in settings:
        settings["matching"] = Matching(tuple(map(Pattern, settings.pop("match"))))
    return Source("pair", kind, pair["url"], Tier.OFFICIAL, timedelta(hours=1), **settings)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_document_is_read_as_expected(path):
    pair = json.loads(path.read_text(encoding="utf-8"))
    kind = path.parent.name
    body = path.with_name(path.name.removesuffix(".expected.json")).read_bytes()
    extraction = EXTRACTORS[kind](
        source_of(pair, kind), Document(pair["url"], body, pair["content_type"])
    )
    assert told(extraction) == pair["expected"]
    assert len({finding.key for finding in extraction.findings}) == len(extraction.findings)


def test_no_document_is_without_its_expectation():
    pages = {path for kind in EXTRACTORS for path in (PAGES / kind).iterdir()}
    bodies = {path for path in pages if not path.name.endswith(".expected.json")}
    assert bodies == {path.with_name(path.name.removesuffix(".expected.json")) for path in EXPECTED}
