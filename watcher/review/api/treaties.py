"""The watched treaties, and how each stands or stood."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.config.named import known_at, treaty_number
from watcher.errors import UsageError
from watcher.law.status_row import Row
from watcher.model.wire import moment_to_json
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.fields import Asked, Day, Moment, Name, NoQuery
from watcher.review.api.shared import today_of, together, watched
from watcher.review.desk import Desk, TheDesk
from watcher.review.treaties.brief import Brief
from watcher.review.treaties.standing_on import Shown

router = APIRouter(tags=["Treaties"])

_NOTHING = "nothing is on record"


class AsOf(Asked):
    """Of which day the status is asked, and by what was known when."""

    on: Annotated[
        Day | None, Field(description="How the law stood on this day, by legal dates.")
    ] = None
    known_at: Annotated[
        Moment | None, Field(description="As it was known at this moment, or this day's end.")
    ] = None


@router.get("/treaties", response_model=models.Listing[models.Treaty])
def list_treaties(request: Request, desk: TheDesk, _: NoQuery) -> Response:
    """List the watched treaties, each as its record stands now."""
    items = [_treaty(desk, brief) for brief in desk.read(together, desk).briefs.values()]
    return answer(request, models.Listing[models.Treaty](items=items))


@router.get("/treaties/{number}", response_model=models.Status)
def get_treaty(
    request: Request,
    desk: TheDesk,
    number: Annotated[Name, Field(description="Its number, name or alias.")],
    asked: Annotated[AsOf, Query()],
) -> Response:
    """Show who signed, ratified, acceded or withdrew.

    Without `on` it is what the pages of the record say; with it, how the law stood on that day,
    worked out from the dates of all that is known. `known_at` goes back to what was known then.
    """
    number = known_number(number, desk)
    moment = moment_of(asked, desk)
    shown = desk.read(shown_on, desk, number, asked.on, moment)
    status = models.Status(
        treaty=number,
        on=_iso(asked.on),
        known_at=moment and moment_to_json(moment),
        sentence=shown.sentence if shown else _NOTHING,
        notes=list(shown.notes) if shown else [],
        in_force=shown.in_force if shown else None,
        in_force_on=_iso(shown.force.in_force_on) if shown else None,
        participants=[_standing(row) for row in shown.rows] if shown else [],
    )
    return answer(request, status)


def known_number(text: str, desk: Desk) -> str:
    """The number of a treaty that is watched, or was; HTTPException 404 for any other."""
    try:
        number = treaty_number(text, desk.config)
    except UsageError as error:
        raise HTTPException(404, str(error)) from error
    known = desk.read(watched, desk)
    if number not in known:
        there_are = ", ".join(known) or "none"
        raise HTTPException(404, f"{number} is not watched here; there are: {there_are}.")
    return number


def moment_of(asked: AsOf, desk: Desk) -> datetime | None:
    """The moment up to which all is known; UsageError for one that lies ahead."""
    return known_at("known_at", asked.known_at, desk.config.service.timezone, desk.clock())


def shown_on(
    db: Database, desk: Desk, number: str, on: date | None, moment: datetime | None
) -> Shown | None:
    """How the pages stand, or how the law stood on a day; None where nothing is on record."""
    if on is None:
        today = today_of(desk) if moment is None else moment.date()
        return desk.treaties.shown(db, number, None, today, moment)
    return desk.treaties.shown(db, number, on, today_of(desk), moment)


def _treaty(desk: Desk, brief: Brief) -> models.Treaty:
    own = desk.treaties.names.own.get(brief.number)
    counts = brief.counts
    return models.Treaty(
        number=brief.number,
        name=own.name if own else None,
        aliases=list(own.aliases) if own else [],
        signatories=counts.signatories if counts else 0,
        bound=counts.bound if counts else 0,
        withdrawn=brief.withdrawn,
        in_force=brief.in_force,
        in_force_on=_iso(brief.force.in_force_on),
        counted=counts.counted if counts else None,
        needed=counts.needed if counts else None,
        sentence=brief.sentence or _NOTHING,
    )


def _standing(row: Row) -> models.Standing:
    return models.Standing(
        participant=row.participant,
        participant_code=row.code,
        state=row.state,
        signature=row.signature,
        consent=row.consent,
        action=row.action,
        takes_effect=row.takes_effect,
        withdrawal_notified=row.notified,
        withdrawal_effective=row.effective,
        withdrawn=row.withdrawn,
        other="; ".join(row.remarks),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
