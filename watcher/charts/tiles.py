"""Where each State stands on the tile map. The layout is `tiles.csv` beside this module.

It was made by hand for this program: a square for each State that the depositary holds to be one,
all of one size, near its neighbours, with the seas between the continents. Rows count from the
north, columns from the west. Neither distances nor borders are meant.
"""

import csv
import functools
import importlib.resources
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from watcher.model.groups import Group, group
from watcher.model.participants import by_code

COLUMNS = ("code", "column", "row")

#: The regional groups of the UN's elections, in the order of their names.
REGIONAL = ("AFRICA", "ASIA-PACIFIC", "EASTERN-EUROPE", "GRULAC", "WEOG")


class Place(NamedTuple):
    """A place on the map."""

    column: int
    row: int


@functools.cache
def layout() -> Mapping[str, Place]:
    """The place of each State, by its code, in the order of the codes."""
    table = importlib.resources.files("watcher.charts") / "tiles.csv"
    return read_layout(table.read_text(encoding="utf-8").splitlines())


@functools.cache
def regional_groups() -> tuple[Group, ...]:
    """The UN's regional groups. No State is in two; observers are in none."""
    return tuple(found for each in REGIONAL if (found := group(each)) is not None)


def read_layout(lines: Iterable[str]) -> dict[str, Place]:
    """Read a layout in CSV; ValueError names the row that is wrong."""
    reader = csv.reader(lines, strict=True)
    header = tuple(next(reader, ()))
    if header != COLUMNS:
        raise ValueError(f"the table has the columns {header}, not {COLUMNS}")
    found: dict[str, Place] = {}
    taken: dict[Place, str] = {}
    for code, column, row in reader:
        place = Place(int(column), int(row))
        if by_code(code) is None:
            raise ValueError(f"row {code}: this is no participant's code")
        if code in found:
            raise ValueError(f"row {code}: it has a place already")
        if place in taken:
            raise ValueError(f"row {code}: {taken[place]} stands at {column}, {row}")
        found[code] = place
        taken[place] = code
    return found
