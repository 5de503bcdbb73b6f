"""A webhook is signed so that an independent library verifies it; only 2xx is success."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
import standardwebhooks

from tests.servers import FOREVER, drip, raw, redirect, reply
from tests.unit.deliver.building import a_delivery, a_digest, a_test_message, the_means
from watcher.deliver import http, webhook
from watcher.deliver.webhook import body_of, deliver
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Secret, Webhook
from watcher.model.operator import OperatorAlert

OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEW = "whsec_bmV3IHNlY3JldCwgbG9uZyBlbm91Z2g="


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("OLD", OLD)
    monkeypatch.setenv("NEW", NEW)
    monkeypatch.setattr(http, "TOTAL_SECONDS", 1.0)
    monkeypatch.setattr(http, "BODY_SECONDS", 0.2)


def a_channel(url, *secrets):
    webhook = Webhook(url, tuple(map(Secret, secrets or ("env:OLD",))))
    return ChannelSettings("desk", "webhook", webhook=webhook)


async def post(channel, delivery=None):
    async with the_means() as means:
        return await deliver(channel, delivery or a_delivery(), means)


async def refused(channel, delivery=None):
    with pytest.raises(DeliveryError) as caught:
        await post(channel, delivery)
    return caught.value


def verified(seen, secret=OLD):
    """What the receiving side makes of a request, by the reference library."""
    headers = {name.lower(): text for name, text in seen.headers}
    return standardwebhooks.Webhook(secret).verify(seen.body, headers)


async def test_the_receiver_verifies_what_it_gets(site):
    site.answer("/hook", reply(204))
    receipt = await post(a_channel(site.url("/hook")))
    assert receipt.detail == f"{site.url('/hook')} answered 204"
    content = verified(site.requests[0])
    assert (content["type"], content["timestamp"]) == ("treaty.digest", "2025-11-20T07:00:00Z")
    assert content["data"]["subject"] == "Mauritius signs"
    assert site.requests[0].header("content-type") == "application/json"


async def test_during_a_rotation_both_sides_of_it_verify(site):
    site.answer("/hook", reply(204))
    await post(a_channel(site.url("/hook"), "env:NEW", "env:OLD"))
    assert verified(site.requests[0], OLD) == verified(site.requests[0], NEW)


async def test_a_repeat_has_the_same_id_and_body(site):
    site.answer("/hook", reply(500), reply(204))
    channel = a_channel(site.url("/hook"))
    await refused(channel)
    await post(channel)
    first, second = site.requests
    assert first.body == second.body
    assert first.header("webhook-id") == second.header("webhook-id") == "d-1"
    assert verified(second)


async def test_a_repeat_is_signed_anew_since_receivers_refuse_old_ones(site, monkeypatch):
    site.answer("/hook", reply(500), reply(204))
    now = datetime.now(UTC)
    moments = iter([now - timedelta(hours=1), now])
    monkeypatch.setattr(
        webhook, "datetime", type("Clock", (), {"now": staticmethod(lambda _zone: next(moments))})
    )
    await refused(a_channel(site.url("/hook")))
    await post(a_channel(site.url("/hook")))
    first, second = site.requests
    with pytest.raises(standardwebhooks.WebhookVerificationError, match="too old"):
        verified(first)
    assert verified(second)["data"]["subject"] == "Mauritius signs"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (a_digest(), "treaty.digest"),
        (a_digest(type="alert"), "treaty.alert"),
        (OperatorAlert("Trouble", "UTC", a_digest().composed_at, ()), "operator.alert"),
        (a_test_message(), "test"),
    ],
)
def test_each_message_has_its_type(message, kind):
    assert json.loads(body_of(message))["type"] == kind


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_every_2xx_is_success(site, status):
    site.answer("/hook", reply(status))
    await post(a_channel(site.url("/hook")))


@pytest.mark.parametrize("status", [300, 304, 400, 401, 403, 404, 405, 413, 429, 500, 502, 503])
async def test_nothing_else_is_and_it_is_tried_again(site, status):
    site.answer("/hook", reply(status, b"because" if status != 304 else b""))
    error = await refused(a_channel(site.url("/hook")))
    assert str(status) in str(error)
    assert not error.permanent


async def test_what_is_gone_is_given_up(site):
    site.answer("/hook", reply(410))
    assert (await refused(a_channel(site.url("/hook")))).permanent


async def test_a_redirect_is_told_and_not_followed(site):
    site.answer("/hook", redirect(site.url("/new"), 308))
    error = await refused(a_channel(site.url("/hook")))
    assert "write the new address" in str(error)
    assert site.count("/new") == 0


async def test_a_wish_for_later_is_handed_on(site):
    site.answer("/hook", reply(429, headers={"Retry-After": "60"}))
    assert (await refused(a_channel(site.url("/hook")))).retry_after == 60


@pytest.mark.parametrize("answer", [raw(FOREVER), raw(b"", reset=True), raw(b"nonsense\r\n\r\n")])
async def test_a_receiver_that_hangs_resets_or_babbles_has_not_taken_it(site, answer):
    site.answer("/hook", answer)
    assert not (await refused(a_channel(site.url("/hook")))).permanent


@pytest.mark.parametrize(
    "answer", [raw(b"HTTP/1.1 200 OK\r\n\r\nand", FOREVER), drip(b"x" * 1000, pause=0.1)]
)
async def test_a_receiver_that_said_200_has_taken_it_however_long_it_goes_on(site, answer):
    site.answer("/hook", answer)
    await post(a_channel(site.url("/hook")))


async def test_what_it_says_is_cleaned_and_cut(site):
    site.answer("/hook", reply(500, b"\x1b[2J\r\nforged line " + b"x" * 5000))
    told = str(await refused(a_channel(site.url("/hook"))))
    assert told.isprintable()
    assert len(told) < 500


async def test_an_address_that_is_a_secret_stands_in_no_sentence_and_no_receipt(site, monkeypatch):
    monkeypatch.setenv("HOOK", site.url("/s3cret?token=s3cret"))
    site.answer("/s3cret", reply(500), reply(204))
    channel = a_channel(Secret("env:HOOK"))
    told = str(await refused(channel))
    assert "s3cret" not in told
    assert "env:HOOK" in told
    assert (await post(channel)).detail == "env:HOOK answered 204"


async def test_what_a_receiver_repeats_of_a_secret_address_is_not_repeated_by_us(site, monkeypatch):
    """As frameworks do with a path that they do not know."""
    monkeypatch.setenv("HOOK", site.url("/s3cret-path/%C3%A9t%C3%A9-s3cret?token=t0ken-s3cret&x=1"))
    site.answer_all(
        lambda seen: reply(404, f"Cannot POST {seen.target} ({unquote(seen.target)})".encode())
    )
    told = str(await refused(a_channel(Secret("env:HOOK"))))
    assert "Cannot POST" in told
    assert "s3cret" not in told
    assert "t0ken" not in told


async def test_a_token_in_the_query_is_not_shown(site):
    site.answer("/hook", reply(500))
    assert "s3cret" not in str(await refused(a_channel(site.url("/hook?token=s3cret"))))


@pytest.mark.parametrize("secret", ["hunter2!", "whsec_"])
async def test_a_secret_that_is_none_is_told_by_its_place(site, monkeypatch, secret):
    monkeypatch.setenv("OLD", secret)
    told = str(await refused(a_channel(site.url("/hook"))))
    assert "env:OLD" in told
    assert "hunter2" not in told
    assert site.count() == 0


async def test_hostile_titles_arrive_as_json_and_nothing_else(site):
    site.answer("/hook", reply(204))
    subject = "x\"},\r\n\x00\u202e<script>=cmd|' \ud800" + "x" * 3000
    digest = a_digest(subject=subject.encode("utf-8", "backslashreplace").decode())
    await post(a_channel(site.url("/hook")), a_delivery(digest))
    content = verified(site.requests[0])
    assert content["data"]["subject"] == digest.subject
    assert set(content) == {"type", "timestamp", "data"}
