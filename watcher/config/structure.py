"""How tables and JSON are laid out: the rules for columns, fields, paths and patterns of cells.

As in `values`, a rule returns what the program works with or raises ValueError with the rest of
a sentence that begins with the name and the value.
"""

import json
import re

from watcher.config.values import did_you_mean, pattern, text
from watcher.model.treaty import Action

_ACTIONS = tuple(action.value for action in Action)
_COLUMN_ROLES = ("participant", "action", "date", "effective", "note", "cell", "ignore", *_ACTIONS)
_FIELD_ROLES = (
    *("participant", "action", "date", "effective", "note"),
    *("id", "title", "link", "summary"),
    *_ACTIONS,
)
_CELL_GROUPS = ("action", "date", "effective", "note")


def column_roles(value: object) -> tuple[tuple[str, str], ...]:
    """Read what the columns of a table hold, by their headings."""
    return _roles(value, "heading", "role", _COLUMN_ROLES)


def field_paths(value: object) -> tuple[tuple[str, str], ...]:
    """Read where the fields of a record stand, as JMESPath."""
    if not isinstance(value, dict) or not value:
        raise ValueError('must be a table, such as { participant = "country.name" }')
    for role, path in value.items():
        if role not in _FIELD_ROLES:
            raise ValueError(
                f'names "{role}", which is not known; allowed: '
                f"{', '.join(_FIELD_ROLES)}{did_you_mean(role, _FIELD_ROLES)}"
            )
        json_path(path)
    return tuple((str(role), str(path)) for role, path in value.items())


def json_path(value: object) -> str:
    """Read a path into JSON, as JMESPath."""
    import jmespath  # only a source of kind json needs it

    path = text(value)
    try:
        jmespath.compile(path)
    except (jmespath.exceptions.JMESPathError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"is not a JMESPath: {reason}; see https://jmespath.org") from error
    return path


def json_body(value: object) -> str:
    """Read what is sent with POST: a table, or JSON as text."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    body = text(value)
    try:
        json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"is not JSON: {error}; write a table, or JSON in single quotes"
        ) from error
    return body


def cell_patterns(value: object) -> tuple[str, ...]:
    """Read patterns for cells: regular expressions with named groups for what is in them."""
    found = tuple(pattern(item) for item in (value if isinstance(value, list) else [value]))
    for each in found:
        groups = set(re.compile(each).groupindex)
        unknown = sorted(groups - set(_CELL_GROUPS))
        if unknown or "date" not in groups:
            what = f'has the group "{unknown[0]}"' if unknown else 'has no group "date"'
            raise ValueError(
                f"{what}; allowed are (?P<action>…), (?P<date>…), (?P<effective>…) and "
                "(?P<note>…), and the date must be there"
            )
    return found


def _roles(
    value: object, key: str, role: str, allowed: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not value:
        raise ValueError(
            f'must be a table from {key} to {role}, such as {{ "State" = "participant" }}'
        )
    for name, word in value.items():
        if word not in allowed:
            hint = did_you_mean(word, allowed) if isinstance(word, str) else ""
            raise ValueError(
                f'gives "{name}" the {role} {json.dumps(word, default=str)}, which is not known; '
                f"allowed: {', '.join(allowed)}{hint}"
            )
    if "participant" not in value.values():
        raise ValueError(f'gives no {key} the {role} "participant"')
    return tuple((str(name), str(word)) for name, word in value.items())
