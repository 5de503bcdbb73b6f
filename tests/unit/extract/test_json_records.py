"""The rules of JSON that pairs in tests/pages/json do not show one by one."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.extract.json_records import extract
from watcher.model.capture import Document
from watcher.model.reading import Records
from watcher.model.source import Source, Tier

URL = "https://depositary.example.org/api/status"
ROWS = Records(
    "data",
    (("participant", "name"), ("signature", "signed"), ("ratification", "deposit.ratified")),
)
ACTIONS = Records("data", (("participant", "who"), ("action", "what"), ("date", "when")))
ENTRIES = Records("data", (("title", "title"), ("link", "url"), ("date", "date")))
ICRC = Path(__file__).resolve().parents[2] / "pages" / "json" / "icrc.json"
STATES = ["Austria", "Barbados", "Chad", "Latvia", "Mauritius", "Poland"]

DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)
PEOPLE = st.lists(
    st.builds(
        lambda name, signed, ratified: {
            "name": name,
            "signed": signed,
            "deposit": {"ratified": ratified},
        },
        st.sampled_from(STATES),
        DAYS,
        DAYS,
    ),
    unique_by=lambda record: record["name"],
    min_size=1,
    max_size=6,
)
DEEDS = st.lists(
    st.builds(
        lambda who, what, when: {"who": who, "what": what, "when": when},
        st.sampled_from(STATES),
        st.sampled_from(["Signature", "ratification", "Accession", "denunciation"]),
        DAYS,
    ),
    unique_by=lambda record: (record["who"], record["what"]),
    min_size=1,
    max_size=10,
)


def source(reading, **more):
    return Source("s", "json", URL, Tier.RECORD, timedelta(hours=1), records=reading, **more)


def read(body, reading=ROWS, content_type="application/json", **more):
    encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
    return extract(source(reading, **more), Document(URL, encoded, content_type))


def failed(extraction):
    return {check.name: check.detail for check in extraction.checks if not check.passed}


def stated(extraction):
    return {
        (each.participant, each.action, each.date or each.text)
        for each in (finding.statement for finding in extraction.findings)
    }


def person(name, signed=None, ratified=None):
    return {"name": name, "signed": signed, "deposit": {"ratified": ratified}}


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_records_says_nothing(records, random):
    shuffled = random.sample(records, len(records))
    one, other = read({"data": records}), read({"data": shuffled})
    assert set(one.findings) == set(other.findings)


@given(DEEDS, st.randoms(use_true_random=False))
def test_nor_does_the_order_of_one_participants_actions(records, random):
    shuffled = random.sample(records, len(records))
    one, other = (read({"data": each}, ACTIONS) for each in (records, shuffled))
    assert not failed(one)
    assert set(one.findings) == set(other.findings)


@given(PEOPLE, DAYS)
def test_a_record_more_is_exactly_its_findings_more(records, signed):
    before = read({"data": records})
    after = read({"data": [*records, person("European Union", signed)]})
    (new,) = set(after.findings) - set(before.findings)
    assert set(before.findings) < set(after.findings)
    assert (new.subject, new.statement.date) == ("ORG-EU", signed)


@given(DEEDS)
def test_a_record_that_is_there_twice_says_nothing_more(records):
    once, twice = (read({"data": each}, ACTIONS) for each in (records, records * 2))
    assert set(once.findings) == set(twice.findings)


def test_participants_are_complete_and_entries_are_a_window():
    assert read({"data": [person("Chad")]}).complete
    assert not read({"data": [{"title": "A", "url": "", "date": None}]}, ENTRIES).complete


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "an empty body"),
        (b"<!DOCTYPE html><title>Sign in</title>", "an HTML page titled"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x00\x01\x02", "binary data"),
        (b'{"data": [', "cut or broken"),
        (b'{"data": []} {"data": []}', "cut or broken"),
        (b'{"data": NaN}', "NaN is no JSON"),
        (b'{"data": -Infinity}', "-Infinity is no JSON"),
        (b'{"data": 1e999}', "beyond all numbers"),
        (b'{"data": ' + b"9" * 10_000 + b"}", "a number of 10,000 digits"),
        (b'{"data": [], "data": [1]}', "the name 'data' stands twice"),
        (b'{"data": ' + b"[" * 100_000, "nested too deep"),
        (b'{"data":' * 100_000, "nested too deep"),
        (b'{"data": "\xff\xfe"}', "it seems to be"),
    ],
)
def test_what_is_no_json_for_certain_is_a_failed_poll(body, why):
    extraction = read(body)
    assert set(failed(extraction)) == {"json"}
    assert why in failed(extraction)["json"]
    assert not extraction.findings


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_the_encodings_of_json_are_read(encoding):
    body = json.dumps({"data": [person("Türkiye")]}, ensure_ascii=False).encode(encoding)
    (finding,) = read(body).findings
    assert finding.subject == "TUR"


@pytest.mark.parametrize("body", [{"other": []}, {"data": {"a": 1}}, {"data": None}, [1], 7])
def test_a_path_that_finds_no_list_fails(body):
    assert set(failed(read(body))) == {"records"}


def test_an_empty_list_fails_unless_none_are_expected():
    assert failed(read({"data": []}))["records"] == "the list at 'data' is empty"
    assert not failed(read({"data": []}, min_findings=0))


def test_too_many_records_fail():
    assert "20,000" in failed(read({"data": [{}] * 20_001}))["records"]


def test_a_field_that_no_record_has_fails_and_one_that_is_null_does_not():
    renamed = {"name": "Chad", "signature": "2020-05-01", "deposit": None}
    extraction = read({"data": [renamed]})
    assert failed(extraction) == {"fields": "in no record: signature (signed)"}
    assert not failed(read({"data": [{"name": "Chad", "signed": None, "deposit": None}]}))


def test_a_field_in_one_record_is_enough():
    assert not failed(read({"data": [person("Chad"), {"name": "Latvia"}]}))


def test_a_path_that_computes_is_no_sign_of_change_but_for_what_each_record_needs():
    fields = (("participant", "name || org"), ("withdrawal", "acts[?kind=='out'].on | [0]"))
    reading = Records("data", fields)
    assert not failed(read({"data": [{"org": "European Union", "acts": []}]}, reading))
    assert set(failed(read({"data": [{"label": "European Union"}]}, reading))) == {"fields"}


@pytest.mark.parametrize("value", [["a"], {"a": 1}])
def test_a_field_that_is_no_text_fails(value):
    extraction = read({"data": [person("Chad", value)]})
    assert "signed is a" in failed(extraction)["fields"]


@pytest.mark.parametrize(
    "reading",
    [
        Records("data[", ROWS.fields),
        Records("data", (("participant", "name["),)),
        Records("data", (("participant", "sort(name)"),)),
        Records("length(@, @)", ROWS.fields),
    ],
)
def test_a_path_that_is_none_or_does_not_fit_fails(reading):
    assert set(failed(read({"data": [person("Chad")]}, reading))) == {"fields"}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ((), "none is named"),
        ((("participant", "name"), ("title", "name")), "title mean nothing here"),
        ((("title", "name"), ("ratification", "signed")), "ratification mean nothing here"),
    ],
)
def test_fields_that_cannot_be_meant_fail(fields, why):
    extraction = read({"data": [person("Chad")]}, Records("data", fields))
    assert failed(extraction)["fields"].startswith(why)


def test_a_value_that_is_no_date_fails():
    extraction = read({"data": [person("Chad", "01/02/2020"), person("Latvia", True)]})
    assert failed(extraction) == {
        "dates": "values that are no date: Chad: '01/02/2020'; Latvia: 'true'"
    }
    reading = Records("data", ROWS.fields, date_format="%d/%m/%Y")
    read_by_format = read({"data": [person("Chad", "01/02/2020")]}, reading)
    assert stated(read_by_format) == {("Chad", "signature", "2020-02-01")}


def test_a_record_without_a_name_fails():
    assert failed(read({"data": [person("Chad"), person(" ")]})) == {
        "records": "not understood: record 2 names no participant"
    }


def test_an_action_that_nobody_knows_is_kept_as_it_stands_and_told():
    records = [
        {"who": "Chad", "what": "suspension", "when": "2020-05-01"},
        {"who": "Chad", "what": "suspension", "when": "2021-05-01"},
    ]
    extraction = read({"data": records}, ACTIONS)
    (finding,) = extraction.findings
    assert finding.key == "column/TCD/suspension"
    assert finding.statement.text == "suspension: 2020-05-01; 2021-05-01"
    assert finding.part in extraction.parts
    assert [(notice.kind, notice.subject) for notice in extraction.notices] == [
        ("unknown_action", "suspension")
    ]


def test_an_action_without_a_date_is_stated_without_one():
    records = [{"who": "Chad", "what": "Accession", "when": None}]
    records += [{"who": "Latvia", "what": "Accession", "when": "2020-05-01"}]
    assert ("Chad", "accession", None) in stated(read({"data": records}, ACTIONS))


def test_a_date_without_an_action_fails():
    records = [{"who": "Chad", "what": None, "when": "2020-05-01"}]
    records += [{"who": "Latvia", "what": "Accession", "when": "2020-05-01"}]
    assert "without an action" in failed(read({"data": records}, ACTIONS))["records"]


def test_a_name_that_is_written_in_two_ways_is_told_apart_by_its_spelling():
    extraction = read({"data": [person("Czechia"), person("Czech Republic")]})
    assert {finding.subject for finding in extraction.findings} == {
        "CZE:Czechia",
        "CZE:Czech Republic",
    }


def test_a_day_of_effect_goes_to_the_one_action_that_it_can_belong_to():
    fields = (
        ("participant", "name"),
        ("accession", "in"),
        ("withdrawal", "out"),
        ("effective", "effect"),
    )
    row = {"name": "Chad", "in": "2000-01-01", "out": None, "effect": "2000-02-01"}
    reading = Records("data", fields)
    entered = read({"data": [row]}, reading)
    assert ("Chad", "entry_into_force", "2000-02-01") in stated(entered)
    left = row | {"out": "2020-01-01", "effect": "2021-01-01"}
    assert set(failed(read({"data": [left]}, reading))) == {"records"}
    elsewhere = Records("data", (*fields, ("entry_into_force", "force")))
    extraction = read({"data": [left | {"force": "2000-02-01"}]}, elsewhere)
    (withdrawal,) = (each for each in extraction.findings if each.part == "withdrawals")
    assert withdrawal.statement.effective == "2021-01-01"
    assert not failed(extraction)


def test_texts_of_a_participant_are_told_each_under_a_key_of_its_own():
    fields = (*ACTIONS.fields, ("note", "text"))
    records = [
        {"who": "Chad", "what": "Reservation", "when": "2020-05-01", "text": f"<p>To article {n}."}
        for n in (1, 2)
    ]
    extraction = read({"data": records}, Records("data", fields))
    assert [each.part for each in extraction.findings] == ["reservations"] * 2
    assert {each.statement.text for each in extraction.findings} == {
        "To article 1.",
        "To article 2.",
    }
    assert len({each.key for each in extraction.findings}) == 2


def test_entries_have_plain_texts_and_links_on_the_web():
    record = {"title": "A <b>bold</b> &amp; short title", "url": "/a?b#c", "date": "3 Feb 2026"}
    (finding,) = read({"data": [record]}, ENTRIES).findings
    assert (finding.statement.text, finding.statement.link, finding.statement.date) == (
        "A bold & short title",
        "https://depositary.example.org/a?b#c",
        "2026-02-03",
    )


def test_entries_without_titles_fail_when_they_are_many():
    record = {"title": None, "url": "/a", "date": None}
    few = [{"title": f"T{n}", "url": f"/{n}", "date": None} for n in range(4)]
    assert not failed(read({"data": [record, *few]}, ENTRIES))
    assert set(failed(read({"data": [record] * 4}, ENTRIES))) == {"titles"}


def test_dates_of_entries_that_cannot_be_read_are_told():
    records = [{"title": f"T{n}", "url": "", "date": f"{n}/2/2026"} for n in (1, 2)]
    extraction = read({"data": records}, ENTRIES)
    (notice,) = extraction.notices
    assert notice.kind == "unread_dates"
    assert not failed(extraction)


def test_the_required_text_may_stand_in_any_value():
    body = {"data": [person("Chad")], "about": {"titles": ["Treaty  on Rivers"]}}
    assert not failed(read(body, require_text=("Treaty on Rivers",)))
    assert set(failed(read(body, require_text=("Treaty on Lakes",)))) == {"required text"}


def test_an_unknown_preset_fails():
    assert set(failed(read({"data": []}, Records("", preset="who")))) == {"records"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        7,
        {"data": []},
        {"data": [{}]},
        {"data": [{"type": "node--treaty"}, {"type": "node--treaty"}]},
        {"data": {"type": "node--page", "attributes": {}}},
        {"data": {"type": "node--treaty", "attributes": {"title": ""}}},
        {"errors": [{"title": "Forbidden"}]},
    ],
)
def test_an_answer_without_one_treaty_is_not_icrcs(body):
    assert "treaty" in failed(read(body, Records("", preset="icrc")))


@pytest.mark.parametrize(
    "field",
    [
        "field_participant_action",
        "field_participant_date_notif",
        "field_participant_text",
        "field_treaty_entry_in_force",
        "field_treaty_state_parties",
    ],
)
def test_a_field_that_the_icrc_renames_is_told_and_not_read_as_empty(field):
    body = ICRC.read_text(encoding="utf-8").replace(f'"{field}"', f'"{field}_2"')
    told = failed(read(body.encode(), Records("", preset="icrc")))
    assert told["fields"] == f"the service has renamed or dropped {field}"


def test_an_icrc_answer_that_goes_on_elsewhere_is_not_whole():
    treaty = {
        "type": "node--treaty",
        "attributes": {
            "title": "T",
            "field_treaty_number": 365,
            "field_treaty_entry_in_force": None,
        },
        "relationships": {"field_treaty_state_parties": {"data": []}},
    }
    body = {"data": [treaty], "links": {"next": {"href": "…"}}}
    assert set(failed(read(body, Records("", preset="icrc")))) == {"whole"}
