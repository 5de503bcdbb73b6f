"""Reports stand apart from the record, are held against it, and are confirmed by it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.digest.conftest import NOW, NUMBER
from watcher.digest.compose import compose
from watcher.digest.render.brief import render_brief
from watcher.digest.render.html import render_html
from watcher.digest.render.text import render_text
from watcher.model.claim import Claim, Stage
from watcher.model.digest import News
from watcher.model.finding import Statement
from watcher.model.message import from_json, to_json
from watcher.model.report import ReadClaim, Report, ReportState
from watcher.model.treaty import Action

TREATY = "UN Convention against Cybercrime"


def words(digest):
    """The text of a digest without its line ends."""
    return " ".join(render_text(digest).split())


def entry(log, text="Fiji ratifies the cybercrime treaty"):
    log.add("news", None, Statement(text=text, link="https://news.example.org/1"))
    return len(log.changes)


def read(seq, stage=Stage.DONE, participants=("FJI",), action=Action.RATIFICATION, **fields):
    claim = Claim(NUMBER, action, stage, participants, **fields)
    return ReadClaim(claim, seq, "news", "press", "Fiji ratifies", None, NOW)


def report(seq, ago=timedelta(hours=2), participant="FJI", **fields):
    fields.setdefault("title", "Fiji ratifies the cybercrime treaty")
    return Report(
        *(5, NUMBER, Action.RATIFICATION, participant, fields.pop("number", None)),
        *(seq, "news", "0" * 64, NOW - ago),
        link="https://news.example.org/1",
        **fields,
    )


def composed(settings, log, **news):
    return compose(settings, log.material(news=News(**news)), now=NOW)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ({}, "says that Fiji ratified"),
        ({"participants": ("FJI", "TON", "WSM")}, "says that Fiji, Tonga and Samoa ratified"),
        ({"participants": ("FJI",), "unnamed": True}, "says that Fiji and others ratified"),
        ({"stage": Stage.CALLED_FOR}, "calls for ratification by Fiji"),
        ({"stage": Stage.ANNOUNCED}, "announces ratification by Fiji"),
        (
            {"stage": Stage.DOMESTIC_STEP},
            "tells of a domestic step towards ratification by Fiji: nothing is deposited by that",
        ),
        ({"stage": Stage.HISTORICAL}, "recalls ratification by Fiji"),
        (
            {"stage": Stage.COUNT, "participants": (), "unnamed": True, "number": 72},
            "says that 72 States ratified",
        ),
        (
            {"action": Action.ENTRY_INTO_FORCE, "participants": ()},
            "says that it is in force",
        ),
    ],
)
def test_an_entry_is_told_with_what_it_claims(settings, log, claim, sentence):
    seq = entry(log)
    digest = composed(settings, log, claims={seq: (read(seq, **claim),)})
    (told,) = digest.reported[0].claims
    assert (told.sentence, told.record) == (sentence, "")
    assert f"{TREATY}: {sentence}." in words(digest)


def test_what_is_said_to_be_done_is_told_with_what_the_record_shows(settings, log):
    seq = entry(log)
    digest = composed(settings, log, claims={seq: (read(seq),)}, made={seq: (report(seq),)})
    assert "UN Convention against Cybercrime: says that Fiji ratified; not on record." in words(
        digest
    )
    assert digest.record == ()


def test_of_several_participants_the_least_settled_report_is_told(settings, log):
    seq = entry(log)
    settled = report(seq, state=ReportState.CONFIRMED, reason="the record shows a ratification")
    waits = report(seq, participant="TON")
    both = read(seq, participants=("FJI", "TON"))
    digest = composed(settings, log, claims={seq: (both,)}, made={seq: (settled, waits)})
    assert digest.reported[0].claims[0].state == "unconfirmed"


def test_a_line_of_the_record_points_back_at_the_report_that_it_confirms(settings, log, act):
    first = entry(log)
    log.add("untc", None, act("Fiji", "ratification", participant_code="FJI"))
    confirmed = report(
        first, ago=timedelta(days=12), state=ReportState.CONFIRMED, settled_by=first + 1
    )
    digest = composed(settings, log, confirmed={first + 1: (confirmed,)})
    (told,) = digest.record[0].actions[0].foretold
    assert (told.days, told.evidence.seq) == (12, first)
    sentence = 'Reported 12 days before: "Fiji ratifies the cybercrime treaty" (news, change 1).'
    assert sentence in words(digest)
    assert "Reported 12 days before" in render_html(digest)


@pytest.mark.parametrize(
    ("days", "said"), [(0, "Also reported:"), (-3, "Also reported:"), (1, "Reported 1 day before:")]
)
def test_the_days_between_are_told_where_the_report_was_first(settings, log, act, days, said):
    log.add("untc", None, act("Fiji", "ratification"))
    confirmed = report(1, ago=timedelta(days=days), state=ReportState.CONFIRMED, settled_by=1)
    assert said in words(composed(settings, log, confirmed={1: (confirmed,)}))


def test_two_records_of_one_action_point_back_at_the_reports_of_both(settings, log, act):
    for source in ("untc", "cn"):
        log.add(source, None, act("Fiji", "ratification", participant_code="FJI"))
    confirmed = {seq: (report(seq, state=ReportState.CONFIRMED),) for seq in (1, 2)}
    digest = composed(settings, log, confirmed=confirmed)
    (action,) = digest.record[0].actions
    assert [each.evidence.seq for each in action.foretold] == [1, 2]


def test_a_report_that_the_record_comes_to_contradict_is_told(settings, log):
    seq = entry(log, "72 States ratify")
    log.changes.clear()  # it was told in a digest before
    said = report(
        seq,
        participant=None,
        number=72,
        state=ReportState.CONTRADICTED,
        reason="the record shows 72 signatures and 0 instruments of consent to be bound",
    )
    digest = composed(settings, log, contradicted=(said,))
    assert (
        "72 States are said to have acted: ratification; contradicted: the record shows 72 "
        "signatures and 0 instruments of consent to be bound."
    ) in words(digest)
    assert digest.subject == "No change on 3 sources; 1 report contradicted"
    assert not digest.empty


def test_a_report_that_is_contradicted_at_once_is_told_with_its_entry_alone(settings, log):
    seq = entry(log)
    said = report(seq, state=ReportState.CONTRADICTED, reason="the record shows a signature")
    digest = composed(
        settings, log, claims={seq: (read(seq),)}, made={seq: (said,)}, contradicted=(said,)
    )
    assert digest.contradicted == ()
    assert digest.reported[0].claims[0].record == "contradicted: the record shows a signature"


def test_a_report_that_waits_for_a_month_is_listed_in_one_digest(settings, log):
    waits = report(1, ago=timedelta(days=30))
    listed = composed(settings, log, waiting=(waits,))
    assert [each.sentence for each in listed.waiting] == ["Fiji: ratification"]
    assert "Reported a month ago, and still not on record" in words(listed)
    for days in (-1, 1):
        material = log.material(
            news=News(waiting=(waits,)),
            start=NOW + timedelta(days=days - 1),
            end=NOW + timedelta(days=days),
        )
        assert compose(settings, material, now=NOW).waiting == ()


def test_a_first_digest_lists_nothing_that_waits(settings, log):
    material = log.material(news=News(waiting=(report(1, ago=timedelta(days=30)),)), start=None)
    assert compose(settings, material, now=NOW).waiting == ()


@pytest.mark.parametrize(
    ("different", "told"),
    [
        ({"treaties": (NUMBER,)}, 1),
        ({"treaties": ("XXVII-7-d",)}, 0),
        ({"participants": ("FJI",)}, 1),
        ({"participants": ("TON",)}, 0),
        ({"actions": ("ratification",)}, 1),
        ({"actions": ("signature",)}, 0),
        ({"sources": ("news",)}, 1),
        ({"sources": ("untc",)}, 0),
    ],
)
def test_reports_go_by_what_the_reader_asked_for(settings, log, different, told):
    material = log.material(news=News(waiting=(report(1, ago=timedelta(days=30)),)))
    digest = compose(replace(settings, **different), material, now=NOW)
    assert len(digest.waiting) == told


def test_a_digest_with_reports_comes_back_from_storage_as_it_was(settings, log, act):
    seq = entry(log)
    log.add("untc", None, act("Fiji", "ratification"))
    digest = composed(
        settings,
        log,
        claims={seq: (read(seq),)},
        made={seq: (report(seq),)},
        confirmed={seq + 1: (report(seq),)},
        contradicted=(report(9, state=ReportState.CONTRADICTED, reason="so"),),
        waiting=(report(8, ago=timedelta(days=30)),),
    )
    assert from_json(to_json(digest)) == digest


def test_a_chat_is_told_of_what_waits(settings, log):
    digest = composed(settings, log, waiting=(report(1, ago=timedelta(days=30)),))
    assert f"- {TREATY}: Fiji: ratification; not on record." in render_brief(digest)
