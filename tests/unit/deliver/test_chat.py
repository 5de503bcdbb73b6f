"""A chat gets a few lines through apprise; its URL, which holds a token, stands in no sentence."""

import json
import sys

import pytest

from tests.servers import FOREVER, raw, redirect, reply
from tests.unit.deliver.building import a_delivery, a_digest, a_test_message, the_means
from watcher.deliver import chat
from watcher.deliver.chat import deliver
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Chat, Secret

TOKEN = "s3cret-t0ken"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def a_chat(*urls):
    return ChannelSettings("team", "chat", chat=Chat(urls))


def url_of(site, kind="json", path="/hook"):
    return f"{kind}://127.0.0.1:{site.port}{path}"


async def send(url, message=None, *, to=None, **means):
    recipient = to or (url.reference if isinstance(url, Secret) else url)
    async with the_means(**means) as way:
        return await deliver(a_chat(url), a_delivery(message, recipient=recipient), way)


async def refused(url, **settings):
    with pytest.raises(DeliveryError) as caught:
        await send(url, **settings)
    return caught.value


async def test_a_service_gets_the_subject_and_the_news(site):
    site.answer_all(reply(200))
    receipt = await send(url_of(site))
    assert receipt.detail.endswith("took it")
    body = json.loads(site.requests[0].body)
    assert body["title"] == "Mauritius signs"
    assert "Who is Zubrowka?" in body["message"]


@pytest.mark.parametrize("kind", ["json", "form", "xml", "ntfy"])
async def test_several_kinds_of_services_are_reached(site, kind):
    site.answer_all(reply(200, b"{}", {"Content-Type": "application/json"}))
    await send(url_of(site, kind, "/topic"), a_test_message())
    assert b"This" in site.requests[0].body
    assert b"test" in site.requests[0].body


async def test_only_the_recipient_of_the_delivery_gets_it(site):
    site.answer_all(reply(200))
    first, second = url_of(site, path="/a"), url_of(site, path="/b")
    async with the_means() as means:
        await deliver(a_chat(first, second), a_delivery(recipient=second), means)
    assert [seen.path.rstrip("/") for seen in site.requests] == ["/b"]


@pytest.mark.parametrize("status", [301, 400, 403, 410, 429, 500, 503])
async def test_a_refusal_is_tried_again_since_nobody_tells_its_status(site, status):
    site.answer_all(reply(status))
    error = await refused(url_of(site))
    assert "did not take it" in str(error)
    assert not error.permanent


async def test_a_url_that_calls_its_failure_optional_gets_no_receipt(site):
    site.answer_all(reply(500))
    await refused(url_of(site, path="/hook?optional=yes"))


async def test_a_redirect_is_not_followed(site):
    site.answer("/hook", redirect(site.url("/elsewhere"), 307))
    site.answer("/hook/", redirect(site.url("/elsewhere"), 307))
    await refused(url_of(site))
    assert site.count("/elsewhere") == 0


async def test_a_service_that_hangs_is_given_up(site, monkeypatch):
    monkeypatch.setattr(chat, "TOTAL_SECONDS", 1)
    site.answer_all(raw(FOREVER))
    await refused(url_of(site))


async def test_a_service_that_is_not_there_is_told_with_apprises_words():
    assert "onnection error" in str(await refused("json://127.0.0.1:1/hook"))


async def test_a_token_stands_in_no_sentence(site, monkeypatch, capfd):
    site.answer_all(reply(500))
    monkeypatch.setenv("CHAT_URL", url_of(site, path=f"/{TOKEN}?key={TOKEN}"))
    told = str(await refused(Secret("env:CHAT_URL")))
    assert "env:CHAT_URL" in told
    assert TOKEN not in told
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize("url", [f"nonsense://{TOKEN}", "", f"slack://{TOKEN}", "json://"])
async def test_a_url_that_nobody_understands_is_refused_for_good_and_not_repeated(
    monkeypatch, url, capfd
):
    monkeypatch.setenv("CHAT_URL", url or " ")
    error = await refused(Secret("env:CHAT_URL"))
    assert TOKEN not in str(error)
    assert "".join(capfd.readouterr()) == ""


async def test_a_service_that_is_no_longer_configured_is_refused_for_good(site):
    error = await refused(url_of(site), to="env:GONE")
    assert error.permanent
    assert "env:GONE" in str(error)


async def test_without_apprise_it_says_what_to_install(site, monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert "pip install 'treaty-watcher[chat]'" in str(await refused(url_of(site)))


async def test_without_private_deliveries_a_host_of_ones_own_network_is_refused(site):
    told = str(await refused(url_of(site), allow_private=False))
    assert "service.allow_private_deliveries" in told
    assert site.connections == 0


async def test_hostile_words_can_mention_nobody_and_break_nothing(site):
    site.answer_all(reply(200))
    hostile = "@everyone <!channel> <@U123> [x](javascript:alert(1)) \x00\u202e\r\n`*|" + "x" * 3000
    await send(url_of(site), a_digest(subject=hostile, title=hostile))
    body = json.loads(site.requests[0].body)
    for text in (body["title"], body["message"]):
        assert "@everyone" not in text
        assert "<" not in text
        assert "\u202e" not in text


async def test_a_long_message_comes_in_parts(site):
    site.answer_all(reply(200, b"{}", {"Content-Type": "application/json"}))
    await send(url_of(site, "ntfy", "/topic"), a_digest(subject="x " * 100, title="y " * 5000))
    assert site.count() >= 2
