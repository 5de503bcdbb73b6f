"""The tile map: each State one equal square, told apart by colour and by a mark. Pure.

Wide, the squares stand as on a map of the world, and lines between neighbours part the UN's
regional groups. Narrow, each group is a block under its heading, in the order of the codes: a map
of the world has no room for letters on 320 pixels.
"""

from collections.abc import Iterable, Iterator, Mapping

from watcher.charts.chart import Chart, Margins, Table, sized
from watcher.charts.looks import LIGHT, Looks
from watcher.charts.stand import STATES, Placed, Stand, called, rows, stand, told
from watcher.charts.tile_layers import Drawing
from watcher.charts.tiles import Place, layout, regional_groups
from watcher.model.plain import capital, cut

#: A tile with the gap beside it, wide and narrow, in pixels; and the gap.
_WIDE, _NARROW, _GAP = 32, 28, 3
_COLUMNS = 11  # of a narrow map
_SAMPLE = 20  # a tile of the legend
_LINE = 24  # a line of the legend, or with a heading
_LIST = 20  # a line of what stands beside
_MOST_BESIDE, _MOST_BESIDE_NARROW = 2, 6  # named in the picture; all are in the table
_MARGINS = Margins(4, 4, 4, 4)

#: Where the name of a regional group stands on the wide map: beside most of its members.
_NAMES: Mapping[str, tuple[float, float, str]] = {
    "AFRICA": (9.8, 9.5, "right"),
    "ASIA-PACIFIC": (20.0, 5.5, "left"),
    "EASTERN-EUROPE": (18.2, 3.5, "left"),
    "GRULAC": (0.0, 15.4, "left"),
    "WEOG": (9.8, 4.5, "right"),
}
_BESIDE = 16.2  # the row from which on those without a tile are named


def tile_map(
    positions: Iterable[Placed],
    looks: Looks = LIGHT,
    *,
    in_force: bool | None,
    narrow: bool = False,
) -> Chart:
    """Draw where everyone stands on a day, such as `any_day.Day.rows`, as a map of tiles.

    `in_force` says what those are called that are bound. A participant that is no State, or that
    nobody knows, is named beside the map; its name is outside text and comes out as plain letters.
    """
    found = stand(positions, in_force=in_force)
    drawing = Drawing(looks, letters=9.75 if narrow else 10.5)
    width, height = (_narrow if narrow else _wide)(drawing, found)
    return Chart(
        spec=sized(
            drawing.layers(width, height),
            width=width,
            height=height,
            margins=_MARGINS,
            look=looks.config,
        ),
        width=width + _MARGINS.left + _MARGINS.right,
        height=height + _MARGINS.top + _MARGINS.bottom,
        text=told(found),
        table=Table(
            caption="Participants on the map",
            columns=("Participant", "Code", "Regional group", "State"),
            rows=rows(found),
        ),
    )


def _wide(drawing: Drawing, found: Stand) -> tuple[int, int]:
    places = layout()
    for code, state in found.by_code.items():
        x, y = places[code].column * _WIDE, places[code].row * _WIDE
        drawing.tile(x, y, _WIDE - _GAP, code, state)
    for border in _borders(places):
        drawing.line(*border)
    for group in regional_groups():
        column, row, align = _NAMES[group.id]
        drawing.word(column * _WIDE, row * _WIDE, group.name, align=align, heading=True)
    _legend(drawing, found)
    _beside(drawing, found, _BESIDE * _WIDE, _MOST_BESIDE)
    columns = 1 + max(place.column for place in places.values())
    lines = 1 + max(place.row for place in places.values())
    return columns * _WIDE - _GAP, lines * _WIDE - _GAP


def _narrow(drawing: Drawing, found: Stand) -> tuple[int, int]:
    y = _legend(drawing, found)
    grouped = {code for group in regional_groups() for code in group.members}
    blocks = [(group.name, sorted(group.members)) for group in regional_groups()]
    blocks.append(("In no regional group", sorted(found.by_code.keys() - grouped)))
    for name, codes in blocks:
        drawing.word(0, y + _LINE / 2 + 3, name, heading=True)
        y += _LINE + 2
        for at, code in enumerate(codes):
            line, column = divmod(at, _COLUMNS)
            x = column * _NARROW
            drawing.tile(x, y + line * _NARROW, _NARROW - _GAP, code, found.by_code[code])
        y += (1 + (len(codes) - 1) // _COLUMNS) * _NARROW
    y = _beside(drawing, found, y + 6, _MOST_BESIDE_NARROW)
    return _COLUMNS * _NARROW - _GAP, round(y)


def _legend(drawing: Drawing, found: Stand) -> float:
    """What each look means and how many have it; gives the height at which it ends."""
    y = 0.0
    for state in STATES:
        count = found.counts.get(state, 0)
        if not count:
            continue
        drawing.tile(0, y, _SAMPLE, "", state)
        named = called(state, found, many=count != 1)
        drawing.word(_SAMPLE + 8, y + _SAMPLE / 2 + 1, f"{capital(named)}: {count}")
        y += _LINE
    return y


def _beside(drawing: Drawing, found: Stand, y: float, most: int) -> float:
    """Those that have no tile, as a list; gives the height at which it ends."""
    shown = found.beside[:most]
    for each in shown:
        drawing.tile(0, y, _LIST - 4, "", each.state)
        drawing.word(_LIST + 4, y + _LIST / 2 - 1, cut(each.name, 34))
        y += _LIST
    if more := len(found.beside) - len(shown):
        drawing.word(_LIST + 4, y + _LIST / 2 - 1, f"and {more} more beside the States")
        y += _LIST
    return y


def _borders(places: Mapping[str, Place]) -> Iterator[tuple[float, float, float, float]]:
    """The lines between neighbours of two regional groups, in the gap between their tiles."""
    by_place = {place: code for code, place in places.items()}
    groups = {code: group.id for group in regional_groups() for code in group.members}
    middle, length = _GAP / 2, _WIDE - _GAP
    for (column, row), code in by_place.items():
        x, y = column * _WIDE, row * _WIDE
        for east, south in ((1, 0), (0, 1)):
            other = by_place.get(Place(column + east, row + south))
            ours, theirs = groups.get(code), groups.get(other or "")
            if ours is None or theirs is None or ours == theirs:
                continue
            if east:
                yield x + _WIDE - middle, y - middle, x + _WIDE - middle, y + length + middle
            else:
                yield x - middle, y + _WIDE - middle, x + length + middle, y + _WIDE - middle
