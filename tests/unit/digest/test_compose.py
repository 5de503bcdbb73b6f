"""What goes into a digest, where it stands, and what is left out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from watcher.digest.compose import compose
from watcher.model.change import ChangeKind
from watcher.model.digest import Counts
from watcher.model.finding import Statement
from watcher.model.message import from_json, to_json
from watcher.model.source import Source, Tier
from watcher.model.treaty import Treaty

TREATY = "UN Convention against Cybercrime"
CLAIM = Statement(text="Viet Nam ratifies", link="https://news.example.org/1", date="2025-11-18")


def composed(settings, log, **different):
    return compose(settings, log.material(**different), now=log.now)


def test_a_signature_is_the_subject(settings, log, act):
    log.add("untc", None, act("Mauritius"))
    digest = composed(settings, log)
    assert digest.subject == f"{TREATY}: Mauritius signs (73 signatories)"
    (section,) = digest.record
    (action,) = section.actions
    assert action.sentence == "Mauritius signed on 19 Nov 2025"
    assert action.evidence[0].url == "https://treaties.example.org/status"
    assert not action.late


def test_several_actions_are_counted_in_the_subject(settings, log, act):
    log.add("untc", None, act("Mauritius"))
    log.add("untc", None, act("Viet Nam", "ratification"))
    log.add("untc", None, act("Belarus", "ratification"))
    subject = composed(settings, log, counts={"XVIII-16": Counts(73, 41, in_force=True)}).subject
    assert subject == f"{TREATY}: Mauritius signs, 2 ratify (73 signatories, 41 parties)"


def test_before_entry_into_force_nobody_is_called_a_party(settings, log, act):
    log.add("untc", None, act("Viet Nam", "ratification"))
    assert composed(settings, log).subject.endswith(
        "Viet Nam ratifies (1 has consented to be bound)"
    )


def test_nothing_new_says_how_many_sources_were_read(settings, log):
    digest = composed(settings, log)
    assert digest.subject == "No change on 3 sources"
    assert digest.empty


def test_a_source_that_cannot_be_read_is_never_silent(settings, log):
    log.incident("news", "failed", "the server answered 503")
    digest = composed(settings, log)
    assert digest.subject == "No change on 2 sources; 1 source not readable"
    assert not digest.empty
    assert digest.record == ()


def test_when_nothing_could_be_read_no_change_is_not_claimed(settings, log):
    for source in log.sources:
        log.incident(source, "failed", "no route to host")
    assert composed(settings, log).subject == "No source could be read; 3 sources not readable"


def test_a_source_that_is_well_again_is_told(settings, log):
    log.incident("news", "quarantined", "half of the rows are missing", closed=True)
    digest = composed(settings, log)
    assert digest.subject == "No change on 3 sources; 1 source readable again"
    assert digest.troubles[0].closed_at is not None


def test_press_never_stands_on_record(settings, log, act):
    log.add("news", None, CLAIM)
    log.add("news", None, act("Viet Nam", "ratification"))
    digest = composed(settings, log)
    assert digest.record == ()
    assert [report.title for report in digest.reported] == [
        "Viet Nam ratifies",
        "Viet Nam ratified on 19 Nov 2025",
    ]
    assert digest.subject == "No change on record; 2 reports"


def test_a_page_that_changed_is_a_document_with_old_and_new(settings, log):
    log.add("home", Statement(text="Open until 30 Dec"), Statement(text="Open until 31 Dec"))
    log.add("home", None, Statement(text="40 needed"))
    digest = composed(settings, log)
    (document,) = digest.documents
    assert [(p.old, p.new) for p in document.passages] == [
        ("Open until 30 Dec", "Open until 31 Dec"),
        (None, "40 needed"),
    ]
    assert digest.subject == "No change on record; 1 page changed"


@pytest.mark.parametrize("kind", [ChangeKind.BASELINE, ChangeKind.EDITORIAL])
def test_baselines_and_editorial_changes_are_left_out(settings, log, act, kind):
    log.add("untc", None, act("Mauritius"), kind)
    assert composed(settings, log).empty


def test_editorial_changes_come_where_they_are_asked_for_and_baselines_never(settings, log, act):
    log.add("untc", act("Mauritius"), act("Mauritius", footnotes=("1",)), ChangeKind.EDITORIAL)
    log.add("untc", None, act("Fiji"), ChangeKind.BASELINE)
    digest = composed(replace(settings, kinds=("editorial", "baseline")), log)
    assert digest.subject == f"{TREATY}: an editorial change for Mauritius"


def test_imported_history_is_no_news(settings, log, act):
    log.add("untc", None, act("Mauritius"), imported=True)
    assert composed(settings, log).empty


@pytest.mark.parametrize(("days", "late"), [(30, False), (31, True)])
def test_an_action_older_than_thirty_days_is_labelled_late(settings, log, act, days, late):
    date = (log.now.date() - timedelta(days=days)).isoformat()
    log.add("untc", None, act("Mauritius", date=date))
    assert composed(settings, log).record[0].actions[0].late is late


@pytest.mark.parametrize(("days", "late"), [(30, False), (31, True)])
def test_a_report_older_than_thirty_days_is_labelled_late(settings, log, days, late):
    moment = f"{log.now.date() - timedelta(days=days)}T08:00:00Z"
    log.add("news", None, replace(CLAIM, date=moment))
    assert composed(settings, log).reported[0].late is late


def test_a_report_without_a_certain_date_or_edited_is_not_late(settings, log):
    old = replace(CLAIM, date="2020-01-01T08:00:00Z")
    log.add("news", None, replace(CLAIM, date=None, published="1 janvier 2020"))
    log.add("news", old, replace(old, text="Viet Nam has ratified"))
    assert [report.late for report in composed(settings, log).reported] == [False, False]


def test_a_corrected_old_date_is_not_late(settings, log, act):
    log.add("untc", act("Fiji", date="2001-01-01"), act("Fiji", date="2001-01-02"))
    digest = composed(settings, log)
    assert not digest.record[0].actions[0].late
    assert digest.subject == f"{TREATY}: entry of Fiji corrected"


@pytest.mark.parametrize(
    ("old", "new", "subject"),
    [
        ({"bracketed": False}, {"bracketed": True}, "Fiji withdraws (1 has consented to be bound)"),
        ({"bracketed": True}, {"bracketed": False}, "Fiji undoes its withdrawal"),
        ({}, None, "entry of Fiji no longer listed"),
        (
            {"bracketed": True},
            {"date": "2025-11-10"},
            "Fiji accedes (1 has consented to be bound)",
        ),
    ],
)
def test_each_turn_of_a_participation_has_its_own_subject(settings, log, act, old, new, subject):
    def fiji(fields):
        return act("Fiji", "accession", **({"date": "2001-01-01"} | fields))

    log.add("untc", fiji(old), None if new is None else fiji(new))
    assert composed(settings, log).subject == f"{TREATY}: {subject}"


def with_second_record(log):
    twin = Source(
        "untc-xml",
        "untc-status",
        "https://x.example.org/x",
        Tier.RECORD,
        timedelta(hours=6),
        treaty="XVIII-16",
    )
    log.sources = log.sources | {twin.id: twin}


def test_the_same_action_from_two_records_is_told_once_with_both_as_evidence(settings, log, act):
    with_second_record(log)
    log.add("untc", None, act("Viet Nam", participant_code="VNM"))
    log.add("untc-xml", None, act("VIET NAM", participant_code="VNM"))
    digest = composed(settings, log)
    (action,) = digest.record[0].actions
    assert [evidence.source for evidence in action.evidence] == ["untc", "untc-xml"]
    assert digest.subject == f"{TREATY}: Viet Nam signs (73 signatories)"


def test_records_that_disagree_are_both_told(settings, log, act):
    with_second_record(log)
    log.add("untc", None, act("Viet Nam"))
    log.add("untc-xml", None, act("Viet Nam", date="2025-11-18"))
    assert len(composed(settings, log).record[0].actions) == 2


def test_one_source_that_says_it_twice_is_told_twice(settings, log, act):
    # It was taken off the page in between; both appearances are news.
    log.add("untc", None, act("Viet Nam"))
    log.add("untc", act("Viet Nam"), None)
    log.add("untc", None, act("Viet Nam"))
    assert len(composed(settings, log).record[0].actions) == 3


def test_notices_are_told_once_an_episode(settings, log):
    log.incident("untc", "unknown_column", "Nobody knows the column X", ago=timedelta(days=3))
    assert composed(settings, log).notices == ()
    log.incident("untc", "unresolved_name", "Nobody knows the name Y")
    digest = composed(settings, log)
    assert [notice.text for notice in digest.notices] == ["Nobody knows the name Y"]
    assert digest.subject == "No change on 3 sources; 1 notice to the operator"


def test_a_digest_can_be_narrowed_to_treaties(settings, log, act):
    log.add("untc", None, act("Mauritius"))
    log.add("news", None, CLAIM)
    log.incident("news", "failed", "503")
    digest = composed(replace(settings, treaties=("XVIII-16",)), log)
    assert digest.reported == digest.troubles == ()
    assert digest.sources == ("untc",)
    assert composed(replace(settings, treaties=("XXVII-7-d",)), log).empty


def test_a_digest_can_be_narrowed_to_sources(settings, log, act):
    log.add("untc", None, act("Mauritius"))
    log.add("news", None, CLAIM)
    digest = composed(replace(settings, sources=("news",)), log)
    assert digest.record == ()
    assert digest.subject == "No change on record; 1 report"


def test_a_source_that_left_the_configuration_is_still_told(settings, log, act):
    log.add("gone", None, act("Mauritius"))
    (action,) = composed(settings, log).record[0].actions
    assert action.evidence[0].url is None


def test_many_treaties_do_not_flood_the_subject(settings, log, act):
    numbers = [f"XVIII-{n}" for n in range(1, 6)]
    for number in numbers:
        log.add("untc", None, act("Mauritius"), treaty=number)
    treaties = {number: Treaty(number, f"Treaty of {number}") for number in numbers}
    subject = composed(settings, log, treaties=treaties).subject
    assert subject.startswith("Treaty of XVIII-1: Mauritius signs; ")
    assert subject.endswith("; 2 more treaties")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_a_link_that_is_no_web_address_is_dropped(settings, log, link):
    log.add("news", None, Statement(text="Click", link=link))
    assert composed(settings, log).reported[0].link is None


def test_hostile_text_is_one_clean_line_and_can_be_stored(settings, log):
    title = "Evil\x1b[2J\u202e\ud800\x00 title"
    log.add(
        "news", None, Statement(text=title, link="https://x.org/\r\nBcc: a@b", published="\x07")
    )
    log.add("home", None, Statement(text=title))
    log.incident("news", "failed", title)
    digest = composed(replace(settings, title=title), log)
    assert digest.reported[0].title == "Evil [2J title"
    assert from_json(to_json(digest)) == digest
