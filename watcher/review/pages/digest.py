"""One message as it was sent: as text, HTML and JSON, and whether it arrived with everybody."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.deliver.pictures import embedded
from watcher.digest.render.html import render_html
from watcher.digest.render.text import render_text
from watcher.model.channel import DeliveryState
from watcher.model.digest import Digest
from watcher.model.message import Message, from_json
from watcher.review.changelog.view import LARGEST
from watcher.review.desk import Desk, TheDesk
from watcher.review.digests.arrival import MOST_TRIES
from watcher.review.digests.told import letter
from watcher.review.pages.asking import MOST_ASKED, Wish, wishes
from watcher.review.pages.digests import series_name
from watcher.store import requests, sent, series
from watcher.store.deliveries import Attempt
from watcher.store.sent import Composed

router = APIRouter(include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=LARGEST)]

#: Deliveries that are listed with their attempts; those that did not arrive come first.
MOST_LISTED = 100

#: For the HTML of a mail, which stands in a frame of our page. Nothing runs in it and nothing is
#: loaded; its links open a page of their own.
_POLICY = "; ".join(
    (
        "sandbox allow-popups allow-popups-to-escape-sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was composed, with all that became of it."""

    composed: Composed
    document: str | None  # JSON
    counts: dict[str, int]  # of its deliveries, by state
    deliveries: tuple[DeliveryState, ...]
    attempts: dict[str, tuple[Attempt, ...]]  # by the delivery's id
    corrected_by: tuple[int, ...]
    asked: tuple[Wish, ...]

    @property
    def total(self) -> int:
        """How many deliveries it has."""
        return sum(self.counts.values())


@router.get("/digests/{number:int}")
def digest(request: Request, desk: TheDesk, number: Number) -> Response:
    """What was sent, to whom, and what they answered."""
    found = desk.read(_read, number)
    message = _message(found.document)
    corrects = (
        sorted({each.told_in.number for each in message.corrections})
        if isinstance(message, Digest)
        else []
    )
    return desk.page(
        request,
        "digest.html",
        {
            "sent": found,
            "message": message,
            "letter": letter(render_text(message)) if message else None,
            "series": series_name(found.composed),
            "corrects": corrects,
            "most_tries": MOST_TRIES,
        },
    )


@router.get("/digests/{number:int}/html")
def as_html(desk: TheDesk, number: Number) -> Response:
    """The HTML as it stands in a mail, shut off from everything."""
    message = _the_message(desk, number)
    pictures = embedded(message, desk.drawer)
    page = render_html(message, pictures).replace("<head>", '<head><base target="_blank">', 1)
    headers = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/digests/{number:int}/text")
def as_text(desk: TheDesk, number: Number) -> Response:
    """The text as it stands in a mail."""
    text = render_text(_the_message(desk, number))
    return Response(text, media_type="text/plain; charset=utf-8")


@router.get("/digests/{number:int}/json")
def as_json(desk: TheDesk, number: Number) -> Response:
    """The message as it is stored, from which every form is made."""
    document = desk.read(_read, number).document
    if document is None:
        raise HTTPException(404, "Nothing was sent for this period, so there is no message.")
    return Response(document, media_type="application/json")


def _read(db: Database, number: int) -> Sent:
    found = sent.message(db, number)
    if found is None:
        raise HTTPException(404, f"There is no digest {number}.")
    composed, document = found
    deliveries = series.deliveries_of(db, [number], MOST_LISTED)[number]
    ids = [each.id for each in deliveries]
    return Sent(
        composed=composed,
        document=document,
        counts=series.counts(db, [number]).get(number, {}),
        deliveries=deliveries,
        attempts=series.attempts_of(db, ids),
        corrected_by=series.corrected_by(db, number),
        asked=wishes(requests.of_subjects(db, ids, MOST_ASKED)),
    )


def _message(document: str | None) -> Message | None:
    """The message; None where nothing was sent, or where this version cannot read it."""
    try:
        return from_json(document) if document is not None else None
    except ValueError:
        return None


def _the_message(desk: Desk, number: int) -> Message:
    document = desk.read(_read, number).document
    message = _message(document)
    if message is None:
        raise HTTPException(
            404,
            "Nothing was sent for this period, so there is no message."
            if document is None
            else "The message is of another version, and can only be shown as JSON.",
        )
    return message
