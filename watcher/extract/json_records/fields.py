"""Where the fields of a record stand, by path, and what is in them as plain text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from watcher.extract.markup import plain
from watcher.model.finding import Check

#: Without these a record states nothing.
_NEEDED = frozenset({"participant", "action", "title"})


class BadPathError(ValueError):
    """A path that is none, or that does not fit what it is used on; the message says why."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its role, and the path as it was written and compiled."""

    role: str
    path: str
    compiled: ParsedResult

    def text(self, record: object) -> str | None:
        """The value as text, without markup; None where there is none.

        Raises BadPathError for a list or an object: which part of it is meant is not said.
        """
        value = search(self.compiled, record)
        if value is None:
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, str):
            return plain(value).strip() or None
        kind = "a list" if isinstance(value, list) else "an object"
        raise BadPathError(f"{self.path} is {kind} and no text")

    def stands_in(self, record: object) -> bool:
        """Whether the record has such a field, be it null.

        Of a path that computes, that cannot be told: where a record can be without the field,
        nothing is concluded from not finding it.
        """
        names = _names(self.compiled.parsed)
        if names is None:
            return self.role not in _NEEDED or search(self.compiled, record) is not None
        for name in names:
            if record is None:
                return True  # nothing to look into, and nothing that says otherwise
            if not isinstance(record, dict) or name not in record:
                return False
            record = record[name]
        return True


def compiled(path: str) -> ParsedResult:
    """Compile a path; BadPathError where it is none."""
    try:
        return jmespath.compile(path)
    except (JMESPathError, RecursionError) as error:
        raise BadPathError(f"{path!r} is no JMESPath: {_line(error)}") from error


def search(path: ParsedResult, data: object) -> object:
    """What a path finds; BadPathError where it does not fit the data."""
    try:
        found: object = path.search(data)
    except (JMESPathError, RecursionError) as error:
        raise BadPathError(f"{path.expression!r} does not fit: {_line(error)}") from error
    return found


def nowhere(fields: Iterable[Field], records: Sequence[object]) -> Check:
    """The gate "fields": each of them stands in some record, or the site was changed."""
    missing = [
        f"{field.role} ({field.path})"
        for field in fields
        if records and not any(field.stands_in(record) for record in records)
    ]
    told = ", ".join(missing)
    return Check(
        "fields", not missing, f"in no record: {told}" if missing else "every field was found"
    )


def _names(node: Mapping[str, Any]) -> list[str] | None:
    """The names of a path such as "country.name"; None for one with more than names."""
    if node["type"] == "field":
        return [str(node["value"])]
    if node["type"] != "subexpression":
        return None
    names: list[str] = []
    for child in node["children"]:
        below = _names(child)
        if below is None:
            return None
        names += below
    return names


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
