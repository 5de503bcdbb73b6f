"""The fetcher: one conditional GET (or a POST), its redirects, its limits, and what became of it.

    address checked -> turn at the host -> request -> 200  the body, whole       Capture
                          ^                           304  to validators sent    NotModified
                          └── address checked again <- 30x                       (at most 5 times)
                                                      else                       FetchError

httpx stays the interface; aiohttp's transport lies below it because httpx's own pool collapses
when many requests are under way at once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from watcher import __version__
from watcher.errors import FetchError
from watcher.fetch.body import read_body
from watcher.fetch.journey import Journey, Method, Question
from watcher.fetch.politeness import Turns
from watcher.fetch.statuses import bad_status
from watcher.model.capture import Capture, NotModified, Validators
from watcher.net.addresses import PublicOnly
from watcher.net.failures import FOREIGN, Unusable, sentence, shown
from watcher.net.retry_after import retry_after
from watcher.net.routes import Routes

_GUARD = PublicOnly(
    "is an address that sources may not lead to ({kind}); "
    "service.allow_private_addresses = true lets them"
)
_PUBLIC_ONLY = {"http": _GUARD, "https": _GUARD}

# What a User-Agent's comment may hold as it stands; the rest, brackets first, is percent-encoded.
_COMMENT_SAFE = " !#$%&'*+,-./:;<=>?@[]^_`{|}~"


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How the fetcher behaves to servers, and what it lets them do."""

    user_agent: str
    host_pause: timedelta = timedelta(seconds=2)  # between two requests to one host
    host_connections: int = 1  # at a time, to one host
    allow_private_addresses: bool = False
    ca_file: Path | None = None  # authorities beside the public ones, PEM
    max_body: int = 20_000_000  # bytes, after the content coding is undone
    total_time: timedelta = timedelta(seconds=60)  # of one fetch, waiting for turns left out
    max_redirects: int = 5


def user_agent(contact: str) -> str:
    """Name ourselves honestly: program, version, and whom to write to."""
    cleaned = "".join(char for char in contact if char.isprintable()).strip()
    name = f"treaty-watcher/{__version__}"
    return f"{name} (+{quote(cleaned, safe=_COMMENT_SAFE)})" if cleaned else name


class Fetcher:
    """Fetches sources politely, safely and within limits. An asynchronous context manager.

    It keeps connections and turns, and nothing else, between fetches: no cookies, no cache.
    `transport` replaces the network; `now` (UTC), `monotonic` and `sleep` replace time.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._total_seconds = settings.total_time.total_seconds()
        self._now = now
        self._monotonic = monotonic
        self._turns = Turns(
            settings.host_pause.total_seconds(),
            settings.host_connections,
            monotonic=monotonic,
            sleep=sleep,
        )
        self._headers = [
            (b"User-Agent", settings.user_agent.encode("ascii")),
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", b"gzip"),
        ]
        self._client = _Client(
            transport=transport
            or Routes(
                user_agent=settings.user_agent,
                guards={} if settings.allow_private_addresses else _PUBLIC_ONLY,
                ca_file=settings.ca_file,
            ),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def fetch(
        self,
        source_id: str,
        url: str,
        validators: Validators,
        *,
        method: Method = "GET",
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> Capture | NotModified:
        """Ask for `url` unless it is unchanged since it gave these validators.

        With POST, `body` (empty where it is None) is sent as `content_type`, and the validators
        are not. Raises `FetchError` for whatever is not a whole, good answer.
        """
        question = None
        if method == "POST":
            question = Question(body or b"", content_type.encode("ascii"))
        journey: Journey | None = None
        try:
            journey = Journey.begin(url, self._headers, validators, question)
            return await self._travel(journey)
        except Unusable as problem:
            raise FetchError(
                source_id, str(problem), status=problem.status, retry_after=problem.retry_after
            ) from problem
        except FOREIGN as error:
            place = journey.url if journey else url
            raise FetchError(source_id, sentence(place, error, self._total_seconds)) from error

    async def _travel(self, journey: Journey) -> Capture | NotModified:
        for _ in range(self._settings.max_redirects + 1):
            async with self._turns.turn(journey.url.host.rstrip(".")):
                journey.started = self._monotonic()
                try:
                    async with asyncio.timeout(self._total_seconds - journey.spent):
                        answer = await self._exchange(journey)
                finally:
                    journey.spent += self._monotonic() - journey.started
            if answer is not None:
                return answer
        raise Unusable(f"redirected more than {self._settings.max_redirects} times: check the url")

    async def _exchange(self, journey: Journey) -> Capture | NotModified | None:
        """One request and its answer; None when it leads on, with the journey turned there."""
        response = await self._client.send(journey.request(), stream=True, auth=None)
        try:
            status = response.status_code
            if status == httpx.codes.OK:
                return await self._capture(journey, response)
            if status == httpx.codes.NOT_MODIFIED and journey.conditions:
                return self._not_modified(journey, response)
            if response.next_request is not None:
                journey.follow(response, response.next_request.url)
                return None
            wish = retry_after(response.headers.get("retry-after"), self._now())
            raise bad_status(journey.url, status, wish)
        finally:
            # What is left of the body is not read: the connection is closed instead.
            await response.aclose()

    def _not_modified(self, journey: Journey, response: httpx.Response) -> NotModified:
        return NotModified(
            str(journey.url),
            self._now(),
            self._elapsed(journey),
            cache_control=response.headers.get("cache-control"),
            age=response.headers.get("age"),
        )

    async def _capture(self, journey: Journey, response: httpx.Response) -> Capture:
        try:
            body = await read_body(response, self._settings.max_body)
        except Unusable as problem:
            raise Unusable(
                f"{shown(journey.url)}: {problem}", status=response.status_code
            ) from problem.__cause__
        return Capture(
            url=str(journey.url),
            status=response.status_code,
            headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in response.headers.raw
            ),
            fetched_at=self._now(),
            body=body,
            elapsed=self._elapsed(journey),
            redirected=bool(journey.seen),
            moved_to=journey.moved_to,
        )

    def _elapsed(self, journey: Journey) -> timedelta:
        return timedelta(seconds=journey.spent + self._monotonic() - journey.started)


class _NoCookies(httpx.Cookies):
    """A jar that takes nothing: a poll must not depend on the polls before it."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep none of an answer's cookies."""


class _Client(httpx.AsyncClient):
    """A client without cookies; httpx's own jar would also cost a tenth of each request."""

    @property  # type: ignore[misc]  # the setter is left out on purpose
    def cookies(self) -> httpx.Cookies:
        """An empty jar that stays empty."""
        return _NO_COOKIES


_NO_COOKIES = _NoCookies()
