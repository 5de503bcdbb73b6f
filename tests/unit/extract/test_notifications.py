"""What the pairs of tests/pages/untc-notifications do not show: titles, and any layout."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.end_to_end.shared import CAPTURES, needs_captures
from watcher.errors import ExtractError
from watcher.extract.notifications import extract
from watcher.extract.notifications.subject import Subject, read
from watcher.model.capture import Document
from watcher.model.participants import shipped
from watcher.model.reading import Matching, Pattern
from watcher.model.reference import find_references
from watcher.model.source import Source, Tier
from watcher.model.treaty import Action

URL = "https://treaties.un.org/Pages/CNs.aspx?cnTab=tab1"
SOURCE = Source("cn", "untc-notifications", URL, Tier.RECORD, timedelta(hours=6))
PDF = "/doc/Publication/CN"


def page(body):
    return f"<html><head><title>UN</title></head><body>{body}</body></html>".encode()


def reading(body, source=SOURCE):
    return extract(source, Document(URL, page(body), "text/html"))


def stated(body):
    return {each.key.split("/")[1]: each.statement for each in reading(body).findings}


@pytest.mark.parametrize(
    ("title", "code", "action"),
    [
        ("POLAND: WITHDRAWAL", "POL", Action.WITHDRAWAL),
        ("POLAND : DENUNCIATION.", "POL", Action.WITHDRAWAL),
        ("Poland: notification of withdrawal", "POL", Action.WITHDRAWAL),
        ("BURUNDI: WITHDRAWAL FROM THE STATUTE", "BDI", Action.WITHDRAWAL),
        ("MAURITIUS: SIGNATURE", "MUS", Action.SIGNATURE),
        ("EUROPEAN UNION: FORMAL CONFIRMATION", "ORG-EU", Action.FORMAL_CONFIRMATION),
        ("NETHERLANDS (KINGDOM OF THE): ACCEPTANCE", "NLD", Action.ACCEPTANCE),
        ("MALTA: RATIFICATION WITH DECLARATIONS AND A RESERVATION", "MLT", Action.RATIFICATION),
        ("PALAU: ACCESSION WITH DECLARATION", "PLW", Action.ACCESSION),
        ("MONTENEGRO: NOTIFICATION OF SUCCESSION", "MNE", Action.SUCCESSION),
        ("CUBA: DECLARATION UNDER ARTICLE 14", "CUB", Action.DECLARATION),
        ("PERU: RESERVATIONS", "PER", Action.RESERVATION),
        (
            "AUSTRIA: OBJECTION TO THE RESERVATION MADE BY PERU UPON RATIFICATION",
            "AUT",
            Action.OBJECTION,
        ),
        (
            "NEW ZEALAND: TERRITORIAL APPLICATION IN RESPECT OF TOKELAU",
            "NZL",
            Action.TERRITORIAL_APPLICATION,
        ),
        ("Ratification by Viet Nam", "VNM", Action.RATIFICATION),
        ("Accession by the Bahamas", "BHS", Action.ACCESSION),
        ("ENTRY INTO FORCE", None, Action.ENTRY_INTO_FORCE),
    ],
)
def test_a_title_states_who_did_what(title, code, action):
    subject = read(title)
    assert (subject.code, subject.action) == (code, action)


@pytest.mark.parametrize(
    "title",
    [
        "HUNGARY: WITHDRAWAL OF NOTIFICATION OF WITHDRAWAL",
        "PERU: WITHDRAWAL OF RESERVATION",
        "PERU: PARTIAL WITHDRAWAL OF DECLARATION UNDER ARTICLE 4",
        "PERU: WITHDRAWAL OF OBJECTION TO THE RESERVATION MADE BY CUBA",
        "PERU: OBJECTION TO THE PROPOSED CORRECTIONS",
        "PERU: ACCEPTANCE OF THE AMENDMENT",
        "PERU: MODIFICATION OF RESERVATION",
        "PERU: RECTIFICATION OF THE DATE OF ACCESSION",
        "PERU: COMMUNICATION",
        "PERU: NOTIFICATION UNDER ARTICLE 4 (3)",
        "PERU: ENTRY INTO FORCE",
        "PERU: RATIFICATION BY PARLIAMENT",
    ],
)
def test_what_only_sounds_like_an_action_is_none(title):
    subject = read(title)
    assert subject.participant is not None
    assert subject.action is None


@pytest.mark.parametrize(
    "title",
    [
        "ENTRY INTO FORCE OF AMENDMENTS",
        "OPENING FOR SIGNATURE",
        "PROPOSAL OF CORRECTIONS",
        "ISSUANCE OF CERTIFIED TRUE COPIES",
        "Withdrawal of Reservation",
        "Withdrawal by the wayside",
        "ESTONIA, LATVIA: WITHDRAWAL",
        "WITHDRAWAL",
        ": WITHDRAWAL",
        "",
        "x" * 10_000,
    ],
)
def test_what_names_no_participant_states_nothing(title):
    assert read(title) == replace(Subject(), unresolved=read(title).unresolved)


def test_capitals_are_no_spelling_but_others_are_kept():
    assert read("POLAND: WITHDRAWAL").participant == "Poland"
    assert read("Viet-Nam: Ratification").participant == "Viet-Nam"


def test_a_name_that_nobody_knows_is_told_to_the_operator():
    extraction = reading(
        f'<ul><li><a href="{PDF}/2026/CN.3.2026-Eng.pdf">C.N.3.2026.TREATIES-XVIII-16</a><br>'
        "RURITANIA: RATIFICATION</li></ul>"
    )
    (notice,) = extraction.notices
    assert (notice.kind, notice.subject) == ("unresolved_name", "RURITANIA")
    (finding,) = extraction.findings
    assert finding.statement.action is None
    assert "RURITANIA: RATIFICATION" in finding.statement.text


def test_a_name_in_what_nobody_asked_for_is_not_told():
    other = replace(SOURCE, matching=Matching(match=(Pattern("TREATIES-XXVI-5"),)))
    extraction = reading("<ul><li>C.N.3.2026.TREATIES-XVIII-16<br>RURITANIA: X</li></ul>", other)
    assert (extraction.findings, extraction.notices) == ((), ())
    assert len(extraction.filtered) == 1


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("26/08/2025", "26/08/2025"),
        ("2025-08-26", "2025-08-26"),
        ("26 August 2025", "26 August 2025"),
        ("Date: 26-Aug-2025 10:30", "26-Aug-2025"),
        ("August 26, 2025", "August 26, 2025"),
        ("26/08/2025</td><td>01/09/2025", None),
        ("Paris, 12 December 2015", None),
    ],
)
def test_a_date_is_kept_as_it_is_served_where_it_is_the_only_one(written, published):
    row = f"<td>C.N.1.2025.TREATIES-XXVI-5</td><td>POLAND: WITHDRAWAL</td><td>{written}</td>"
    statement = stated(f"<table><tr>{row}</tr></table>")["C.N.1.2025"]
    assert statement.published == published
    assert statement.date is None


def test_both_languages_of_a_notification_are_one_finding():
    row = "<tr><td>C.N.1.2025.TREATIES-XXVI-5</td><td>{}</td><td><a href='{}'>PDF</a></td></tr>"
    rows = (
        row.format("POLOGNE : RETRAIT", f"{PDF}/2025/CN.1.2025-Frn.pdf"),
        row.format("POLAND: WITHDRAWAL", f"{PDF}/2025/CN.1.2025-Eng.pdf"),
    )
    (statement,) = stated(f"<table>{''.join(rows)}</table>").values()
    assert statement.link.endswith("-Eng.pdf")


def test_what_names_no_watched_treaty_is_left_out_and_counted():
    rows = "".join(f"<tr><td>C.N.{n}.2025.TREATIES-IV.{n}</td><td>x</td></tr>" for n in (5, 9))
    matching = Matching(match=(Pattern("IV-9"),), by_treaty=True)
    extraction = reading(f"<table>{rows}</table>", replace(SOURCE, matching=matching))
    assert [each.key for each in extraction.findings] == ["notifications/C.N.9.2025"]
    assert [each.key for each in extraction.filtered] == ["notifications/C.N.5.2025"]
    assert dict(extraction.facts)["filtered"] == "1 of 2"


def test_a_page_nested_too_deep_is_not_read():
    with pytest.raises(ExtractError, match="nested"):
        reading("<div>" * 6_000)


@needs_captures
def test_a_status_page_that_is_read_by_mistake_yields_its_citations_alone():
    path = CAPTURES / "untc" / "XXVI-5.html"
    served = path.read_bytes()
    extraction = extract(SOURCE, Document(URL, served, "text/html"))
    cited = {each.key for each in find_references(served.decode())}
    assert {each.key.split("/")[1] for each in extraction.findings} == cited
    assert {each.statement.action for each in extraction.findings} == {None}


# -- any layout ----------------------------------------------------------------------------

names = st.sampled_from([each.name for each in shipped().by_code.values() if ":" not in each.name])
actions = st.sampled_from(["WITHDRAWAL", "RATIFICATION", "COMMUNICATION", "Signature"])
rows = st.lists(
    st.tuples(st.integers(1, 999), st.integers(1990, 2026), names, actions),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[:2],
)


def grid(items):
    return "<table>{}</table>".format(
        "".join(
            f"<tr><td>{ref}</td><td>{title}</td><td><a href='{pdf}'>English</a></td></tr>"
            for ref, title, pdf in items
        )
    )


def listed(items):
    return "<ul>{}</ul>".format(
        "".join(f"<li><a href='{pdf}'>{ref}</a><br>{title}</li>" for ref, title, pdf in items)
    )


def blocks(items):
    """Three lines each, laid out by one cell of a table."""
    inner = "".join(
        f"<div><p><a href='{pdf}'>{ref}</a></p><p>{title}</p></div>" for ref, title, pdf in items
    )
    return f"<table><tr><td>{inner}</td></tr></table>"


def nested(items):
    """Each in a table of its own, with a link that says nothing."""
    return "".join(
        f"<div class=x><table><tr><th>{title}</th></tr></table>"
        f"<div><span>{ref}</span> <a href='{pdf}'>PDF</a></div></div>"
        for ref, title, pdf in items
    )


@settings(max_examples=80)
@given(rows, st.sampled_from([grid, listed, blocks, nested]))
def test_in_any_layout_each_notification_is_found_with_its_own_title(rows, layout):
    items = [
        (
            f"C.N.{number}.{year}.TREATIES-XXVI.5",
            f"{name.upper()}: {action}",
            f"{PDF}/{year}/CN.{number}.{year}-Eng.pdf",
        )
        for number, year, name, action in rows
    ]
    found = stated(layout(items))
    assert list(found) == [f"C.N.{number}.{year}" for number, year, _, _ in rows]
    for (number, year, name, action), statement in zip(rows, found.values(), strict=True):
        assert statement.link.endswith(f"CN.{number}.{year}-Eng.pdf")
        assert f": {name.upper()}: {action}" in statement.text
        assert statement.participant_code == shipped().resolve(name).code
        known = {"COMMUNICATION": None}.get(action, action.lower())
        assert statement.action == known


@given(st.text(alphabet="<>/tdrlip a=C.N12025-XVI:\n", max_size=300))
def test_no_markup_is_too_odd(noise):
    extraction = reading(noise)
    keys = [finding.key for finding in extraction.findings]
    assert len(keys) == len(set(keys))
    assert bool(keys) == all(check.passed for check in extraction.checks)
