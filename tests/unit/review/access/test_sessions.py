from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from watcher.review.access.sessions import LIFETIME, Sessions, clean_name

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
KEY = b"k" * 32


def sessions(key: bytes = KEY, password: str | None = "a hash", *, secure: bool = False):
    return Sessions(key, password, "watcher-8080", secure=secure)


def cookie(header: str) -> str:
    return header.partition(";")[0].partition("=")[2]


def logged_in(to: Sessions):
    session = to.new(NOW, "Ana Lima", logged_in=True)
    return session, cookie(to.header(session))


def test_a_session_is_read_back_as_it_was():
    desk = sessions()
    session, value = logged_in(desk)

    assert session == desk.read(value, NOW)


def test_a_session_outlives_the_process_and_ends_after_seven_days():
    _, value = logged_in(sessions())

    assert sessions().read(value, NOW + LIFETIME - timedelta(seconds=1))
    assert sessions().read(value, NOW + LIFETIME) is None
    assert sessions().read(value, NOW - timedelta(hours=1)) is None


def test_a_new_password_ends_every_session_and_so_does_a_new_key():
    _, value = logged_in(sessions())

    assert sessions(password="another hash").read(value, NOW) is None
    assert sessions(password=None).read(value, NOW) is None
    assert sessions(key=b"x" * 32).read(value, NOW) is None


def test_what_was_logged_out_is_refused_though_the_cookie_is_kept():
    desk = sessions()
    session, value = logged_in(desk)
    _, other = logged_in(desk)

    assert "Max-Age=0" in desk.end(session, NOW)
    assert desk.read(value, NOW) is None
    assert desk.read(other, NOW)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites():
    header = sessions().header(sessions().new(NOW))

    assert header.startswith("watcher-8080=")
    assert header.endswith("; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax")


def test_over_https_the_cookie_never_leaves_it():
    desk = sessions(secure=True)

    assert desk.header(desk.new(NOW)).startswith("__Host-watcher-8080=")
    assert desk.header(desk.new(NOW)).endswith("; Secure")
    assert desk.cookie == "__Host-watcher-8080"


def test_a_session_without_a_password_goes_on_while_it_is_used():
    desk = sessions(password=None)
    session = desk.new(NOW, "Ana")
    renewed = desk.renewed(session, NOW + timedelta(days=2))

    assert desk.renewed(session, NOW + timedelta(hours=1)) is None
    assert renewed is not None
    assert (renewed.id, renewed.name) == (session.id, "Ana")
    assert renewed.began == NOW + timedelta(days=2)


def test_a_session_after_a_password_does_not():
    desk = sessions()
    session, _ = logged_in(desk)

    assert desk.renewed(session, NOW + timedelta(days=6)) is None


def test_the_token_of_forms_is_of_one_session_and_one_desk():
    desk = sessions()
    session = desk.new(NOW)

    assert desk.csrf(session) == desk.csrf(session)
    assert desk.csrf(session) != desk.csrf(desk.new(NOW))
    assert desk.csrf(session) != sessions(key=b"x" * 32).csrf(session)


@pytest.mark.parametrize("value", [None, "", "x", "a.b", "=" * 50, "\x00", "é", "x" * 100_000])
def test_what_is_no_cookie_of_ours_is_no_session(value):
    assert sessions().read(value, NOW) is None


@pytest.mark.parametrize("said", [[], "id", {"logged_in": True}, ["id", "soon", None, True], None])
def test_a_cookie_that_another_release_signed_is_none_either(said):
    import hashlib
    import hmac

    bound = hmac.digest(KEY, b"a hash", "sha256")
    signer = URLSafeSerializer(
        bound, salt="session", signer_kwargs={"digest_method": hashlib.sha256}
    )

    assert sessions().read(signer.dumps(said), NOW) is None


@given(place=st.integers(0, 400), letter=st.sampled_from("AZaz09-_.=~ "))
def test_no_cookie_that_was_altered_is_accepted(place, letter):
    desk = sessions()
    _, value = logged_in(desk)
    place %= len(value)
    altered = value[:place] + letter + value[place + 1 :]

    found = desk.read(altered, NOW)

    # The last letter of base64 holds bits that mean nothing: the same bytes are the same cookie.
    assert found is None or found == desk.read(value, NOW)
    if place < len(value) - 1 and altered != value:
        assert found is None


@given(st.text(max_size=300))
def test_a_name_is_one_short_line(text):
    name = clean_name(text)

    assert name is None or (len(name) <= 80 and [name] == name.splitlines())
