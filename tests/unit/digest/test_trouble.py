"""The operator is told of trouble once an episode, and once more when it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from watcher.digest.trouble import CHANNEL_PATIENCE, Facts, alert, database_event, events
from watcher.model.change import Incident
from watcher.model.channel import DeliveryState, Failing
from watcher.model.operator import Episode, OperatorSettings, Silence, Trouble

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SETTINGS = OperatorSettings(channels=("desk",))


def incident(kind="failed", source="untc", ago=HOUR, reason="the server answered 503", subject=""):
    return Incident(1, source, kind, subject, reason, NOW - ago, None)


def episode(trouble=Trouble.SOURCE, subject="untc", ago=5 * HOUR):
    return Episode(trouble, subject, "text", NOW - ago, NOW - ago)


def dead(**different):
    values = {
        "id": "3f2b8c1d-0000",
        "digest": "daily",
        "subject": "Mauritius signs",
        "channel": "desk",
        "recipient": "a@example.org",
        "state": "dead",
        "attempts": 10,
        "created_at": NOW - 80 * HOUR,
        "next_attempt": None,
        "finished_at": NOW,
        "answer": 'it answered 550 "no such user"',
    }
    return DeliveryState(**{**values, **different})


@pytest.mark.parametrize(
    ("polls", "ago", "told"),
    [(1, HOUR, False), (2, HOUR, True), (1, 2 * HOUR, True), (1, 3 * HOUR, True)],
)
def test_a_source_is_told_of_after_two_polls_or_two_hours(polls, ago, told):
    facts = Facts(incidents=[incident(ago=ago)], failures={"untc": polls})
    assert bool(events(SETTINGS, facts, [], NOW)) is told


def test_the_measures_are_the_operators():
    settings = OperatorSettings(channels=("desk",), after_polls=5, after=timedelta(days=1))
    facts = Facts(incidents=[incident(ago=3 * HOUR)], failures={"untc": 4})
    assert events(settings, facts, [], NOW) == ()


def test_what_is_known_is_not_told_again():
    facts = Facts(incidents=[incident()], failures={"untc": 9})
    assert events(SETTINGS, facts, [episode()], NOW) == ()


def test_a_source_that_is_well_again_is_told_with_how_long_and_what_was_found():
    facts = Facts(found={"untc": ("Viet Nam ratified on 3 Feb 2026",)})
    (event,) = events(SETTINGS, facts, [episode()], NOW)
    assert event.over
    assert event.text == "is well again after 5 h. Found since: Viet Nam ratified on 3 Feb 2026."


def test_where_nothing_was_found_since_that_is_said():
    (event,) = events(SETTINGS, Facts(), [episode()], NOW)
    assert event.text.endswith("Found since: nothing new.")


@pytest.mark.parametrize("trouble", [Trouble.SOURCE, Trouble.SILENCE])
def test_a_source_that_was_taken_out_is_not_called_well(trouble):
    (event,) = events(SETTINGS, Facts(watched=frozenset({"news"})), [episode(trouble)], NOW)
    assert event.text.startswith("is no longer watched")


def test_many_changes_found_since_are_counted():
    facts = Facts(found={"untc": tuple(f"change {number}" for number in range(60))})
    (event,) = events(SETTINGS, facts, [episode()], NOW)
    assert event.text.endswith("change 4; and 55 more.")


def test_a_quarantine_is_not_called_unreadable():
    facts = Facts(incidents=[incident("quarantined")], failures={"untc": 2})
    (event,) = events(SETTINGS, facts, [], NOW)
    assert event.text.startswith("cannot be trusted")


def test_a_notice_is_told_at_once_and_its_end_is_no_news():
    facts = Facts(incidents=[incident("unresolved_name", subject="Zubrowka", reason="Who is it?")])
    (event,) = events(SETTINGS, facts, [], NOW)
    assert event.trouble is Trouble.NOTICE
    known = episode(Trouble.NOTICE, event.subject)
    over = events(SETTINGS, Facts(), [known], NOW)
    assert [each.over for each in over] == [True]
    assert alert(over, "UTC", NOW) is None


def test_a_silence_says_how_long_and_what_was_usual():
    facts = Facts(silent={"news": Silence(NOW - timedelta(days=40), timedelta(days=9))})
    (event,) = events(SETTINGS, facts, [], NOW)
    assert "nothing new for 40 d" in event.text
    assert "more than 9 d" in event.text


def test_a_dead_delivery_says_what_was_answered_and_how_to_send_it_again():
    (event,) = events(SETTINGS, Facts(dead=[dead()]), [], NOW)
    assert "a@example.org" in event.text
    assert "550" in event.text
    assert "`watcher deliveries resend 3f2b8c1d`" in event.text


@pytest.mark.parametrize(("ago", "told"), [(timedelta(hours=23), False), (CHANNEL_PATIENCE, True)])
def test_a_recipient_that_takes_nothing_is_told_of_after_a_day(ago, told):
    failing = Failing("desk", "a@example.org", NOW - ago, NOW, "the connection was refused")
    assert bool(events(SETTINGS, Facts(failing=[failing]), [], NOW)) is told


def test_two_recipients_of_one_channel_are_two_episodes():
    failing = [
        Failing("desk", name, NOW - timedelta(days=2), NOW, "refused") for name in ("a@x", "b@x")
    ]
    assert len(events(SETTINGS, Facts(failing=failing), [], NOW)) == 2


def test_a_disk_that_fills_and_has_room_again():
    (begun,) = events(SETTINGS, Facts(disk="3 MB are left"), [], NOW)
    assert begun.text == "3 MB are left."
    (over,) = events(SETTINGS, Facts(), [episode(Trouble.DISK, begun.subject)], NOW)
    assert over.over


def test_the_subject_names_the_first_matter_and_counts_the_others():
    facts = Facts(incidents=[incident()], failures={"untc": 2}, dead=[dead()], disk="full")
    message = alert(events(SETTINGS, facts, [], NOW), "UTC", NOW)
    assert message.subject == "Treaty watcher: untc cannot be read or trusted; and 2 more"


def test_the_database_is_told_of_both_ways():
    refuses = database_event("the disk is full", NOW, over=False, now=NOW)
    works = database_event("", NOW, over=True, now=NOW + 2 * HOUR)
    assert (refuses.text, works.text) == ("the disk is full", "works again after 2 h.")


def test_hostile_reasons_are_one_clean_line():
    facts = Facts(incidents=[incident(reason="bad\r\nBcc: x\x00\u202e")], failures={"untc": 2})
    (event,) = events(SETTINGS, facts, [], NOW)
    assert "\n" not in event.text
    assert "\u202e" not in event.text
