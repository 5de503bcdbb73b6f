"""The Paris Agreement, as others recorded it: its entry into force, and that for each party."""

import csv
from datetime import date

import pytest

from tests.end_to_end.shared import REPLAY, needs_replay
from watcher.law.force import force, takes_effect
from watcher.model.force import ForceRule, Instrument, Shares, Wait
from watcher.model.participants import resolve
from watcher.model.treaty import Action

pytestmark = needs_replay

VERSIONS = sorted((REPLAY / "histories" / "paris_XXVII-7-d").glob("*.csv"))
STATED = ForceRule(55, Wait(days=30), conditional=True, condition_met=date(2016, 10, 5))
IN_FORCE = date(2016, 11, 4)
TODAY = date(2023, 12, 31)
_COLUMNS = ("ratification_acceptance_approval", "Ratification-Acceptance-Approval", "Ratification")


def rows(version):
    with version.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = {name.casefold(): value for name, value in row.items()}
            name = found.get("official_name_en") or found["name"]
            code = resolve(name).code
            deposited = next(found[c.casefold()] for c in _COLUMNS if c.casefold() in found)
            yield name, code, date.fromisoformat(deposited) if deposited else None, found


def instruments(version):
    return [
        Instrument(name, code, Action.RATIFICATION, deposited)
        for name, code, deposited, _ in rows(version)
        if deposited
    ]


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.stem[:14])
def test_every_version_leads_to_4_november_2016_once_the_deposits_are_there(version):
    found = force(STATED, instruments(version), TODAY)
    assert found.calculated == (IN_FORCE if found.counted >= 55 else None)
    assert found.met_on == (date(2016, 10, 5) if found.counted >= 55 else None)


def test_until_the_condition_is_met_the_number_alone_is_not_enough():
    """On 21 September 2016 there were 60 deposits, of 48 per cent of emissions."""
    before = force(STATED, instruments(VERSIONS[-1]), date(2016, 10, 4))
    assert before.counted >= 55
    assert (before.met_on, before.in_force_on) == (None, None)


def test_each_partys_date_of_effect_is_the_one_that_is_recorded():
    found = force(STATED, instruments(VERSIONS[-1]), TODAY)
    recorded = {
        name: date.fromisoformat(row["date-of-effect"])
        for name, _, _, row in rows(VERSIONS[-1])
        if row["date-of-effect"]
    }
    ours = {
        name: takes_effect(STATED, found, deposited)
        for name, _, deposited, _ in rows(VERSIONS[-1])
        if name in recorded
    }
    assert len(recorded) > 190
    assert {name: day for name, day in ours.items() if day != recorded[name]} == {}


def test_with_shares_stated_the_day_of_the_condition_is_worked_out_too():
    """From a version in which the first acceptance of the United States of America stands."""
    version = VERSIONS[60]
    shares = {
        code: float(row["percentage"]) / 100
        for _, code, _, row in rows(version)
        if row["percentage"]
    }
    rule = ForceRule(55, Wait(days=30), shares=Shares("emissions", 0.55, shares))
    found = force(rule, instruments(version), TODAY)
    assert (found.met_on, found.calculated) == (date(2016, 10, 5), IN_FORCE)
    before = force(rule, instruments(version), date(2016, 10, 4))
    (waits,) = before.waits_for
    assert waits.endswith("of the 55% of emissions")
