"""One fetch on its way: where it asks now, with which headers, and where a redirect may lead."""

from dataclasses import dataclass, field

import httpx

from watcher.fetch.failures import Unusable, shown
from watcher.model.capture import Validators

RawHeaders = list[tuple[bytes, bytes]]


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

    @classmethod
    def begin(cls, url: str, plain_headers: RawHeaders, validators: Validators) -> "Journey":
        """Set out for a source's own address.

        Validators belong to the address that gave them, so only the first request carries them.
        Behind a redirect they would be compared with another page's: a target that is new to us
        but older than the date we hold would answer 304, and its change would be missed.
        """
        return cls(_asked(httpx.URL(url)), plain_headers, _conditions(validators))

    def request(self) -> httpx.Request:
        """Build the request for the address that is asked now."""
        request = httpx.Request(
            "GET",
            self.url,
            headers=self.plain_headers + self.conditions,
            extensions={"timeout": _NO_TIMEOUT},
        )
        request.headers.encoding = "utf-8"  # as aiohttp writes; else httpx guesses at each look
        if self.cookies is not None:
            self.cookies.set_cookie_header(request)
        return request

    def follow(self, response: httpx.Response, target: httpx.URL) -> None:
        """Turn to where a redirect leads. Raises `Unusable` where we must not go.

        Cookies live for this fetch alone: some sites set one and send the visitor back to the
        same address, which is a loop only when nothing new was set.
        """
        target = _asked(target)
        if self.url.scheme == "https" and target.scheme == "http":
            raise Unusable(
                f"{shown(self.url)} leads from https to plain http ({shown(target)}), where anyone "
                "on the way could alter the page: it is not followed",
                status=response.status_code,
            )
        self.seen.add(str(self.url))
        if "set-cookie" in response.headers:
            self.cookies = self.cookies or httpx.Cookies()
            self.cookies.extract_cookies(response)
        elif str(target) in self.seen:
            raise Unusable(
                f"{shown(self.url)} leads in a circle to {shown(target)}: check the source's url",
                status=response.status_code,
            )
        self.url, self.conditions = target, []


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
