"""Signatures that any library of Standard Webhooks verifies."""

import base64
import json
from datetime import UTC, datetime

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from watcher.deliver.signing import key_of, signed

SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = base64.b64encode(b"another secret, new").decode()
SOME_TIME = datetime.fromtimestamp(1614265330, UTC)


def test_the_published_vector():
    """The one of the reference libraries."""
    headers = signed(
        [key_of(f"whsec_{SECRET}")],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        SOME_TIME,
        b'{"test": 2432232314}',
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(st.dictionaries(st.text(), st.text()), st.uuids())
def test_an_independent_library_verifies_whatever_is_signed(content, delivery):
    body = json.dumps(content).encode()
    headers = signed([key_of(SECRET)], str(delivery), datetime.now(UTC), body)
    assert standardwebhooks.Webhook(SECRET).verify(body, headers) == content


@pytest.mark.parametrize("secret", [SECRET, OTHER])
def test_with_two_secrets_either_side_of_a_rotation_can_verify(secret):
    headers = signed([key_of(OTHER), key_of(SECRET)], "id", datetime.now(UTC), b"{}")
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert standardwebhooks.Webhook(secret).verify(b"{}", headers) == {}


def test_another_body_is_not_verified():
    headers = signed([key_of(SECRET)], "id", datetime.now(UTC), b"{}")
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(SECRET).verify(b"[]", headers)


@pytest.mark.parametrize("secret", ["hunter2", "whsec_", "", "whsec_hunter2!", "whsec_h€"])
def test_what_is_no_secret_is_refused_and_not_repeated(secret):
    with pytest.raises(ValueError, match="webhook secret") as caught:
        key_of(secret)
    assert "hunter2" not in str(caught.value)
