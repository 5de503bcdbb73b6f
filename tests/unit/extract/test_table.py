"""The rules of status tables that pairs in tests/pages/table do not show one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.extract.table import extract
from watcher.model.capture import Document
from watcher.model.reading import Table
from watcher.model.source import Source, Tier

URL = "https://depositary.example.org/status"
COLUMNS = (("State", "participant"), ("Signed", "signature"), ("Ratified", "ratification"))
STATES = ["Austria", "Barbados", "Chad", "Czechia", "Latvia", "Mauritius", "Poland", "Viet Nam"]

DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
ROWS = st.lists(
    st.tuples(st.sampled_from(STATES), DAYS, DAYS), unique_by=lambda row: row[0], max_size=8
)


def source(table=None, **more):
    return Source(
        "s",
        "table",
        URL,
        Tier.RECORD,
        timedelta(hours=1),
        table=table or Table(columns=COLUMNS),
        **more,
    )


def html(*tables):
    return f"<html><head><title>Status</title></head><body>{''.join(tables)}</body></html>"


def table(*rows, headings=("State", "Signed", "Ratified")):
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join(
        row if isinstance(row, str) else f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def read(text, reading=None, **more):
    return extract(source(reading, **more), Document(URL, text.encode(), "text/html"))


def failed(extraction):
    return {check.name: check.detail for check in extraction.checks if not check.passed}


def stated(extraction):
    """Who, what and when; what stands in columns that nobody knows, as it stands."""
    return {
        (each.participant, each.action, each.date or each.text)
        for each in (finding.statement for finding in extraction.findings)
    }


def written(rows):
    return [
        (name, *(f"{day:%B} {day.day}, {day.year}" if day else "" for day in days))
        for name, *days in rows
    ]


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    one, other = (read(html(table(*written(each)))) for each in (rows, shuffled))
    assert set(one.findings) == set(other.findings)
    assert one.parts == other.parts


@given(ROWS, DAYS, DAYS)
def test_a_row_more_is_exactly_its_findings_more(rows, signed, ratified):
    before = read(html(table(*written(rows))))
    after = read(html(table(*written([*rows, ("European Union", signed, ratified)]))))
    new = set(after.findings) - set(before.findings)
    dates = {day.isoformat() for day in (signed, ratified) if day}
    assert set(before.findings) <= set(after.findings)
    assert {finding.subject for finding in new} == {"ORG-EU"}
    assert {finding.statement.date for finding in new} == (dates or {None})


@given(ROWS)
def test_the_order_of_columns_says_nothing(rows):
    turned = [row[::-1] for row in written(rows)]
    one = read(html(table(*written(rows))))
    other = read(html(table(*turned, headings=("Ratified", "Signed", "State"))))
    assert set(one.findings) == set(other.findings)


@given(st.lists(st.integers(1, 2), min_size=1, max_size=6))
def test_a_name_that_spans_rows_is_that_of_each(spans):
    rows, expected = [], set()
    for name, span in zip(STATES, spans, strict=False):
        for line in range(1, span + 1):
            first = f'<td rowspan="{span}">{name}</td>' if line == 1 else ""
            rows.append(f"<tr>{first}<td>{line} May 2010</td><td></td></tr>")
            expected.add((name, "signature", f"2010-05-0{line}"))
    extraction = read(html(table(*rows)))
    assert stated(extraction) == expected
    assert not failed(extraction)


def test_a_table_is_complete_and_every_column_has_its_part():
    extraction = read(html(table()))
    assert extraction.complete
    assert extraction.parts == {
        "participants/listed",
        "participants/signature",
        "participants/consent",
    }
    assert not failed(extraction)


def test_a_participant_without_a_date_is_listed():
    (finding,) = read(html(table(("Chad", "", "—")))).findings
    assert finding.key == "participants/TCD/listed"


def test_headings_are_found_whatever_their_case_and_spaces():
    text = html(table(("Chad", "1 May 2020", ""), headings=("STATE ", "Signed\n", "ratified")))
    assert stated(read(text)) == {("Chad", "signature", "2020-05-01")}


def test_an_unknown_heading_is_told_and_its_cells_kept():
    headings = ("State", "Signed", "Treaty depository", "Ratified")
    extraction = read(html(table(("Chad", "", "Yes", "1 May 2020"), headings=headings)))
    (notice,) = extraction.notices
    assert (notice.kind, notice.subject) == ("unknown_column", "Treaty depository")
    assert "column/Treaty depository" in extraction.parts
    assert ("Chad", None, "Treaty depository: Yes") in stated(extraction)


def test_a_heading_that_is_gone_fails():
    text = html(table(("Chad", "1 May 2020", ""), headings=("State", "Signature", "Ratified")))
    by_headings, by_selector = read(text), read(text, Table("table", COLUMNS))
    assert failed(by_headings) == {
        "table": "one table with the headings of the source is expected, and the page has none"
    }
    assert failed(by_selector)["headings"].startswith("not there: Signed; the headings are State |")


def test_a_heading_that_stands_twice_fails():
    text = html(table(("Chad", "", "", ""), headings=("State", "Signed", "Signed", "Ratified")))
    assert failed(read(text))["headings"].startswith("there twice: Signed")


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ((("Signed", "signature"),), "no column is the participant's"),
        ((("State", "participant"), ("Signed", "date")), "the columns action and date need"),
        ((("State", "participant"), ("Signed", "participant")), "more than one column is"),
    ],
)
def test_columns_that_cannot_be_meant_fail(columns, why):
    extraction = read(html(table(("Chad", "", ""))), Table(columns=columns))
    assert failed(extraction)["headings"].startswith(why)


def test_of_two_tables_neither_is_guessed():
    text = html(table(("Chad", "", "")), table(("Latvia", "", "")))
    assert "the page has 2" in failed(read(text))["table"]
    second = Table("table:nth-of-type(2)", COLUMNS)
    assert {finding.subject for finding in read(text, second).findings} == {"LVA"}


def test_a_selector_may_name_what_the_table_is_in():
    text = html("<p>Status</p>", f"<div id='s'>{table(('Chad', '', ''))}</div>")
    assert not failed(read(text, Table("#s", COLUMNS)))


@pytest.mark.parametrize("selector", ["a[[", "#absent"])
def test_a_selector_that_finds_nothing_fails(selector):
    assert "table" in failed(read(html(table()), Table(selector, COLUMNS)))


def test_a_cell_that_is_no_date_fails_and_says_where():
    extraction = read(html(table(("Chad", "1 May 2020", "pending"), ("Latvia", "05.06.2020", ""))))
    assert failed(extraction) == {
        "dates": "cells that are no date: Chad, Ratified: 'pending' is no date; "
        "Latvia, Signed: '05.06.2020' is no date"
    }


def test_a_format_reads_dates_that_have_two_readings():
    reading = Table(columns=COLUMNS, date_format="%d.%m.%Y")
    extraction = read(html(table(("Latvia", "05.06.2020", ""))), reading)
    assert stated(extraction) == {("Latvia", "signature", "2020-06-05")}


def test_a_wrong_format_and_a_wrong_pattern_are_told():
    text = html(table(("Chad", "", "")))
    assert "date format" in failed(read(text, Table(columns=COLUMNS, date_format="%d")))
    assert "cells" in failed(read(text, Table(columns=COLUMNS, cell=("(?P<date>",))))


def test_a_cell_may_state_several_things():
    reading = Table(
        columns=(("State", "participant"), ("Action", "cell")),
        cell=(r"(?P<action>\w+): (?P<date>[^,]+)(?:, effective (?P<effective>.+))?",),
    )
    cell = "Accession: 10 September 1968, effective 10 March 1969<br>Succession: 10 September 1968"
    text = html(table(("Barbados", cell), headings=("State", "Action")))
    extraction = read(text, reading)
    assert stated(extraction) == {
        ("Barbados", "accession", "1968-09-10"),
        ("Barbados", "succession", "1968-09-10"),
        ("Barbados", "entry_into_force", "1969-03-10"),
    }
    assert not failed(extraction)


def test_a_pattern_without_an_action_says_that_a_cell_is_none():
    reading = Table(
        columns=(("State", "participant"), ("Action", "cell")),
        cell=(r"(?P<action>\w+): (?P<date>.+)", r"Notified on (?P<date>.+)"),
    )
    text = html(table(("Chad", "Notified on 1 May 2020"), headings=("State", "Action")))
    extraction = read(text, reading)
    assert stated(extraction) == {("Chad", None, "Action: Notified on 1 May 2020")}
    assert "column/Action" in extraction.parts
    assert not failed(extraction)


@pytest.mark.parametrize("cell", ["Suspension: 1 May 2020", "Accession", "Accession: soon"])
def test_a_cell_that_no_pattern_understands_fails(cell):
    reading = Table(
        columns=(("State", "participant"), ("Action", "cell")),
        cell=(r"(?P<action>\w+): (?P<date>.+)",),
    )
    extraction = read(html(table(("Chad", cell), headings=("State", "Action"))), reading)
    assert failed(extraction) == {"cells": f"not understood: Chad, Action: {cell!r}"}


def test_a_pattern_can_take_marks_off_the_date_of_a_column():
    reading = Table(columns=COLUMNS, cell=(r"(?P<date>[^*]+)\*",))
    extraction = read(html(table(("Chad", "1 May 2020*", "2 May 2020"))), reading)
    assert stated(extraction) == {
        ("Chad", "signature", "2020-05-01"),
        ("Chad", "ratification", "2020-05-02"),
    }


EFFECT = (*COLUMNS, ("Denounced", "withdrawal"), ("Effect", "effective"))
EFFECT_HEADINGS = ("State", "Signed", "Ratified", "Denounced", "Effect")


def test_a_day_of_effect_goes_to_the_one_action_that_it_can_belong_to():
    rows = [
        ("Chad", "1 May 2020", "2 May 2020", "", "3 May 2020"),
        ("Latvia", "1 May 2020", "", "2 May 2021", "3 May 2021"),
    ]
    extraction = read(html(table(*rows, headings=EFFECT_HEADINGS)), Table(columns=EFFECT))
    withdrawal = next(each for each in extraction.findings if each.part == "withdrawals")
    assert (withdrawal.statement.date, withdrawal.statement.effective) == (
        "2021-05-02",
        "2021-05-03",
    )
    assert ("Chad", "entry_into_force", "2020-05-03") in stated(extraction)


@pytest.mark.parametrize(
    "row",
    [
        ("Chad", "1 May 2020", "2 May 2020", "2 May 2021", "3 May 2021"),
        ("Chad", "1 May 2020", "", "", "3 May 2021"),
    ],
)
def test_a_day_of_effect_that_may_belong_to_either_is_not_guessed(row):
    extraction = read(html(table(row, headings=EFFECT_HEADINGS)), Table(columns=EFFECT))
    assert failed(extraction) == {
        "cells": "not understood: Chad: '3 May 2021' does not belong to one action"
    }


def test_a_participant_that_has_two_rows_fails():
    extraction = read(html(table(("Chad", "1 May 2020", ""), ("Chad", "", "2 May 2020"))))
    assert failed(extraction) == {"participants": "more than one row: Chad"}


def test_a_name_that_nobody_knows_is_kept_and_told():
    extraction = read(html(table(("Atlantis", "1 May 2020", ""))))
    (finding,) = extraction.findings
    assert finding.key == "participants/?Atlantis/signature"
    assert [notice.kind for notice in extraction.notices] == ["unresolved_name"]


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td>Chad<td>1 May 2020",
        "<tr><td>Chad<td>1 May 2020<td><td>",
        "<tr><td>Chad<td colspan=2>1 May 2020<td>",
        "<tr><td><td>1 May 2020<td>",
    ],
)
def test_a_row_that_does_not_fit_the_headings_fails(row):
    assert set(failed(read(html(table(row))))) == {"rows"}


def test_nothing_reaches_beyond_its_group_of_rows():
    body = (
        "<tbody><tr><td rowspan=9>Chad<td>1 May 2020<td></tbody>"
        "<tbody><tr><td>Latvia<td>2 May 2020<td></tbody>"
    )
    text = html(f"<table><thead><tr><th>State<th>Signed<th>Ratified</thead>{body}</table>")
    assert stated(read(text)) == {
        ("Chad", "signature", "2020-05-01"),
        ("Latvia", "signature", "2020-05-02"),
    }


def test_cells_that_overlap_fail():
    rows = "<tr><td>Chad<td rowspan=2>1 May 2020<td rowspan=2><tr><td colspan=2>Latvia"
    assert failed(read(html(table(rows)))) == {"table": "it cannot be read: its cells overlap"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<tr><td colspan=1000>x", "more than 100 columns"),
        ("<tr><td>x" * 20_001, "more than 20,000 rows"),
        ("<tr><th>State<th>Signed<th>Ratified" * 20, "its head has more than 10 rows"),
    ],
)
def test_what_is_beyond_all_tables_fails(text, why):
    assert why in failed(read(html(f"<table>{text}</table>"), Table("table", COLUMNS)))["table"]


def test_a_table_without_rows_fails():
    assert (
        "it has no rows" in failed(read(html("<table></table>"), Table("table", COLUMNS)))["table"]
    )


def test_a_preset_can_be_bettered_by_the_source_itself():
    """A heading that WIPO adds can be ignored before we know of it, and a word be passed over."""
    head = ("Member", "Signature", "Instrument", "In Force", "Details", "Notes")
    named = '<span class="facet-separator"><strong>Treaty</strong> (Total Members: 0)</span>'
    row = ("Chad", "", "Suspension: May 1, 2020", "", "", "n")
    text = html(named, table(row, headings=head).replace("<table", "<table id=wipoTreatiesTable"))
    reading = Table(
        preset="wipo", columns=(("Notes", "ignore"),), cell=(r"Suspension: (?P<date>.+)",)
    )
    assert set(failed(read(text, Table(preset="wipo")))) == {"cells"}
    extraction = read(text, reading)
    assert stated(extraction) == {("Chad", None, "Instrument: Suspension: May 1, 2020")}
    assert not failed(extraction)
    assert not extraction.notices


def test_an_unknown_preset_fails():
    assert "there is no preset 'fao'" in failed(read(html(table()), Table(preset="fao")))["table"]


@pytest.mark.parametrize(
    ("body", "gate"),
    [('{"a": 1}', "page"), ("", "page"), ("<html><body>" + "<i>" * 6_000, "page")],
)
def test_what_is_no_page_is_a_failed_poll(body, gate):
    assert set(failed(read(body))) == {gate}
