from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.review.access.asked import Asked, Refusal
from watcher.review.access.places import Place
from watcher.review.access.rules import Ways, forged, refused, who
from watcher.review.access.sessions import Session
from watcher.review.access.visitor import Visitor
from watcher.review.credentials import Credentials

URL = "http://127.0.0.1:8080"
TOKEN = "a-token-that-may-read"
KNOWN = Credentials("a hash", (sha256(TOKEN.encode()).digest(),))
GUARDED = Ways(KNOWN, None, URL)
PROXIED = Ways(Credentials(None, KNOWN.read_tokens), "x-user", URL)
ANONYMOUS = Session("id", datetime(2026, 2, 3, tzinfo=UTC))

any_text = st.none() | st.text(max_size=30) | st.sampled_from(["Bearer", "Bearer ", "Bearer x"])
strangers = st.builds(
    Asked,
    method=st.sampled_from(["GET", "HEAD", "POST", "DELETE", "get", ""]),
    path=st.just("/changes"),
    place=st.sampled_from([each for each in Place if each not in (Place.PUBLIC, Place.DOOR)]),
    host=st.just("127.0.0.1:8080"),
    session=st.sampled_from([None, ANONYMOUS]),
    csrf=st.text(max_size=5),
    authorization=any_text,
    token=any_text,
    forwarded=st.booleans(),
    origin=any_text,
    fetch_site=any_text,
    content_type=any_text,
    csrf_header=any_text,
)


@given(strangers, st.sampled_from([GUARDED, PROXIED]))
def test_who_shows_nothing_gets_nothing_whatever_else_is_sent(asked, ways):
    visitor = who(asked, ways)

    assert isinstance(visitor, Refusal) or refused(asked, visitor) is not None


@given(strangers.map(lambda asked: replace(asked, authorization=f"Bearer {TOKEN}")))
def test_a_token_for_reading_reads_everything_and_writes_nothing(asked):
    visitor = who(asked, GUARDED)

    assert isinstance(visitor, Visitor)
    assert (refused(asked, visitor) is None) is (asked.method in ("GET", "HEAD"))


@given(
    st.none() | st.text(max_size=70),
    st.sampled_from([Place.PAGE, Place.DOOR]),
    st.sampled_from(["", "0" * 64]),
)
def test_no_form_is_taken_without_its_token(field, place, csrf):
    asked = Asked("POST", "/", place, "127.0.0.1:8080", content_type=FORM, csrf=csrf)
    visitor = Visitor(None, True, True, csrf, "session")

    taken = forged(asked, visitor, GUARDED, field) is None
    assert taken is (field == csrf != "")


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", FORM, "", None])
def test_the_api_takes_what_a_form_of_another_site_can_send_from_nobody(kind):
    asked = Asked("POST", "/api/v1/x", Place.API, "127.0.0.1:8080", content_type=kind)
    open_ = Ways(Credentials(), None, URL)
    visitor = who(asked, open_)

    assert isinstance(visitor, Visitor)
    refusal = forged(asked, visitor, open_, None)
    assert refusal is not None
    assert refusal.status == 415
    sent = replace(asked, content_type="application/json; charset=utf-8")
    assert forged(sent, visitor, open_, None) is None
