"""Changes as lines of a spreadsheet (CSV), without what a spreadsheet would carry out."""

import csv
import re
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from watcher.model.change import LoggedChange
from watcher.model.plain import inert
from watcher.model.wire import change_to_json

_SIDE = (
    *("participant", "participant_code", "action", "date", "effective", "mark", "bracketed"),
    *("text", "link", "footnotes", "published"),
)
#: The columns: those of a change as JSON, `old` and `new` one by one.
COLUMNS = (
    *("seq", "kind", "source", "tier", "treaty", "participant", "participant_code", "action"),
    *("date", "effective"),
    *(f"old_{name}" for name in _SIDE),
    *(f"new_{name}" for name in _SIDE),
    *("summary", "detected_at", "captured_at", "imported", "capture", "hash"),
)
#: What a terminal could be steered by; line breaks and tabs stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Table:
    """Writes changes as CSV: UTF-8, commas, quotes where needed, CRLF (RFC 4180)."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file)
        self._writer.writerow(COLUMNS)

    def add(self, logged: LoggedChange) -> None:
        """Write one change as one line."""
        self._writer.writerow(safe(_plain(value)) for value in cells(change_to_json(logged)))


def safe(value: object) -> object:
    """A cell that is text in any spreadsheet: a formula gets an apostrophe before it."""
    return inert(_CONTROL.sub(" ", value)) if isinstance(value, str) else value


def cells(change: Mapping[str, Any]) -> Iterator[object]:
    """The values of `COLUMNS`, each as it stands in the JSON of a change; lists as one text."""
    for column in COLUMNS:
        side, _, name = column.partition("_")
        value = (change[side] or {}).get(name) if side in ("old", "new") else change[column]
        yield "; ".join(map(str, value)) if isinstance(value, list) else value


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value
