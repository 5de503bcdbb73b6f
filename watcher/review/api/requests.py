"""What was asked of the daemon, and what it answered."""

import json

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from watcher.model.wire import moment_to_json
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.fields import NoQuery, Number
from watcher.review.desk import Desk, TheDesk
from watcher.store import requests as stored

router = APIRouter(tags=["Requests"])


@router.get("/requests/{id}", response_model=models.Request)
def get_request(request: Request, desk: TheDesk, id: Number, _: NoQuery) -> Response:  # noqa: A002 -- as it is called outside
    """Show a request to the daemon, and its answer once it is there."""
    found = desk.read(stored.one, id)
    if found is None:
        raise HTTPException(404, "There is no request of this number.")
    return answer(request, _model(found))


def asked_for(request: Request, desk: Desk, kind: stored.Kind, subject: str) -> Response:
    """Ask the daemon, and answer with the request."""
    number = desk.write(stored.ask_once, kind, subject, desk.clock())
    made = desk.read(stored.one, number)
    if made is None:
        raise HTTPException(404, "The request is gone: another database took this one's place.")
    place = {"Location": f"/api/v1/requests/{number}"}
    return answer(request, _model(made), status=202, headers=place)


def _model(asked: stored.Asked) -> models.Request:
    return models.Request(
        id=asked.id,
        kind=asked.kind,
        subject=asked.subject,
        asked_at=moment_to_json(asked.asked_at),
        done_at=asked.done_at and moment_to_json(asked.done_at),
        answer=json.loads(asked.answer) if asked.answer else None,
    )
