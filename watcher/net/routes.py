"""The way to a server: direct and guarded, or through the proxy that the environment names.

One aiohttp session serves each of: plain or TLS, direct or by a proxy. A session is made when it
is first needed, and so is the TLS context, which takes 20 ms and which plain HTTP can do without.
"""

import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from watcher.net.addresses import Guard, guarded_socket
from watcher.net.trust import trusting

# A Content-Security-Policy line can be longer than aiohttp's default of 8,190 bytes.
_LONGEST_HEADER = 65_536


@dataclass(frozen=True, slots=True)
class _Route:
    transport: AiohttpTransport
    authorization: str | None = None  # for the proxy, as a header's value


class Routes(httpx.AsyncBaseTransport):
    """Sends each request by the transport that fits its address.

    `guards` says, by scheme, which addresses may be connected to; a scheme without one has no
    bounds.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        guards: Mapping[str, Guard],
        ca_file: Path | None,
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._guards = guards
        self._ca_file = ca_file
        self._proxies = dict(getproxies() if proxies is None else proxies)
        self._transports: dict[tuple[str, str | None], _Route] = {}
        self._tls: ssl.SSLContext | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises httpx's errors, and `AddressRefused`."""
        url = request.url
        proxy = self._proxy_for(url) if self._proxies else None
        guard = self._guards.get(url.scheme)
        if proxy and guard:
            guard.check_behind_proxy(url.host)
        route = self._transports.get((url.scheme, proxy)) or self._open(url.scheme, proxy)
        if route.authorization and url.scheme == "http":
            # A tunnel for TLS says this in its CONNECT; a plain request carries it itself.
            request.headers["Proxy-Authorization"] = route.authorization
        return await route.transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        for route in self._transports.values():
            await route.transport.aclose()
        self._transports.clear()

    def _proxy_for(self, url: httpx.URL) -> str | None:
        host = url.host if url.port is None else f"{url.host}:{url.port}"
        if proxy_bypass(host, self._proxies):
            return None
        return self._proxies.get(url.scheme) or self._proxies.get("all")

    def _open(self, scheme: str, proxy_address: str | None) -> _Route:
        proxy, authorization = None, None
        if proxy_address:
            proxy, authorization = self._proxy(proxy_address)
        # Plain HTTP to the server and to the proxy needs no trust, so it gets a context of none.
        plain = scheme == "http" and (proxy is None or proxy.url.scheme == "http")
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else self._trust()
        # The proxy itself may stand on the local network: the user named it.
        guard = self._guards.get(scheme) if proxy is None else None

        def session() -> aiohttp.ClientSession:
            return aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,  # the turns bound it, by host
                    ssl=tls,
                    socket_factory=partial(guarded_socket, guard) if guard else None,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                max_line_size=_LONGEST_HEADER,
                max_field_size=_LONGEST_HEADER,
            )

        # `verify` is not used beside a session of ours, but left out it makes a second context.
        transport = AiohttpTransport(verify=tls, proxy=proxy, client=session)
        route = self._transports[scheme, proxy_address] = _Route(transport, authorization)
        return route

    def _proxy(self, address: str) -> tuple[httpx.Proxy, str | None]:
        url = httpx.URL(address if "://" in address else f"http://{address}")
        if url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol(
                f"the environment names a {url.scheme} proxy, and only http and https proxies are "
                "supported: check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY"
            )
        headers = {"User-Agent": self._user_agent}
        authorization = None
        if url.userinfo:
            # Not as aiohttp's `proxy_auth`, which is deprecated and warns on each request.
            pair = f"{unquote(url.username)}:{unquote(url.password)}".encode()
            authorization = "Basic " + base64.b64encode(pair).decode()
            headers["Proxy-Authorization"] = authorization
            url = url.copy_with(username=None, password=None)
        return httpx.Proxy(url, headers=headers), authorization

    def _trust(self) -> ssl.SSLContext:
        """The context of all TLS connections. Made once."""
        if self._tls is None:
            self._tls = trusting(self._ca_file)
        return self._tls
