"""Who comes in, and what is refused. Pure: all that is known of a request goes in.

What opens the desk, in the order in which it is looked at:

    a token            in the Authorization header; for feeds one for reading, in the address
    a proxy's header   where `trusted_header` names it; nothing but a token does without it
    a session          after the password
    being here         on loopback, where there is neither password nor header
"""

import hmac
from dataclasses import dataclass
from http import HTTPStatus

from watcher.review.access.asked import Asked, Refusal
from watcher.review.access.origins import is_foreign
from watcher.review.access.places import Place, login_path
from watcher.review.access.sessions import clean_name
from watcher.review.access.visitor import NOBODY, Visitor
from watcher.review.credentials import Credentials

_REALM = 'Bearer realm="treaty watcher"'


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways into a desk, and its address."""

    credentials: Credentials
    trusted_header: str | None
    public_url: str

    @property
    def is_open(self) -> bool:
        """Whether everyone on this machine comes in."""
        return self.credentials.password is None and self.trusted_header is None


def who(asked: Asked, ways: Ways) -> Visitor | Refusal:
    """Who asks; a refusal where that cannot be believed."""
    by_token = _by_token(asked, ways)
    if by_token is not None or asked.place is Place.PUBLIC:
        return by_token or NOBODY
    if ways.trusted_header is not None:
        return _by_header(asked, ways.trusted_header)
    if ways.is_open:
        return _here(asked, ways)
    session = asked.session
    if session is not None and session.logged_in:
        return Visitor(session.name, True, True, asked.csrf, "session")
    return Visitor(None, False, False, asked.csrf, "nobody")


def refused(asked: Asked, visitor: Visitor) -> Refusal | None:
    """Whether the visitor may not do this, whatever is in the body."""
    if asked.place in (Place.PUBLIC, Place.DOOR):
        return None
    if visitor.may_review if asked.writes else visitor.may_read:
        return None
    if visitor.may_read:
        return Refusal(
            HTTPStatus.FORBIDDEN,
            "This token may read, and not write. Writing needs one of review_tokens.",
            f'{_REALM}, error="insufficient_scope"',
        )
    if asked.place is Place.PAGE:
        wanted = "/" if asked.writes else asked.path
        return Refusal(HTTPStatus.SEE_OTHER, "Log in first.", redirect=login_path(wanted))
    return Refusal(
        HTTPStatus.UNAUTHORIZED,
        "This needs a token: send it as `Authorization: Bearer TOKEN`.",
        _REALM,
    )


def forged(asked: Asked, visitor: Visitor, ways: Ways, field: str | None) -> Refusal | None:
    """Whether a request that writes may have been made by a page of another site.

    A token proves itself, since browsers send none on their own. `field` is the form's field
    "csrf". Where a desk is open and has no tokens, its API takes JSON alone: a browser sends that
    to another site only after asking, and is not answered.
    """
    api = asked.place is Place.API
    if visitor.by != "token" and is_foreign(
        asked.origin, asked.fetch_site, asked.host, ways.public_url
    ):
        return Refusal(
            HTTPStatus.FORBIDDEN,
            "This came from a page of another site, so nothing was changed. If the desk is reached "
            "by another address than public_url, say so in [web].",
        )
    if api and not asked.is_json:
        return Refusal(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json."
        )
    if not api and not asked.is_form:
        return Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send what a form sends, URL-encoded.")
    if visitor.by == "token" or (api and ways.is_open and not ways.credentials.has_tokens):
        return None
    if _same(asked.csrf_header if api else field, visitor.csrf):
        return None
    if api:
        return Refusal(HTTPStatus.FORBIDDEN, "The header X-CSRF-Token is missing, or out of date.")
    return Refusal(
        HTTPStatus.FORBIDDEN,
        "This form is out of date, so nothing was changed. Go back, load the page again and send "
        "it once more. If that does not help, let your browser keep cookies for this site.",
    )


def _by_token(asked: Asked, ways: Ways) -> Visitor | Refusal | None:
    """None where there is no token, or one that another way in may explain, as of a proxy."""
    known = ways.credentials
    if asked.bearer is not None:
        if known.may_review(asked.bearer):
            return Visitor(None, True, True, "", "token")
        if known.may_read(asked.bearer):
            return Visitor(None, True, False, "", "token")
        if ways.trusted_header is None and known.has_tokens and asked.place is not Place.PUBLIC:
            return Refusal(
                HTTPStatus.UNAUTHORIZED,
                "This token is not known here. Tokens are read when the desk starts.",
                f'{_REALM}, error="invalid_token"',
            )
    if asked.place is Place.FEED and not asked.writes and asked.token is not None:
        if known.may_read(asked.token):
            return Visitor(None, True, False, "", "token")
        if known.has_tokens and ways.trusted_header is None:
            return Refusal(
                HTTPStatus.UNAUTHORIZED,
                "The token in this address is not one of read_tokens.",
                f'{_REALM}, error="invalid_token"',
            )
    return None


def _by_header(asked: Asked, header: str) -> Visitor | Refusal:
    name = clean_name(asked.names[0]) if len(asked.names) == 1 else None
    if name is not None:
        return Visitor(name, True, True, asked.csrf, "header")
    if asked.names:
        how = "more than once" if len(asked.names) > 1 else "without a name"
        sentence = f"The header {header} came {how}. The proxy must set it once, to who asks."
    else:
        sentence = (
            f"This came without the header {header}. The proxy before the review desk must set it "
            "to who asks, and nobody may reach the desk but through the proxy."
        )
    if asked.place is Place.API:
        return Refusal(HTTPStatus.UNAUTHORIZED, sentence, _REALM)
    return Refusal(HTTPStatus.FORBIDDEN, sentence)


def _here(asked: Asked, ways: Ways) -> Visitor | Refusal:
    if asked.forwarded:
        return Refusal(
            HTTPStatus.FORBIDDEN,
            "This came through a proxy, and so from anyone. Set a password (`watcher password`) or "
            "trusted_header in [web]; without them the review desk is for its own machine.",
        )
    if asked.place is Place.API and ways.credentials.has_tokens and asked.session is None:
        return NOBODY
    name = asked.session.name if asked.session is not None else None
    return Visitor(name, True, True, asked.csrf, "loopback")


def _same(given: str | None, expected: str) -> bool:
    """Compare in a time that tells nothing; there is nothing that equals no token."""
    return bool(given and expected) and hmac.compare_digest(
        (given or "").encode("utf-8", "surrogatepass"), expected.encode()
    )
