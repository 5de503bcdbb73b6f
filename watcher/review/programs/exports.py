"""Any view of the log as CSV, JSON lines or Excel; a treaty's status as CSV or Excel.

The log is read and sent a piece at a time, however long it is, from the newest line to the oldest.
"""

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Generator, Iterator
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from watcher.config.named import treaty_names
from watcher.evidence.table import COLUMNS, Table
from watcher.law import status_row
from watcher.model.change import LoggedChange
from watcher.model.plain import inert, moment
from watcher.model.wire import change_to_json
from watcher.review.api.answers import tagged
from watcher.review.api.treaties import AsOf, known_number, moment_of, shown_on
from watcher.review.changelog.view import View, read
from watcher.review.desk import Desk, TheDesk
from watcher.review.programs import excel
from watcher.review.treaties.standing_on import Shown
from watcher.store import log, log_pages
from watcher.store.database import reading

router = APIRouter(include_in_schema=False)

#: Bytes that are sent at a time.
_PIECE = 64 * 1024
#: An Excel file is written whole before it is sent, for minutes where the log is long.
_WRITING = BoundedSemaphore(2)
_PATIENCE = 10  # seconds
#: More lines than these are written in a process of their own.
_FEW = 2_000
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/changes.csv")
def changes_csv(request: Request, desk: TheDesk) -> Response:
    """A view as CSV; text that a spreadsheet would take for a formula has an apostrophe."""
    view = _view(request, desk)

    def pieces() -> Iterator[bytes]:
        text = io.StringIO(newline="")
        table = Table(text)
        for logged in _lines(desk, view):
            table.add(logged)
            if text.tell() >= _PIECE:
                yield _taken(text)
        yield _taken(text)

    return _sent(pieces(), "text/csv; charset=utf-8", _name(desk, view, "csv"))


@router.get("/changes.jsonl")
def changes_jsonl(request: Request, desk: TheDesk) -> Response:
    """A view as JSON lines, each as `watcher export` writes it."""
    view = _view(request, desk)

    def pieces() -> Iterator[bytes]:
        text = io.StringIO(newline="")
        for logged in _lines(desk, view):
            text.write(json.dumps(change_to_json(logged), ensure_ascii=False) + "\n")
            if text.tell() >= _PIECE:
                yield _taken(text)
        yield _taken(text)

    return _sent(pieces(), "application/jsonl; charset=utf-8", _name(desk, view, "jsonl"))


@router.get("/changes.xlsx")
def changes_xlsx(request: Request, desk: TheDesk) -> Response:
    """A view as an Excel file."""
    view = _view(request, desk)
    about = _about(desk, view.words(treaty_names(desk.config)), view.address())
    lines = _lines(desk, view)
    first = list(islice(lines, _FEW + 1))
    lines.close()

    def write(file: IO[bytes]) -> None:
        if len(first) <= _FEW:
            excel.write(file, COLUMNS, excel.lines_of(first), about)
        else:
            _write_beside(desk, view, about, Path(file.name))

    return _excel(write, _name(desk, view, "xlsx"))


@router.get("/treaties/{number}.csv")
def status_csv(
    request: Request,
    desk: TheDesk,
    number: str,
    asked: Annotated[AsOf, Query()],
) -> Response:
    """A treaty's status as CSV, as `watcher status --format csv` prints it."""
    number, day = _status(desk, number, asked)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(status_row.COLUMNS)
    for row in day.rows if day else ():
        writer.writerow([inert(str(value)) if value is not None else "" for value in row.line])
    headers = _attachment(_file_name(desk, f"status-{number}", "csv"))
    return tagged(request, _taken(text), "text/csv; charset=utf-8", headers=headers)


@router.get("/treaties/{number}.xlsx")
def status_xlsx(desk: TheDesk, number: str, asked: Annotated[AsOf, Query()]) -> Response:
    """A treaty's status as an Excel file."""
    number, day = _status(desk, number, asked)
    told = f"{number}: {day.sentence if day else 'nothing is on record'}"
    about = _about(desk, told, f"/treaties/{quote(number)}")
    lines = [tuple(row.line) for row in (day.rows if day else ())]

    def write(file: IO[bytes]) -> None:
        excel.write(file, status_row.COLUMNS, lines, about)

    return _excel(write, _file_name(desk, f"status-{number}", "xlsx"))


def _status(desk: Desk, number: str, asked: AsOf) -> tuple[str, Shown | None]:
    number = known_number(number, desk)
    return number, desk.read(shown_on, desk, number, asked.on, moment_of(asked, desk))


def _view(request: Request, desk: Desk) -> View:
    """The view that is asked for. What is wrong is told before anything is sent."""
    desk.read(log.head)
    return read(request.query_params.multi_items(), desk.config)


def _lines(desk: Desk, view: View) -> Generator[LoggedChange]:
    """All lines of a view, on a connection of their own that holds up nobody."""
    with reading(desk.config.service.database) as db:
        yield from log_pages.each(db, view.wanted())


def _taken(text: io.StringIO) -> bytes:
    """What was written, which begins anew."""
    piece = text.getvalue().encode("utf-8", "backslashreplace")
    text.seek(0)
    text.truncate()
    return piece


def _excel(write: Callable[[IO[bytes]], None], name: str) -> Response:
    """Have a file written, and send it once it is whole."""
    if not _WRITING.acquire(timeout=_PATIENCE):
        raise HTTPException(
            503,
            "Other Excel files are being written; try again in a moment.",
            {"Retry-After": "30"},
        )
    try:
        file = tempfile.NamedTemporaryFile()  # noqa: SIM115 -- it is closed once it is sent
        try:
            write(file)
            file.seek(0, os.SEEK_END)
            size = file.tell()
            file.seek(0)
        except BaseException:
            file.close()
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HTTPException(503, f"The Excel file cannot be written: {reason}.") from error
    finally:
        _WRITING.release()
    response = _sent(_read(file), _EXCEL, name)
    response.headers["Content-Length"] = str(size)
    return response


def _write_beside(desk: Desk, view: View, about: tuple[str, ...], file: Path) -> None:
    """Write a long file in a process of its own: a minute of it would hold up every page."""
    database = desk.config.service.database
    process = get_context("spawn").Process(
        target=excel.write_log, args=(database, view.wanted(), about, file), daemon=True
    )
    process.start()
    process.join()
    if process.exitcode:
        raise OSError(f"the process that wrote it ended with {process.exitcode}")


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _about(desk: Desk, what: str, address: str) -> tuple[str, ...]:
    return (
        f"{what}.",
        f"The newest first, as of {_now(desk)}.",
        f"The same in a browser: {desk.config.web.public_url}{address}",
    )


def _now(desk: Desk) -> str:
    zone = desk.config.service.timezone
    return f"{moment(desk.clock().astimezone(desk.zone))} ({zone})"


def _sent(pieces: Iterator[bytes], media_type: str, name: str) -> Response:
    return StreamingResponse(pieces, media_type=media_type, headers=_attachment(name))


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _name(desk: Desk, view: View, ending: str) -> str:
    parts = ("changes", view.treaty, view.participant, view.action, view.source)
    return _file_name(desk, "-".join(part for part in parts if part), ending)


def _file_name(desk: Desk, about: str, ending: str) -> str:
    """A name that any system takes: letters, digits, hyphens, and the day."""
    safe = re.sub(r"[^A-Za-z0-9]+", "-", about).strip("-")[:80]
    day = desk.clock().astimezone(desk.zone)
    return f"{safe}-{day:%Y-%m-%d}.{ending}"
