"""What lies ahead, and when a digest reminds of it: once for each date and mark, never late."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.law.calendar import MARKS, ahead, dates, due
from watcher.law.outlook import outlook
from watcher.model.ahead import Ahead, AheadKind
from watcher.model.finding import Finding, Known, Statement
from watcher.model.force import Announced, ForceRule, Terms, Wait
from watcher.schedule.periods import ended_periods

NUMBER = "XVIII-16"
DAY = date(2026, 12, 31)
VIENNA = "Europe/Vienna"


def closing(day=DAY):
    return Ahead(NUMBER, day, AheadKind.CLOSES_FOR_SIGNATURE, "closes", "stated")


def at(day, hour=7, zone=VIENNA):
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=ZoneInfo(zone))


# -- when it falls due -------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-12-01", "2026-12-24", "2026-12-30"])
def test_a_daily_digest_reminds_thirty_seven_and_one_days_before(day):
    before = at(day) - timedelta(days=1)
    assert due([closing()], before, at(day), VIENNA) == (closing(),)


@pytest.mark.parametrize("day", ["2026-11-30", "2026-12-02", "2026-12-25", "2026-12-31"])
def test_on_other_days_it_does_not(day):
    assert due([closing()], at(day) - timedelta(days=1), at(day), VIENNA) == ()


def told_by(schedule, start, days, dates, zone=VIENNA):
    """The days on which digests of a schedule remind, after a start, for so many days."""
    end = start + timedelta(days=days)
    periods = [start, *ended_periods(schedule, zone, start, end)]
    return [
        (until.astimezone(ZoneInfo(zone)).date().isoformat(), each.date.isoformat())
        for since, until in pairwise(periods)
        for each in due(dates, since, until, zone)
    ]


def test_a_weekly_digest_tells_what_fell_due_since_the_last():
    told = told_by("0 7 * * 1", at("2026-11-20"), 60, [closing()])
    assert told == [
        ("2026-12-07", "2026-12-31"),  # the 30 days of Tuesday
        ("2026-12-28", "2026-12-31"),  # the 7 days of Thursday; the 1 day comes too late
    ]


def test_a_monthly_digest_tells_two_marks_as_one():
    told = told_by("0 7 15 * *", at("2026-11-01"), 90, [closing(date(2027, 1, 16))])
    assert told == [("2027-01-15", "2027-01-16")]


def test_an_hourly_digest_tells_it_once_a_mark():
    told = told_by("0 * * * *", at("2026-11-20"), 60, [closing()])
    assert [day for day, _ in told] == ["2026-12-01", "2026-12-24", "2026-12-30"]


def test_a_watcher_that_was_off_tells_it_once():
    since, until = at("2026-11-20"), at("2026-12-30", 18)
    assert due([closing()], since, until, VIENNA) == (closing(),)


def test_what_is_past_is_not_told():
    assert due([closing()], at("2026-11-20"), at("2027-01-01"), VIENNA) == ()


def test_the_day_itself_is_not_past():
    assert due([closing()], at("2026-12-29"), at("2026-12-31", 23), VIENNA) == (closing(),)


def test_a_date_that_moved_is_told_again():
    moved = closing(DAY + timedelta(days=5))
    assert due([closing()], at("2026-11-30"), at("2026-12-01"), VIENNA) == (closing(),)
    assert due([moved], at("2026-12-01"), at("2026-12-06"), VIENNA) == (moved,)


def test_a_first_digest_reminds_of_all_that_is_near():
    assert due([closing()], None, at("2026-11-30"), VIENNA) == ()
    for day in ("2026-12-01", "2026-12-15", "2026-12-31"):
        assert due([closing()], None, at(day), VIENNA) == (closing(),)
    assert due([closing()], None, at("2027-01-01"), VIENNA) == ()


def test_days_begin_in_the_zone_of_the_digest():
    """At 23:30 UTC on the 23rd it is the 24th in Vienna, and not in New York."""
    since = datetime(2026, 12, 22, 23, 0, tzinfo=UTC)
    until = datetime(2026, 12, 23, 23, 30, tzinfo=UTC)
    assert due([closing()], since, until, VIENNA) == (closing(),)
    assert due([closing()], since, until, "America/New_York") == ()


@pytest.mark.parametrize("day", [date(2026, 4, 28), date(2026, 11, 24), date(2024, 3, 1)])
def test_no_change_of_the_clock_and_no_leap_day_moves_or_doubles_a_reminder(day):
    start = at((day - timedelta(days=40)).isoformat())
    told = told_by("30 2 * * *", start, 45, [closing(day)])
    assert [found for found, _ in told] == [
        (day - timedelta(days=days)).isoformat() for days in MARKS
    ]


def test_the_first_days_there_are_can_be_asked_for():
    early = closing(date(1, 1, 5))
    assert due([early], datetime(1, 1, 3, tzinfo=UTC), datetime(1, 1, 4, tzinfo=UTC), "UTC")


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=40),
    st.integers(0, 120),
    st.sampled_from(["UTC", VIENNA, "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]),
)
def test_each_mark_is_told_by_one_digest_at_most_and_never_after_the_date(gaps, distance, zone):
    """Whatever the rhythm of the digests, whose gaps are given in eights of a day."""
    start = datetime(2026, 3, 1, 5, tzinfo=UTC)
    target = closing((start + timedelta(days=distance)).date())
    moments = [start]
    for gap in gaps:
        moments.append(moments[-1] + timedelta(hours=3 * gap))
    told = [
        until.astimezone(ZoneInfo(zone)).date()
        for since, until in pairwise(moments)
        if due([target], since, until, zone)
    ]
    assert all(day <= target.date for day in told)
    assert len(told) <= len(MARKS)
    whole = due([target], moments[0], moments[-1], zone)
    assert bool(whole) <= bool(told)  # none that is due in all of the time is lost


# -- what lies ahead ---------------------------------------------------------------------------


def known(part, **statement):
    finding = Finding(f"{part}/{statement.get('participant')}", part, Statement(**statement))
    return ("untc", Known(finding))


def consent(who, code, day, action="ratification", **fields):
    return known(
        "participants/consent",
        action=action,
        date=day,
        participant=who,
        participant_code=code,
        bracketed=False,
        **fields,
    )


FIJI, MALTA = consent("Fiji", "FJI", "2026-01-10"), consent("Malta", "MLT", "2026-02-10")
TWO = ForceRule(2, Wait(days=90), later=Wait(days=30))


def calendar(statements, today=date(2026, 2, 20), **terms):
    return ahead(outlook(NUMBER, Terms(**terms), statements, today))


def told(found):
    return [(each.date.isoformat(), each.what) for each in found]


def test_what_the_configuration_states_is_ahead_before_anything_was_read():
    found = calendar(
        [],
        closes_for_signature=DAY,
        dates=(
            Announced(date(2027, 10, 25), "Conference of the States Parties"),
            Announced(date(2026, 1, 1), "The time for declarations", date(2026, 6, 30)),
        ),
    )
    assert told(found) == [
        ("2026-06-30", "The time for declarations ends"),
        ("2026-12-31", "closes for signature"),
        ("2027-10-25", "Conference of the States Parties"),
    ]
    assert {each.basis for each in found} == {"stated in the configuration"}


def test_an_entry_into_force_that_is_worked_out_says_from_what():
    (found,) = calendar([FIJI, MALTA], rule=TWO)
    assert (found.date, found.kind) == (date(2026, 5, 11), AheadKind.ENTRY_INTO_FORCE)
    assert found.basis == (
        "worked out from the deposits on record (10 Feb 2026) by the rule in the configuration"
    )


def test_an_entry_into_force_on_record_wins():
    stated = known("treaty/entry_into_force", action="entry_into_force", date="2026-05-12")
    (found,) = calendar([FIJI, MALTA, stated], rule=TWO)
    assert (found.date, found.basis) == (date(2026, 5, 12), "stated on record")


def test_below_the_threshold_nothing_is_ahead():
    assert calendar([FIJI], rule=TWO) == ()


def test_each_later_participant_has_its_own_date():
    later = consent("Tonga", "TON", "2026-06-01", "accession")
    found = calendar([FIJI, MALTA, later], today=date(2026, 6, 2), rule=TWO)
    assert told(found) == [("2026-07-01", "enters into force for Tonga")]
    assert found[0].participant_code == "TON"
    assert found[0].basis == "deposited on 1 Jun 2026; by the rule in the configuration"


def test_a_deposit_that_is_dated_ahead_is_none_yet():
    odd = consent("Tonga", "TON", "9999-12-31", "accession")
    assert calendar([FIJI, MALTA, odd], today=date(2026, 6, 2), rule=TWO) == ()


def test_what_the_record_says_of_a_participant_wins():
    """Some depositaries have a column for it."""
    later = consent("Tonga", "TON", "2026-06-01", "accession")
    own = known(
        "participants/entry_into_force",
        action="entry_into_force",
        date="2026-09-01",
        participant="Tonga",
        participant_code="TON",
    )
    found = calendar([FIJI, MALTA, later, own], today=date(2026, 6, 2), rule=TWO)
    assert told(found) == [("2026-09-01", "enters into force for Tonga")]


def test_a_withdrawal_that_was_notified_is_ahead_until_it_takes_effect():
    leaves = known(
        "withdrawals",
        action="withdrawal",
        date="2026-01-20",
        effective="2027-01-20",
        participant="Fiji",
        participant_code="FJI",
        text="On 20 January 2026 Fiji notified its withdrawal, to take effect on 20 January 2027.",
    )
    (found,) = calendar([FIJI, leaves])
    assert (found.date, found.what) == (date(2027, 1, 20), "Fiji's withdrawal takes effect")
    assert found.basis == "on record; notified on 20 Jan 2026"
    assert calendar([FIJI, leaves], today=date(2027, 1, 20)) == (found,)
    assert calendar([FIJI, leaves], today=date(2027, 1, 21)) == ()


def test_a_withdrawal_that_was_taken_back_is_not_ahead():
    leaves = known(
        "withdrawals",
        action="withdrawal",
        date="2026-01-20",
        effective="2027-01-20",
        participant="Fiji",
        bracketed=False,
        text="It withdrew, and took it back.",
    )
    assert calendar([FIJI, leaves]) == ()


def test_the_calendar_is_in_order_and_knows_the_past():
    seen = outlook(
        NUMBER, Terms(rule=TWO, closes_for_signature=DAY), [FIJI, MALTA], date(2030, 1, 1)
    )
    assert told(dates(seen)) == [
        ("2026-05-11", "enters into force"),
        ("2026-12-31", "closes for signature"),
    ]
    assert ahead(seen) == ()


def test_dates_that_are_missing_or_no_dates_lie_nowhere():
    undated = consent("Holy See", "VAT", None)
    odd = consent("Peru", "PER", "some day")
    assert calendar([undated, odd], rule=ForceRule(1)) == ()
