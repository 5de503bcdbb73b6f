"""One request goes out, within its bounds, to where it may go; an answer or a sentence comes."""

import asyncio
import random
import socket
import ssl
from collections.abc import Iterator

import pytest

from tests.servers import FOREVER, Site, chunked, cut, drip, head, raw, redirect, reply, until_close
from tests.unit.deliver.building import AUTHORITY, TLS
from tests.unit.fetch.test_tls_and_proxies import Tunnel, running
from watcher.deliver import http
from watcher.deliver.http import LONGEST_ANSWER, HttpClient
from watcher.errors import DeliveryError

SECRET = "/hooks/T0PSECRET/path?token=QUERYSECRET&x=1"
SHOWN = "channel desk: env:HOOK_URL"


@pytest.fixture
def secure() -> Iterator[Site]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "server.pem")
    with Site(tls=context) as running:
        yield running


@pytest.fixture
def _short(monkeypatch):
    """Bounds of time that a test can wait for."""
    monkeypatch.setattr(http, "TOTAL_SECONDS", 0.4)
    monkeypatch.setattr(http, "BODY_SECONDS", 0.4)


async def send(url, *, method="POST", headers=None, body=b"{}", shown=SHOWN, **different):
    async with HttpClient(user_agent="treaty-watcher/test", **different) as client:
        return await client.send(method, url, shown=shown, headers=headers, body=body)


async def fail(url, **different):
    """Send what must fail, within ten seconds, and hand back the sentence."""
    with pytest.raises(DeliveryError) as caught:
        await asyncio.wait_for(send(url, **different), 10)
    assert not caught.value.permanent
    return str(caught.value)


def resolving(monkeypatch, name, *addresses):
    """Let a name lead to these addresses, and any other name nowhere."""

    def getaddrinfo(host, port, *_, **__):
        if host != name and not host.replace(".", "").isdigit():
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        found = addresses if host == name else (host,)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


async def test_what_is_sent_arrives_as_it_was_given(site):
    site.answer("/hook", reply(202, b"taken"))
    answer = await send(site.url("/hook?a=1"), body=b'{"a":1}', headers={"Webhook-Id": "d-1"})
    assert (answer.status, answer.text, answer.retry_after) == (202, "taken", None)
    (seen,) = site.requests
    assert (seen.method, seen.target, seen.body) == ("POST", "/hook?a=1", b'{"a":1}')
    assert seen.header("webhook-id") == "d-1"
    assert seen.header("user-agent") == "treaty-watcher/test"
    assert seen.header("transfer-encoding") is None


async def test_a_get_carries_no_body(site):
    site.answer("/ping", reply(200, b"OK"))
    assert (await send(site.url("/ping"), method="GET", body=None)).text == "OK"
    assert site.requests[0].method == "GET"
    assert site.requests[0].body == b""


@pytest.mark.parametrize(
    "status", [200, 204, 301, 400, 401, 404, 410, 429, 500, 503, 599, 600, 999]
)
async def test_any_status_is_an_answer(site, status):
    site.answer("/hook", reply(status))
    assert (await send(site.url("/hook"))).status == status


async def test_a_wish_to_wait_is_told_in_seconds(site):
    site.answer("/hook", reply(503, headers={"Retry-After": "120"}))
    assert (await send(site.url("/hook"))).retry_after == 120


async def test_a_wish_that_is_nonsense_is_none(site):
    site.answer("/hook", reply(503, headers={"Retry-After": "-1e9"}))
    assert (await send(site.url("/hook"))).retry_after is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_told_and_not_followed(site, status):
    site.answer("/hook", redirect("/elsewhere", status))
    assert (await send(site.url("/hook"))).status == status
    assert site.count() == 1


@pytest.mark.parametrize("to", ["", "http://[::1", "https://a b/", "//", "http://x:99999/"])
async def test_a_redirect_that_names_no_address_is_an_answer_too(site, to):
    site.answer("/hook", redirect(to))
    assert (await send(site.url("/hook"))).status == 302


async def test_a_cookie_is_neither_kept_nor_sent(site):
    site.answer("/hook", reply(headers={"Set-Cookie": "visit=1; Path=/"}))
    async with HttpClient(user_agent="x") as client:
        for _ in range(2):
            await client.send("POST", site.url("/hook"), shown=SHOWN, body=b"{}")
    assert [seen.header("cookie") for seen in site.requests] == [None, None]


async def test_a_user_name_in_an_address_is_sent_as_basic_authentication(site):
    site.answer("/hook", reply())
    await send(site.url("/hook", host="me:pw@127.0.0.1"))
    assert site.requests[0].header("authorization") == "Basic bWU6cHc="


# -- what becomes of the body does not matter once the status is there


async def test_an_answer_is_read_to_its_limit_and_no_further(site):
    site.answer("/hook", reply(200, b"x" * 5_000_000))
    assert (await send(site.url("/hook"))).text == "x" * LONGEST_ANSWER


async def test_an_answer_that_is_no_text_is_an_answer(site):
    site.answer("/hook", reply(500, b"\xff\xfe\x00"))
    assert (await send(site.url("/hook"))).text == "\ufffd\ufffd\x00"


BROKEN_BODIES = {
    "none comes": (raw(head(200, {}, 10), FOREVER), ""),
    "some comes": (raw(head(200, {}, 10) + b"abc", FOREVER), "abc"),
    "it drips": (drip(b"x" * 1000, 0.1), "x"),
    "it never ends": (raw(head(200, {}), *[b"x", 0.05] * 1000), "x"),
    "it is cut": (cut(b"x" * 1000, 400), "x" * 400),
    "it is cut by a reset": (cut(b"x" * 1000, 400, reset=True), "x" * 400),
    "its last chunk is missing": (chunked(b"abc", finish=False), "abc"),
    "a later chunk has no size": (
        raw(head(200, {"Transfer-Encoding": "chunked"}), 0.1, b"zz\r\nabc\r\n"),
        "",
    ),
    "it is not packed as it says": (reply(200, b"abc", {"Content-Encoding": "gzip"}), "abc"),
    "the connection's end is its end": (until_close(b"abc"), "abc"),
}


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize("kind", BROKEN_BODIES)
async def test_the_status_decides_whatever_becomes_of_the_body(site, kind):
    answer, beginning = BROKEN_BODIES[kind]
    site.answer("/hook", answer)
    told = await asyncio.wait_for(send(site.url("/hook")), 5)
    assert told.status == 200
    assert told.text.startswith(beginning)


async def test_a_server_that_answers_before_it_has_read_everything_is_understood():
    """As servers do whose limit of size is reached."""

    async def refuse(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head(413, {}, 5) + b"large")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        answer = await asyncio.wait_for(
            send(f"http://127.0.0.1:{port}/hook", body=b"x" * 20_000_000), 10
        )
    assert (answer.status, answer.text) == (413, "large")


# -- no status: a sentence, in time


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize(
    "steps",
    [
        (FOREVER,),
        (b"HTTP/1.1 200 OK\r\n", FOREVER),
        tuple(step for byte in head(200, {}, 0) for step in (bytes([byte]), 0.1)),
        (b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n", 0.1] * 100),
        tuple([b"HTTP/1.1 100 Continue\r\n\r\n", 0.02] * 1000),
    ],
    ids=["silence", "half a head", "a drip", "endless headers", "endless patience"],
)
async def test_who_does_not_come_to_a_status_is_given_up_in_time(site, steps):
    site.answer("/hook", raw(*steps))
    assert await fail(site.url("/hook")) == f"{SHOWN} did not answer within 0.4 seconds"


@pytest.mark.usefixtures("_short")
async def test_a_server_that_takes_the_connection_and_nothing_else_is_given_up_in_time():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        for scheme in ("http", "https"):
            told = await fail(f"{scheme}://127.0.0.1:{port}/", body=b"x" * 20_000_000)
            assert told == f"{SHOWN} did not answer within 0.4 seconds"


@pytest.mark.parametrize("answer", [raw(), raw(reset=True)], ids=["closed", "reset"])
async def test_a_connection_that_breaks_off_is_told(site, answer):
    site.answer("/hook", answer)
    told = await fail(site.url("/hook"))
    assert told.startswith(f"the answer of {SHOWN} broke off")


async def test_a_server_that_is_not_there_is_told():
    with Site() as gone:
        url = gone.url(SECRET)
    assert await fail(url) == f"{SHOWN} cannot be reached: the connection was refused"


async def test_a_name_that_leads_nowhere_is_told(monkeypatch):
    resolving(monkeypatch, "elsewhere.example")
    told = await fail(f"http://secret-name.example{SECRET}")
    assert told == f"the name of {SHOWN} was not found: check the url and the network's DNS"


GARBAGE = {
    "nothing of HTTP": b"\x00\xffgarbage\r\n\r\n",
    "HTTP 0.9": b"<html>hello</html>",
    "the wrong version": b"HTTP/2 200 OK\r\n\r\n",
    "mail": b"220 mail.example.org ESMTP\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
    "a length below nothing": b"HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc",
    "a huge header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000,
    "a status that is none": b"HTTP/1.1 abc OK\r\n\r\n",
    "a chunk without a size": head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\nabc\r\n",
    "what was asked, as the status": f"POST {SECRET} HTTP/1.1\r\n\r\n".encode(),
    "what was asked, as a header": f"HTTP/1.1 200 OK\r\n{SECRET}\r\n\r\n".encode(),
}


@pytest.mark.parametrize("kind", GARBAGE)
async def test_what_is_not_http_is_told_as_that(site, kind):
    site.answer("/hooks/T0PSECRET/path", raw(GARBAGE[kind]))
    told = await fail(site.url(SECRET))
    assert told == f"{SHOWN} answered with something that is not HTTP: check its scheme and port"


@pytest.mark.parametrize("seed", range(20))
async def test_a_random_answer_is_a_status_or_a_sentence(site, seed):
    rng = random.Random(seed)
    whole = (
        head(200, {"Retry-After": "1", "Transfer-Encoding": "chunked"}) + b"3\r\nabc\r\n0\r\n\r\n"
    )
    for number in range(10):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        site.answer(f"/{number}", raw(bytes(damaged)))
        try:
            answer = await asyncio.wait_for(send(site.url(f"/{number}")), 5)
        except DeliveryError as error:
            assert SHOWN in str(error)  # noqa: PT017 -- a status is as good an outcome
        else:
            assert answer.status >= 0


# -- the address


@pytest.mark.parametrize(
    "url",
    [
        f"ftp://127.0.0.1{SECRET}",
        f"//127.0.0.1{SECRET}",
        f"https://{SECRET}",
        f"https:{SECRET}",
        f"https://127.0.0.1:99999{SECRET}",
        f" http://127.0.0.1:1{SECRET}",
        SECRET,
        "",
    ],
)
async def test_what_is_no_address_of_the_web_is_refused(url):
    told = await fail(url)
    assert told == f"{SHOWN} is not an address that begins with https:// or http://"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:T0PSECRET/",
        "https://[T0PSECRET/",
        "https://xn--T0PSECRET-.example/",
        f"https://a\x00b.example{SECRET}",
        f"https://..T0PSECRET..{SECRET}",
        f"https://{'a' * 70}.example{SECRET}",
    ],
)
async def test_what_cannot_be_asked_is_told_without_it(url):
    told = await fail(url)
    assert told.startswith(f"{SHOWN} is not an address that can be asked")
    assert "SECRET" not in told


async def test_a_secret_address_stands_in_no_sentence(secure, site, monkeypatch):
    """Whatever fails: what libraries say of it names the address in many spellings."""
    monkeypatch.setattr(http, "TOTAL_SECONDS", 2.0)  # of the handshake that nobody answers
    spelt = (
        "/h%C3%A4k/T0PSECRET/%54%4F%50SECRET2/p;a=SEMISECRET?token=QUERYSECRET&%51SECRET#TAILSECRET"
    )
    site.answer_all(raw(b"nonsense"))
    told = [
        await fail(secure.url(spelt)),
        await fail(site.url(spelt, host="USERSECRET:PASSSECRET@127.0.0.1")),
        await fail(site.url(spelt).replace("http://", "https://")),
        await fail(f"http://namesecret.invalid{spelt}"),
        await fail(f"https://127.0.0.1:1{spelt}"),
    ]
    async with running(Tunnel(0, refuse=b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")) as tunnel:
        monkeypatch.setenv("https_proxy", tunnel.url)
        monkeypatch.setenv("http_proxy", tunnel.url)
        told.append(await fail(f"https://namesecret.example{spelt}"))
        told.append(await fail(f"http://namesecret.example{spelt}"))
        told.append(await fail(f"http://127.0.0.1:1{spelt}", allow_private=False))
    for each in told:
        assert SHOWN in each
        assert "secret" not in each.lower()
        assert "%" not in each


# -- where it may go


async def test_plain_http_goes_to_a_private_address(site):
    site.answer("/hook", reply(204))
    assert (await send(site.url("/hook"))).status == 204
    assert (await send(site.url("/hook", host="localhost"))).status == 204


async def test_plain_http_goes_to_a_name_that_leads_to_a_private_address(site, monkeypatch):
    resolving(monkeypatch, "ministry.example", "127.0.0.1")
    site.answer("/hook", reply(204))
    assert (await send(site.url("/hook", host="ministry.example"))).status == 204


@pytest.mark.parametrize("host", ["9.9.9.9", "0x09.9.9.9", "151587081", "[2620:fe::fe]"])
async def test_plain_http_does_not_go_to_a_public_address(host):
    told = await fail(f"http://{host}/hook")
    assert "is a public address" in told
    assert "write https://" in told


async def test_plain_http_does_not_go_to_a_name_that_leads_to_a_public_address(monkeypatch):
    resolving(monkeypatch, "ministry.example", "9.9.9.9")
    told = await fail("http://ministry.example/hook", shown="http://ministry.example/hook")
    assert told.startswith("http://ministry.example/hook cannot be reached: 9.9.9.9 is a public")


async def test_of_two_addresses_of_a_name_plain_http_goes_to_the_private_one(site, monkeypatch):
    resolving(monkeypatch, "ministry.example", "9.9.9.9", "127.0.0.1")
    site.answer("/hook", reply(204))
    assert (await send(site.url("/hook", host="ministry.example"))).status == 204


async def test_https_goes_to_a_private_address_with_an_authority_that_is_named(secure):
    secure.answer("/hook", reply(204))
    assert (await send(secure.url("/hook"), ca_file=AUTHORITY)).status == 204


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"])
async def test_https_goes_to_no_private_address_where_that_is_ruled_out(secure, host):
    told = await fail(secure.url("/hook", host=host), ca_file=AUTHORITY, allow_private=False)
    assert "service.allow_private_deliveries = true lets them" in told
    assert secure.connections == 0


async def test_a_name_that_leads_to_a_private_address_is_no_way_around(secure, monkeypatch):
    resolving(monkeypatch, "ministry.example", "127.0.0.1")
    url = secure.url("/hook", host="ministry.example")
    told = await fail(url, ca_file=AUTHORITY, allow_private=False)
    assert "(loopback)" in told
    assert secure.connections == 0


@pytest.mark.parametrize("scheme", ["http", "HTTP"])
async def test_plain_http_goes_nowhere_where_private_addresses_are_ruled_out(site, scheme):
    url = site.url("/hook").replace("http", scheme, 1)
    told = await fail(url, allow_private=False)
    assert "plain http goes to private addresses alone" in told
    assert site.connections == 0


async def test_a_certificate_of_an_unknown_authority_is_refused(secure):
    told = await fail(secure.url("/hook"))
    assert told.startswith(f"the certificate of {SHOWN} is not trusted")
    assert "service.ca_file" in told
    assert secure.count() == 0


async def test_a_certificate_for_another_name_is_refused(secure, monkeypatch):
    resolving(monkeypatch, "ministries.example", "127.0.0.1")
    told = await fail(secure.url("/hook", host="ministries.example"), ca_file=AUTHORITY)
    assert told.startswith(f"the certificate of {SHOWN} is not trusted")
    assert "ministries" not in told
    assert secure.count() == 0


async def test_an_authority_that_cannot_be_read_is_named(secure, tmp_path):
    file = tmp_path / "ministry.pem"
    told = await fail(secure.url("/hook"), ca_file=file)
    assert told.startswith(f"{SHOWN}: service.ca_file {file} cannot be used as PEM")


# -- behind a proxy of the environment


async def test_https_goes_through_the_proxy_and_its_certificate_is_verified(secure, monkeypatch):
    secure.answer("/hook", reply(204))
    async with running(Tunnel(secure.port)) as tunnel:
        monkeypatch.setenv("https_proxy", tunnel.url)
        url = "https://ministry.example/hook"
        answer = await send(url, ca_file=AUTHORITY, allow_private=False)
        untrusted = await fail(url)
    assert answer.status == 204
    assert tunnel.heads[0].startswith("CONNECT ministry.example:443 ")
    assert untrusted.startswith(f"the certificate of {SHOWN} is not trusted")


@pytest.mark.parametrize("host", ["ministry.example", "9.9.9.9", "0x09.9.9.9", "[2620:fe::fe]"])
async def test_the_proxy_gets_no_plain_http_but_to_a_literal_private_address(
    site, monkeypatch, host
):
    """The proxy opens the connection: where a name leads cannot be known here."""
    monkeypatch.setenv("http_proxy", site.url())
    site.answer_all(reply(204))
    assert "is a public address" in await fail(f"http://{host}/hook")
    assert site.connections == 0
    assert (await send("http://10.1.2.3/hook")).status == 204
    assert site.requests[0].target == "http://10.1.2.3/hook"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:10.0.0.1]"])
async def test_the_proxy_is_not_asked_for_what_is_ruled_out(site, monkeypatch, host):
    monkeypatch.setenv("all_proxy", site.url())
    told = await fail(f"https://{host}/hook", allow_private=False)
    assert "service.allow_private_deliveries" in told
    assert site.connections == 0


@pytest.mark.usefixtures("_short")
async def test_a_proxy_that_hangs_is_given_up_in_time(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{listening.getsockname()[1]}")
        told = await fail("https://ministry.example/hook")
    assert told == f"{SHOWN} did not answer within 0.4 seconds"


# -- and then


async def test_one_request_that_hangs_holds_no_other(site):
    site.answer("/hangs", raw(FOREVER))
    site.answer("/hook", reply(204))
    async with HttpClient(user_agent="x") as client:
        hanging = asyncio.create_task(client.send("POST", site.url("/hangs"), shown=SHOWN))
        for _ in range(20):
            assert (await client.send("POST", site.url("/hook"), shown=SHOWN)).status == 204
        hanging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hanging


async def test_a_server_that_closes_its_connections_costs_no_later_message(site):
    """A connection that is kept breaks off as the next message is sent, which then may be lost."""
    site.answer("/hook", raw(head(204, {}), 0.05))
    async with HttpClient(user_agent="x") as client:
        for _ in range(10):
            assert (await client.send("POST", site.url("/hook"), shown=SHOWN)).status == 204
    assert {seen.header("connection") for seen in site.requests} == {"close"}
