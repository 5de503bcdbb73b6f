"""How charts look, light and dark: the colours of the pages, and those of the marks.

The hues are of Okabe and Ito's set, which those can tell apart who see fewer colours, made lighter
or darker until they stand out from the ground. Nothing is told by colour alone: each state has a
mark, each line its dashes and its label. `tests/unit/charts/test_looks.py` holds the contrasts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Liberation Sans comes with the program that draws, so that charts look the same where no font is
#: installed, and letters are as wide as in Arial or Helvetica, which readers have.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

PARTY, CONTRACTING, SIGNATORY, WITHDRAWN, NONE = (
    *("party", "contracting", "signatory"),
    *("withdrawn", "none"),
)

#: Shapes as Vega names them, or as paths in a square from -1 to 1.
_TICK = "M-0.95,0.05L-0.3,0.7L0.95,-0.65"
_CROSS = "M-0.7,-0.7L0.7,0.7M0.7,-0.7L-0.7,0.7"


@dataclass(frozen=True, slots=True)
class Tile:
    """How a State's square looks: its ground, its edge, what stands on it, and its mark.

    `shape` is "" where there is no mark; `hollow` marks are drawn as lines.
    """

    ground: str
    edge: str
    ink: str
    shape: str = ""
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """The colours of one scheme; `tiles` are by state."""

    ground: str
    ink: str
    quiet: str
    line: str
    signed: str  # the line of signatures
    bound: str  # the line of consents
    tiles: Mapping[str, Tile]

    @property
    def config(self) -> dict[str, Any]:
        """What every specification of this scheme says of itself."""
        return {
            "background": self.ground,
            "config": {
                "font": FONT,
                "aria": False,  # a picture's words are its `alt`
                "view": {"stroke": None},
                "axis": {
                    "labelColor": self.quiet,
                    "labelFontSize": 12,
                    "gridColor": self.line,
                    "gridOpacity": 0.6,
                    "domainColor": self.quiet,
                    "tickColor": self.quiet,
                    "title": None,
                },
            },
        }


LIGHT = Looks(
    ground="#ffffff",
    ink="#1b222c",
    quiet="#4d5967",
    line="#c9d1db",
    signed="#8a5a00",
    bound="#0072b2",
    tiles={
        PARTY: Tile("#00629b", "#00629b", "#ffffff", _TICK, hollow=True),
        CONTRACTING: Tile("#35b58f", "#007a58", "#10161d", "circle"),
        SIGNATORY: Tile("#f8dc9a", "#946200", "#1b222c", "triangle-up"),
        WITHDRAWN: Tile("#a13d00", "#a13d00", "#ffffff", _CROSS, hollow=True),
        NONE: Tile("#f3f5f8", "#7f8c9b", "#4d5967"),
    },
)

DARK = Looks(
    ground="#181d24",
    ink="#e4e8ee",
    quiet="#aab5c3",
    line="#3a4450",
    signed="#e69f00",
    bound="#56b4e9",
    tiles={
        PARTY: Tile("#56b4e9", "#56b4e9", "#0c1117", _TICK, hollow=True),
        CONTRACTING: Tile("#00805d", "#2fc79c", "#ffffff", "circle"),
        SIGNATORY: Tile("#5c4200", "#e0a93a", "#ffe9bd", "triangle-up"),
        WITHDRAWN: Tile("#ff9a66", "#ff9a66", "#1c0d04", _CROSS, hollow=True),
        NONE: Tile("#20262f", "#69758a", "#aab5c3"),
    },
)
