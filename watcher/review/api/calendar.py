"""What lies ahead for the watched treaties."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from watcher.model.ahead import Ahead
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.fields import Asked, Flag
from watcher.review.desk import TheDesk
from watcher.review.programs.ical import dates_of

router = APIRouter(tags=["Calendar"])


class Wanted(Asked):
    """Which days are wanted."""

    past: Annotated[Flag, Field(description="What is past, too.")] = False


@router.get("/calendar", response_model=models.Listing[models.Ahead])
def list_calendar(request: Request, desk: TheDesk, asked: Annotated[Wanted, Query()]) -> Response:
    """List dates ahead: entries into force, withdrawals taking effect, closings, announced days."""
    today = desk.clock().astimezone(desk.zone).date()
    days = dates_of(desk, today)
    items = [_model(each, today) for each in days if asked.past or each.date >= today]
    return answer(request, models.Listing[models.Ahead](items=items))


def _model(each: Ahead, today: date) -> models.Ahead:
    return models.Ahead(
        treaty=each.treaty,
        date=each.date.isoformat(),
        days=(each.date - today).days,
        kind=each.kind.value,
        what=each.what,
        participant=each.participant,
        participant_code=each.participant_code,
        basis=each.basis,
    )
