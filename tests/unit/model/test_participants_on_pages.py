"""Every name on the pages that were captured, and in the histories, means one participant."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from watcher.model.participants import ParticipantKind, resolve

SHARED = Path(__file__).parents[4] / "shared"
FOOTNOTE = re.compile(r"<superscript>.*?</superscript>")


def folder(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/{name} is missing: there are no captured pages to read")
    return path


def text_of(cell: str) -> str:
    return " ".join(cell.split())


def without_footnotes(page: Path) -> LexborHTMLParser:
    """The page with its footnote marks cut out, as an extractor sees names."""
    tree = LexborHTMLParser(page.read_bytes())
    for mark in tree.css("sup"):
        mark.decompose()
    return tree


def first_cells(page: Path, table: str) -> list[str]:
    """The participants of a page's table, which is found by the end of its id."""
    rows = without_footnotes(page).css(f"table[id$={table}] tr")
    cells = [text_of(row.css("td")[0].text()) for row in rows if row.css("td")]
    return [cell for cell in cells if cell != "Participant"]


def problems(names: Iterable[str]) -> list[str]:
    """The names that nobody bears, and the codes that two rows of one page would share."""
    listed = list(names)
    assert listed, "the page has no participants at all: the test reads it wrongly"
    found = {name: resolve(name) for name in listed}
    codes = Counter(participant.code for name in listed if (participant := found[name]))
    return [name for name in found if found[name] is None] + [
        code for code, times in codes.items() if times > 1
    ]


def test_every_participant_of_the_captured_grids_is_known_by_its_present_name() -> None:
    pages = sorted(folder("replay/truth").glob("*.json"))
    assert len(pages) == 14
    for page in pages:
        names = [row["participant"] for row in json.loads(page.read_text("utf-8"))["rows"]]
        assert (page.name, problems(names)) == (page.name, [])
        spelt = {name: participant.name for name in names if (participant := resolve(name))}
        assert {name: ours for name, ours in spelt.items() if name != ours} == {}


def test_the_grids_are_read_alike_from_the_pages_themselves() -> None:
    pages = sorted(folder("captures/untc").glob("*.html"))
    read = {page.name: problems(first_cells(page, "tblgrid")) for page in pages}
    assert read == {page.name: [] for page in pages}
    assert len(read) == 14


def test_the_second_table_of_a_page_spells_names_its_own_way() -> None:
    """Table1 of the weapons convention says "Bolivia", "Turkey" and "Cape Verde"."""
    names = first_cells(folder("captures/untc/XXVI-2.html"), "Table1")
    assert problems(names) == []
    assert {"Bolivia", "Turkey", "Cape Verde"} <= set(names)


def test_those_who_declared_or_objected_are_known() -> None:
    pages = sorted(folder("captures/untc").glob("*.html"))
    headings = [
        text_of(node.text())
        for page in pages
        for node in without_footnotes(page).css("[id$=divParticipant]")
    ]
    assert len(headings) > 300
    assert [heading for heading in headings if resolve(heading) is None] == []


def test_every_member_in_the_tables_of_wipo_is_known() -> None:
    pages = sorted(folder("captures/wipo").glob("*.html"))
    read = {page.name: problems(first_cells(page, "wipoTreatiesTable")) for page in pages}
    assert read == {page.name: [] for page in pages}
    assert len(read) == 6


def test_the_states_in_the_icrc_capture_are_known_by_both_names() -> None:
    included = json.loads(folder("captures/icrc/365.json").read_text("utf-8"))["included"]
    states = [
        item["attributes"]
        for item in included
        if item["type"] == "taxonomy_term--cit_countries_information"
    ]
    assert states
    for state in states:
        participant = resolve(state["name"])
        assert participant is not None
        assert participant is resolve(state["field_citf_official_name"])


def versions(kind: str) -> list[Path]:
    paths = sorted(folder(f"replay/{kind}").glob("*/*.csv"))
    assert paths
    return paths


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_version_of_the_paris_agreement_is_known_under_its_own_codes() -> None:
    """The history carries ISO codes that others assigned: a second opinion on ours."""
    different = set()
    for path in versions("histories"):
        rows = table(path)
        code, name = list(rows[0])[:2]
        names = [row[name] for row in rows]
        assert (path.name, problems(names)) == (path.name, [])
        for row in rows:
            participant = resolve(row[name])
            ours = participant.code if participant else None
            if row[code] != ours:
                different.add((row[code], ours))
    assert different == {("EUU", "ORG-EU"), ("EU28", "ORG-EU"), ("", "PSE")}


def test_every_version_of_the_synthetic_histories_is_known() -> None:
    for path in versions("synthetic"):
        names = [text_of(FOOTNOTE.sub("", row["Participant"])) for row in table(path)]
        assert (path.name, problems(names)) == (path.name, [])


def test_the_signatories_of_the_convention_against_cybercrime_are_known() -> None:
    rows = table(folder("facts/xviii-16-signatories.csv"))
    assert problems(row["participant"] for row in rows) == []
    kinds = Counter(found.kind for row in rows if (found := resolve(row["participant"])))
    assert kinds == {ParticipantKind.STATE: len(rows) - 1, ParticipantKind.ORGANISATION: 1}
