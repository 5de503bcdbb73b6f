"""What other processes ask of the daemon, and the sign of life that it leaves."""

from datetime import timedelta

from tests.unit.store.polling import NOW
from watcher.store.health import last_tick, ticked
from watcher.store.requests import Kind, answer, answers, ask, waiting


def test_a_request_waits_until_it_is_answered(db):
    first, second = ask(db, Kind.POLL, ["untc", "news"], NOW)
    assert [(each.id, each.subject) for each in waiting(db)] == [(first, "untc"), (second, "news")]
    assert answers(db, [first, second]) == {}
    answer(db, second, '{"outcome": "changed"}', NOW)
    assert [each.id for each in waiting(db)] == [first]
    assert answers(db, [first, second]) == {second: '{"outcome": "changed"}'}


def test_only_the_answers_that_are_asked_for_come(db):
    numbers = ask(db, Kind.POLL, ["untc"] * 3, NOW)
    for number in numbers:
        answer(db, number, str(number), NOW)
    assert answers(db, numbers[:1]) == {numbers[0]: str(numbers[0])}
    assert answers(db, []) == {}


def test_a_request_says_what_is_asked(db):
    for kind in Kind:
        ask(db, kind, ["untc"], NOW)
    assert [each.kind for each in waiting(db)] == list(Kind)


def test_nothing_is_asked_for(db):
    assert ask(db, Kind.POLL, [], NOW) == []
    assert waiting(db) == ()


def test_the_sign_of_life_is_the_latest(db):
    assert last_tick(db) is None
    ticked(db, NOW)
    ticked(db, NOW + timedelta(minutes=1))
    assert last_tick(db) == NOW + timedelta(minutes=1)
