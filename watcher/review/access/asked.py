"""A request as the rules see it, and what they answer. Pure."""

from dataclasses import dataclass
from http import HTTPStatus

from watcher.review.access.places import Place
from watcher.review.access.sessions import Session

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules look at. A header that did not come is None."""

    method: str
    path: str  # with its query
    place: Place
    host: str
    session: Session | None = None  # of a cookie that is sound
    csrf: str = ""  # what forms of that session hold
    authorization: str | None = None
    token: str | None = None  # of the address
    names: tuple[str, ...] = ()  # each value of the header that a proxy sets
    forwarded: bool = False  # came through a proxy, as that says itself
    origin: str | None = None
    fetch_site: str | None = None
    content_type: str | None = None
    csrf_header: str | None = None

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method not in SAFE

    @property
    def bearer(self) -> str | None:
        """The token of the Authorization header; None for none, and for other schemes."""
        scheme, _, token = (self.authorization or "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" and token.strip() else None

    @property
    def is_form(self) -> bool:
        """Whether its body is that of a form."""
        return self._media_type == "application/x-www-form-urlencoded"

    @property
    def is_json(self) -> bool:
        """Whether its body is JSON."""
        kind = self._media_type
        return kind == "application/json" or kind.endswith("+json")

    @property
    def _media_type(self) -> str:
        return (self.content_type or "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in a sentence; or, where `redirect` is set, where to go instead."""

    status: HTTPStatus
    sentence: str
    challenge: str | None = None  # of a WWW-Authenticate header
    redirect: str | None = None
