"""Counts through time are, on every day, those of the positions of that day."""

from datetime import date, timedelta

from hypothesis import given

from tests.unit.law.logged import TODAY, consent, log, note, rule, signature, step
from tests.unit.law.test_history_laws import DAYS, pages
from watcher.law.between import tally
from watcher.law.history import lives
from watcher.law.position import positions, regime
from watcher.law.through_time import through_time
from watcher.model.force import Wait


def told(*steps, until=TODAY, asked=None, in_force="2000-01-01"):
    found = lives(log(*steps))
    stated = date.fromisoformat(in_force) if in_force else None
    treaty = regime(asked, found, until, stated, stated=True)
    return [
        (each.date.isoformat(), each.signatories, each.consented, each.parties)
        for each in through_time(found, treaty, until)
    ]


def test_what_happens_on_one_day_is_one_point():
    steps = (
        step(1, signature("ALB", "2010-05-01"), signature("BEL", "2010-05-01")),
        step(2, signature("CHL", "2011-01-01"), consent("ALB", "2011-01-01")),
    )
    assert told(*steps) == [("2010-05-01", 2, 0, 0), ("2011-01-01", 3, 1, 1)]


def test_contracting_states_become_parties_on_the_day_of_entry_into_force():
    steps = (step(1, consent("ALB", "2012-01-01"), consent("BEL", "2012-03-01")),)
    asked = rule(count=2, wait=Wait(days=90))
    assert told(*steps, asked=asked, in_force=None) == [
        ("2012-01-01", 0, 1, 0),
        ("2012-03-01", 0, 2, 0),
        ("2012-05-30", 0, 2, 2),
    ]


def test_who_leaves_is_counted_no_more_from_the_day_of_effect():
    steps = (
        step(1, consent("ALB", "2012-03-10", bracketed=True)),
        step(2, note("ALB", "2019-11-04", "2020-11-04")),
    )
    assert told(*steps) == [("2012-03-10", 0, 1, 1), ("2020-11-04", 0, 0, 0)]


def test_a_state_that_is_no_more_is_counted_to_its_end():
    former = consent("CSHH", "1970-02-01", name="Czechoslovakia")
    successor = consent("SVK", "1993-05-28", action="succession", name="Slovakia")
    steps = (step(1, former), step(2, successor), step(3, gone=[former]))
    assert told(*steps, in_force="1960-01-01") == [
        ("1970-02-01", 0, 1, 1),
        ("1993-01-01", 0, 0, 0),
        ("1993-05-28", 0, 1, 1),
    ]


def test_what_lies_behind_the_last_day_is_left_out_and_nothing_is_no_points():
    steps = (step(1, signature("ALB", "2010-05-01"), signature("BEL", "2010-05-02")),)
    assert told(*steps, until=date(2010, 5, 1)) == [("2010-05-01", 1, 0, 0)]
    assert told() == []


@given(pages(), DAYS)
def test_on_every_day_they_are_those_of_the_days_positions(history, until):
    steps, _ = history
    until = date.fromisoformat(until)
    found = lives(steps)
    treaty = regime(rule(later=Wait(days=30)), found, until, date(2001, 1, 1), stated=True)
    points = through_time(found, treaty, until)
    for day in {until, *(each.date for each in points)}:
        for on in (day - timedelta(days=1), day):
            counted = tally(positions(found, treaty, on, TODAY))
            last = [each for each in points if each.date <= on][-1:]
            assert [(each.signatories, each.consented, each.parties) for each in last] == (
                [(counted.signatories, counted.consented, counted.parties)]
                if last
                else [each for each in [(counted.signatories, counted.consented)] if any(each)]
            )
