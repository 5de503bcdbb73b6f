"""Sentences for people about what is wrong in the file; needed only where something is."""

import json
import re
from collections.abc import Iterable, Mapping

from pydantic_core import ErrorDetails

from watcher.config.sections import INNER, LATER, SINGLE, names
from watcher.config.values import did_you_mean

Place = tuple[int | str, ...]  # keys and indices from the top of the file down to a value

#: Names whose value may be a secret that stands where it should not: it is never repeated.
_SECRETS = frozenset({"password", "secrets", "urls", "read_tokens", "review_tokens"})
_USERINFO = re.compile(r"//[^/@\s]*@")
_SECRET = re.compile(r"(?i)\b([a-z_-]*(?:password|token|secret|key|sig)[a-z_-]*=)[^&#\s\"]+")


def shown(value: object) -> str:
    """Write a value as the file would, on one line, shortened, without credentials."""
    if isinstance(value, Mapping):
        return "{ … }"
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = _SECRET.sub(r"\1***", _USERINFO.sub("//***@", text))
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return text if len(text) <= 80 else f"{text[:60]}…{text[-15:]}"


def section(raw: Mapping[str, object], place: Place) -> str:
    """Name the section that a place lies in: `source "un-news"`, `[service]`."""
    name = str(place[0])
    if name in SINGLE or len(place) == 1:
        return f"[{name}]" if name in SINGLE else f"[[{name}]]"
    items = raw.get(name)
    number = place[1] if isinstance(place[1], int) else 0
    item = items[number] if isinstance(items, list) and number < len(items) else None
    label = item.get("number" if name == "treaty" else "id") if isinstance(item, dict) else None
    if isinstance(label, str) and label:
        return f"{name} {shown(label)}"
    return f"[[{name}]] {number + 1}"


def sentence(raw: Mapping[str, object], place: Place, value: object, what: str) -> str:
    """Tell one problem: where it stands, the value, and what is wrong with it."""
    what = what if what.endswith("?") else f"{what}."
    key = _key(place)
    if key is None:
        return f"{section(raw, place)}: {what}"
    written = '"…"' if key in _SECRETS else shown(value)
    return f"{section(raw, place)}: {key} = {written} {what}"


def _key(place: Place) -> str | None:
    """The name of a place within its section; in a table within a section with that of both."""
    keys = [part for part in place[1:] if isinstance(part, str)]
    if any(key in INNER for key in keys[:-1]):
        return ".".join(keys)
    return keys[-1] if keys else None


def told(raw: Mapping[str, object], errors: Iterable[ErrorDetails]) -> list[str]:
    """Turn what pydantic found into sentences."""
    return [_tell(raw, error) for error in errors]


def _tell(raw: Mapping[str, object], error: ErrorDetails) -> str:
    place, value = error["loc"], error["input"]
    match error["type"]:
        case "value_error":
            return sentence(raw, place, value, str(error["ctx"]["error"]))
        case "missing":
            return f"{section(raw, place)}: {_key(place)} is missing, and must be given."
        case "unexpected_keyword_argument":
            return _unknown(raw, place)
        case "tuple_type" if len(place) == 1:
            name = place[0]
            return f"[{name}]: write [[{name}]] with two brackets, once for each {name}."
        case "dataclass_type" if place[0] in SINGLE:
            return f"[{place[0]}]: write [{place[0]}] once, with one bracket on each side."
        case "dataclass_type" if any(part in INNER for part in place):
            return sentence(raw, place, value, "must be names and values in braces: { … }")
        case "dataclass_type":
            return f"[[{place[0]}]]: each must be a section with names and values."
        case "tuple_type":
            return sentence(raw, place, value, 'must be a list in brackets, such as ["…"]')
        case kind if kind.startswith("date"):
            return sentence(raw, place, value, "is not a date; write one such as 2026-12-31")
        case _:
            return sentence(raw, place, value, f"is not allowed: {error['msg']}")


def _unknown(raw: Mapping[str, object], place: Place) -> str:
    name = str(place[-1])
    parent = "" if len(place) == 1 else str(place[0])
    where = f"{section(raw, place)}: " if parent else ""
    if name in LATER.get(parent, ()):
        return f"{where}{name} is not available in this version."
    inner = next((part for part in reversed(place[1:-1]) if part in INNER), None)
    known = names(str(inner) if inner is not None else parent)
    if inner is not None:
        where += f"{_key(place[:-1])}: "
    hint = did_you_mean(name, known) or f"; known are {', '.join(known)}."
    if not parent:
        homes = (f"; it belongs under [{key}]." for key in SINGLE if name in names(key))
        hint = next(homes, hint)
    return f"{where}{shown(name)} is not a name known here{hint}"
