"""A depositary notification in a digest: evidence for an action, and never a second one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.digest.conftest import NUMBER, SOURCES, Log
from watcher.digest.compose import compose
from watcher.digest.render.text import render_text
from watcher.model.finding import Statement
from watcher.model.source import Source, Tier

LISTING = Source("cn", "untc-notifications", "https://x.example/CNs", Tier.RECORD, timedelta(1))


@pytest.fixture
def log():
    log = Log()
    log.sources = {**SOURCES, "cn": LISTING}
    return log


def notification(who="Poland", action="withdrawal", number="421.2025", **fields):
    return Statement(
        action=action,
        text=f"C.N.{number}.TREATIES-{NUMBER}: {who.upper()}: {(action or 'x').upper()}",
        link=f"https://x.example/CN.{number}-Eng.pdf",
        participant=who,
        participant_code=None,
        **fields,
    )


def noted(who="Poland", date="2025-08-20"):
    """A withdrawal as a note on the status page announces it."""
    text = f"On {date} the Government notified its withdrawal. It will take effect on 2026-02-20."
    return Statement(
        action="withdrawal", date=date, effective="2026-02-20", text=text, participant=who
    )


def told(settings, log, **different):
    digest = compose(settings, log.material(**different), now=log.now)
    return [action for section in digest.record for action in section.actions]


@pytest.mark.parametrize("first", ["cn", "untc"])
def test_the_listing_and_the_status_page_tell_one_withdrawal(settings, log, first):
    statements = {"cn": notification(), "untc": noted()}
    for source in sorted(statements, key=lambda name: name != first):
        log.add(source, None, statements[source], treaty=NUMBER)
    (action,) = told(settings, log)
    assert action.sentence.startswith("Poland notified its withdrawal on 20 Aug 2025")
    assert (action.date, action.effective) == ("2025-08-20", "2026-02-20")
    assert {each.source for each in action.evidence} == {"cn", "untc"}
    assert action.evidence[0].source == first


def test_alone_it_is_told_without_a_date(settings, log):
    log.add("cn", None, notification("Viet Nam", "ratification", "9.2026"), treaty=NUMBER)
    digest = compose(settings, log.material(), now=log.now)
    (action,) = told(settings, log)
    assert action.sentence == "Viet Nam ratified (C.N.9.2026)"
    assert (action.date, action.late) == (None, False)
    assert "Viet Nam ratifies" in digest.subject


def test_a_late_action_stays_late_beside_its_notification(settings, log, act):
    log.add("cn", None, notification("Chile", "accession"), treaty=NUMBER)
    log.add("untc", None, act("Chile", "accession", "2025-01-02"))
    (action,) = told(settings, log)
    assert action.late


@pytest.mark.parametrize(
    "other",
    [
        notification("Finland"),
        notification(action="accession"),
    ],
)
def test_what_differs_in_more_than_the_date_is_another_action(settings, log, other):
    log.add("untc", None, noted(), treaty=NUMBER)
    log.add("cn", None, other, treaty=NUMBER)
    assert len(told(settings, log)) == 2


def test_of_another_treaty_it_is_another_action(settings, log):
    log.add("untc", None, noted(), treaty=NUMBER)
    log.add("cn", None, notification(), treaty="XXVI-5")
    assert len(told(settings, log)) == 2


def test_two_actions_with_dates_of_their_own_stay_two(settings, log, act):
    log.add("untc", None, act("Chile", "declaration", "2025-01-02", text="one"))
    log.add("untc", None, act("Chile", "declaration", "2025-03-04", text="two"))
    log.add("cn", None, notification("Chile", "declaration", "1.2025"), treaty=NUMBER)
    log.add("cn", None, notification("Chile", "declaration", "2.2025"), treaty=NUMBER)
    first, second = told(settings, log)
    assert [len(each.evidence) for each in (first, second)] == [2, 2]


def test_without_an_action_it_is_told_as_a_notification_and_no_action(settings, log):
    for who, text in (("Peru", "PERU: WITHDRAWAL OF RESERVATION"), (None, "CORRECTIONS")):
        statement = replace(
            notification(action=None), participant=who, text=f"C.N.1.2026.TREATIES-{NUMBER}: {text}"
        )
        log.add("cn", None, statement, treaty=NUMBER)
    digest = compose(settings, log.material(), now=log.now)
    assert told(settings, log) == []
    assert digest.subject == "No change on record; 2 depositary notifications"
    assert [(cited.treaty, cited.link) for cited in digest.notifications] == [
        (NUMBER, "https://x.example/CN.421.2025-Eng.pdf")
    ] * 2
    assert digest.documents == ()
    assert "\nDepositary notifications\n" in render_text(digest)
