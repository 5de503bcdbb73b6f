"""Why a digest came, or did not: the sentence that an operator reads, in each case."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.model.channel import DeliveryState
from watcher.model.digest import DigestSettings
from watcher.review.digests.cron_words import in_words
from watcher.review.digests.fate import Fate, Seen
from watcher.review.digests.periods import Message, last_periods
from watcher.review.digests.wall import Wall
from watcher.review.digests.why import not_yet, why
from watcher.review.standing import Standing
from watcher.store.sent import Composed

NOW = datetime(2026, 2, 4, 9, 30, tzinfo=UTC)
DUE = datetime(2026, 2, 4, 7, 0, tzinfo=UTC)
TICK = timedelta(seconds=2)
DAILY = DigestSettings("daily", "Daily", "0 7 * * *", "UTC", ("desk",))
RUNNING = Standing(NOW - timedelta(seconds=10), alive=True)
STOPPED = Standing(datetime(2026, 2, 3, 18, 2, tzinfo=UTC), alive=False)
NEVER = Standing(None, alive=False)


def delivery(state="delivered", recipient="reader@example.org", **fields):
    values = {
        "id": "3f2b8c1d",
        "digest": "daily",
        "subject": "News",
        "channel": "mail",
        "recipient": recipient,
        "state": state,
        "attempts": fields.get("tries", 0),
        "created_at": DUE + TICK,
        "next_attempt": None,
        "finished_at": DUE + 2 * TICK if state == "delivered" else None,
        "answer": None,
        **fields,
    }
    return DeliveryState(**values)


def message(*deliveries, end=DUE, number=12, **fields):
    values = {
        "number": number,
        "series": "daily",
        "period_end": end,
        "composed_at": end + TICK,
        "since_seq": 3,
        "until_seq": 12,
        "subject": "News",
        "sent": True,
        "told_with": None,
        **fields,
    }
    return Message(Composed(**values), deliveries)


def answer(*messages, standing=RUNNING, begun=DUE - timedelta(days=9), now=NOW, place=0):
    periods = last_periods(DAILY, begun, messages, now, 14)
    return why(periods[place], Seen(now, Wall(ZoneInfo("UTC"), now), standing))


def test_one_that_arrived_says_with_whom_and_when():
    told = answer(message(delivery(), delivery(recipient="", channel="file")))
    assert told.fate is Fate.ARRIVED
    assert str(told) == (
        "Today's digest, due at 07:00, was composed today at 07:00:02 and arrived "
        "with mail (reader@example.org) today at 07:00:04 and with file today at 07:00:04."
    )


def test_many_recipients_are_counted():
    told = answer(message(*(delivery(recipient=f"{n}@example.org") for n in range(30))))
    assert str(told).endswith("arrived with all 30 recipients, the last today at 07:00.")


def test_nothing_to_tell_says_which_lines_were_looked_at():
    told = answer(message(sent=False))
    assert told.fate is Fate.NOTHING_TO_TELL
    assert "had nothing to tell" in str(told)
    assert "lines, 4 to 12, none is for it" in str(told)


def test_nothing_to_tell_of_a_log_that_stood_still():
    assert "no new line" in str(answer(message(sent=False, since_seq=12)))


def test_a_period_that_was_missed_names_the_message_that_is_for_it():
    day = timedelta(days=1)
    missed = message(
        end=DUE - day, number=11, sent=False, told_with=12, composed_at=NOW - timedelta(minutes=5)
    )
    told = answer(message(delivery(), composed_at=NOW - timedelta(minutes=5)), missed, place=1)
    assert told.fate is Fate.TOLD_LATER
    assert str(told) == (
        "Yesterday's digest, due at 07:00, was told with digest 12, composed today at 09:25: "
        "the watch was not running when it was due."
    )
    assert [piece.message for piece in told.pieces if piece.message] == [12]


def test_a_server_that_refuses_is_quoted_with_the_attempt_and_the_next_one():
    told = answer(
        message(
            delivery(
                "queued",
                tries=5,
                answer="smtp.example.org refuses the connection.",
                next_attempt=NOW + timedelta(minutes=40),
            )
        )
    )
    assert told.fate is Fate.FAILING
    assert str(told) == (
        "Today's digest, due at 07:00, was composed today at 07:00:02 and has not reached "
        "mail (reader@example.org): smtp.example.org refuses the connection "
        "(attempt 5 of 10, next today at 10:10)."
    )
    assert [piece.text for piece in told.pieces if piece.outside] == [
        "mail (reader@example.org)",
        "smtp.example.org refuses the connection",
    ]


def test_while_the_watch_is_off_nothing_is_tried_again():
    failing = delivery("queued", tries=1, answer="no route", next_attempt=NOW - TICK)
    told = answer(message(failing), standing=STOPPED)
    assert "The watch is not running; its last sign of life was yesterday at 18:02" in str(told)
    assert str(told).endswith("so nothing is sent until it is started again.")


def test_queued_while_the_watch_is_off():
    told = answer(message(delivery("queued", next_attempt=DUE + TICK)), standing=STOPPED)
    assert told.fate is Fate.WAITING


def test_quiet_hours_hold_it_until_their_end():
    told = answer(message(delivery("queued", next_attempt=NOW + timedelta(hours=1))))
    assert told.fate is Fate.QUIET
    assert str(told).endswith(
        "and waits for the end of the quiet hours to reach mail (reader@example.org), "
        "today at 10:30."
    )


def test_one_that_was_just_composed_is_on_its_way():
    told = answer(
        message(delivery("queued", next_attempt=DUE + TICK)),
        now=DUE + 2 * TICK,
        standing=Standing(DUE, alive=True),
    )
    assert told.fate is Fate.ON_ITS_WAY


def test_one_that_was_given_up_says_that_only_a_person_sends_it_again():
    dead = delivery("dead", tries=10, answer="550 no such user", tried_at=NOW)
    told = answer(message(delivery(recipient="other@example.org"), dead))
    assert told.fate is Fate.GIVEN_UP
    assert "arrived with 1 of 2 recipients and did not reach mail (reader@example.org): " in (
        str(told)
    )
    assert "550 no such user. It was given up after 10 attempts, the last today at 09:30" in (
        str(told)
    )


def test_what_was_given_up_is_named_before_what_is_tried_again():
    trying = delivery("queued", "a@example.org", tries=1, answer="busy", next_attempt=NOW)
    dead = delivery("dead", "b@example.org", tries=1, answer="no such user", tried_at=NOW)
    more = [
        delivery("queued", f"{n}@example.org", tries=1, answer=f"busy {n}", next_attempt=NOW)
        for n in range(5)
    ]
    told = str(answer(message(trying, dead, *more)))
    assert told.index("b@example.org") < told.index("a@example.org")
    assert told.endswith("; nor with 4 more.")


def test_recipients_of_whom_the_same_is_to_be_said_are_named_together():
    refused = "channel mail, mail to {} by smtp.example.org: the server cannot be reached"
    told = answer(
        message(
            *(
                delivery("queued", to, tries=2, answer=refused.format(to), next_attempt=NOW)
                for to in ("a@example.org", "b@example.org", "c@example.org", "d@example.org")
            )
        )
    )
    assert str(told).endswith(
        "and has not reached mail (a@example.org), mail (b@example.org), mail (c@example.org) "
        "and 1 more: smtp.example.org: the server cannot be reached (attempt 2 of 10, next now)."
    )


def test_a_digest_without_a_channel_went_to_nobody():
    told = answer(message())
    assert told.fate is Fate.NO_RECIPIENT
    assert told.fate.look == "bad"


def test_a_watch_that_is_off_composes_nothing():
    told = answer(message(delivery(), end=DUE - timedelta(days=1)), standing=STOPPED)
    assert told.fate is Fate.NOT_COMPOSED
    assert str(told) == (
        "Today's digest, due at 07:00, was not composed. The watch is not running; its last sign "
        "of life was yesterday at 18:02. Start `watcher run`: it composes at once what is overdue."
    )


def test_a_watch_that_never_ran_composes_nothing():
    assert "never ran with this database" in str(answer(standing=NEVER))


def test_a_watch_that_ended_after_the_digest_was_due_must_say_why_itself():
    ended = Standing(DUE + timedelta(hours=1), alive=False)
    assert "its log says why it composed nothing" in str(answer(standing=ended))


def test_a_running_watch_that_does_not_compose_is_not_taken_for_well():
    told = answer()
    assert told.fate is Fate.NOT_COMPOSED
    assert "another configuration" in str(told)


def test_a_digest_is_given_a_moment_to_be_composed():
    now = DUE + TICK
    running = Standing(DUE, alive=True)
    assert answer(now=now, standing=running).fate is Fate.COMPOSING


def test_what_a_person_composed_by_hand_is_named_so_and_stands_for_the_period_before():
    by_hand = message(delivery(), end=NOW - timedelta(minutes=30))
    assert str(answer(by_hand)).startswith(
        "The digest that was composed by hand today at 09:00 was composed"
    )
    before = answer(by_hand, place=1)
    assert before.fate is Fate.TOLD_LATER
    assert "what was new then stands in digest 12" in str(before)


def test_days_further_back_are_named_by_their_date():
    told = answer(message(delivery(), end=DUE - timedelta(days=5)), place=5)
    assert str(told).startswith("The digest due on 30 Jan 2026 at 07:00 was composed")


def test_a_digest_that_is_new_says_when_its_first_period_ends():
    begun = DUE + TICK
    assert last_periods(DAILY, begun, (), NOW, 14) == ()
    seen = Seen(NOW, Wall(ZoneInfo("UTC"), NOW), RUNNING)
    told = not_yet(begun, DUE + timedelta(days=1), seen)
    assert told.endswith("The first one is due tomorrow at 07:00.")


def test_a_digest_that_no_watch_knows_has_no_periods():
    assert last_periods(DAILY, None, (), NOW, 14) == ()
    assert "begins with the next start" in not_yet(
        None, DUE, Seen(NOW, Wall(ZoneInfo("UTC"), NOW), RUNNING)
    )


@given(
    off=st.timedeltas(timedelta(0), timedelta(days=800)),
    schedule=st.sampled_from(["* * * * *", "0 * * * *", "0 7 * * *", "0 7 1 * *", "0 0 29 2 *"]),
    zone=st.sampled_from(["UTC", "Europe/Vienna", "America/New_York"]),
)
def test_however_long_the_watch_was_off_the_newest_periods_are_shown(off, schedule, zone):
    settings = DigestSettings("d", "D", schedule, zone, ("desk",))
    periods = last_periods(settings, NOW - off, (), NOW, 14)
    ends = [period.end for period in periods]
    assert len(ends) <= 14
    assert ends == sorted(ends, reverse=True)
    assert all(NOW - off < end <= NOW for end in ends)
    assert not any(period.by_hand for period in periods)


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 7 * * *", "every day at 07:00"),
        ("0 7 * * 1", "every Monday at 07:00"),
        ("0 7,19 * * 1-5", "Monday to Friday at 07:00 and 19:00"),
        ("0 7 * * MON,fri", "every Monday and Friday at 07:00"),
        ("0 7 1,15 * *", "on days 1 and 15 of every month at 07:00"),
        ("*/15 * * * *", "every 15 minutes"),
        ("30 * * * 0", "every hour, 30 min past, every Sunday"),
        ("0 7 1-7 * 1", "by the cron expression 0 7 1-7 * 1"),
        ("5 4 * 3 *", "by the cron expression 5 4 * 3 *"),
        ("0 7 * * 1#2", "by the cron expression 0 7 * * 1#2"),
        ("0 7 L * *", "by the cron expression 0 7 L * *"),
    ],
)
def test_a_schedule_is_said_in_words_where_there_are_any(cron, words):
    assert in_words(cron) == words
