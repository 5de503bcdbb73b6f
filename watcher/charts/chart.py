"""What every chart is made of."""

from dataclasses import dataclass
from typing import Any

#: A Vega-Lite specification that needs nothing else: its data are in it.
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """The figures behind a chart, as plain text; the first column names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what is drawn, what is said instead, and what is behind it.

    `text` is the text alternative, whole sentences. `width` and `height` are those of the picture
    in CSS pixels.
    """

    spec: Spec
    width: int
    height: int
    text: str
    table: Table


def sized(layers: list[Spec], *, width: int, height: int, margins: "Margins", look: Spec) -> Spec:
    """A specification of exactly this size: the margins are ours, and nothing is fitted."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "autosize": {"type": "none"},
        "width": width,
        "height": height,
        "padding": {
            "left": margins.left,
            "right": margins.right,
            "top": margins.top,
            "bottom": margins.bottom,
        },
        "layer": layers,
        **look,
    }


@dataclass(frozen=True, slots=True)
class Margins:
    """The room around the plot, in pixels; labels stand in it."""

    left: int
    right: int
    top: int
    bottom: int
