"""The dates ahead that a digest reminds of: who is told, in which words, and when no more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.unit.digest.conftest import NOW, NUMBER
from watcher.digest.compose import compose, compose_alert
from watcher.digest.render.brief import render_brief
from watcher.digest.render.html import render_html
from watcher.digest.render.text import render_text
from watcher.model.ahead import Ahead, AheadKind
from watcher.model.message import from_json, to_json
from watcher.model.treaty import Treaty

TODAY = date(2025, 11, 20)  # of NOW, in Vienna
PARIS = "XXVII-7-d"


def ahead(kind=AheadKind.CLOSES_FOR_SIGNATURE, days=7, what="closes for signature", **fields):
    fields.setdefault("treaty", NUMBER)
    return Ahead(
        date=TODAY + timedelta(days=days),
        kind=kind,
        what=what,
        basis="stated in the configuration",
        **fields,
    )


def of(who, code, kind=AheadKind.TAKES_EFFECT, days=7):
    what = f"enters into force for {who}" if kind is AheadKind.TAKES_EFFECT else f"{who} leaves"
    return ahead(kind, days, what, participant=who, participant_code=code)


def told(settings, log, *dates, now=NOW, **different):
    return compose(settings, log.material(ahead=dates, **different), now=now)


def sentences(digest):
    return [each.sentence for each in digest.reminders]


def test_a_digest_with_nothing_but_a_reminder_is_not_empty_and_begins_with_it(settings, log):
    digest = told(settings, log, ahead())
    assert not digest.empty
    assert digest.subject == (
        "In 7 days: UN Convention against Cybercrime closes for signature; no change on 3 sources"
    )


def test_beside_what_is_on_record_reminders_are_counted(settings, log, act):
    log.add("untc", None, act("Mauritius"))
    digest = told(settings, log, ahead(), ahead(days=1, what="opens"))
    assert digest.subject == (
        "UN Convention against Cybercrime: Mauritius signs (73 signatories); 2 dates ahead"
    )


def test_the_first_of_several_is_named_and_the_rest_counted(settings, log):
    subject = told(settings, log, ahead(), ahead(days=30, what="opens again")).subject
    assert subject.endswith("no change on 3 sources; 1 more date ahead")


def test_all_forms_say_it(settings, log):
    digest = told(settings, log, ahead())
    line = "In 7 days: UN Convention against Cybercrime closes for signature on 27 Nov 2025."
    assert line in " ".join(render_text(digest).split())
    assert line in render_html(digest)
    assert f"- {line}" in render_brief(digest).split("\n")
    assert "Stated in the configuration." in render_text(digest)


def test_what_was_composed_is_read_back_as_it_was(settings, log):
    digest = told(settings, log, ahead(), of("Fiji", "FJI"))
    assert from_json(to_json(digest)) == digest


def test_a_digest_of_the_last_release_has_no_reminders(settings, log):
    stored = to_json(compose(settings, log.material(), now=NOW))
    assert from_json(stored.replace('"reminders":[],', "")).reminders == ()


@pytest.mark.parametrize(
    ("days", "begins"),
    [(0, "Today: "), (1, "Tomorrow: "), (2, "In 2 days: "), (30, "In 30 days: ")],
)
def test_the_days_are_counted_to_it(settings, log, days, begins):
    digest = told(settings, log, ahead(days=days))
    assert digest.reminders[0].days == days
    assert f"- {begins}" in render_brief(digest)


def test_days_are_those_of_the_readers_zone(settings, log):
    """At 23:30 UTC it is the next day in Vienna already."""
    late = NOW.replace(hour=23, minute=30)
    assert told(settings, log, ahead(), now=late).reminders[0].days == 6
    utc = replace(settings, timezone="UTC")
    assert told(utc, log, ahead(), now=late).reminders[0].days == 7


def test_what_is_past_when_the_digest_is_composed_is_not_told(settings, log):
    """It fell due on Monday; the watcher was off until Thursday."""
    digest = told(settings, log, ahead(days=1), now=NOW + timedelta(days=2))
    assert digest.reminders == ()
    assert digest.empty


@pytest.mark.parametrize(
    ("kind", "what", "sentence"),
    [
        (
            AheadKind.ENTRY_INTO_FORCE,
            "enters into force",
            "UN Convention against Cybercrime enters into force on 27 Nov 2025",
        ),
        (
            AheadKind.WITHDRAWAL,
            "Fiji's withdrawal takes effect",
            "UN Convention against Cybercrime: Fiji's withdrawal takes effect on 27 Nov 2025",
        ),
        (
            AheadKind.ANNOUNCED,
            "Conference of the States Parties",
            "UN Convention against Cybercrime: Conference of the States Parties, 27 Nov 2025",
        ),
    ],
)
def test_each_kind_has_its_words(settings, log, kind, what, sentence):
    assert sentences(told(settings, log, ahead(kind, what=what))) == [sentence]


def test_what_befalls_several_on_one_day_is_one_reminder(settings, log):
    digest = told(settings, log, of("Fiji", "FJI"), of("Malta", "MLT"), of("Tonga", "TON", days=1))
    assert sentences(digest) == [
        "UN Convention against Cybercrime enters into force for Tonga on 21 Nov 2025",
        "UN Convention against Cybercrime enters into force for Fiji and Malta on 27 Nov 2025",
    ]
    assert [each.participant for each in digest.reminders] == ["Tonga", None]


def test_of_sixty_on_one_day_some_are_named(settings, log):
    many = [of(f"State {number}", None) for number in range(60)]
    assert sentences(told(settings, log, *many)) == [
        (
            "UN Convention against Cybercrime enters into force for State 0, State 1, State 2, "
            "State 3, State 4 and 55 more on 27 Nov 2025"
        )
    ]


def test_withdrawals_of_one_day_are_told_together(settings, log):
    leaving = [of(who, None, AheadKind.WITHDRAWAL) for who in ("Fiji", "Malta")]
    assert sentences(told(settings, log, *leaving)) == [
        (
            "UN Convention against Cybercrime: the withdrawals of Fiji and Malta take effect on "
            "27 Nov 2025"
        )
    ]


def test_what_is_sent_at_once_reminds_of_nothing(settings, log, act):
    log.add("untc", None, act("Mauritius"))
    urgent = replace(settings, immediate=("signature",))
    assert compose_alert(urgent, log.material(ahead=(ahead(),)), now=NOW).reminders == ()


def test_only_treaties_that_are_asked_for_are_told(settings, log):
    dates = (ahead(), ahead(treaty=PARIS))
    both = {PARIS: Treaty(PARIS, "Paris Agreement"), NUMBER: Treaty(NUMBER, "Cybercrime")}
    one = replace(settings, treaties=(PARIS,))
    digest = told(one, log, *dates, treaties=both)
    assert [each.treaty for each in digest.reminders] == [PARIS]


def test_a_digest_of_some_sources_tells_the_dates_of_their_treaties(settings, log):
    dates = (ahead(), ahead(treaty=PARIS))
    assert len(told(replace(settings, sources=("untc",)), log, *dates).reminders) == 1
    assert told(replace(settings, sources=("news",)), log, *dates).reminders == ()


def test_a_date_of_no_participant_concerns_all(settings, log):
    one = replace(settings, participants=("FJI",))
    digest = told(one, log, ahead(), of("Fiji", "FJI"), of("Malta", "MLT"))
    assert [each.participant for each in digest.reminders] == [None, "Fiji"]


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("signature", ["closes_for_signature"]),
        ("ratification", ["takes_effect"]),
        ("withdrawal", ["withdrawal"]),
        ("entry_into_force", ["entry_into_force", "takes_effect"]),
    ],
)
def test_who_asks_for_some_actions_is_told_what_has_to_do_with_them(settings, log, action, kinds):
    dates = [
        ahead(),
        ahead(AheadKind.ENTRY_INTO_FORCE, what="enters into force"),
        of("Fiji", "FJI"),
        of("Fiji", "FJI", AheadKind.WITHDRAWAL),
        ahead(AheadKind.ANNOUNCED, what="Conference"),
    ]
    digest = told(replace(settings, actions=(action,)), log, *dates)
    assert [each.kind for each in digest.reminders] == kinds


def test_hostile_words_of_a_record_do_no_harm(settings, log):
    digest = told(settings, log, of("<b>Fiji</b>\x1b[2J\r\nBcc: x", None))
    assert "\x1b" not in render_text(digest)
    assert "<b>Fiji" not in render_html(digest)
    assert len(digest.reminders[0].sentence.splitlines()) == 1
