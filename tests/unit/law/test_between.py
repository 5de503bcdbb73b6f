"""What happened between two days: each thing once, on its legal date."""

from datetime import date

from tests.unit.law.logged import consent, log, note, signature, step
from watcher.law.between import Deed, between, first_day
from watcher.law.history import lives
from watcher.law.position import regime
from watcher.model.finding import Finding, Statement
from watcher.model.force import ForceRule, Wait

ALWAYS, FAR = date(1900, 1, 1), date(2200, 1, 1)


def told(*steps, since=ALWAYS, until=FAR, days=0):
    found = lives(log(*steps))
    asked = ForceRule(count=1, wait=Wait(days=days))
    treaty = regime(asked, found, until, date(1960, 1, 1), stated=True)
    return [
        (event.date.isoformat(), event.deed, event.code)
        for event in between(found, treaty, since, until)
    ]


def test_a_whole_membership_is_told_in_order():
    steps = (
        step(1, signature("ALB", "2010-05-01"), consent("ALB", "2012-03-10", bracketed=True)),
        step(2, note("ALB", "2019-11-04", "2020-11-04")),
    )
    assert told(*steps, days=30) == [
        ("2010-05-01", Deed.SIGNED, "ALB"),
        ("2012-03-10", Deed.CONSENTED, "ALB"),
        ("2012-04-09", Deed.BOUND, "ALB"),
        ("2019-11-04", Deed.WITHDRAWAL_NOTIFIED, "ALB"),
        ("2020-11-04", Deed.WITHDREW, "ALB"),
    ]


def test_the_first_day_is_left_out_and_the_last_is_in():
    steps = (step(1, signature("ALB", "2010-05-01"), signature("BEL", "2010-05-02")),)
    days = [date(2010, 5, 1), date(2010, 5, 2)]
    assert told(*steps, since=days[0], until=days[1]) == [("2010-05-02", Deed.SIGNED, "BEL")]


def test_a_withdrawal_that_was_taken_back_is_told_and_nobody_withdrew():
    steps = (
        step(1, consent("ALB", "2012-12-27")),
        step(2, note("ALB", "2016-10-19", taken_back="10 February 2017")),
    )
    assert told(*steps, since=date(2016, 1, 1)) == [
        ("2016-10-19", Deed.WITHDRAWAL_NOTIFIED, "ALB"),
        ("2017-02-10", Deed.WITHDRAWAL_TAKEN_BACK, "ALB"),
    ]


def test_who_left_and_joined_anew_on_one_day_did_not_withdraw():
    noted = note("ALB", "1999-01-05", "1999-04-05")
    steps = (
        step(1, consent("ALB", "1993-05-10"), noted),
        step(2, consent("ALB", "1999-01-05"), gone=[noted]),
    )
    assert Deed.WITHDREW not in [deed for _, deed, _ in told(*steps)]


def test_a_predecessor_is_succeeded_and_did_not_withdraw():
    former = consent("CSHH", "1970-02-01", name="Czechoslovakia")
    successor = consent("SVK", "1993-05-28", action="succession", name="Slovakia")
    steps = (step(1, former), step(2, successor), step(3, gone=[former]))
    assert told(*steps, since=date(1980, 1, 1)) == [
        ("1993-01-01", Deed.SUCCEEDED, "CSHH"),
        ("1993-05-28", Deed.CONSENTED, "SVK"),
        ("1993-05-28", Deed.BOUND, "SVK"),
    ]


def test_the_first_day_of_all_is_that_of_the_first_act():
    steps = (step(1, consent("BEL", "2012-12-27")), step(2, signature("ALB", "2010-05-01")))
    assert first_day(lives(log(*steps))) == date(2010, 5, 1)
    assert first_day(()) is None


def listed(code, reference):
    """A depositary notification of a withdrawal in a list, which gives no date of the action."""
    stated = Statement(
        action="withdrawal",
        text=f"{reference}: Withdrawal",
        participant=f"State {code}",
        participant_code=code,
    )
    return Finding(f"notifications/{reference}", "notifications", stated)


def test_a_listed_notification_tells_that_it_was_notified_and_not_when_it_takes_effect():
    steps = (
        step(1, consent("ALB", "2012-12-27")),
        step(2, listed("ALB", "C.N.575.2019"), source="cns", seen=date(2026, 1, 3)),
    )
    assert told(*steps, since=date(2013, 1, 1)) == [("2019-12-31", Deed.WITHDRAWAL_NOTIFIED, "ALB")]


def test_one_that_is_older_than_the_consent_is_over():
    steps = (
        step(1, consent("ALB", "2021-01-20")),
        step(2, listed("ALB", "C.N.575.2019"), source="cns"),
    )
    assert Deed.WITHDRAWAL_NOTIFIED not in [deed for _, deed, _ in told(*steps)]
