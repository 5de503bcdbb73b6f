"""A sheet of lines as an Excel file, written a line at a time.

All that comes from outside is a text to Excel, never a formula or a link.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as above

from watcher.evidence.table import COLUMNS, cells
from watcher.model.change import LoggedChange
from watcher.model.wire import change_to_json
from watcher.store import log_pages
from watcher.store.database import reading
from watcher.store.log import LogFilter

#: What Excel can hold.
ROWS = 1_048_576
CHARACTERS = 32_767

#: Polls and pages go before a file that takes minutes.
_NICE = 10

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LEFT_OUT = (
    "This sheet holds no more than {:,} rows: older lines were left out. Narrow the view by dates, "
    "or take CSV."
)
_WIDTHS = {"summary": 80, "participant": 28, "seq": 9, "kind": 11}
_WIDTH = 16  # characters, of other columns


def write(
    file: IO[bytes],
    columns: Sequence[str],
    lines: Iterable[Sequence[object]],
    about: Iterable[str],
    *,
    rows: int = ROWS,
) -> None:
    """Write the lines below a line of headings, and what they are on a sheet of its own.

    `about` are the sentences of that sheet. It says, too, how many lines there are, and whether
    there were more than `rows` hold, headings included.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with Workbook(file, options) as book:
        sheet = book.add_worksheet("Lines")
        for place, name in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(name, _WIDTH))
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        written, more = 0, False
        for line in lines:
            if written + 1 >= rows:
                more = True
                break
            written += 1
            for column, value in enumerate(line):
                _cell(sheet, written, column, value)
        sheet.autofilter(0, 0, written, len(columns) - 1)
        told = book.add_worksheet("About")
        told.set_column(0, 0, 100)
        counted = f"{written:,} {'line' if written == 1 else 'lines'}."
        left_out = (_LEFT_OUT.format(rows),) if more else ()
        for row, sentence in enumerate((*about, counted, *left_out)):
            told.write_string(row, 0, text(sentence))


def write_log(database: Path, wanted: LogFilter, about: tuple[str, ...], file: Path) -> None:
    """Write the lines of a view to a file, in a process of its own: see `exports`."""
    os.nice(_NICE)
    with reading(database) as db, file.open("wb") as opened:
        write(opened, COLUMNS, lines_of(log_pages.each(db, wanted)), about)


def lines_of(log: Iterable[LoggedChange]) -> Iterator[tuple[object, ...]]:
    """Each line of the log as the values of its columns."""
    return (tuple(cells(change_to_json(logged))) for logged in log)


def text(value: str) -> str:
    """What Excel can hold of a text."""
    legal = _NO_XML.sub(" ", value)
    return legal if len(legal) <= CHARACTERS else legal[: CHARACTERS - 1] + "…"


def _cell(sheet: Worksheet, row: int, column: int, value: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, text(str(value)))
