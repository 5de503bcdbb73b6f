"""Captured status of other depositaries: every row and every date, as other parsers read them."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

from tests.end_to_end.shared import CAPTURES, needs_captures
from watcher.extract import json_records, table
from watcher.model.capture import Document
from watcher.model.reading import Records, Table
from watcher.model.source import Source, Tier

pytestmark = needs_captures

WIPO = sorted((CAPTURES / "wipo").glob("*.html"))
ICRC = CAPTURES / "icrc" / "365.json"
TITLES = {
    "beijing": "Beijing Treaty on Audiovisual Performances",
    "berne": "Berne Convention",
    "lisbon": "Lisbon Agreement",
    "madrid_protocol": "Madrid Protocol",
    "marrakesh": "Marrakesh VIP Treaty",
    "pct": "Patent Cooperation Treaty",
}
INSTRUMENTS = {
    "Accession": "accession",
    "Acceptance": "acceptance",
    "Approval": "approval",
    "Ratification": "ratification",
    "Declaration of Continued Application": "consent_to_be_bound",
    "Declaration/Notification of Succession": "succession",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wipo(path):
    source = Source(
        "w",
        "table",
        "https://www.wipo.int/wipolex/en/treaties/ShowResults",
        Tier.RECORD,
        timedelta(hours=12),
        table=Table(preset="wipo"),
        require_text=(TITLES[path.stem],),
    )
    return table.extract(source, Document(source.url, path.read_bytes(), "text/html"))


def rows_of(path):
    """The rows as lxml reads them: a name, and for each cell its words and its day.

    The day is what the page itself sorts by, in milliseconds since 1970.
    """
    (grid,) = html.fromstring(path.read_bytes()).xpath('//table[@id="wipoTreatiesTable"]')
    for row in grid.xpath("./tbody/tr"):
        name, *cells, _ = row.xpath("./td")
        yield (
            name.text_content().strip(),
            [
                (
                    " ".join(cell.text_content().split()),
                    (EPOCH + timedelta(milliseconds=int(cell.get("data-sort")))).date().isoformat()
                    if cell.get("data-sort")
                    else None,
                )
                for cell in cells
            ],
        )


def stated_on(path):
    """Who did what and when, and who stands there without a date."""
    found = set()
    for name, (signature, instrument, in_force) in rows_of(path):
        if signature[1]:
            found.add((name, "signature", signature[1]))
        if instrument[1]:
            found.add((name, INSTRUMENTS[instrument[0].rpartition(": ")[0]], instrument[1]))
        if in_force[1]:
            found.add((name, "entry_into_force", in_force[1]))
        if not (signature[0] or instrument[0] or in_force[0]):
            found.add((name, None, None))
    return found


def told(extraction):
    return [
        (each.participant, each.action, each.date)
        for each in (finding.statement for finding in extraction.findings)
    ]


@pytest.mark.parametrize("path", WIPO, ids=lambda path: path.stem)
def test_every_row_and_every_date_of_a_wipo_table_is_read(path):
    extraction = wipo(path)
    assert [check for check in extraction.checks if not check.passed] == []
    assert extraction.title == TITLES[path.stem]
    assert set(told(extraction)) == stated_on(path)
    assert len(told(extraction)) == len(stated_on(path))


@pytest.mark.parametrize("path", WIPO, ids=lambda path: path.stem)
def test_every_name_on_it_is_known(path):
    extraction = wipo(path)
    assert extraction.notices == ()
    assert all(finding.statement.participant_code for finding in extraction.findings)
    assert len({finding.subject for finding in extraction.findings}) == len(list(rows_of(path)))


def test_a_participant_of_wipo_without_any_date_is_listed():
    keys = {finding.key for finding in wipo(CAPTURES / "wipo" / "lisbon.html").findings}
    assert "participants/ORG-OAPI/listed" in keys


@pytest.mark.parametrize("path", WIPO, ids=lambda path: path.stem)
def test_half_a_wipo_page_is_never_believed(path):
    body = path.read_bytes()
    source_of_half = body[: int(len(body) * 0.9)]
    source = Source(
        "w", "table", "https://w.example.org", Tier.RECORD, timedelta(1), table=Table(preset="wipo")
    )
    extraction = table.extract(source, Document(source.url, source_of_half, "text/html"))
    assert {"whole", "header counts"} <= {c.name for c in extraction.checks if not c.passed}


def icrc(body, treaty="ICRC-365"):
    source = Source(
        "i",
        "json",
        "https://ihl-databases.icrc.org/en/jsonapi/node/treaty",
        Tier.RECORD,
        timedelta(days=1),
        treaty=treaty,
        records=Records("", preset="icrc"),
    )
    return json_records.extract(source, Document(source.url, body, "application/vnd.api+json"))


def test_every_record_of_the_icrcs_answer_is_read():
    """Three records of one State: it acceded and succeeded on one day, and declared something."""
    body = ICRC.read_bytes()
    attributes = [
        each["attributes"]
        for each in json.loads(body)["included"]
        if each["type"] == "paragraph--treaty_participant"
    ]
    extraction = icrc(body)
    assert [check for check in extraction.checks if not check.passed] == []
    assert extraction.notices == ()
    assert (extraction.title or "").startswith("Convention (I) for the Amelioration")
    assert sorted(told(extraction), key=str) == sorted(
        [
            (None, "entry_into_force", "1950-10-21"),
            *(
                (
                    "Barbados",
                    each["field_participant_action"],
                    each["field_participant_date_notif"],
                )
                for each in attributes
            ),
        ],
        key=str,
    )


def test_a_declaration_is_told_with_all_its_words():
    (declaration,) = (
        each
        for each in icrc(ICRC.read_bytes()).findings
        if "/BRB/" in each.key and each.part == "declarations"
    )
    served = next(
        each["attributes"]["field_participant_text"]["processed"]
        for each in json.loads(ICRC.read_bytes())["included"]
        if each["attributes"].get("field_participant_text")
    )
    words = re.sub(r"<[^>]+>", " ", served).split()
    assert (declaration.statement.text or "").split() == words


def test_the_answer_about_another_treaty_is_not_believed():
    extraction = icrc(ICRC.read_bytes(), treaty="ICRC-380")
    assert {c.name for c in extraction.checks if not c.passed} == {"treaty"}
