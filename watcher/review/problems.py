"""What is answered when something is wrong: a page for people, problem details for programs."""

from collections.abc import Iterator
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from watcher.errors import DatabaseBusy, StoreError, UsageError
from watcher.log import get_logger
from watcher.review.treaties.kept import NotYet

log = get_logger(__name__)

API = "/api/"

_SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. It may never have been there.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address is not asked in this way.",
}


def handle(app: FastAPI) -> None:
    """Let the application answer errors in this way."""

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        status = HTTPStatus(error.status_code)
        sentence = _SENTENCES.get(status, error.detail)
        if error.detail and error.detail != status.phrase:
            sentence = error.detail
        headers = dict(error.headers or {})
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods(request))
        return problem(request, status, sentence, headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        sentence = " ".join(map(_sentence, error.errors()))
        return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, sentence)

    @app.exception_handler(UsageError)
    async def _usage(request: Request, error: UsageError) -> Response:
        return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))

    _outages(app)

    @app.exception_handler(Exception)
    async def _fault(request: Request, error: Exception) -> Response:
        log.error("a fault in the review desk itself", path=request.url.path, error=repr(error))
        return problem(
            request,
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "A fault in the review desk itself; its log has the details. The watch goes on.",
        )


def _outages(app: FastAPI) -> None:
    """What passes by itself: asking again helps."""

    @app.exception_handler(StoreError)
    async def _store(request: Request, error: StoreError) -> Response:
        if not isinstance(error, DatabaseBusy):
            log.error("the database refused", reason=str(error))
        return problem(request, HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": "5"})

    @app.exception_handler(NotYet)
    async def _not_yet(request: Request, error: NotYet) -> Response:
        again = {"Retry-After": "3"}
        if not request.url.path.startswith(API):
            again["Refresh"] = "3"  # a browser asks again by itself, script or not
        return problem(request, HTTPStatus.SERVICE_UNAVAILABLE, str(error), again)


def problem(
    request: Request, status: HTTPStatus, sentence: str, headers: dict[str, str] | None = None
) -> Response:
    """Say in a sentence what is wrong, in the form that fits the address."""
    path = request.url.path
    if path.startswith(API):
        return JSONResponse(
            {
                "type": "about:blank",
                "title": status.phrase,
                "status": status.value,
                "detail": sentence,
                "instance": path,
            },
            status.value,
            headers=headers,
            media_type="application/problem+json",
        )
    text = request.app.state.desk.bare("problem.html", {"status": status, "sentence": sentence})
    return HTMLResponse(text, status.value, headers)


def _methods(request: Request) -> Iterator[str]:
    """The ways in which an address is asked: each may have an endpoint of its own."""
    for method in ("GET", "HEAD", "POST"):
        asked = {**request.scope, "method": method}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes):
            yield method


def _sentence(error: dict[str, object]) -> str:
    """One sentence for one value that is not what it should be."""
    where = error.get("loc", ())
    name = str(where[-1]) if isinstance(where, (tuple, list)) and where else "the request"
    if error.get("type") == "extra_forbidden":
        return f"{name}: nothing of this name is asked for here."
    return f"{name}: {str(error.get('msg', 'is wrong')).rstrip('.')}."
