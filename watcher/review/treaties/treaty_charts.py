"""The charts of a treaty's page: for the page itself, and for the pictures in it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from watcher.any_day import Day, History
from watcher.charts.chart import Chart, Table
from watcher.charts.looks import DARK, LIGHT
from watcher.charts.tile_map import tile_map
from watcher.charts.timeline import timeline
from watcher.model.plain import clean

#: The charts by the names that they have in addresses, with their titles.
TITLES = {
    "timeline": "Signatures and consents over time",
    "map": "Where each State stands",
}
THEMES = {"light": LIGHT, "dark": DARK}
SIZES = ("wide", "narrow")


@dataclass(frozen=True, slots=True)
class Pair:
    """One chart as a page has it: for wide windows and for narrow ones, in the light look."""

    kind: str
    title: str
    wide: Chart
    narrow: Chart
    figures: Markup  # the table behind it


def chart_of(
    kind: str, name: str, known: History, day: Day, *, theme: str = "light", size: str = "wide"
) -> Chart:
    """A chart; KeyError for a kind or a theme that there is not."""
    looks, narrow = THEMES[theme], size == "narrow"
    if kind == "timeline":
        return timeline(known.timeline(name, day), looks, narrow=narrow)
    if kind == "map":
        return tile_map(day.rows, looks, narrow=narrow, in_force=day.treaty.in_force)
    raise KeyError(kind)


def pairs(name: str, known: History, day: Day) -> tuple[Pair, ...]:
    """Both charts of a treaty; none where nothing is known of it."""
    if not known.lives:
        return ()
    found = ((kind, title, chart_of(kind, name, known, day)) for kind, title in TITLES.items())
    return tuple(
        Pair(
            kind=kind,
            title=title,
            wide=wide,
            narrow=chart_of(kind, name, known, day, size="narrow"),
            figures=figures(wide.table),
        )
        for kind, title, wide in found
    )


def figures(table: Table) -> Markup:
    """The table behind a chart as it stands in a page: it is kept with the chart."""
    columns = Markup("").join(
        Markup('<th scope="col">{}</th>').format(clean(each)) for each in table.columns
    )
    rows = Markup("").join(map(_row, table.rows))
    return Markup(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
    ).format(clean(table.caption), columns, rows)


def _row(cells: Sequence[str]) -> Markup:
    first, *others = map(clean, cells)
    rest = Markup("").join(Markup("<td>{}</td>").format(each) for each in others)
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(first, rest)
