"""How the API answers: JSON with a strong ETag, 304 to whoever has it already."""

import hashlib
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

#: What is cached is asked for again, with its ETag.
CACHE = "private, no-cache"


def answer(
    request: Request,
    body: BaseModel,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with JSON, or with 304 where the asker has these very bytes."""
    return tagged(
        request,
        body.model_dump_json().encode("utf-8", "backslashreplace"),
        "application/json",
        status=status,
        headers=headers,
    )


def tagged(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with bytes and their ETag, or with 304 where the asker has them (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    named = {"ETag": tag, "Cache-Control": CACHE, **(headers or {})}
    if request.method in ("GET", "HEAD") and has(request, tag):
        return Response(status_code=304, headers=named)
    return Response(body, status, named, media_type)


def has(request: Request, tag: str) -> bool:
    """Whether the request says that its asker has what bears this tag."""
    known = [
        each.strip().removeprefix("W/")
        for line in request.headers.getlist("if-none-match")
        for each in line.split(",")
    ]
    return tag in known or "*" in known
