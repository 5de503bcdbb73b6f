"""Deliveries: where each message goes, each try, and sending one again."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.model.channel import DeliveryState
from watcher.model.wire import moment_to_json
from watcher.review.access import Reviewer
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.fields import Name, NoQuery
from watcher.review.api.paging import Paged, around, cursor_of
from watcher.review.api.requests import asked_for
from watcher.review.api.sources import Empty
from watcher.review.desk import TheDesk
from watcher.store import sent
from watcher.store.requests import Kind

router = APIRouter(tags=["Deliveries"])

DeliveryId = Annotated[Name, Field(description="The delivery's id, whole.")]
_NONE = "No delivery has this id."


class Wanted(Paged):
    """Which deliveries are wanted."""

    state: Literal["queued", "delivered", "dead"] | None = None


@router.get("/deliveries", response_model=models.Page[models.Delivery])
def list_deliveries(request: Request, desk: TheDesk, asked: Annotated[Wanted, Query()]) -> Response:
    """List deliveries, the newest first. A dead one was given up, and can be sent again."""
    cursor = cursor_of(asked.cursor)
    page = desk.read(sent.delivered, cursor, asked.limit, asked.state)
    beside = around(request, page.older, page.newer)
    items = [models.Delivery(**_fields(each)) for each in page.items]
    body = models.Page[models.Delivery](items=items, next=beside.next, previous=beside.previous)
    return answer(request, body, headers=beside.headers)


@router.get("/deliveries/{id}", response_model=models.DeliveryWithAttempts)
def get_delivery(request: Request, desk: TheDesk, id: DeliveryId, _: NoQuery) -> Response:  # noqa: A002 -- as it is called outside
    """Show a delivery with all its attempts."""

    def found(db: Database) -> models.DeliveryWithAttempts | None:
        state = sent.delivery(db, id)
        if state is None:
            return None
        tries = [
            models.Attempt(
                started_at=moment_to_json(each.started_at),
                milliseconds=each.milliseconds,
                accepted=each.accepted,
                answer=each.answer,
            )
            for each in sent.attempts(db, id)
        ]
        return models.DeliveryWithAttempts(**_fields(state), tries=tries)

    body = desk.read(found)
    if body is None:
        raise HTTPException(404, _NONE)
    return answer(request, body)


@router.post("/deliveries/{id}/resend", response_model=models.Request, status_code=202)
def resend_delivery(
    request: Request,
    desk: TheDesk,
    id: DeliveryId,  # noqa: A002 -- as it is called outside
    _body: Empty,
    _visitor: Reviewer,
    _: NoQuery,
) -> Response:
    """Ask the daemon to send a delivery again, under its own id: who has it already can tell."""
    if desk.read(sent.delivery, id) is None:
        raise HTTPException(404, _NONE)
    return asked_for(request, desk, Kind.RESEND, id)


def _fields(state: DeliveryState) -> dict[str, Any]:
    return {
        "id": state.id,
        "digest": state.digest,
        "subject": state.subject,
        "channel": state.channel,
        "recipient": state.recipient,
        "state": state.state,
        "attempts": state.attempts,
        "created_at": moment_to_json(state.created_at),
        "tried_at": state.tried_at and moment_to_json(state.tried_at),
        "next_attempt": state.next_attempt and moment_to_json(state.next_attempt),
        "finished_at": state.finished_at and moment_to_json(state.finished_at),
        "answer": state.answer,
    }
