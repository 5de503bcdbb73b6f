"""The watched sources: their health, and polling them now."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.model import change as log_of
from watcher.model.source import Source, SourceState
from watcher.model.wire import moment_to_json
from watcher.review.access import Reviewer
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.fields import Name, NoQuery
from watcher.review.api.paging import Around, Paged, address, cursor_of
from watcher.review.api.requests import asked_for
from watcher.review.desk import Desk, TheDesk
from watcher.store import sources as stored
from watcher.store.requests import Kind

router = APIRouter(tags=["Sources"])

SourceId = Annotated[Name, Field(description="The source's id.")]


class Empty(BaseModel):
    """An empty object: there is nothing more to say."""

    model_config = ConfigDict(extra="forbid")


@router.get("/sources", response_model=models.Page[models.Source])
def list_sources(request: Request, desk: TheDesk, asked: Annotated[Paged, Query()]) -> Response:
    """List the watched sources with their health, in the order of the configuration."""
    every, begin = desk.config.sources, cursor_of(asked.cursor)
    if begin.before is not None:
        end = min(begin.before, len(every))
        first = max(end - asked.limit, 0)
    else:
        first = 0 if begin.after is None else min(begin.after + 1, len(every))
        end = min(first + asked.limit, len(every))
    beside = Around(
        next=address(request, "after", end - 1) if 0 < end < len(every) else None,
        previous=address(request, "before", first) if first else None,
    )
    items = desk.read(_models, every[first:end])
    body = models.Page[models.Source](items=items, next=beside.next, previous=beside.previous)
    return answer(request, body, headers=beside.headers)


@router.get("/sources/{id}", response_model=models.Source)
def get_source(request: Request, desk: TheDesk, id: SourceId, _: NoQuery) -> Response:  # noqa: A002 -- as it is called outside
    """Show one source with its health."""
    (model,) = desk.read(_models, (_known(desk, id),))
    return answer(request, model)


@router.post("/sources/{id}/poll", response_model=models.Request, status_code=202)
def poll_source(
    request: Request,
    desk: TheDesk,
    id: SourceId,  # noqa: A002 -- as it is called outside
    _body: Empty,
    _visitor: Reviewer,
    _: NoQuery,
) -> Response:
    """Ask the daemon to poll a source now; it does so at its next tick.

    The answer names the request, which tells how the poll ended once it has. While one waits, the
    same one is named again.
    """
    source = _known(desk, id)
    return asked_for(request, desk, Kind.POLL, source.id)


def _known(desk: Desk, source_id: str) -> Source:
    for source in desk.config.sources:
        if source.id == source_id:
            return source
    raise HTTPException(404, "No source of the configuration has this id.")


def _models(db: Database, wanted: tuple[Source, ...]) -> list[models.Source]:
    ids = [source.id for source in wanted]
    states, polls = stored.states(db, ids), stored.last_polls(db, ids)
    incidents: dict[str, list[log_of.Incident]] = {}
    for incident in stored.incidents(db):
        incidents.setdefault(incident.source, []).append(incident)
    return [
        _model(
            source,
            states.get(source.id) or SourceState(source.id),
            polls.get(source.id),
            incidents.get(source.id, []),
        )
        for source in wanted
    ]


def _model(
    source: Source,
    state: SourceState,
    last: stored.LastPoll | None,
    incidents: list[log_of.Incident],
) -> models.Source:
    return models.Source(
        id=source.id,
        kind=source.kind,
        url=source.url,
        tier=source.tier.value,
        treaty=source.treaty,
        every=int(source.every.total_seconds()),
        paused=source.paused or state.rests,
        outcome=state.last_outcome,
        last_poll=state.last_poll and moment_to_json(state.last_poll),
        last_good=state.last_good and moment_to_json(state.last_good),
        next_poll=state.next_poll and moment_to_json(state.next_poll),
        moved_to=state.moved_to,
        failures=state.failures,
        held=last.held if last else 0,
        error=last.error if last else None,
        incidents=[
            models.Incident(
                kind=each.kind, reason=each.reason, opened_at=moment_to_json(each.opened_at)
            )
            for each in incidents
        ],
    )
