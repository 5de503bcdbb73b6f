"""How well a colour can be seen, also by those who see fewer of them. Pure.

Contrast and luminance are those of WCAG 2.2. What the colour-blind see is simulated as by Machado,
Oliveira and Fernandes, 2009 (severity 1), in linear light.
"""

import math
from collections.abc import Mapping, Sequence

#: What text needs against its ground, and what any mark needs (WCAG 2.2, 1.4.3 and 1.4.11).
TEXT, MARK = 4.5, 3.0

_Matrix = tuple[tuple[float, float, float], ...]

#: What those see who lack one kind of cone.
BLINDNESS: Mapping[str, _Matrix] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours written as ``#rrggbb``: from 1 (none) to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def seen_by(colour: str, blindness: str) -> tuple[float, float, float]:
    """A colour in linear light, as those with a key of `BLINDNESS` see it; others' is ""."""
    light = _linear(colour)
    if not blindness:
        return light
    found = [sum(map(float.__mul__, row, light)) for row in BLINDNESS[blindness]]
    red, green, blue = (min(1.0, max(0.0, part)) for part in found)
    return red, green, blue


def difference(one: str, other: str, blindness: str = "") -> float:
    """How far apart two colours are seen: the distance in CIELAB; 2 can just be told."""
    first, second = (_lab(seen_by(each, blindness)) for each in (one, other))
    return math.dist(first, second)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def _lab(light: Sequence[float]) -> tuple[float, float, float]:
    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
