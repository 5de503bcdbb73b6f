"""The vocabulary of the web: what a server answered, byte by byte."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "changed since?" with; sent back verbatim."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes of one answer, after the content coding was undone, and how they came."""

    url: str  # the address that answered, after redirects
    status: int
    headers: tuple[tuple[str, str], ...]  # as served, in order
    fetched_at: datetime  # UTC, when the last byte was there
    body: bytes
    elapsed: timedelta
    redirected: bool = False  # another address answered than the one that was asked
    moved_to: str | None = None  # where permanent redirects (301, 308) alone led to
    sha256: str = field(default="")

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", hashlib.sha256(self.body).hexdigest())

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def validators(self) -> Validators:
        """The validators that came with this answer.

        Those of another address are none: sent to the one that is asked, they could be answered
        with 304 for a page that we never saw.
        """
        if self.redirected:
            return Validators()
        return Validators(self.header("etag"), self.header("last-modified"))


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server's word that nothing changed since the validators that were sent.

    It comes from the address that was asked: validators are shown to no other one.
    """

    url: str
    fetched_at: datetime  # UTC
    elapsed: timedelta
    cache_control: str | None = None  # these two as served
    age: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What an extractor gets: a capture's bytes and what the server said of them."""

    url: str
    body: bytes
    content_type: str | None = None
    content_location: str | None = None
    content_language: str | None = None
