"""A report waits for the record: it is confirmed, contradicted, or lapses; never more than that."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.model.claim import Claim, Stage
from watcher.model.report import OnRecord, ReadClaim, Report, ReportState, Shown
from watcher.model.treaty import Action
from watcher.settle import (
    LAPSES_AFTER,
    about,
    opens_report,
    settle,
    taken_back,
)

REPORTED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NEXT_DAY = REPORTED + timedelta(days=1)


def report(action=Action.RATIFICATION, participant="FJI", number=None, **fields):
    return Report(
        1, "XVIII-16", action, participant, number, 7, "news", "0" * 64, REPORTED, **fields
    )


def shown(action=Action.RATIFICATION, participant="FJI", on=date(2026, 3, 9), **fields):
    fields.setdefault("bracketed", False)
    fields.setdefault("effective", None)
    return Shown(
        seq=20, action=action, participant=participant, date=on, detected_at=NEXT_DAY, **fields
    )


def record(*actions, **fields):
    return OnRecord(actions, read_at=NEXT_DAY, **fields)


def claim(action=Action.RATIFICATION, stage=Stage.DONE, participants=("FJI",), **fields):
    said = Claim("XVIII-16", action, stage, participants, **fields)
    return ReadClaim(said, 7, "news", "press", "Fiji ratifies", None, REPORTED)


def state_of(report, record, now=NEXT_DAY):
    verdict = settle(report, record, now)
    return verdict and verdict.state.value


def test_what_the_record_does_not_show_waits():
    assert settle(report(), record(), NEXT_DAY) is None


def test_what_the_record_shows_is_confirmed_by_the_line_that_shows_it():
    verdict = settle(report(), record(shown()), NEXT_DAY)
    assert (verdict.state, verdict.settled_by) == (ReportState.CONFIRMED, 20)
    assert verdict.reason == "the record shows a ratification of 9 Mar 2026"


@pytest.mark.parametrize("action", ["accession", "acceptance", "approval", "succession"])
def test_the_press_says_ratified_of_every_consent_to_be_bound(action):
    assert state_of(report(), record(shown(Action(action)))) == "confirmed"


def test_an_act_of_another_participant_confirms_nothing():
    assert state_of(report(), record(shown(participant="TON"))) is None


def test_a_signature_on_the_day_contradicts_a_ratification():
    verdict = settle(report(), record(shown(Action.SIGNATURE)), NEXT_DAY)
    assert verdict.state is ReportState.CONTRADICTED
    assert verdict.reason == "the record shows a signature of 9 Mar 2026, and no ratification"


def test_a_signature_of_last_year_contradicts_nothing():
    old = shown(Action.SIGNATURE, on=date(2025, 10, 25))
    assert state_of(report(), record(old)) is None


def test_a_ratification_beside_the_signature_of_the_day_confirms():
    assert state_of(report(), record(shown(Action.SIGNATURE), shown())) == "confirmed"


def test_a_consent_in_brackets_is_a_withdrawal_and_no_consent():
    gone = record(shown(bracketed=True))
    assert state_of(report(), gone) is None
    assert state_of(report(Action.WITHDRAWAL), gone) == "confirmed"


def test_a_notified_withdrawal_confirms_before_it_takes_effect():
    notified = shown(Action.WITHDRAWAL, effective=date(2027, 3, 9))
    assert state_of(report(Action.WITHDRAWAL), record(notified)) == "confirmed"


def test_a_definitive_signature_is_a_signature_and_a_consent():
    definitive = record(shown(Action.DEFINITIVE_SIGNATURE))
    assert state_of(report(Action.SIGNATURE), definitive) == "confirmed"
    assert state_of(report(), definitive) == "confirmed"


def test_seventy_two_states_ratify_and_the_record_shows_signatures():
    many = report(participant=None, number=72)
    verdict = settle(many, record(signatories=72, bound=0), NEXT_DAY)
    assert verdict.state is ReportState.CONTRADICTED
    assert verdict.reason == (
        "the record shows 72 signatures and 0 instruments of consent to be bound"
    )


def test_a_count_is_confirmed_where_the_record_has_as_many_or_more():
    many = report(Action.SIGNATURE, participant=None, number=72)
    assert state_of(many, record(signatories=73)) == "confirmed"


def test_a_count_that_the_record_has_not_reached_may_still_be_reached():
    many = report(Action.SIGNATURE, participant=None, number=72)
    assert state_of(many, record(signatories=60)) is None


def test_where_no_official_page_is_read_a_count_waits():
    many = report(participant=None, number=72)
    assert settle(many, OnRecord(), NEXT_DAY) is None


def test_entry_into_force_is_confirmed_by_the_date_on_record():
    said = report(Action.ENTRY_INTO_FORCE, participant=None)
    on_the_day = shown(Action.ENTRY_INTO_FORCE, participant=None, on=REPORTED.date())
    assert state_of(said, record(on_the_day)) == "confirmed"


def test_entry_into_force_that_lies_ahead_contradicts_that_it_is_done():
    said = report(Action.ENTRY_INTO_FORCE, participant=None)
    ahead = shown(Action.ENTRY_INTO_FORCE, participant=None, on=date(2026, 6, 7))
    verdict = settle(said, record(ahead), NEXT_DAY)
    assert verdict.state is ReportState.CONTRADICTED
    assert verdict.reason == "the record says that it enters into force on 7 Jun 2026"


def test_after_half_a_year_a_report_lapses():
    just_before = REPORTED + LAPSES_AFTER - timedelta(seconds=1)
    assert state_of(report(), record(), just_before) is None
    assert state_of(report(), record(), REPORTED + LAPSES_AFTER) == "lapsed"


@pytest.mark.parametrize("state", [ReportState.CONTRADICTED, ReportState.LAPSED])
def test_a_page_that_lags_behind_confirms_what_was_contradicted_or_lapsed(state):
    settled = report(state=state)
    assert state_of(settled, record(shown()), REPORTED + timedelta(days=200)) == "confirmed"


def test_an_act_of_another_year_does_not_confirm_what_was_contradicted():
    settled = report(state=ReportState.CONTRADICTED)
    later = shown(on=date(2027, 1, 5))
    assert state_of(settled, record(later), REPORTED + timedelta(days=300)) is None


def test_a_confirmation_is_final():
    assert settle(report(state=ReportState.CONFIRMED), record(), NEXT_DAY) is None


ACTS = st.lists(
    st.builds(
        shown,
        st.sampled_from(Action),
        st.sampled_from(["FJI", "TON", None]),
        st.dates(date(2025, 1, 1), date(2027, 1, 1)),
        bracketed=st.booleans(),
    ),
    max_size=6,
)


@given(
    ACTS,
    st.sampled_from(["signature", "ratification", "withdrawal", "entry_into_force"]),
    st.sampled_from(ReportState),
    st.integers(0, 400),
)
def test_law_a_verdict_changes_the_state_and_is_reached_once(acts, action, state, days):
    said = report(Action(action), state=state)
    now = REPORTED + timedelta(days=days)
    verdict = settle(said, record(*acts), now)
    if verdict is not None:
        assert verdict.state not in (state, ReportState.UNCONFIRMED)
        again = report(Action(action), state=verdict.state)
        repeated = settle(again, record(*acts), now)
        assert repeated is None or repeated.state is ReportState.CONFIRMED


@pytest.mark.parametrize(
    ("stage", "opens"),
    [
        (Stage.DONE, True),
        *((each, False) for each in Stage if each not in (Stage.DONE, Stage.COUNT)),
    ],
)
def test_only_what_is_said_to_be_done_opens_a_report(stage, opens):
    assert opens_report(claim(stage=stage)) is opens


def test_a_count_opens_a_report_where_it_has_a_number():
    assert opens_report(claim(stage=Stage.COUNT, participants=(), unnamed=True, number=72))
    assert not opens_report(claim(stage=Stage.COUNT, participants=(), unnamed=True))


def test_a_declaration_opens_no_report():
    assert not opens_report(claim(Action.DECLARATION))


def test_one_report_a_named_participant_and_none_of_those_unnamed():
    assert list(about(claim(participants=("FJI", "TON"), unnamed=True))) == [
        ("FJI", None),
        ("TON", None),
    ]
    assert list(about(claim(participants=(), unnamed=True))) == []


def test_entry_into_force_makes_one_report_of_the_treaty():
    assert list(about(claim(Action.ENTRY_INTO_FORCE, participants=()))) == [(None, None)]


def test_an_entry_that_no_longer_says_so_takes_its_report_back():
    verdicts = taken_back([report()], [claim(Action.SIGNATURE)])
    assert verdicts[1].state is ReportState.CONTRADICTED
    assert verdicts[1].reason == "the source has changed its words"


def test_an_entry_that_still_says_so_in_other_words_takes_nothing_back():
    assert taken_back([report()], [claim(Action.ACCESSION)]) == {}


def test_days_between_are_counted_by_the_calendar():
    assert report().days_until(datetime(2026, 3, 12, 1, 0, tzinfo=UTC)) == 2
    assert report().days_until(datetime(2026, 3, 9, 23, 0, tzinfo=UTC)) == -1


def test_a_report_is_overdue_in_one_span_alone():
    month = timedelta(days=30)
    due = REPORTED.date() + month
    assert report().comes_of_age(month, due - timedelta(days=1), due)
    assert not report().comes_of_age(month, due, due + timedelta(days=1))
    assert not report().comes_of_age(month, due - timedelta(days=3), due - timedelta(days=1))


def test_what_is_settled_is_not_overdue():
    due = REPORTED.date() + timedelta(days=30)
    settled = report(state=ReportState.CONFIRMED)
    assert not settled.comes_of_age(timedelta(days=30), due - timedelta(days=1), due)
