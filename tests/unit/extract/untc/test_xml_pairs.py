"""Every file in tests/pages/untc-status-xml is read as the JSON beside it says.

The files are written in the shape that the UN Treaty Collection's XML is known to have. A pair is
`<name>.xml` and `<name>.expected.json`, as with the pages; a new pair needs no new code here.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.extract.untc.test_pairs import told
from watcher.extract.untc.status import extract
from watcher.model.capture import Document
from watcher.model.source import Format, Source, Tier

FILES = Path(__file__).parents[3] / "pages" / "untc-status-xml"
PAIRS = sorted(FILES.glob("*.expected.json"))


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_the_file_is_read_as_expected(path):
    pair = json.loads(path.read_text(encoding="utf-8"))
    treaty = pair["treaty"]
    body = path.with_name(path.name.replace(".expected.json", ".xml")).read_bytes()
    source = Source(
        "pair",
        "untc-status",
        f"https://treaties.example.org/doc/{treaty}.en.xml",
        Tier.RECORD,
        timedelta(hours=6),
        treaty=treaty,
        format=Format.XML,
    )
    extraction = extract(source, Document(source.url, body, "text/xml"))
    assert told(extraction) == pair["expected"]
    assert extraction.complete


def test_no_file_is_without_its_expectation():
    files = {path.name.removesuffix(".xml") for path in FILES.glob("*.xml")}
    assert files == {path.name.removesuffix(".expected.json") for path in PAIRS}
