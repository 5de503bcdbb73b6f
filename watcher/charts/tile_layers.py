"""The tiles, lines and words of a tile map as layers of a specification. Pure."""

from dataclasses import dataclass, field
from typing import Any

from watcher.charts.chart import Spec
from watcher.charts.looks import Looks, Tile

Datum = dict[str, Any]

_MARK_AREA = 64


@dataclass(slots=True)
class Drawing:
    """What is drawn, in pixels from the top left corner."""

    looks: Looks
    letters: float  # the size of a tile's code
    tiles: list[Datum] = field(default_factory=list)
    words: list[Datum] = field(default_factory=list)
    lines: list[Datum] = field(default_factory=list)

    def tile(self, x: float, y: float, size: float, code: str, state: str) -> None:
        """A tile, its top left corner at `x` and `y`."""
        look: Tile = self.looks.tiles[state]
        middle = y + size / 2
        marked = bool(look.shape)
        self.tiles.append(
            {
                "x": x,
                "y": y,
                "x2": x + size,
                "y2": y + size,
                "middle": x + size / 2,
                "ground": look.ground,
                "edge": look.edge,
                "ink": look.ink,
                "shape": look.shape,
                "hollow": look.hollow,
                "mark": middle - size * 0.19 if marked and code else middle,
                "code": code,
                "letters": middle + size * 0.22 if marked else middle,
            }
        )

    def word(
        self, x: float, y: float, text: str, *, align: str = "left", heading: bool = False
    ) -> None:
        """A line of text, its middle at the height `y`."""
        self.words.append(
            {
                "x": x,
                "y": y,
                "text": text,
                "align": align,
                "ink": self.looks.quiet if heading else self.looks.ink,
                "style": "italic" if heading else "normal",
            }
        )

    def line(self, x: float, y: float, x2: float, y2: float) -> None:
        """A line between two tiles."""
        self.lines.append({"x": x, "y": y, "x2": x2, "y2": y2})

    def layers(self, width: int, height: int) -> list[Spec]:
        """All of it, from the lowest layer to the highest."""
        at = _at(width, height)
        corner = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        solid = [tile for tile in self.tiles if tile["shape"] and not tile["hollow"]]
        hollow = [tile for tile in self.tiles if tile["shape"] and tile["hollow"]]
        centred = _at(width, height, x="middle")
        marked = {**_at(width, height, x="middle", y="mark"), "shape": _own("shape")}
        point = {"type": "point", "size": _MARK_AREA, "opacity": 1}
        text = {"type": "text", "baseline": "middle"}
        return [
            {
                "data": {"values": self.tiles},
                "mark": {"type": "rect", "cornerRadius": 3, "strokeWidth": 1},
                "encoding": {**at, **corner, "fill": _own("ground"), "stroke": _own("edge")},
            },
            {
                "data": {"values": self.lines},
                "mark": {"type": "rule", "stroke": self.looks.ink, "strokeWidth": 2},
                "encoding": {**at, **corner},
            },
            {
                "data": {"values": solid},
                "mark": {**point, "filled": True},
                "encoding": {**marked, "fill": _own("ink")},
            },
            {
                "data": {"values": hollow},
                "mark": {**point, "filled": False, "strokeWidth": 1.8},
                "encoding": {**marked, "stroke": _own("ink")},
            },
            {
                "data": {"values": self.tiles},
                "mark": {**text, "align": "center", "fontSize": self.letters},
                "encoding": {
                    **centred,
                    "y": _axis("letters", height, flipped=True),
                    "text": {"field": "code"},
                    "color": _own("ink"),
                },
            },
            {
                "data": {"values": self.words},
                "mark": {
                    **text,
                    "fontSize": 13,
                    "align": {"expr": "datum.align"},
                    "fontStyle": {"expr": "datum.style"},
                },
                "encoding": {**at, "text": {"field": "text"}, "color": _own("ink")},
            },
        ]


def _at(width: int, height: int, *, x: str = "x", y: str = "y") -> Spec:
    return {"x": _axis(x, width), "y": _axis(y, height, flipped=True)}


def _axis(name: str, length: int, *, flipped: bool = False) -> Spec:
    """A position in pixels: the scale leads each to itself."""
    domain = [length, 0] if flipped else [0, length]
    return {
        "field": name,
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": domain, "nice": False, "zero": False},
    }


def _own(name: str) -> Spec:
    """A look that the datum itself names."""
    return {"field": name, "type": "nominal", "scale": None, "legend": None}
