"""A small HTTP server on loopback that says exactly what a test tells it to say.

    def test_something(site):                             # the fixture of tests/conftest.py
        site.answer("/feed", reply(body=b"<rss/>", headers={"ETag": '"1"'}))
        site.answer("/page", reply(503), reply(body=b"ok"))    # in turn; the last one stays
        site.answer("/cut", cut(b"x" * 1000, after=400))
        site.answer("/live", page(b"<html>", etag='"a"'))      # answers 304 where it fits
        site.answer("/odd", lambda seen: reply(body=seen.target.encode()))
        ... site.url("/feed") ...
        assert site.count("/feed") == 1
        assert site.requests[0].header("if-none-match") == '"1"'

Whatever has no answer gets 404. It runs in a thread of its own, so tests may be asynchronous, or
may run a process and wait for it. Bytes go out as scripted: nothing is added, nothing checked.
"""

import asyncio
import contextlib
import gzip
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self


@dataclass(slots=True)
class Seen:
    """A request as it came. Times are monotonic seconds; `ended` is None while it is answered."""

    method: str
    target: str  # as sent: a path with its query, or a whole address to a proxy
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int  # which connection of the site it came by, counted from 1
    began: float
    ended: float | None = None

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire: bytes are written, numbers are seconds of silence."""

    steps: tuple[bytes | float, ...]
    close: bool = False  # close the connection afterwards
    reset: bool = False  # ... and do it with a TCP reset


Handler = Callable[[Seen], Answer]
Headers = Mapping[str, str]
FOREVER = 3600.0  # as a step: say nothing until the client goes or the test ends


def head(status: int, headers: Headers, length: int | None = None) -> bytes:
    """A status line and headers; `length` adds a Content-Length."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Odd"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {text}" for name, text in headers.items())]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def reply(
    status: int = 200, body: bytes = b"", headers: Headers | None = None, *, close: bool = False
) -> Answer:
    """A whole answer with its Content-Length (none with 304 and 204)."""
    length = None if status in (204, 304) else len(body)
    return Answer((head(status, headers or {}, length) + body,), close=close)


def raw(*steps: bytes | float, close: bool = True, reset: bool = False) -> Answer:
    """Byte for byte, with silences between."""
    return Answer(steps, close=close, reset=reset)


def redirect(to: str, status: int = 302, headers: Headers | None = None) -> Answer:
    return reply(status, headers={"Location": to, **(headers or {})})


def chunked(*pieces: bytes, headers: Headers | None = None, finish: bool = True) -> Answer:
    """A chunked body; without `finish` its last chunk never comes and the connection closes."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    start = head(200, {"Transfer-Encoding": "chunked", **(headers or {})})
    return Answer((start + body + (b"0\r\n\r\n" if finish else b""),), close=not finish)


def until_close(body: bytes, headers: Headers | None = None) -> Answer:
    """A body without a stated length, ended by closing the connection."""
    return Answer((head(200, {"Connection": "close", **(headers or {})}) + body,), close=True)


def cut(body: bytes, after: int, headers: Headers | None = None, *, reset: bool = False) -> Answer:
    """A body that breaks off after so many bytes of its stated length."""
    return Answer((head(200, headers or {}, len(body)) + body[:after],), close=True, reset=reset)


def drip(body: bytes, pause: float, size: int = 1, headers: Headers | None = None) -> Answer:
    """A body that comes in pieces of `size` bytes with `pause` seconds before each."""
    steps: list[bytes | float] = [head(200, headers or {}, len(body))]
    for start in range(0, len(body), size):
        steps += [pause, body[start : start + size]]
    return Answer(tuple(steps))


def gzipped(body: bytes, headers: Headers | None = None) -> Answer:
    packed = gzip.compress(body, mtime=0)
    return reply(body=packed, headers={"Content-Encoding": "gzip", **(headers or {})})


def page(
    body: bytes,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    headers: Headers | None = None,
) -> Handler:
    """A page that answers 304 to its own validators, compared as text as nginx does."""
    own = {
        name: value for name, value in (("ETag", etag), ("Last-Modified", last_modified)) if value
    }

    def handler(seen: Seen) -> Answer:
        known = etag and seen.header("if-none-match") == etag
        since = last_modified and seen.header("if-modified-since") == last_modified
        if known or (since and not etag):
            return reply(304, headers=own)
        return reply(body=body, headers={"Content-Type": "text/html", **own, **(headers or {})})

    return handler


@dataclass(slots=True)
class Site:
    """The server. A context manager; `site.port` is free to know once it is entered."""

    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    port: int = 0
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0  # accepted so far, with or without a request
    _answers: dict[str, list[Answer | Handler]] = field(default_factory=dict)
    _default: Answer | Handler = field(default_factory=lambda: reply(404, b"no answer is here"))
    _thread: threading.Thread | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _stop: asyncio.Event | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def url(self, path: str = "/", host: str | None = None) -> str:
        """An address of this site; `host` spells it in another way, such as localhost."""
        return f"{'https' if self.tls else 'http'}://{host or self.host}:{self.port}{path}"

    def answer(self, path: str, *answers: Answer | Handler) -> None:
        """Say these, in turn, to requests for the path (its query left out of account)."""
        self._answers[path] = list(answers)

    def answer_all(self, answer: Answer | Handler) -> None:
        """Say this to whatever has no answer of its own."""
        self._default = answer

    def seen(self, path: str) -> list[Seen]:
        return [request for request in self.requests if request.path == path]

    def count(self, path: str | None = None) -> int:
        """How many requests came (for the path)."""
        return len(self.requests if path is None else self.seen(path))

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise RuntimeError("the site on loopback did not start")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        assert self._stop is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connected, self.host, self.port, ssl=self.tls)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.ensure_future(self._converse(reader, writer, self.connections))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        try:
            while request := await _read_request(reader, number):
                self.requests.append(request)
                answer = self._choose(request)
                await _speak(answer, writer)
                request.ended = time.monotonic()
                if answer.reset:
                    writer.transport.abort()
                if answer.close or answer.reset:
                    return
        except (OSError, EOFError):
            return  # the client went; what it then says is the test's business
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _choose(self, request: Seen) -> Answer:
        queue = self._answers.get(request.path)
        chosen = self._default if not queue else queue.pop(0) if len(queue) > 1 else queue[0]
        return chosen(request) if callable(chosen) else chosen


async def _read_request(reader: asyncio.StreamReader, connection: int) -> Seen | None:
    try:
        block = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    began = time.monotonic()
    first, *lines = block.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    headers = tuple((name, text.strip()) for name, _, text in pairs)
    length = next((int(v) for k, v in headers if k.lower() == "content-length"), 0)
    body = await reader.readexactly(length)
    return Seen(method, target, headers, body, connection, began)


async def _speak(answer: Answer, writer: asyncio.StreamWriter) -> None:
    for step in answer.steps:
        if isinstance(step, bytes):
            writer.write(step)
            await writer.drain()
        else:
            await asyncio.sleep(step)
