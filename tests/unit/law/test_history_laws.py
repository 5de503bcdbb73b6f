"""Laws of any history, however the pages came to it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.law.logged import TODAY, consent, log, note, rule, signature, step
from watcher.law.between import between, tally
from watcher.law.cells import places
from watcher.law.history import lives
from watcher.law.position import positions, regime
from watcher.law.standing import count, standings
from watcher.model.finding import Known
from watcher.model.force import Wait

CODES = ["ALB", "BEL", "CHL"]
FAR = date(2200, 1, 1)
DAYS = st.dates(date(1990, 1, 1), date(2025, 12, 31)).map(lambda day: day.isoformat())


@st.composite
def pages(draw, *, withdrawing=True):
    """A page that is polled a few times: rows that come, change, are bracketed, and go."""
    steps, stated = [], {}
    for number in range(draw(st.integers(1, 5))):
        code = draw(st.sampled_from(CODES))
        wanted = {}
        if draw(st.booleans()):
            finding = signature(code, draw(DAYS))
            wanted[finding.key] = finding
        if draw(st.booleans()):
            bracketed = withdrawing and draw(st.booleans())
            finding = consent(code, joined := draw(DAYS), bracketed=bracketed)
            wanted[finding.key] = finding
            if bracketed and draw(st.booleans()):
                notified = date.fromisoformat(joined) + timedelta(days=draw(st.integers(1, 2000)))
                effective = notified + timedelta(days=draw(st.integers(0, 400)))
                told = note(code, notified.isoformat(), effective.isoformat())
                wanted[told.key] = told
        before = stated.get(code, {})
        gone = [finding for key, finding in before.items() if key not in wanted]
        steps.append(step(number, *wanted.values(), gone=gone))
        stated[code] = wanted
    return log(*steps), [finding for row in stated.values() for finding in row.values()]


def day_of(steps, day, *, asked=None, in_force=date(1980, 1, 1)):
    found = lives(steps)
    treaty = regime(asked, found, day, in_force, stated=True)
    return positions(found, treaty, day, TODAY)


@given(pages())
def test_as_of_the_far_future_equals_the_table_of_today(history):
    steps, stated = history
    table = standings([("untc", Known(finding)) for finding in stated], TODAY)
    rows = {row.code: row for row in day_of(steps, FAR)}
    for row in table:
        position = rows.get(row.code)
        if row.consent is None and row.signature is None:
            continue
        assert position is not None
        assert (position.consent and position.consent.date.isoformat()) == (
            row.consent and row.consent.date
        )
        assert position.withdrawn == row.withdrawn
    assert tally(rows.values()).consented == count(table).bound


@given(pages(withdrawing=False))
def test_a_corrected_date_never_leaves_two(history):
    steps, _ = history
    for life in lives(steps):
        assert len(life.consents) <= 1
        assert len(life.signatures) <= 1


@given(pages(), DAYS)
def test_nobody_is_bound_before_its_deposit_or_after_its_withdrawal(history, day):
    steps, _ = history
    on = date.fromisoformat(day)
    for row in day_of(steps, on, asked=rule(later=Wait(days=30))):
        assert row.bound <= row.consented
        if row.bound:
            assert row.consent.date + timedelta(days=30) <= on
        if row.consent is not None:
            assert row.consent.date <= on
        if row.withdrawn:
            assert row.withdrawal.end <= on
            assert row.bound_from is None


@given(pages(), DAYS, DAYS)
def test_the_events_between_two_days_account_for_the_difference(history, one, other):
    steps, _ = history
    since, until = sorted(map(date.fromisoformat, (one, other)))
    found = lives(steps)
    treaty = regime(None, found, until, date(1980, 1, 1), stated=True)
    before, after = (tally(positions(found, treaty, day, TODAY)) for day in (since, until))
    deeds = [event.deed for event in between(found, treaty, since, until)]
    assert after.parties - before.parties == deeds.count("bound") - deeds.count("withdrew")
    assert after.signatories - before.signatories <= deeds.count("signed")


@given(pages())
def test_the_order_of_participants_is_that_of_their_names(history):
    steps, _ = history
    names = [life.participant for life in lives(steps)]
    assert names == sorted(names)


@given(pages())
def test_what_the_places_state_now_is_what_the_page_states(history):
    steps, stated = history
    there = {place.key: place.last.statement for place in places(steps) if place.there}
    assert there == {finding.key: finding.statement for finding in stated}
