"""What people make of changes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.model.review import Review, Verdict
from watcher.model.wire import moment_to_json
from watcher.review.access import Reviewer
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.changes import NO_CHANGE
from watcher.review.api.fields import NoQuery, Number
from watcher.review.desk import TheDesk
from watcher.store import log, reviews

router = APIRouter(tags=["Reviews"])

_NOTE = 4_000  # characters
_NAME = 100


class _Review(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reviewer: Annotated[
        str,
        Field(max_length=_NAME, description="A name, where the way in gives none: a token's."),
    ] = ""


class Judged(_Review):
    """What the change is from now on."""

    verdict: Literal["seen", "important", "false_alarm"]
    note: Annotated[str, Field(max_length=_NOTE)] = ""


class Noted(_Review):
    """Words alone: the change stays what it was."""

    verdict: Literal["note"]
    note: Annotated[str, Field(max_length=_NOTE, pattern=r"[0-9A-Za-z\u00c0-\u1fff\u3040-\ud7a3]")]


Written = Annotated[Judged | Noted, Field(discriminator="verdict")]


@router.get("/changes/{seq}/reviews", response_model=models.Listing[models.Review])
def list_reviews(request: Request, desk: TheDesk, seq: Number, _: NoQuery) -> Response:
    """List all reviews of a change, the oldest first."""

    def found(db: Database) -> tuple[Review, ...] | None:
        return None if log.change(db, seq) is None else reviews.of_change(db, seq)

    listed = desk.read(found)
    if listed is None:
        raise HTTPException(404, NO_CHANGE)
    return answer(request, models.Listing[models.Review](items=list(map(_model, listed))))


@router.post("/changes/{seq}/reviews", response_model=models.Review, status_code=201)
def write_review(
    request: Request, desk: TheDesk, seq: Number, review: Written, visitor: Reviewer, _: NoQuery
) -> Response:
    """Review a change: seen, important, a false alarm, or a note alone.

    Reviews are only added; the last verdict is what the change is.
    """
    who = visitor.name or review.reviewer
    verdict = Verdict(review.verdict)
    try:
        written = desk.write(reviews.add, seq, verdict, review.note, who, desk.clock())
    except KeyError as error:
        raise HTTPException(404, NO_CHANGE) from error
    except ValueError as error:
        raise HTTPException(422, f"note: {error}.") from error
    place = {"Location": f"/api/v1/changes/{seq}/reviews"}
    return answer(request, _model(written), status=201, headers=place)


def _model(review: Review) -> models.Review:
    return models.Review(
        id=review.id,
        change=review.change,
        verdict=review.verdict.value,
        note=review.note,
        reviewer=review.reviewer,
        reviewed_at=moment_to_json(review.reviewed_at),
    )
