"""How commands print: JSON lines, tables on a terminal, plain columns into a pipe."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from watcher.model.plain import clean, inert, span

#: What stands out on a terminal.
_STYLES: Mapping[str, str] = {
    "failed": "red",
    "quarantined": "red",
    "unconfirmed": "yellow",
    "changed": "green",
    "baseline": "cyan",
}

#: A longer word (an address) is broken where a terminal has no room for it.
_LONGEST_WORD = 24


def print_json(value: Mapping[str, object]) -> None:
    """One JSON object on one line; in ASCII where the output's encoding may lack a letter."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not unicode) + "\n")


def print_line(text: str = "") -> None:
    """One line of text; what came from outside can steer no terminal."""
    sys.stdout.write(clean(text) + "\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table: drawn on a terminal, else aligned columns that are never cut."""
    cells = [[_text(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        _draw(headings, cells)
        return
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    for row in (headings, *cells):
        line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        sys.stdout.write(line.rstrip() + "\n")


def print_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """CSV with a line of headings; a spreadsheet finds no formula in it."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([inert(_text(value)) for value in row] for row in rows)


def ago(then: datetime | None, now: datetime) -> str:
    """A moment as people take it in: "4 min ago", "in 6 h"; "never" for none."""
    if then is None:
        return "never"
    text = span(abs(now - then))
    return f"in {text}" if then > now else f"{text} ago"


def _text(value: object) -> str:
    if value is None:
        return ""
    return clean(str(value))


def _draw(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    # rich costs 60 ms, which a pipe need not pay.
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        # Ids, numbers and dates are read and copied whole; sentences can be wrapped.
        column = [row[number] for row in cells]
        whole = not any(" " in text for text in column)
        words = max((len(word) for text in column for word in text.split()), default=0)
        least = min(words, _LONGEST_WORD)
        table.add_column(heading, no_wrap=whole, overflow="fold", min_width=least)
    for row in cells:
        table.add_row(*(Text(text, style=_style(text)) for text in row))
    Console().print(table)


def _style(text: str) -> str:
    return _STYLES.get(text, "")
