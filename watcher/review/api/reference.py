"""The description of the API: as OpenAPI for programs, as a page for people.

The page is made from the document, so that the two agree. It is our own because the usual ones
need scripts within the page, and load them from elsewhere.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup, escape

from watcher.review.api.answers import tagged
from watcher.review.api.document import document, operations
from watcher.review.desk import TheDesk

router = APIRouter(include_in_schema=False)

#: What stands in an example's address for what the reader has to put there.
_EXAMPLES = {
    "seq": "1",
    "number": "XVIII-16",
    "code": "MUS",
    "n": "1",
    "id": "1",
}
_BODIES = {
    "write_review": '{"verdict": "seen", "note": "Told the minister."}',
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value that an operation takes; `kind` says in words what it may be."""

    name: str
    place: str
    required: bool
    kind: str
    told: Markup


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    anchor: str
    method: str
    path: str
    summary: Markup
    told: tuple[Markup, ...]  # paragraphs
    parameters: tuple[Parameter, ...]
    body: tuple[Parameter, ...]
    answers: tuple[tuple[str, str, str], ...]  # status, what it means, the model's name or ""
    example: str


@dataclass(frozen=True, slots=True)
class Model:
    """What an answer holds."""

    name: str
    told: Markup
    fields: tuple[Parameter, ...]


@router.get("/api/openapi.json")
def openapi(request: Request) -> Response:
    """Give the OpenAPI document."""
    return tagged(request, json.dumps(document()).encode(), "application/json")


@router.get("/api/docs")
def page(request: Request, desk: TheDesk) -> Response:
    """Explain the API to people."""
    url = desk.config.web.public_url
    return desk.page(
        request,
        "api.html",
        {
            "about": coded(document()["info"]["description"]),
            "groups": groups(url),
            "models": models(),
        },
    )


@cache
def groups(url: str) -> Mapping[str, tuple[Operation, ...]]:
    """All operations by their tag, in the order of the document; `url` begins the examples."""
    found: dict[str, list[Operation]] = {}
    for path, method, operation in operations(document()):
        found.setdefault(operation["tags"][0], []).append(_operation(url, path, method, operation))
    return {name: tuple(each) for name, each in found.items()}


@cache
def models() -> tuple[Model, ...]:
    """What answers hold, by name."""
    schemas = document()["components"]["schemas"]
    return tuple(
        Model(
            name,
            coded(schema.get("description", "")),
            tuple(_fields(schema)),
        )
        for name, schema in sorted(schemas.items())
    )


def _operation(url: str, path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    name = operation["operationId"].partition("_api_v1_")[0]
    summary, _, more = operation.get("description", "").partition("\n\n")
    return Operation(
        anchor=name,
        method=method.upper(),
        path=path,
        summary=coded(summary),
        told=tuple(coded(each) for each in more.split("\n\n") if each),
        parameters=tuple(map(_parameter, operation.get("parameters", ()))),
        body=tuple(_body(operation)),
        answers=tuple(_answers(operation["responses"])),
        example=_example(url, path, method, name),
    )


def _parameter(stated: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=stated["name"],
        place=stated["in"],
        required=bool(stated.get("required")),
        kind=words(stated["schema"]),
        told=coded(stated.get("description") or stated["schema"].get("description", "")),
    )


def _body(operation: Mapping[str, Any]) -> Iterator[Parameter]:
    if "requestBody" not in operation:
        return
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    seen: dict[str, Parameter] = {}
    for each in schema.get("oneOf", [schema]):
        for field in _fields(_named(each)):
            known = seen.get(field.name)
            kinds = field.kind if known is None else f"{known.kind}; or {field.kind}"
            same = known is not None and known.kind == field.kind
            seen[field.name] = Parameter(
                field.name, "body", field.required, field.kind if same else kinds, field.told
            )
    yield from seen.values()


def _fields(schema: Mapping[str, Any]) -> Iterator[Parameter]:
    required = schema.get("required", ())
    for name, stated in schema.get("properties", {}).items():
        yield Parameter(
            name, "answer", name in required, words(stated), coded(stated.get("description", ""))
        )


def _answers(answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for status, answer in sorted(answers.items()):
        content: Mapping[str, Any] = next(iter(answer.get("content", {}).values()), {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        yield status, answer["description"], name


def _named(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself, or the one that it points to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = document()["components"]["schemas"].get(name, schema)
    return found


def words(schema: Mapping[str, Any]) -> str:
    """What a value may be, in words: "a whole number from 1 to 500", "seen or important"."""
    if "$ref" in schema:
        named = _named(schema)
        return words(named) if "enum" in named else schema["$ref"].rpartition("/")[2]
    if "enum" in schema:
        return _either(map(str, schema["enum"]))
    several = schema.get("anyOf") or schema.get("oneOf")
    if several:
        return _either(map(words, several))
    return str(schema["const"]) if "const" in schema else _of_type(schema)


def _of_type(schema: Mapping[str, Any]) -> str:
    match schema.get("type"):
        case "array":
            return f"a list: {words(schema['items'])}"
        case "integer":
            return "a whole number" + _range(schema)
        case "string":
            return _text(schema)
        case "boolean":
            return "true or false"
        case "object":
            return "an object"
        case other:
            return str(other or "anything")


def coded(text: str) -> Markup:
    """A text of ours, what stands between backticks set as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def _either(words_: Iterable[str]) -> str:
    several = list(words_)
    last = several[-1]
    return f"{', '.join(several[:-1])} or {last}" if len(several) > 1 else last


def _range(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None:
        return ""
    return f" from {low} to {high}" if high is not None and high < 2**62 else f" from {low} on"


def _text(schema: Mapping[str, Any]) -> str:
    named = {"date": "a day (2026-02-03)", "date-time": "a moment (2026-02-03T10:16:18Z)"}
    if schema.get("format") in named:
        return named[schema["format"]]
    if schema.get("examples"):
        return f"text such as {schema['examples'][0]}"
    longest = schema.get("maxLength")
    return f"text of at most {longest:,} characters" if longest else "text"


def _example(url: str, path: str, method: str, name: str) -> str:
    filled = path
    for key, value in _EXAMPLES.items():
        filled = filled.replace(f"{{{key}}}", value)
    if method == "get":
        return f"curl {url}{filled}"
    body = _BODIES.get(name, "{}")
    return f"curl -H 'Content-Type: application/json' -d '{body}' {url}{filled}"
