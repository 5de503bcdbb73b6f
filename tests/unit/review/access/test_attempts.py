from datetime import UTC, datetime, timedelta

import pytest

from watcher.review.access.attempts import OF_ALL, OF_ONE, WINDOW, Attempts, client_of

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_one_address_has_ten_attempts_in_five_minutes_and_others_are_not_kept_from_it():
    attempts = Attempts()
    assert all(attempts.wait("a", NOW + n * SECOND) is None for n in range(OF_ONE))

    assert attempts.wait("a", NOW + 60 * SECOND) == WINDOW - 60 * SECOND
    assert attempts.wait("b", NOW + 60 * SECOND) is None
    assert attempts.wait("a", NOW + WINDOW) is None
    assert attempts.wait("a", NOW + WINDOW) == SECOND


def test_many_addresses_together_have_a_hundred():
    attempts = Attempts()
    assert all(attempts.wait(str(n), NOW) is None for n in range(OF_ALL))

    assert attempts.wait("one more", NOW + SECOND) == WINDOW - SECOND
    assert attempts.wait("one more", NOW + WINDOW) is None


def test_who_waits_for_nothing_is_not_made_to_wait_longer():
    attempts = Attempts()
    for _ in range(OF_ONE):
        attempts.wait("a", NOW)
    for n in range(50):
        attempts.wait("a", NOW + n * SECOND)

    assert attempts.wait("a", NOW + WINDOW) is None


def test_who_comes_in_begins_anew():
    attempts = Attempts()
    for _ in range(OF_ONE):
        attempts.wait("a", NOW)
    attempts.forget("a")

    assert attempts.wait("a", NOW) is None


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("172.17.0.1", "10.0.0.1, 8.8.8.8", "8.8.8.8"),  # what the nearest proxy saw
        ("8.8.8.8", "198.51.100.7", "8.8.8.8"),  # whoever says so himself is not believed
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("2a01:4f8:1:2:3:4:5:6", "", "2a01:4f8:1:2::"),  # one of the 2**64 that he has
        (None, "1.1.1.1", "unknown"),
    ],
)
def test_who_tries_is_told_by_his_address(peer, forwarded, client):
    headers = {"x-forwarded-for": forwarded} if forwarded else {}

    assert client == client_of(peer, headers)
