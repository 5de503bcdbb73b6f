"""JSON, read strictly: what the standard does not allow, or leaves open, is refused."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import NoReturn

from watcher.extract.text import what_it_seems
from watcher.model.capture import Document

_MAX_DIGITS = 400  # of a number: beyond what any of them means; longer ones cost time


class NotJsonError(ValueError):
    """The body is no JSON that can be read for certain; the message says what it is instead."""


def load(document: Document) -> object:
    """Read the body. NotJsonError for HTML, a cut body, NaN, a name that stands twice, depth."""
    body = document.body
    try:
        # Only what could be JSON is decoded: the encodings of RFC 8259 and its predecessors.
        text = body.decode(json.detect_encoding(body)).removeprefix("\ufeff")
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:  # a ValueError, as those below
        if text.lstrip()[:1] in ("{", "["):
            raise NotJsonError(f"the JSON is cut or broken: {error}") from error
        raise NotJsonError(f"it seems to be {what_it_seems(document)}") from error
    except UnicodeDecodeError as error:
        raise NotJsonError(f"it seems to be {what_it_seems(document)}: {error.reason}") from error
    except RecursionError as error:
        raise NotJsonError("its values are nested too deep") from error
    except ValueError as error:  # from the hooks below
        raise NotJsonError(f"it cannot be read for certain: {error}") from error


def texts(data: object) -> Iterator[str]:
    """Every text in the values, in order; never recursive."""
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """RFC 8259 lets each reader choose between two values of one name: that would be a guess."""
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the name {twice[:80]!r} stands twice in one object")
    return made


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _float(digits: str) -> float:
    number = float(digits) if len(digits) <= _MAX_DIGITS else math.inf
    if not math.isfinite(number):
        raise ValueError(f"{digits[:40]} is beyond all numbers")
    return number


def _int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ValueError(f"a number of {len(digits):,} digits")
    return int(digits)
