"""What charts are made of in tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from watcher.model.chart import Point, Timeline


@dataclass(frozen=True)
class Row:
    """A participant's place on a day, as a tile map asks for it."""

    participant: str
    code: str | None
    state: str


def a_timeline(**different: Any) -> Timeline:
    """A treaty that waits for 40, as it stood in November 2026."""
    given = {
        "treaty": "XVIII-16",
        "name": "UN Convention against Cybercrime",
        "until": date(2026, 11, 27),
        "points": (
            Point(date(2025, 10, 25), 65, 0, 0),
            Point(date(2026, 2, 3), 70, 1, 0),
            Point(date(2026, 11, 20), 75, 3, 0),
        ),
        "in_force": False,
        "needed": 40,
        "closes_for_signature": date(2026, 12, 31),
    }
    return Timeline(**{**given, **different})


def values(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All data of a specification."""
    for layer in spec["layer"]:
        yield from layer["data"]["values"]


def labels(spec: dict[str, Any]) -> list[str]:
    """The labels of a timeline, each once: what makes their edge is left out."""
    marks = [layer["mark"] for layer in spec["layer"]]
    return [" ".join(mark["text"]) for mark in marks if mark["type"] == "text" and "color" in mark]
