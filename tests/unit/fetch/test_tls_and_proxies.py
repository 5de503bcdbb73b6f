"""TLS with a private authority, and proxies of the environment, over real sockets."""

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.servers import Site, redirect, reply
from watcher.fetch.client import Fetcher
from watcher.model.capture import Validators
from watcher.net.routes import Routes

TLS = Path(__file__).parent / "tls"  # an authority and a server for loopback, valid to 2125
AUTHORITY = TLS / "authority.pem"


@pytest.fixture
def secure() -> Iterator[Site]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "server.pem")
    with Site(tls=context) as running:
        running.answer("/p", reply(body=b"sealed"))
        yield running


class Tunnel:
    """A proxy that tunnels every CONNECT to one port on loopback, and notes what it was asked."""

    def __init__(self, target_port: int, refuse: bytes = b"") -> None:
        self.target_port = target_port
        self.refuse = refuse
        self.heads: list[str] = []
        self.url = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if self.refuse:
            writer.write(self.refuse)
        else:
            there = await asyncio.open_connection("127.0.0.1", self.target_port)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
            there[1].close()
        writer.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
        sink.close()


@contextlib.asynccontextmanager
async def running(tunnel: Tunnel) -> AsyncIterator[Tunnel]:
    server = await asyncio.start_server(tunnel, "127.0.0.1", 0)
    tunnel.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield tunnel


async def test_a_private_authority_is_trusted_when_it_is_named(secure, settings):
    async with Fetcher(replace(settings, ca_file=AUTHORITY)) as fetcher:
        capture = await fetcher.fetch("s", secure.url("/p"), Validators())
    assert capture.body == b"sealed"


async def test_a_certificate_of_an_unknown_authority_is_refused(secure, fail):
    error = await fail(secure.url("/p"))
    assert "certificate" in str(error)
    assert "service.ca_file" in str(error)
    assert secure.count() == 0


async def test_a_certificate_for_another_name_is_refused(secure, fail):
    error = await fail(secure.url("/p", host="127.0.0.2"), ca_file=AUTHORITY)
    assert "certificate" in str(error) or "cannot be reached" in str(error)
    assert secure.count() == 0


async def test_the_public_authorities_stay_trusted_beside_a_private_one(settings):
    routes = Routes(user_agent="x", guards={}, ca_file=AUTHORITY, proxies={})
    assert len(routes._trust().get_ca_certs()) > 20


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_an_unusable_ca_file_is_a_failure_that_names_it(secure, fail, tmp_path, content):
    file = tmp_path / "ministry.pem"
    if content is not None:
        file.write_text(content)
    error = await fail(secure.url("/p"), ca_file=file)
    assert "ministry.pem" in str(error)


async def test_a_tls_handshake_that_is_never_answered_cannot_hold_us(site, fail):
    """The site speaks plain HTTP, and waits for the end of a request that never comes."""
    url = site.url("/p").replace("http://", "https://")
    error = await fail(url, total_time=timedelta(seconds=0.3))
    assert "0.3 seconds" in str(error)


async def test_a_server_that_answers_tls_with_plain_http_is_a_failure(fail):
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        error = await fail(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/p")
    assert "cannot be reached" in str(error)


async def test_a_redirect_from_https_to_http_is_refused(site, secure, fail):
    secure.answer("/down", redirect(site.url("/p")))
    error = await fail(secure.url("/down"), ca_file=AUTHORITY)
    assert "plain http" in str(error)
    assert site.connections == 0


async def test_a_redirect_from_http_to_https_is_followed(site, secure, settings):
    site.answer("/up", redirect(secure.url("/p")))
    async with Fetcher(replace(settings, ca_file=AUTHORITY)) as fetcher:
        capture = await fetcher.fetch("s", site.url("/up"), Validators())
    assert (capture.body, capture.url) == (b"sealed", secure.url("/p"))
    assert capture.moved_to is None


async def test_a_move_from_http_to_https_for_good_names_the_https_address(site, secure, settings):
    site.answer("/up", redirect(secure.url("/p"), 308))
    async with Fetcher(replace(settings, ca_file=AUTHORITY)) as fetcher:
        capture = await fetcher.fetch("s", site.url("/up"), Validators())
    assert capture.moved_to == secure.url("/p")


async def test_no_tls_context_is_made_for_plain_http_and_one_for_any_number_of_https(
    site, secure, settings, monkeypatch
):
    made: list[object] = []
    real = httpx.create_ssl_context

    def counting(*args: object, **kwargs: object) -> ssl.SSLContext:
        if not isinstance(kwargs.get("verify"), ssl.SSLContext):
            made.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(httpx, "create_ssl_context", counting)
    site.answer("/p", reply(body=b"plain"))
    async with Fetcher(replace(settings, ca_file=AUTHORITY)) as fetcher:
        await fetcher.fetch("s", site.url("/p"), Validators())
        assert made == []
        for _ in range(3):
            await fetcher.fetch("s", secure.url("/p"), Validators())
    assert len(made) == 1


async def test_plain_http_goes_through_the_proxy_although_the_proxy_is_on_loopback(
    site, settings, monkeypatch
):
    monkeypatch.setenv("http_proxy", site.url("", host="me:p%40ss@127.0.0.1"))
    site.answer_all(reply(body=b"by proxy"))
    async with Fetcher(replace(settings, allow_private_addresses=False)) as fetcher:
        capture = await fetcher.fetch("s", "http://ministry.example/list?x=1", Validators())
    assert (capture.body, capture.url) == (b"by proxy", "http://ministry.example/list?x=1")
    (seen,) = site.requests
    assert seen.target == "http://ministry.example/list?x=1"
    assert seen.header("host") == "ministry.example"
    expected = "Basic " + base64.b64encode(b"me:p@ss").decode()
    assert seen.header("proxy-authorization") == expected


async def test_https_is_tunnelled_and_the_server_does_not_see_the_proxys_password(
    secure, settings, monkeypatch
):
    closed = replace(settings, allow_private_addresses=False, ca_file=AUTHORITY)
    async with running(Tunnel(secure.port)) as tunnel:
        monkeypatch.setenv("HTTPS_PROXY", tunnel.url.replace("http://", "http://me:pw@"))
        async with Fetcher(closed) as fetcher:
            capture = await fetcher.fetch("s", "https://ministry.example/p", Validators())
    assert capture.body == b"sealed"
    assert tunnel.heads[0].startswith("CONNECT ministry.example:443 ")
    assert "proxy-authorization: basic bwu6chc=" in tunnel.heads[0].lower()
    assert "treaty-watcher/test" in tunnel.heads[0]
    assert secure.requests[0].header("proxy-authorization") is None


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "0x7f.1", "localhost", "[::ffff:10.0.0.1]", "192.168.1.1", "2130706433"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_the_proxy_is_not_asked_for_a_private_address(site, fail, monkeypatch, scheme, host):
    monkeypatch.setenv("ALL_PROXY", site.url())
    site.answer_all(reply(body=b"secret"))
    error = await fail(f"{scheme}://{host}/", allow_private_addresses=False)
    assert "service.allow_private_addresses" in str(error)
    assert site.connections == 0


@pytest.mark.parametrize("no_proxy", ["127.0.0.1", "*", "other.example, 127.0.0.1"])
async def test_no_proxy_is_obeyed(site, settings, monkeypatch, no_proxy):
    with Site() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        monkeypatch.setenv("no_proxy", no_proxy)
        site.answer("/p", reply(body=b"direct"))
        async with Fetcher(settings) as fetcher:
            capture = await fetcher.fetch("s", site.url("/p"), Validators())
        assert capture.body == b"direct"
        assert proxy.connections == 0


async def test_the_guard_stays_where_no_proxy_makes_a_connection_direct(site, fail, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "localhost")
    error = await fail(site.url("/p", host="localhost"), allow_private_addresses=False)
    assert "service.allow_private_addresses" in str(error)
    assert site.connections == 0


async def test_a_proxy_that_refuses_the_tunnel_is_named_as_the_trouble(fail, monkeypatch):
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    async with running(Tunnel(0, refuse=refusal)) as tunnel:
        monkeypatch.setenv("https_proxy", tunnel.url)
        error = await fail("https://ministry.example/p")
    assert "proxy" in str(error)
    assert "407" in str(error)


async def test_a_proxy_that_is_not_there_is_named_as_the_trouble(fail, monkeypatch):
    with Site() as gone:
        monkeypatch.setenv("http_proxy", gone.url())
    error = await fail("http://ministry.example/p")
    assert "the proxy" in str(error)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "http://[::1", "ftp://x"])
async def test_a_proxy_of_another_kind_is_a_failure_that_says_so(fail, monkeypatch, proxy):
    monkeypatch.setenv("http_proxy", proxy)
    error = await fail("http://ministry.example/p")
    assert error.source_id == "the-source"
