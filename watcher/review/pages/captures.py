"""Captures: the bytes behind a change, for the eye and for the disk."""

import base64
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Request, Response
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.evidence.case import Exhibit
from watcher.evidence.chain import Differs
from watcher.model.plain import day
from watcher.review.changelog import copies
from watcher.review.changelog.view import LARGEST
from watcher.review.desk import TheDesk
from watcher.store.around import of_capture
from watcher.store.case import exhibit

router = APIRouter(include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=LARGEST)]

#: Changes that are named of a capture.
_MOST_LINES = 50

_GONE = (
    "The bytes of capture {number} were deleted on {day}, as keep_captures asks for: they changed "
    "nothing. Their row stays, with the SHA-256 of what they were."
)
_ALTERED = (
    "Capture {number} is not as it was recorded ({reason}), so it is shown to nobody as evidence. "
    "Run `watcher verify`, and keep this database and its backups."
)


def exhibit_or_404(db: Database, number: int) -> Exhibit:
    """A capture, checked against what was recorded of it; HTTPException says why there is none."""
    try:
        return exhibit(db, number)
    except KeyError as error:
        raise HTTPException(404, f"There is no capture {number}.") from error
    except Differs as error:
        raise HTTPException(500, _ALTERED.format(number=number, reason=error.reason)) from error


@router.get("/captures/{number:int}")
def capture(request: Request, desk: TheDesk, number: Number) -> Response:
    """What a capture is, and a copy of it to look at."""
    found = desk.read(exhibit_or_404, number)
    context = {
        "exhibit": found,
        "shown": copies.copy_of(found.capture),
        "lines": desk.read(of_capture, number, _MOST_LINES),
    }
    return desk.page(request, "capture.html", context)


@router.get("/captures/{number:int}/bytes")
def its_bytes(
    desk: TheDesk, number: Number, if_none_match: Annotated[str | None, Header()] = None
) -> Response:
    """Hand out the bytes exactly as they were served to us, to be kept and never to be opened."""
    found = _with_bytes(desk.read(exhibit_or_404, number))
    mark = f'"{found.capture.sha256}"'
    if if_none_match is not None and mark in if_none_match:
        return Response(status_code=304, headers={"ETag": mark})
    digest = base64.b64encode(bytes.fromhex(found.capture.sha256)).decode("ascii")
    name = copies.file_name(number, found.capture)
    return Response(
        found.capture.body,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename={quote(name)}",
            "ETag": mark,
            "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@router.get("/captures/{number:int}/view")
def view(desk: TheDesk, number: Number) -> Response:
    """A copy to look at: see `copies`. It stands in a frame of the pages that show it."""
    found = _with_bytes(desk.read(exhibit_or_404, number))
    copied = copies.copy_of(found.capture)
    if copied is None:
        raise HTTPException(415, f"Capture {number} cannot be shown; its bytes can be kept.")
    return Response(
        copied.body,
        headers={
            "Content-Type": copied.media_type,
            "Content-Security-Policy": copies.POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "X-DNS-Prefetch-Control": "off",
        },
    )


def _with_bytes(found: Exhibit) -> Exhibit:
    if found.deleted_at is not None:
        raise HTTPException(410, _GONE.format(number=found.number, day=day(found.deleted_at)))
    return found
