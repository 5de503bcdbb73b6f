"""Digests and alerts as they were composed."""

import json
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.model.wire import moment_to_json
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.fields import NoQuery, Number
from watcher.review.api.paging import Paged, around, cursor_of
from watcher.review.desk import TheDesk
from watcher.store import deliveries, sent

router = APIRouter(tags=["Digests"])


@router.get("/digests", response_model=models.Page[models.Digest])
def list_digests(request: Request, desk: TheDesk, asked: Annotated[Paged, Query()]) -> Response:
    """List what was composed, alerts to the operator too, the newest first."""
    cursor = cursor_of(asked.cursor)
    page = desk.read(sent.messages, cursor, asked.limit)
    beside = around(request, page.older, page.newer)
    items = [models.Digest(**_fields(each)) for each in page.items]
    body = models.Page[models.Digest](items=items, next=beside.next, previous=beside.previous)
    return answer(request, body, headers=beside.headers)


@router.get("/digests/{n}", response_model=models.ComposedDigest)
def get_digest(request: Request, desk: TheDesk, n: Number, _: NoQuery) -> Response:
    """Show a digest with its message, the changes in it, and the ids of its deliveries."""

    def found(db: Database) -> models.ComposedDigest | None:
        message = sent.message(db, n)
        if message is None:
            return None
        composed, document = message
        return models.ComposedDigest(
            **_fields(composed),
            message=json.loads(document) if document else None,
            told=list(sent.told(db, n)),
            deliveries=list(deliveries.of_digest(db, n)),
        )

    body = desk.read(found)
    if body is None:
        raise HTTPException(404, "No digest has this number.")
    return answer(request, body)


def _fields(composed: sent.Composed) -> dict[str, Any]:
    fields = asdict(composed)
    return {
        **{name: fields[name] for name in ("since_seq", "until_seq", "sent", "told_with")},
        "id": composed.number,
        "name": composed.series.lstrip("/"),  # "/operator"
        "subject": composed.subject,
        "period_end": moment_to_json(composed.period_end),
        "composed_at": moment_to_json(composed.composed_at),
    }
