"""The OpenAPI document of the API, made from the endpoints and their models."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi.openapi.utils import get_openapi

from watcher import __version__
from watcher.review.api.models import Problem
from watcher.review.api.v1 import router

_DESCRIPTION = (
    "The change log of treaty actions, and what is made of it. Lists come newest first, by the "
    "page: `next` and `previous` are addresses, and stand in the Link header, too. Each answer has "
    "a strong ETag; send it back as If-None-Match, and an unchanged answer is 304 without a body. "
    "What is wrong is told as application/problem+json. Moments are UTC, dates ISO 8601. "
    "Where tokens are configured, send one as `Authorization: Bearer TOKEN`; writing takes one of "
    "review_tokens."
)
_PROBLEMS = {
    "400": "The body cannot be read.",
    "401": "A token is missing, or not known.",
    "403": "This token may read, and not write; or the request came from another site.",
    "404": "There is no such thing.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "A value is not what it should be, or is not known here.",
    "503": "The database is busy or cannot be used, or treaties are still read; try again later.",
}
_WITH_BODY = ("400", "413", "415")


@cache
def document() -> dict[str, Any]:
    """Describe what answers under /api/v1."""
    made = get_openapi(
        title="Treaty watcher",
        version=__version__,
        description=_DESCRIPTION,
        routes=router.routes,
    )
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema()
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{}, {"token": []}]
    for _, method, operation in operations(made):
        _complete(method, operation)
    return made


def operations(made: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation with its path and its method, in small letters."""
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _without_null(parameter: dict[str, Any]) -> None:
    """A query holds texts: what may be left out is not required, and never null."""
    schema = parameter["schema"]
    kept = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if kept:
        del schema["anyOf"]
        schema.update(kept[0] if len(kept) == 1 else {"anyOf": kept})


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Add what every operation has: problems, the ETag, and 304 where it only reads."""
    for parameter in operation.get("parameters", ()):
        _without_null(parameter)
    answers = operation["responses"]
    answers.pop("422", None)
    writes = method != "get"
    for status, told in _PROBLEMS.items():
        if status in _WITH_BODY and not writes:
            continue
        schema = {"$ref": "#/components/schemas/Problem"}
        content = {"application/problem+json": {"schema": schema}}
        answers[status] = {"description": told, "content": content}
    for status, answer in list(answers.items()):
        if not status.startswith("2"):
            continue
        answer["description"] = "As asked." if status == "200" else "Done, or taken up."
        answer["headers"] = {"ETag": _header("The answer's tag, for If-None-Match.")}
        if status in ("201", "202"):
            answer["headers"]["Location"] = _header("Where what was made is found.")
        if any(each["name"] == "cursor" for each in operation.get("parameters", ())):
            answer["headers"]["Link"] = _header("The pages beside this one (RFC 8288).")
    if not writes:
        operation.setdefault("parameters", []).append(
            {
                "name": "If-None-Match",
                "in": "header",
                "required": False,
                "schema": {"type": "string"},
                "description": "The ETag of the answer that you have.",
            }
        )
        answers["304"] = {"description": "You have it already."}


def _header(told: str) -> dict[str, Any]:
    return {"description": told, "schema": {"type": "string"}}
