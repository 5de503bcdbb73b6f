"""What news says was done, and what the record made of it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from starlette.exceptions import HTTPException

from watcher.config.named import treaty_number
from watcher.errors import UsageError
from watcher.model.claim_words import name_of
from watcher.model.report import Report
from watcher.model.wire import report_to_json
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.fields import Text
from watcher.review.api.paging import Paged, around, cursor_of
from watcher.review.desk import TheDesk
from watcher.store import reports

router = APIRouter(tags=["Reports"])


class Wanted(Paged):
    """Which reports are wanted."""

    treaty: Annotated[Text | None, Field(description="Its number, name or alias.")] = None
    state: Literal["unconfirmed", "confirmed", "contradicted", "lapsed"] | None = None


@router.get("/reports", response_model=models.Page[models.Report])
def list_reports(request: Request, desk: TheDesk, asked: Annotated[Wanted, Query()]) -> Response:
    """List reports, the newest first.

    One is unconfirmed until the record shows it (confirmed) or says otherwise (contradicted);
    after 180 days it lapses.
    """
    try:
        treaty = treaty_number(asked.treaty, desk.config) if asked.treaty else None
    except UsageError as error:
        raise HTTPException(404, str(error)) from error
    cursor = cursor_of(asked.cursor)
    page = desk.read(reports.page, cursor, asked.limit, treaty=treaty, state=asked.state)
    beside = around(request, page.older, page.newer)
    body = models.Page[models.Report](
        items=list(map(_model, page.items)), next=beside.next, previous=beside.previous
    )
    return answer(request, body, headers=beside.headers)


def _model(report: Report) -> models.Report:
    who = name_of(report.participant) if report.participant else None
    return models.Report(**report_to_json(report), participant=who)
