"""The pictures of a treaty's page, drawn in a process of their own and kept by their ETags."""

from collections.abc import Collection
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlite_utils import Database

from watcher.charts.chart import Chart
from watcher.charts.drawing import Form, etag_of
from watcher.errors import DrawingError, UsageError
from watcher.log import get_logger
from watcher.review.api.answers import CACHE, has
from watcher.review.desk import Desk, TheDesk
from watcher.review.pages.treaty import Question, number_of, understood
from watcher.review.treaties.narrowed import asked
from watcher.review.treaties.treaty_charts import SIZES, THEMES, TITLES, chart_of
from watcher.review.treaties.treaty_names import name_of

router = APIRouter(include_in_schema=False)

log = get_logger(__name__)


@router.get("/charts/{kind}/{number}.svg")
def chart(
    request: Request,
    desk: TheDesk,
    kind: str,
    number: str,
    theme: str = "light",
    size: str = "wide",
    on: str = "",
    known_at: str = "",
) -> Response:
    """One chart as SVG; 304 where the asker has it, 503 with a sentence where it is not drawn."""
    if kind not in TITLES:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no chart {kind!r}.")
    _one_of("theme", theme, THEMES)
    _one_of("size", size, SIZES)
    question = understood(desk, asked(number_of(desk, number), on=on, known_at=known_at))
    found = desk.read(_read, desk, question, kind, theme, size)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"Nothing is known of {number} to draw.")
    headers = {"ETag": etag_of(found.spec, Form.SVG), "Cache-Control": CACHE}
    if has(request, headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    try:
        drawn = desk.drawer.draw(found.spec, Form.SVG)
    except DrawingError as error:
        log.warning("a chart is not drawn", chart=kind, treaty=number, reason=str(error))
        raise HTTPException(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"The chart is not drawn: {error}. The table on the treaty's page has its figures.",
            {"Retry-After": "5"},
        ) from error
    return Response(drawn.content, media_type=drawn.media_type, headers=headers)


def _read(
    db: Database, desk: Desk, question: Question, kind: str, theme: str, size: str
) -> Chart | None:
    number = question.asked.number
    history, day = desk.treaties.law_on(
        db, number, question.on or question.today, question.today, question.moment
    )
    if not history.lives:
        return None
    name = name_of(desk.config, number) or number
    return chart_of(kind, name, history, day, theme=theme, size=size)


def _one_of(name: str, text: str, allowed: Collection[str]) -> None:
    if text not in allowed:
        raise UsageError(f"{name}: {text!r} is not one of: {', '.join(allowed)}.")
