"""Who asks, and what they may do: what the guard found out before an endpoint is called."""

from dataclasses import dataclass
from typing import Literal, cast

from fastapi import Request
from starlette.exceptions import HTTPException

#: How someone came in: on this machine, where no password is set; with a session after the
#: password; by the header of a reverse proxy; with a token; not at all.
By = Literal["loopback", "session", "header", "token", "nobody"]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. Pages find it as `request.state.visitor`, templates as `visitor`."""

    name: str | None  # of the reviewer, cleaned; None where it is not known
    may_read: bool
    may_review: bool
    csrf: str  # goes into each form as the field "csrf"; "" for those who came with a token
    by: By


NOBODY = Visitor(None, may_read=False, may_review=False, csrf="", by="nobody")


def visitor_of(request: Request) -> Visitor:
    """Who asks."""
    return cast("Visitor", request.state.visitor)


async def require_review(request: Request) -> Visitor:
    """Who asks, if they may review: for forms and for writing endpoints of the API.

        @router.post("/changes/{seq}/reviews")
        def review(visitor: Reviewer, desk: TheDesk, …) -> Response: …

    The guard has checked rights and CSRF tokens of everything but GET before this is called, so
    that nobody can forget it; this says once more who may, and hands on the name. HTTPException
    403 for others.
    """
    visitor = visitor_of(request)
    if not visitor.may_review:
        raise HTTPException(403, "You may read here, and not write.")
    return visitor
