from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.review.access import body


def saying(*messages):
    left = list(messages)

    async def receive():
        return left.pop(0)

    return receive


def piece(data: bytes, *, more: bool = False):
    return {"type": "http.request", "body": data, "more_body": more}


async def test_a_body_in_pieces_is_read_whole_and_handed_on_whole():
    gone = {"type": "http.disconnect"}
    receive = saying(piece(b"a=", more=True), piece(b"1"), gone)
    whole = await body.read(receive, None)
    again = body.again(whole, receive)

    assert whole == b"a=1"
    assert await again() == piece(b"a=1")
    assert await again() == gone


async def test_a_sender_that_goes_away_has_sent_nothing():
    with pytest.raises(body.TooSlow):
        await body.read(saying(piece(b"a", more=True), {"type": "http.disconnect"}), None)


@pytest.mark.parametrize("length", ["65537", "9" * 5000])
async def test_what_says_that_it_is_too_large_is_not_read(length):
    with pytest.raises(body.TooLarge):
        await body.read(saying(), length)


@given(st.text(max_size=50), st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
def test_a_field_is_found_as_it_was_sent(value, others):
    others.pop("csrf", None)
    sent = urlencode([*others.items(), ("csrf", value)]).encode()

    assert body.field(sent, "csrf") == value
    assert body.field(sent + b"&csrf=", "csrf") is None
    assert body.field(urlencode(others).encode(), "csrf") is None


@given(st.binary(max_size=200))
def test_bytes_that_are_no_form_hold_no_field_or_one(data):
    assert body.field(data, "csrf") is None or b"csrf" in data or b"%" in data


def test_a_form_of_thousands_of_fields_is_none():
    assert body.field(b"csrf=x" + b"&a=1" * 5000, "csrf") is None
