"""The change log, line by line, and what people make of it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.config.named import treaty_number
from watcher.errors import UsageError
from watcher.model.change import LoggedChange
from watcher.model.plain import clean
from watcher.model.treaty import Action
from watcher.model.wire import change_to_json
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.fields import Moment, NoQuery, Number, Seq, Text
from watcher.review.api.paging import Paged, around, cursor_of
from watcher.review.changelog.view import View, read
from watcher.review.desk import Desk, TheDesk
from watcher.store import log, log_pages, reviews

router = APIRouter(tags=["Changes"])

Kind = Literal["baseline", "added", "modified", "removed", "editorial", "all"]
State = Literal["unreviewed", "seen", "important", "false_alarm"]
NO_CHANGE = "The log has no line of this number."


class Filters(Paged):
    """Which lines are wanted, in the words of the page of the log; what is left out matches all."""

    treaty: Annotated[Text | None, Field(description="Its number, name or alias.")] = None
    participant: Annotated[
        Text | None, Field(description="A code, a name in any spelling, or a part of one.")
    ] = None
    action: Action | None = None
    kind: Annotated[
        tuple[Kind, ...],
        Field(description="Can be given again. All but baselines where none is; `all` is all."),
    ] = ()
    source: Text | None = None
    since: Annotated[Moment | None, Field(description="Detected at or after it.")] = None
    until: Annotated[Moment | None, Field(description="Detected before it.")] = None
    review: State | None = None
    q: Annotated[Text | None, Field(description="Words in summary, texts or documents.")] = None
    after: Annotated[Seq | None, Field(description="Lines behind this number.")] = None
    up_to: Annotated[Seq | None, Field(description="Lines up to this number.")] = None


@router.get("/changes", response_model=models.Page[models.Change])
def list_changes(request: Request, desk: TheDesk, asked: Annotated[Filters, Query()]) -> Response:
    """List lines of the change log, the newest first.

    A page may hold fewer than `limit`, and yet have a `next`: only so much of a long log is
    searched at once.
    """
    wanted = view_of(request, desk).wanted()
    cursor = cursor_of(asked.cursor)

    def found(db: Database) -> tuple[log_pages.Page, dict[int, str]]:
        page = log_pages.page(
            db, wanted, before=cursor.before, after=cursor.after, size=asked.limit
        )
        return page, reviews.states(db, [line.seq for line in page.rows])

    page, states = desk.read(found)
    beside = around(request, page.older, page.newer)
    items = [change_model(line, states.get(line.seq)) for line in page.rows]
    body = models.Page[models.Change](items=items, next=beside.next, previous=beside.previous)
    return answer(request, body, headers=beside.headers)


@router.get("/changes/{seq}", response_model=models.Change)
def get_change(request: Request, desk: TheDesk, seq: Number, _: NoQuery) -> Response:
    """Show one line of the change log."""

    def found(db: Database) -> tuple[LoggedChange | None, dict[int, str]]:
        return log.change(db, seq), reviews.states(db, [seq])

    line, states = desk.read(found)
    if line is None:
        raise HTTPException(404, NO_CHANGE)
    return answer(request, change_model(line, states.get(seq)))


def change_model(logged: LoggedChange, state: str | None) -> models.Change:
    """A line as the API has it: as everywhere else, with its state of review."""
    return models.Change(**change_to_json(logged), review=state)


def view_of(request: Request, desk: Desk) -> View:
    """What the query narrows to. HTTPException 404 for what is no treaty's number or name."""
    asked = request.query_params
    try:
        if treaty := clean(asked.get("treaty", "")):
            treaty_number(treaty, desk.config)
    except UsageError as error:
        raise HTTPException(404, str(error)) from error
    return read(asked.multi_items(), desk.config, beside=("cursor", "limit"))
