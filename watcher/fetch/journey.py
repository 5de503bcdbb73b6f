"""One fetch on its way: where it asks now, with which headers, and where a redirect may lead."""

from dataclasses import dataclass, field
from typing import Literal

import httpx

from watcher.model.capture import Validators
from watcher.net.failures import Unusable, shown

RawHeaders = list[tuple[bytes, bytes]]

#: How a document is asked for.
Method = Literal["GET", "POST"]

#: What a server says for good (RFC 9110, 15.4.2 and 15.4.9).
_FOR_GOOD = frozenset({httpx.codes.MOVED_PERMANENTLY, httpx.codes.PERMANENT_REDIRECT})


@dataclass(frozen=True, slots=True)
class Question:
    """What is sent with POST."""

    body: bytes
    content_type: bytes


@dataclass(slots=True)
class Journey:
    """The state of one fetch between its requests."""

    url: httpx.URL  # asked now; without a fragment, which is never sent
    plain_headers: RawHeaders  # what each request carries
    conditions: RawHeaders  # what the request under way carries beside them
    spent: float = 0.0  # seconds of the requests that ended, turns not counted
    started: float = 0.0  # of the request under way, monotonic
    cookies: httpx.Cookies | None = None
    seen: set[str] = field(default_factory=set)  # the addresses that led on
    for_good: bool = True  # whether each of them did so permanently
    question: Question | None = None  # sent with POST; None asks with GET

    @classmethod
    def begin(
        cls,
        url: str,
        plain_headers: RawHeaders,
        validators: Validators,
        question: Question | None = None,
    ) -> "Journey":
        """Set out for a source's own address.

        Validators belong to the address that gave them, so only the first request carries them.
        Behind a redirect they would be compared with another page's: a target that is new to us
        but older than the date we hold would answer 304, and its change would be missed. With
        POST they would not ask "changed since?" but forbid the answer (RFC 9110, 13.1).
        """
        conditions = _conditions(validators) if question is None else []
        return cls(_asked(httpx.URL(url)), plain_headers, conditions, question=question)

    def request(self) -> httpx.Request:
        """Build the request for the address that is asked now."""
        question = self.question
        request = httpx.Request(
            "GET" if question is None else "POST",
            self.url,
            headers=self.plain_headers
            + self.conditions
            + ([] if question is None else [(b"Content-Type", question.content_type)]),
            content=None if question is None else question.body,
            extensions={"timeout": _NO_TIMEOUT},
        )
        request.headers.encoding = "utf-8"  # as aiohttp writes; else httpx guesses at each look
        if self.cookies is not None:
            self.cookies.set_cookie_header(request)
        return request

    @property
    def moved_to(self) -> str | None:
        """The address asked now where permanent redirects alone led to it, else None.

        An address that led on, and is asked again with the cookie that it set, did not move.
        """
        here = str(self.url)
        return here if self.seen and self.for_good and here not in self.seen else None

    def follow(self, response: httpx.Response, target: httpx.URL) -> None:
        """Turn to where a redirect leads. Raises `Unusable` where we must not go.

        Cookies live for this fetch alone: some sites set one and send the visitor back to the
        same address, which is a loop only when nothing new was set.

        A POST is led on by 303 alone, which says that the answer stands elsewhere and is got by
        GET (RFC 9110, 15.4.4). What the other codes mean for its body differs between clients,
        and to another address it was never meant to be sent.
        """
        target = _asked(target)
        if self.question is not None and response.status_code != httpx.codes.SEE_OTHER:
            raise Unusable(
                f"{shown(self.url)} leads to {shown(target)}, and what is asked with POST is not "
                "sent on: write that address as the source's url",
                status=response.status_code,
            )
        if self.url.scheme == "https" and target.scheme == "http":
            raise Unusable(
                f"{shown(self.url)} leads from https to plain http ({shown(target)}), where anyone "
                "on the way could alter the page: it is not followed",
                status=response.status_code,
            )
        self.seen.add(str(self.url))
        self.for_good = self.for_good and response.status_code in _FOR_GOOD
        if "set-cookie" in response.headers:
            self.cookies = self.cookies or httpx.Cookies()
            self.cookies.extract_cookies(response)
        elif str(target) in self.seen:
            raise Unusable(
                f"{shown(self.url)} leads in a circle to {shown(target)}: check the source's url",
                status=response.status_code,
            )
        self.url, self.conditions, self.question = target, [], None


# No timers below ours: `total_time` bounds a whole fetch, and each of them costs on each request.
_NO_TIMEOUT = {"connect": None, "read": None, "write": None, "pool": None}


def _asked(url: httpx.URL) -> httpx.URL:
    if url.scheme not in ("http", "https"):
        raise Unusable(f"{shown(url)} is no http or https address: check the source's url")
    if url.userinfo:
        raise Unusable(
            f"{shown(url)} had a user name or password before its host: addresses are kept and "
            "shown, so they must not hold secrets"
        )
    if not url.host:
        raise Unusable(f"{shown(url)} names no host: check the source's url")
    return url.copy_with(fragment=None) if url.fragment else url


def _conditions(validators: Validators) -> RawHeaders:
    """Both validators verbatim: nginx compares the date as text, not as a moment.

    One that is not plain ASCII would be altered below us, so it is not sent at all.
    """
    return [
        (name, value.encode("ascii"))
        for name, value in (
            (b"If-None-Match", validators.etag),
            (b"If-Modified-Since", validators.last_modified),
        )
        if value and value.isascii() and value.isprintable()
    ]
