"""Exports: the same lines in three forms, none of which a spreadsheet carries out."""

import csv
import io
import json
import re

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.evidence.table import COLUMNS
from watcher.law import status_row
from watcher.review.programs import excel, exports


def sheet_of(body: bytes, name="Lines"):
    book = openpyxl.load_workbook(io.BytesIO(body))
    return list(book[name].iter_rows())


def written(*lines, rows=excel.ROWS):
    file = io.BytesIO()
    excel.write(file, ("first", "second"), lines, ["What it is."], rows=rows)
    return file.getvalue()


async def test_a_view_is_the_same_in_every_form(web):
    query = "treaty=XVIII-16&kind=all"
    page = (await web.get(f"/api/v1/changes?{query}")).json()["items"]
    for each in page:
        del each["review"]

    lines = (await web.get(f"/changes.jsonl?{query}")).text.splitlines()
    assert [json.loads(line) for line in lines] == page

    read = list(csv.DictReader(io.StringIO((await web.get(f"/changes.csv?{query}")).text)))
    assert [each["hash"] for each in read] == [each["hash"] for each in page]

    headings, *cells = sheet_of((await web.get(f"/changes.xlsx?{query}")).content)
    assert tuple(each.value for each in headings) == COLUMNS
    place = COLUMNS.index("hash")
    assert [row[place].value for row in cells] == [each["hash"] for each in page]
    assert [row[0].value for row in cells] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
async def test_a_file_has_a_name_that_any_system_takes(web, ending):
    answer = await web.get(f"/changes.{ending}?source=news&participant=%22;%0A../etc")
    name = re.fullmatch(r'attachment; filename="(.+)"', answer.headers["content-disposition"])[1]
    assert name == f"changes-etc-news-2026-02-04.{ending}"


async def test_hostile_titles_are_texts_in_every_form(web):
    read = csv.DictReader(io.StringIO((await web.get("/changes.csv?source=news")).text, newline=""))
    summaries = [each["summary"] for each in read]
    assert len(summaries) == 100
    assert not any(each.lstrip(" ").startswith(("=", "+", "-", "@")) for each in summaries)

    _, *cells = sheet_of((await web.get("/changes.xlsx?source=news")).content)
    assert len(cells) == 100
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "b"}
    assert not any(cell.hyperlink for row in cells for cell in row)


async def test_a_filter_that_is_misspelt_exports_nothing(web):
    assert (await web.get("/changes.csv?sources=news")).status_code == 422


@settings(max_examples=8)
@given(st.lists(st.text(st.characters(codec=None)), min_size=1, max_size=40))
def test_any_text_is_a_text_to_excel(texts):
    _, *lines = sheet_of(written(*((text, 1) for text in texts)))
    for text, line in zip(texts, lines, strict=True):
        assert line[0].data_type in ("s", "n")  # n: an empty cell
        assert line[0].value == (excel.text(text) or None) or "\r" in text or "_x" in text


def test_excel_is_given_no_more_than_it_can_hold():
    body = written(*((n, "x" * 40_000) for n in range(5)), rows=3)
    _, *lines = sheet_of(body)
    assert [line[0].value for line in lines] == [0, 1]
    assert len(lines[0][1].value) == excel.CHARACTERS
    assert lines[0][1].value.endswith("…")
    told = [row[0].value for row in sheet_of(body, "About")]
    assert told[:2] == ["What it is.", "2 lines."]
    assert "older lines were left out" in told[2]


async def test_a_long_view_is_written_in_a_process_of_its_own(web, monkeypatch):
    short = sheet_of((await web.get("/changes.xlsx")).content)
    monkeypatch.setattr(exports, "_FEW", 10)
    long = sheet_of((await web.get("/changes.xlsx")).content)
    assert [[cell.value for cell in row] for row in long] == [
        [cell.value for cell in row] for row in short
    ]


async def test_a_treaty_s_status_is_a_table_too(web):
    place = "/treaties/XVIII-16.csv?on=2025-10-31"
    read = list(csv.DictReader(io.StringIO((await web.get(place)).text)))
    assert [each["participant_code"] for each in read] == ["VNM"]

    headings, *lines = sheet_of((await web.get("/treaties/XVIII-16.xlsx")).content)
    assert tuple(each.value for each in headings) == status_row.COLUMNS
    assert [line[2].value for line in lines] == ["MUS", "VNM"]
    assert (await web.get("/treaties/I-1.csv")).status_code == 404
