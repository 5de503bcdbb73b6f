"""The only outbound HTTP of our own: one POST or GET, its limits, and what was answered.

    address -> guard, at the connection -> status, which decides -> the body's first bytes

Plain http goes to private addresses alone: what is sent to a public one is nobody else's business
on the way. An address may be a secret, and so no sentence holds a name or a path of it.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, cast
from urllib.parse import unquote, urlsplit

import aiohttp
import httpx

from watcher.deliver.guard import PUBLIC_ONLY
from watcher.errors import DeliveryError
from watcher.net.addresses import Guard, PrivateOnly
from watcher.net.failures import FOREIGN, Unusable, sentence
from watcher.net.failures import shown as printable
from watcher.net.retry_after import retry_after
from watcher.net.routes import Routes

#: Bytes that are read of an answer, for the record; it is no part of what we do.
LONGEST_ANSWER = 4096
#: Seconds in which the answer's status must be there, from the first look-up of the name on.
TOTAL_SECONDS = 20.0
#: Seconds more that an answer's body is waited for, once its status says how it went.
BODY_SECONDS = 3.0
#: Seconds in which the connection is let go; it waits for a request that is not read, too.
CLOSING_SECONDS = 1.0

_PLAIN = PrivateOnly(
    "is a public address, and http:// would carry the message there for anyone to read: "
    "write https://"
)
_RUN = 6  # characters in a row that a text has in common with a secret
_SHORTEST = 4  # characters of a host, a user name or a password that are looked for alone
_PIECE = 65_536  # bytes of a body that are handed on at a time
_LONGEST_LABEL = 63  # characters between two dots of a host (RFC 1035, 2.3.4)
_HIGHEST_PORT = 65_535
_ODD_NUMBER = re.compile(r"[0-9][0-9a-fx.]*", re.IGNORECASE | re.ASCII)
_BEGINNING = re.compile(r"https?://", re.IGNORECASE)
_QUOTED_URL = re.compile(r",? ?url='[^']*(?:'|$)")  # the end of aiohttp's own sentences


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said. `retry_after` is its wish in seconds, where it stated one."""

    status: int
    text: str  # the beginning of its body, without what it repeats of the address; not cleaned
    retry_after: float | None


class HttpClient:
    """Sends single requests; an asynchronous context manager. No cookies, no redirects.

    Each request has a connection of its own: one that is kept may be closed by the other side
    just when it is used again, and the message would be lost with it.
    """

    # Not by httpx's client: it keeps cookies, and fails where a redirect that nobody wants to
    # follow names no good address, although the status has said what matters.

    def __init__(
        self,
        *,
        user_agent: str,
        ca_file: Path | None = None,
        allow_private: bool = True,
    ) -> None:
        self._guards: dict[str, Guard] = {"http": _PLAIN}
        if not allow_private:
            self._guards["https"] = PUBLIC_ONLY
        self._allow_private = allow_private
        self._user_agent = user_agent
        self._ca_file = ca_file
        self._open: set[Routes] = set()
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.gather(*(_let_go(each) for each in self._open))

    async def send(
        self,
        method: str,
        url: str,
        *,
        shown: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send one request and tell what was answered, whatever the status.

        `shown` stands for the address in sentences: the address itself may be a secret.
        DeliveryError where there was no answer.
        """
        target = self._checked(url, shown)
        request = _request(method, target, {**self._headers, **(headers or {})}, body)
        routes = Routes(user_agent=self._user_agent, guards=self._guards, ca_file=self._ca_file)
        self._open.add(routes)
        try:
            return await _exchange(routes, request, shown, url)
        finally:
            self._open.discard(routes)
            await _let_go(routes)

    def _checked(self, url: str, shown: str) -> httpx.URL:
        """Read the address; DeliveryError for one that is none, or that cannot be private."""
        name = printable(shown)
        try:
            target = _read(url)
        except (httpx.InvalidURL, ValueError):  # without the cause: its words quote the address
            target = None
        if target is None and _BEGINNING.match(url):
            raise DeliveryError(f"{name} is not an address that can be asked: check its form")
        if target is None or target.scheme not in ("http", "https") or not target.host:
            raise DeliveryError(f"{name} is not an address that begins with https:// or http://")
        if not self._allow_private and target.scheme == "http":
            raise DeliveryError(
                f"{name}: plain http goes to private addresses alone, and "
                "service.allow_private_deliveries = false rules them out: write https://"
            )
        return target


async def _exchange(routes: Routes, request: httpx.Request, shown: str, url: str) -> Answer:
    limit = asyncio.timeout(TOTAL_SECONDS)
    try:
        async with limit:
            response = await routes.handle_async_request(request)
    except Unusable as problem:
        raise DeliveryError(f"{printable(shown)}: {problem}") from problem
    except FOREIGN as error:
        if limit.expired():
            told = f"{printable(shown)} did not answer within {TOTAL_SECONDS:g} seconds"
        else:
            told = _told(shown, url, error)
        raise DeliveryError(told) from error
    text = await _beginning(response)
    await _let_go(response)
    wish = retry_after(response.headers.get("retry-after"), datetime.now(UTC))
    return Answer(response.status_code, _concealed(text, url), wish)


def _request(
    method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes | None
) -> httpx.Request:
    """Make a request whose body goes out in pieces: aiohttp warns of a large one in one piece."""
    if not body:
        return httpx.Request(method, url, headers=headers, content=body)

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), _PIECE):
            yield body[at : at + _PIECE]

    stated = {**headers, "Content-Length": str(len(body))}
    return httpx.Request(method, url, headers=stated, content=pieces())


def _read(url: str) -> httpx.URL:
    """Read an address; ValueError or InvalidURL where nothing could be asked at it.

    A host that is another spelling of an IPv4 address (0x7f.1) becomes that address: the
    libraries refuse some of these before the guard sees them.
    """
    urlsplit(url)  # ValueError for a bracket that is open, which httpx overlooks
    address = httpx.URL(url)
    host = address.host  # UnicodeError for a name that is none
    if (address.port or 0) > _HIGHEST_PORT:
        return httpx.URL("")
    if ":" in host:
        ipaddress.IPv6Address(host.partition("%")[0])
        return address
    if _ODD_NUMBER.fullmatch(host):
        with suppress(OSError):
            return address.copy_with(host=socket.inet_ntoa(socket.inet_aton(host)))
    if not all(
        0 < len(part) <= _LONGEST_LABEL for part in host.removesuffix(".").split(".") if host
    ):
        raise ValueError("a part of the host is empty or too long")
    return address


def _concealed(text: str, address: str) -> str:
    """Take out of a text what it has in common with an address.

    What counts is whatever stands in both with six characters in a row or more, in any case
    and also percent-decoded; and host, user name and password, from four characters on. A host
    that is a number stays: that of a name is told, too. Shorter parts are not looked for: they
    would be found in plain words.
    """
    parts, logins = _secret_parts(address)
    low = text.lower()
    if len(low) != len(text):  # few letters change their number: then all is as it was
        low = text
    runs = {part[at : at + _RUN] for part in parts for at in range(len(part) - _RUN + 1)}
    hidden = bytearray(len(text))
    for at in range(len(low) - _RUN + 1):
        if low[at : at + _RUN] in runs:
            hidden[at : at + _RUN] = b"\1" * _RUN
    for login in logins:
        at = low.find(login)
        while at >= 0:
            hidden[at : at + len(login)] = b"\1" * len(login)
            at = low.find(login, at + len(login))
    return "".join(_without(text, hidden))


def _secret_parts(address: str) -> tuple[list[str], list[str]]:
    """What may be secret in an address, and its words that are looked for alone; small letters."""
    rest = address.partition("://")[2] or address
    end = re.search(r"[/?#]", rest)
    place, tail = (rest, "") if end is None else (rest[: end.start()], rest[end.start() :])
    login, _, host = place.rpartition("@")
    name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    host = name if port.isdecimal() else host
    words = [*login.split(":"), *([] if _is_number(host) else [host])]
    spelt = [form.lower() for part in (login, tail) for form in (part, unquote(part))]
    alone = [form.lower() for part in words for form in (part, unquote(part))]
    return spelt, [word for word in alone if len(word) >= _SHORTEST]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _without(text: str, hidden: bytearray) -> Iterator[str]:
    for at, char in enumerate(text):
        if not hidden[at]:
            yield char
        elif at == 0 or not hidden[at - 1]:
            yield "…"


def _told(shown: str, url: str, error: BaseException) -> str:
    """The sentence for a failure; only what libraries say can hold a part of the address."""
    name = printable(shown)
    if _not_http(error):
        return f"{name} answered with something that is not HTTP: check its scheme and port"
    told = _QUOTED_URL.sub("", sentence(name, error, TOTAL_SECONDS))
    return name.join(_concealed(words, url) for words in told.split(name))


def _not_http(error: BaseException | None) -> bool:
    """Whether aiohttp could not read the answer; what a proxy refuses is another matter."""
    while error is not None:
        if isinstance(error, aiohttp.ClientResponseError):
            return not isinstance(error, aiohttp.ClientHttpProxyError)
        error = error.__cause__
    return False


async def _beginning(response: httpx.Response) -> str:
    """The first bytes of the body; one that is cut or late leaves what was there."""
    parts: list[bytes] = []
    size = 0
    with suppress(*FOREIGN):  # TimeoutError is an OSError
        # httpx says less than it gives: it is a generator.
        raw = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
        async with asyncio.timeout(BODY_SECONDS), aclosing(raw) as chunks:
            async for chunk in chunks:
                parts.append(chunk)
                size += len(chunk)
                if size >= LONGEST_ANSWER:
                    break
    return b"".join(parts)[:LONGEST_ANSWER].decode("utf-8", "replace")


async def _let_go(held: httpx.Response | Routes) -> None:
    with suppress(*FOREIGN):
        async with asyncio.timeout(CLOSING_SECONDS):
            await held.aclose()
