"""When a treaty enters into force, from what was deposited: tables of dates, and laws."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.law.force import FURTHER, after, counts, force, takes_effect
from watcher.model.force import ForceRule, Instrument, Quota, Shares, Wait
from watcher.model.treaty import CONSENT_ACTIONS, Action

#: Codes of States, in no order that matters.
STATES = ("FJI", "MLT", "TON", "VUT", "WSM", "KEN", "PER", "CHE", "NOR", "ISL", "JPN", "VNM")
LONG_AGO, FAR_AHEAD = date(1946, 1, 1), date(2199, 12, 31)


def deposit(code, day, action=Action.RATIFICATION):
    return Instrument(code, code, action, date.fromisoformat(day))


def deposits(*days):
    return [deposit(code, day) for code, day in zip(STATES, days, strict=False)]


# -- the arithmetic ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "threshold", "wait", "in_force"),
    [
        # Recorded dates of real treaties, with the day on which what they ask for was there.
        ("Paris Agreement", "2016-10-05", Wait(days=30), "2016-11-04"),
        ("Rome Statute", "2002-04-11", Wait(days=60, first_of_month=True), "2002-07-01"),
        ("TPNW", "2020-10-24", Wait(days=90), "2021-01-22"),
        ("Arms Trade Treaty", "2014-09-25", Wait(days=90), "2014-12-24"),
        ("CRPD", "2008-04-03", Wait(days=30), "2008-05-03"),
        ("Ottawa Convention", "1998-09-16", Wait(months=5, first_of_month=True), "1999-03-01"),
        ("Cluster Munitions", "2010-02-16", Wait(months=5, first_of_month=True), "2010-08-01"),
        ("Migrant Workers", "2003-03-14", Wait(months=3, first_of_month=True), "2003-07-01"),
        ("CCW", "1983-06-02", Wait(months=6), "1983-12-02"),
        ("UNTOC", "2003-07-01", Wait(days=90), "2003-09-29"),
        ("UNCAC", "2005-09-15", Wait(days=90), "2005-12-14"),
        # Leap years, and the ends of months and years.
        ("in a leap year", "2024-01-30", Wait(days=30), "2024-02-29"),
        ("in another year", "2023-01-30", Wait(days=30), "2023-03-01"),
        ("on a leap day", "2024-02-29", Wait(months=12), "2025-02-28"),
        ("to a shorter month", "2023-11-30", Wait(months=3), "2024-02-29"),
        ("to a longer month", "2023-02-28", Wait(months=1), "2023-03-28"),
        ("over the year", "2023-12-31", Wait(days=1), "2024-01-01"),
        ("months over the year", "2023-10-31", Wait(months=4), "2024-02-29"),
        ("a century without a leap day", "2100-02-28", Wait(days=1), "2100-03-01"),
        # Days are days: no clock goes forward or back.
        ("in spring", "2026-03-28", Wait(days=1), "2026-03-29"),
        ("in autumn", "2026-10-24", Wait(days=2), "2026-10-26"),
        # "The first day of the month after" is never the day itself.
        ("on the first of a month", "2024-01-01", Wait(first_of_month=True), "2024-02-01"),
        ("on the last of a month", "2024-01-31", Wait(first_of_month=True), "2024-02-01"),
        ("in December", "2024-12-02", Wait(first_of_month=True), "2025-01-01"),
        ("31st, six months", "2024-08-31", Wait(months=5, first_of_month=True), "2025-02-01"),
        ("at once", "2024-05-05", Wait(), "2024-05-05"),
    ],
)
def test_a_wait_is_counted_as_the_depositary_counts_it(name, threshold, wait, in_force):
    assert after(date.fromisoformat(threshold), wait) == date.fromisoformat(in_force)


@pytest.mark.parametrize(
    "wait", [Wait(days=1), Wait(months=1), Wait(first_of_month=True), Wait(days=400, months=24)]
)
def test_no_year_that_a_page_prints_is_too_great(wait):
    assert after(date(9999, 12, 31), wait) == date.max


# -- what counts -------------------------------------------------------------------------------

THREE = ForceRule(3, Wait(days=30))


def test_the_last_deposit_that_is_needed_begins_the_wait():
    found = force(THREE, deposits("2020-01-01", "2020-02-01", "2020-03-01"), FAR_AHEAD)
    assert (found.counted, found.needed) == (3, 3)
    assert found.met_on == date(2020, 3, 1)
    assert found.in_force_on == found.calculated == date(2020, 3, 31)


def test_below_the_threshold_there_is_no_date():
    found = force(THREE, deposits("2020-01-01", "2020-02-01"), FAR_AHEAD)
    assert (found.counted, found.needed) == (2, 3)
    assert (found.met_on, found.in_force_on) == (None, None)


def test_what_is_deposited_after_the_day_is_not_known_on_it():
    days = deposits("2020-01-01", "2020-02-01", "2020-03-01")
    before, on = force(THREE, days, date(2020, 2, 29)), force(THREE, days, date(2020, 3, 1))
    assert (before.counted, before.in_force_on) == (2, None)
    assert (on.counted, on.in_force_on) == (3, date(2020, 3, 31))


def test_nothing_deposited_is_nothing_counted():
    assert force(THREE, [], FAR_AHEAD).counted == 0


@pytest.mark.parametrize("action", sorted(CONSENT_ACTIONS))
def test_each_way_of_consent_counts(action):
    assert force(ForceRule(1), [deposit("FJI", "2020-01-01", action)], FAR_AHEAD).met_on


@pytest.mark.parametrize("action", sorted(set(Action) - CONSENT_ACTIONS - {Action.WITHDRAWAL}))
def test_no_other_action_counts(action):
    """A signature that is subject to ratification and provisional application among them."""
    assert force(ForceRule(1), [deposit("FJI", "2020-01-01", action)], FAR_AHEAD).counted == 0


def test_a_definitive_signature_counts():
    signed = deposit("FJI", "2020-01-01", Action.DEFINITIVE_SIGNATURE)
    assert force(ForceRule(1), [signed], FAR_AHEAD).met_on == date(2020, 1, 1)


def test_several_instruments_of_one_participant_count_once():
    twice = [deposit("FJI", "2020-01-01"), deposit("FJI", "2020-02-01", Action.ACCESSION)]
    assert force(ForceRule(2), twice, FAR_AHEAD).counted == 1


def test_a_participant_whose_name_is_not_known_counts_once_however_it_is_cased():
    names = [
        Instrument(name, None, Action.RATIFICATION, date(2020, 1, 1))
        for name in ("Atlantis", "ATLANTIS", "Lemuria")
    ]
    assert force(ForceRule(3), names, FAR_AHEAD).counted == 2


def test_an_organisation_does_not_count_beside_its_members():
    deposited = [*deposits("2020-01-01"), deposit("ORG-EU", "2020-01-02", Action.APPROVAL)]
    found = force(ForceRule(2), deposited, FAR_AHEAD)
    assert (found.counted, found.not_counted, found.met_on) == (1, 1, None)


def test_an_organisation_counts_where_the_treaty_says_so():
    deposited = [*deposits("2020-01-01"), deposit("ORG-EU", "2020-01-02", Action.APPROVAL)]
    rule = ForceRule(2, count_organisations=True)
    assert force(rule, deposited, FAR_AHEAD).met_on == date(2020, 1, 2)
    assert counts(rule, deposited[1])


def test_without_a_rule_there_is_nothing_to_reach():
    found = force(None, deposits("2020-01-01"), FAR_AHEAD)
    assert (found.counted, found.needed, found.in_force_on) == (1, None, None)


# -- withdrawals -------------------------------------------------------------------------------


def test_who_withdrew_before_the_threshold_counts_no_more():
    deposited = deposits("2020-01-01", "2020-02-01", "2020-03-01")
    left = deposit("FJI", "2020-02-15", Action.WITHDRAWAL)
    found = force(THREE, [*deposited, left], FAR_AHEAD)
    assert (found.counted, found.in_force_on) == (2, None)


def test_who_withdraws_while_the_wait_runs_takes_its_instrument_away():
    deposited = deposits("2020-01-01", "2020-02-01", "2020-03-01", "2020-06-01")
    left = deposit("FJI", "2020-03-30", Action.WITHDRAWAL)
    found = force(THREE, [*deposited, left], FAR_AHEAD)
    assert (found.met_on, found.in_force_on) == (date(2020, 6, 1), date(2020, 7, 1))


@pytest.mark.parametrize("left_on", ["2020-03-31", "2021-01-01"])
def test_who_withdraws_when_it_is_in_force_ends_nothing(left_on):
    """A treaty does not end since its parties are fewer (Vienna Convention, art. 55)."""
    deposited = deposits("2020-01-01", "2020-02-01", "2020-03-01")
    left = deposit("FJI", left_on, Action.WITHDRAWAL)
    found = force(THREE, [*deposited, left], FAR_AHEAD)
    assert (found.counted, found.in_force_on) == (2, date(2020, 3, 31))


def test_who_comes_back_counts_again():
    again = [
        *deposits("2020-01-01", "2020-02-01"),
        deposit("FJI", "2020-03-01", Action.WITHDRAWAL),
        deposit("FJI", "2020-04-01", Action.ACCESSION),
        deposit("KEN", "2020-05-01"),
    ]
    assert force(THREE, again, FAR_AHEAD).met_on == date(2020, 5, 1)


def test_who_leaves_and_comes_back_on_one_day_is_there():
    """Trinidad and Tobago and the first Optional Protocol to the ICCPR, 26 August 1998."""
    same = [
        deposit("TTO", "1980-11-14", Action.ACCESSION),
        deposit("TTO", "1998-08-26", Action.ACCESSION),
        deposit("TTO", "1998-08-26", Action.WITHDRAWAL),
    ]
    assert force(ForceRule(1), same, FAR_AHEAD).counted == 1


# -- special thresholds ------------------------------------------------------------------------


def test_a_quota_is_of_the_instruments_of_its_group():
    rule = ForceRule(2, Wait(), quotas=(Quota("the North", frozenset({"NOR", "ISL"}), 1),))
    found = force(rule, deposits("2020-01-01", "2020-02-01"), FAR_AHEAD)
    assert (found.counted, found.met_on) == (2, None)
    assert found.waits_for == ("0 of 1 of the North",)
    found = force(
        rule, [*deposits("2020-01-01", "2020-02-01"), deposit("ISL", "2020-03-01")], FAR_AHEAD
    )
    assert found.met_on == date(2020, 3, 1)


def test_a_number_may_be_no_part_of_what_is_asked():
    rule = ForceRule(None, Wait(180), quotas=(Quota("Annex 2", frozenset({"NOR", "ISL"}), 2),))
    found = force(rule, [deposit("NOR", "2020-01-01"), deposit("ISL", "2020-01-02")], FAR_AHEAD)
    assert (found.needed, found.met_on) == (None, date(2020, 1, 2))


def test_a_further_condition_is_awaited_until_its_day_is_stated():
    rule = replace(THREE, conditional=True)
    deposited = deposits("2020-01-01", "2020-02-01", "2020-03-01")
    waiting = force(rule, deposited, FAR_AHEAD)
    assert (waiting.counted, waiting.met_on, waiting.waits_for) == (3, None, (FURTHER,))
    met = replace(rule, condition_met=date(2020, 5, 1))
    assert force(met, deposited, FAR_AHEAD).met_on == date(2020, 5, 1)
    assert force(met, deposited, date(2020, 4, 30)).waits_for == (FURTHER,)


def test_a_condition_that_was_met_first_waits_for_the_number():
    met = replace(THREE, condition_met=date(2019, 1, 1))
    deposited = deposits("2020-01-01", "2020-02-01", "2020-03-01")
    assert force(met, deposited, FAR_AHEAD).met_on == date(2020, 3, 1)


SHARED = Shares("emissions", 0.55, {"FJI": 0.3, "MLT": 0.2, "TON": 0.05, "VUT": 0.45})


def test_shares_that_are_stated_are_added_up():
    rule = ForceRule(2, Wait(), shares=SHARED)
    found = force(rule, deposits("2020-01-01", "2020-02-01"), FAR_AHEAD)
    assert found.waits_for == ("50.00% of the 55% of emissions",)
    three = deposits("2020-01-01", "2020-02-01", "2020-03-01")
    assert force(rule, three, FAR_AHEAD).met_on == date(2020, 3, 1)


def test_the_day_that_is_stated_wins_over_shares():
    rule = ForceRule(2, Wait(), shares=SHARED, condition_met=date(2020, 2, 10))
    assert force(rule, deposits("2020-01-01", "2020-02-01"), FAR_AHEAD).met_on == date(2020, 2, 10)


def test_a_treaty_may_name_a_day_before_which_it_does_not_enter_into_force():
    """The first Optional Protocol to the ICCPR waited for the Covenant, in force 23 March 1976."""
    rule = replace(THREE, not_before=date(1976, 3, 23))
    found = force(rule, deposits("1973-01-01", "1973-02-01", "1973-03-01"), FAR_AHEAD)
    assert (found.met_on, found.in_force_on) == (date(1973, 3, 1), date(1976, 3, 23))


# -- the record --------------------------------------------------------------------------------


def test_the_date_on_record_wins_and_ours_stays_beside_it():
    deposited = deposits("2020-01-01", "2020-02-01", "2020-03-01")
    found = force(THREE, deposited, FAR_AHEAD, on_record=date(2020, 4, 2))
    assert found.in_force_on == found.on_record == date(2020, 4, 2)
    assert found.calculated == date(2020, 3, 31)
    assert found.differs


def test_two_equal_dates_do_not_differ_and_neither_does_one_alone():
    deposited = deposits("2020-01-01", "2020-02-01", "2020-03-01")
    assert not force(THREE, deposited, FAR_AHEAD, on_record=date(2020, 3, 31)).differs
    assert not force(None, deposited, FAR_AHEAD, on_record=date(2020, 3, 31)).differs
    assert not force(THREE, deposited, FAR_AHEAD).differs


# -- for each participant ----------------------------------------------------------------------


def in_force_by(rule=THREE):
    return force(rule, deposits("2020-01-01", "2020-02-01", "2020-03-01"), FAR_AHEAD)


@pytest.mark.parametrize(
    ("deposited", "effective"),
    [
        ("2020-01-01", "2020-03-31"),  # one of those that made up the number
        ("2020-03-01", "2020-03-31"),
        ("2020-03-02", "2020-04-01"),  # while the wait runs: it has its own
        ("2020-03-31", "2020-04-30"),
        ("2021-12-31", "2022-01-30"),
    ],
)
def test_those_that_come_later_wait_their_own_time(deposited, effective):
    found = takes_effect(THREE, in_force_by(), date.fromisoformat(deposited))
    assert found == date.fromisoformat(effective)


def test_a_shorter_wait_never_ends_before_the_treaty_is_in_force():
    """Cybercrime Convention, art. 65(2): on the thirtieth day, or with it, whichever is later."""
    rule = ForceRule(3, Wait(days=90), later=Wait(days=30))
    found = in_force_by(rule)
    assert found.in_force_on == date(2020, 5, 30)
    assert takes_effect(rule, found, date(2020, 3, 2)) == date(2020, 5, 30)
    assert takes_effect(rule, found, date(2020, 5, 1)) == date(2020, 5, 31)


def test_nothing_takes_effect_while_the_treaty_has_no_date():
    assert takes_effect(THREE, force(THREE, [], FAR_AHEAD), date(2020, 1, 1)) is None


def test_what_the_text_does_not_say_of_later_ones_is_not_made_up():
    rule = replace(THREE, later_known=False)
    found = in_force_by(rule)
    assert takes_effect(rule, found, date(2020, 3, 1)) == date(2020, 3, 31)
    assert takes_effect(rule, found, date(2020, 3, 2)) is None


def test_without_a_rule_nobody_knows_when_it_takes_effect():
    found = force(None, [], FAR_AHEAD, on_record=date(2020, 1, 1))
    assert takes_effect(None, found, date(2021, 1, 1)) is None


# -- laws --------------------------------------------------------------------------------------

days = st.dates(LONG_AGO, date(2100, 12, 31))
waits = st.builds(Wait, st.integers(0, 400), st.integers(0, 24), st.booleans())
consents = st.builds(
    Instrument,
    st.just("by its code"),
    st.sampled_from((*STATES, "ORG-EU")),
    st.sampled_from(sorted(CONSENT_ACTIONS)),
    days,
)
withdrawals = st.builds(
    Instrument, st.just("by its code"), st.sampled_from(STATES), st.just(Action.WITHDRAWAL), days
)
rules = st.builds(
    ForceRule,
    st.integers(1, len(STATES)),
    waits,
    later=st.none() | waits,
    count_organisations=st.booleans(),
    condition_met=st.none() | days,
)


@given(days, waits, st.integers(1, 400))
def test_who_comes_later_never_waits_less(day, wait, more):
    assert day <= after(day, wait) <= after(day + timedelta(days=more), wait)


@given(rules, st.lists(consents, max_size=20), consents)
def test_one_more_deposit_never_delays(rule, deposited, more):
    before = force(rule, deposited, FAR_AHEAD).calculated
    now = force(rule, [*deposited, more], FAR_AHEAD).calculated
    assert before is None or (now is not None and now <= before)


@given(rules, st.lists(consents | withdrawals, max_size=20), st.randoms())
def test_the_order_in_which_instruments_are_given_does_not_matter(rule, deposited, random):
    shuffled = random.sample(deposited, len(deposited))
    assert force(rule, shuffled, FAR_AHEAD) == force(rule, deposited, FAR_AHEAD)


@given(rules, st.lists(consents | withdrawals, max_size=20), consents | withdrawals)
def test_what_comes_when_it_is_in_force_changes_no_date(rule, deposited, more):
    found = force(rule, deposited, FAR_AHEAD)
    if found.calculated is not None and more.date >= found.calculated:
        again = force(rule, [*deposited, more], FAR_AHEAD)
        assert (again.met_on, again.calculated) == (found.met_on, found.calculated)


@given(rules, st.lists(consents | withdrawals, max_size=20), days)
def test_a_day_knows_only_what_was_there_by_then(rule, deposited, day):
    past = [each for each in deposited if each.date <= day]
    assert force(rule, deposited, day) == force(rule, past, day)


@given(rules, st.lists(consents, max_size=20), days)
def test_once_a_date_is_known_it_stays(rule, deposited, day):
    """Without withdrawals: on any later day the date is the same."""
    then = force(rule, deposited, day).calculated
    assert then is None or force(rule, deposited, FAR_AHEAD).calculated == then


@given(rules, st.lists(consents | withdrawals, max_size=20), days)
def test_no_instrument_takes_effect_before_the_treaty_or_its_own_deposit(rule, deposited, day):
    found = force(rule, deposited, FAR_AHEAD)
    effective = takes_effect(rule, found, day)
    if effective is not None:
        assert effective >= found.in_force_on
        assert effective >= day


@given(rules, st.lists(consents | withdrawals, max_size=20), days)
def test_the_date_on_record_always_wins(rule, deposited, day):
    assert force(rule, deposited, FAR_AHEAD, on_record=day).in_force_on == day
