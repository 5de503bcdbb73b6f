"""What can go wrong in a fetch, told as a sentence that a person can act on."""

import socket
import ssl
import zlib

import aiohttp
import httpx

from watcher.net.addresses import AddressRefused

# Everything that httpx, aiohttp, the sockets, TLS and the decoders raise for an answer that is
# not there or not usable. ValueError holds bad addresses and hosts (UnicodeError is one).
FOREIGN = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    aiohttp.ClientError,
    OSError,
    ValueError,
    zlib.error,
)

_LONGEST_SHOWN = 200


class Unusable(Exception):
    """An answer that cannot be used; the fetcher adds the source's id and raises `FetchError`."""

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


def shown(url: httpx.URL | str) -> str:
    """Write an address as an error may show it: printable, short, without a password."""
    if isinstance(url, httpx.URL) and url.userinfo:
        url = url.copy_with(username=None, password=None)
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(url))
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def sentence(url: httpx.URL | str, error: BaseException, total_seconds: float) -> str:
    """Say what a foreign exception means for a person, judged by its deepest telling cause."""
    # By aiohttp's own types where it has some: its transport for httpx calls most failures to
    # connect a ConnectTimeout.
    chain = _chain(error)
    for cause in reversed(chain):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"the certificate of {shown(url)} is not trusted ({_words(cause)}): "
                "where a private authority signs, name it in service.ca_file"
            )
        if isinstance(cause, aiohttp.ClientHttpProxyError):
            return f"the proxy did not let us through to {shown(url)}: {_words(cause)}"
        if isinstance(cause, aiohttp.ClientProxyConnectionError):
            return f"the proxy for {shown(url)} cannot be reached: {_words(chain[-1])}"
        if isinstance(cause, socket.gaierror | aiohttp.ClientConnectorDNSError):
            return f"the name of {shown(url)} was not found: check the url and the network's DNS"
        if isinstance(cause, aiohttp.ClientConnectorError | AddressRefused):
            refused = isinstance(chain[-1], ConnectionRefusedError)
            reason = "the connection was refused" if refused else _words(chain[-1])
            return f"{shown(url)} cannot be reached: {reason}"
        if isinstance(cause, aiohttp.ClientPayloadError):
            return f"{shown(url)}: the transfer was cut: its body ends before it is whole"
        if type(cause) is TimeoutError and cause.errno is None:
            return f"{shown(url)} was not there in full within {total_seconds:g} seconds"
    if isinstance(error, httpx.InvalidURL | UnicodeError):
        return f"{shown(url)} is not an address that can be asked: {_words(error)}"
    return f"the answer of {shown(url)} broke off or is not HTTP: {_words(error)}"


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__
    return chain


def _words(error: BaseException) -> str:
    text = " ".join(str(error).split()).removeprefix("Multiple exceptions: ")
    return shown(text) if text else type(error).__name__
