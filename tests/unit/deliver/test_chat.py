"""A chat gets a few lines through apprise; its URL, which holds a token, stands in no sentence."""

import asyncio
import io
import json
import logging
import re
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace

import pytest

from tests.servers import FOREVER, head, raw, redirect, reply
from tests.unit.deliver.building import a_delivery, a_digest, a_test_message, the_means
from tests.unit.digest import whole
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


@pytest.fixture
def _hasty(monkeypatch):
    """apprise waits 5.5 seconds between two parts of a message."""
    ntfy = pytest.importorskip("apprise.plugins.ntfy")
    monkeypatch.setattr(ntfy.NotifyNtfy, "request_rate_per_sec", 0)


def said(site):
    return [json.loads(seen.body)["message"] for seen in site.requests]


@pytest.mark.usefixtures("_hasty")
async def test_a_long_message_comes_in_parts_and_nothing_is_lost(site):
    site.answer_all(reply(200, b"{}", {"Content-Type": "application/json"}))
    await send(url_of(site, "ntfy", "/topic"), a_digest(title="y " * 5000))
    assert site.count() >= 2
    assert sum(part.count("y ") + part.endswith("y") for part in said(site)) == 5000


@pytest.mark.usefixtures("_hasty")
async def test_a_message_of_too_many_parts_is_cut_at_a_line_and_says_so(site, monkeypatch):
    """With its pauses it would never be through in time, and be begun again at each attempt."""
    ntfy = pytest.importorskip("apprise.plugins.ntfy")
    monkeypatch.setattr(ntfy.NotifyNtfy, "body_maxlen", 500)
    site.answer_all(reply(200, b"{}", {"Content-Type": "application/json"}))
    digest = replace(whole.full(), subject="News", reported=whole.full().reported * 20)
    await send(url_of(site, "ntfy", "/topic"), digest)
    parts = said(site)
    assert chat._MOST_PARTS <= len(parts) <= 2 * chat._MOST_PARTS
    assert parts[0].startswith("On record: UN Convention against Cybercrime")
    assert parts[-1].endswith("The rest stands in the change log.")


@pytest.mark.parametrize("most", range(40, 200, 7))
def test_what_is_cut_is_a_beginning_in_whole_lines_and_fits(most):
    text = "\n".join("x" * length for length in range(20))
    fitting = chat._fitting(text, most)
    assert len(fitting) <= most
    *kept, last = fitting.split("\n")
    assert text.split("\n")[: len(kept)] == kept
    assert last == chat._REST


def test_what_fits_is_not_cut():
    assert chat._fitting("one\ntwo", 7) == "one\ntwo"


# -- a service that does not behave keeps nobody else waiting


A_DRIP = raw(head(200, {}, 1000), *[b"x", 0.2] * 1000)


async def test_services_that_answer_byte_by_byte_take_no_place_from_others(site, monkeypatch):
    """In a pool of threads they would, and for ever: nothing ends such an answer."""
    monkeypatch.setattr(chat, "TOTAL_SECONDS", 1)
    site.answer("/drips", A_DRIP)
    site.answer("/works", reply(200))
    await asyncio.gather(*(refused(url_of(site, path="/drips")) for _ in range(50)))
    monkeypatch.setattr(chat, "TOTAL_SECONDS", 10)
    await send(url_of(site, path="/works"))
    assert site.count("/works") == 1


@pytest.mark.heavy
async def test_a_service_that_answers_byte_by_byte_does_not_keep_the_program_from_ending(site):
    site.answer_all(A_DRIP)
    program = (
        "import asyncio, sys\n"
        "from tests.unit.deliver.building import a_delivery, the_means\n"
        "from watcher.deliver import chat\n"
        "from watcher.model.channel import ChannelSettings, Chat\n"
        "chat.TOTAL_SECONDS = 1\n"
        "async def main(url):\n"
        "    async with the_means() as means:\n"
        "        channel = ChannelSettings('team', 'chat', chat=Chat((url,)))\n"
        "        await chat.deliver(channel, a_delivery(recipient=url), means)\n"
        "asyncio.run(main(sys.argv[1]))\n"
    )
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-W", "ignore", "-c", program, url_of(site)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "did not answer within 1 seconds" in ended.stderr


@pytest.mark.parametrize(
    "answer",
    [raw(), raw(reset=True), raw(b"nonsense\r\n\r\n"), raw(head(500, {}, 10) + b"abc")],
    ids=["closed", "reset", "babble", "cut"],
)
async def test_a_service_that_breaks_off_has_not_taken_it(site, answer):
    site.answer_all(answer)
    error = await refused(url_of(site))
    assert "did not take it" in str(error)
    assert not error.permanent


# -- what apprise says


@pytest.fixture
def leaky():
    """A service whose plugin is `leaky`: it says aloud what it was asked for, and fails."""
    apprise = pytest.importorskip("apprise")
    decorators = pytest.importorskip("apprise.decorators")

    @decorators.notify(on="leaky")
    def fail(body, title, notify_type, *args, meta, **kwargs):
        if "raises" in meta["url"]:
            raise RuntimeError(meta["url"])
        logging.getLogger("apprise").warning("No luck with %s", meta["url"])
        logging.getLogger("apprise").warning("\x1b[2J\r\n%s", "long " * 500)
        return False

    yield "leaky"
    apprise.manager_plugins.NotificationManager().remove("leaky")


@pytest.fixture
def our_log():
    """What reaches the program's own log."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    logging.getLogger().addHandler(handler)
    yield told
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("raises", ["", "raises"])
async def test_whatever_a_plugin_says_no_secret_of_the_url_is_repeated(
    leaky, monkeypatch, capfd, our_log, raises
):
    url = f"leaky://TOKEN-secret1/Pa%2Dth-secret2/?key=query-secret3&{raises}=1#frag-secret4"
    monkeypatch.setenv("CHAT_URL", url)
    told = str(await refused(Secret("env:CHAT_URL")))
    assert told.startswith("channel team: env:CHAT_URL did not take it: ")
    assert "secret" not in told.lower()
    assert told.isprintable()
    assert len(told) < 400
    assert "".join(capfd.readouterr()) == ""
    assert our_log.getvalue() == ""


async def test_libraries_below_apprise_say_nothing_either(site, monkeypatch, capfd, our_log):
    """urllib3 warns of headers that it cannot read, and names the whole address."""
    site.answer_all(raw(b"HTTP/1.1 500 No\r\nbad header\r\nContent-Length: 0\r\n\r\n"))
    monkeypatch.setenv("CHAT_URL", url_of(site, path=f"/{TOKEN}"))
    await refused(Secret("env:CHAT_URL"))
    assert site.count() == 1
    assert "".join(capfd.readouterr()) == ""
    assert our_log.getvalue() == ""


async def test_the_host_of_ones_own_service_is_told():
    told = str(await refused("json://127.0.0.1:1/hook"))
    assert "127.0.0.1" in told.partition("did not take it:")[2]


async def test_a_secret_that_cannot_be_had_is_tried_again(monkeypatch):
    monkeypatch.delenv("CHAT_URL", raising=False)
    error = await refused(Secret("env:CHAT_URL"))
    assert "the environment has no variable CHAT_URL" in str(error)
    assert not error.permanent


# -- where it goes


async def test_a_name_of_ones_own_network_is_refused_too(site, monkeypatch):
    def getaddrinfo(host, port, *_, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    told = str(await refused("json://intranet/hook", allow_private=False))
    assert "10.0.0.7 is an address that deliveries may not go to (private)" in told


async def test_a_token_in_the_place_of_a_host_is_not_looked_up(leaky, monkeypatch):
    """Name servers are no place for secrets."""
    asked = []

    def getaddrinfo(host, *_, **__):
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setenv("CHAT_URL", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/")
    await refused(Secret("env:CHAT_URL"), allow_private=False)
    assert set(asked) <= {"hooks.slack.com"}


# -- what services make of our words


HOSTILE = (
    "@everyone @here @channel @room <!channel> <@U123> <@&55> <users/all> <at id=all></at> "
    "@**all** \uff20all [safe](https://evil.example/x) [Name](twist-mention://1) "
    "<https://evil.example|the UN>"
)
#: URLs of services that have no server of ones own; nothing is sent to them here.
SERVICES = {
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "mattermost": "mmost://localhost/3ccdd113474722377935511fc85d3dd4",
    "google chat": "gchat://AAAAAAAAA/BBBBBBBBBBB/CCCCCCCCC",
    "zulip": "zulip://bot-name@apprise/a6k4v9k4v9k4v9k4v9k4v9k4v9k4v9k4/general",
    "teams": "workflows://prod-1.logic.azure.com:443/643e69f83c8944/2b-3f4_abc",
    "matrix": "matrix://user:token@localhost/#room?mode=hookshot",
    "nextcloud talk": "nctalk://u:p@localhost/room",
    "feishu": "feishu://a1b2c3d4-e5f6-7890-abcd-ef1234567890",
    "mastodon": "toot://abcdefghijklmn@host.example",
}


@pytest.mark.parametrize("service", SERVICES)
async def test_in_no_service_is_anybody_called_or_led_elsewhere(service, monkeypatch):
    requests = pytest.importorskip("requests")
    sent = []

    def request(self, method, url, **settings):
        sent.append(settings.get("data") or settings.get("json"))
        raise requests.ConnectionError("nothing is sent by a test")

    monkeypatch.setattr(requests.Session, "request", request)
    monkeypatch.setenv("CHAT_URL", SERVICES[service])
    with suppress(DeliveryError):
        await send(Secret("env:CHAT_URL"), a_digest(subject=f"A {HOSTILE}", title=f"B {HOSTILE}"))
    words = [word for body in sent for word in texts_of(body) if "everyone" in word]
    assert words
    for text in words:
        assert not re.search(r"[@\uff20]\S|<[!@]|<users|<at |\]\(|<https", text)
    assert not any("github" in word for body in sent for word in texts_of(body))


def texts_of(body):
    """All texts in the body of a request, whatever its form."""
    if isinstance(body, bytes | str):
        try:
            body = json.loads(body)
        except ValueError:
            return [body if isinstance(body, str) else body.decode()]
    if isinstance(body, dict):
        body = list(body.values())
    if isinstance(body, list):
        return [text for each in body for text in texts_of_part(each)]
    return [str(body)]


def texts_of_part(part):
    return [part] if isinstance(part, str) else texts_of(part)
