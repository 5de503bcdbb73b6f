"""`watcher export`: the log for other programs, and the captures for web archives."""

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from watcher.cli.narrowing import (
    From,
    Kinds,
    Reviewed,
    Search,
    Since,
    Treaty,
    Until,
    What,
    Who,
    log_filter,
)
from watcher.cli.options import LARGEST, ConfigPath
from watcher.config import load
from watcher.errors import StoreError, UsageError
from watcher.evidence.case import Exhibit
from watcher.evidence.chain import Differs
from watcher.evidence.newfile import new_file
from watcher.evidence.table import Table
from watcher.evidence.warc import Archive
from watcher.model.change import LoggedChange
from watcher.model.wire import change_to_json
from watcher.store.case import exhibit
from watcher.store.database import reading
from watcher.store.log import changes

app = typer.Typer(add_completion=False)


class Form(StrEnum):
    """What can be written."""

    JSONL = "jsonl"
    CSV = "csv"
    WARC = "warc"


@app.command()
def export(
    form: Annotated[Form, typer.Option("--format", "-f", help="JSON lines, CSV, or WARC.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: standard output."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    treaty: Treaty = None,
    participant: Who = None,
    action: What = None,
    source: From = None,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    search: Search = None,
    review: Reviewed = None,
    limit: Annotated[
        int, typer.Option(min=0, max=LARGEST, help="At most so many, oldest first; 0 for all.")
    ] = 0,
    config: ConfigPath = None,
) -> None:
    """Write the log as JSON lines or CSV, or its captures as WARC, oldest first.

    A WARC has each capture once from which one of the changes was read; with a name that ends in
    .gz it is compressed. In CSV, text that a spreadsheet would take for a formula has an
    apostrophe before it. A file appears under its name when it is whole.

    Example: watcher export --format csv --treaty XVIII-16 -o changes.csv
    """
    configuration = load(config)
    wanted = log_filter(
        configuration,
        treaty=treaty,
        participant=participant,
        action=action,
        source=source,
        kind=kind,
        since=since,
        until=until,
        search=search,
        limit=limit,
        review=review,
    )
    if form is Form.WARC and output is None and sys.stdout.isatty():
        raise UsageError("A WARC is no text for a terminal: name a file with -o.")
    gzip = output is not None and output.suffix == ".gz"
    path = configuration.service.database
    try:
        with reading(path) as db, _opened(output, force=force) as file:
            found = changes(db, wanted, newest_first=False)
            match form:
                case Form.JSONL:
                    _write_json(found, file)
                case Form.CSV:
                    _write_table(found, file)
                case Form.WARC:
                    _write_archive(found, partial(exhibit, db), file, gzip=gzip)
    except Differs as error:
        raise StoreError(
            f"{path}: the export ends here: {error}. `watcher verify` checks the whole database."
        ) from error


@contextmanager
def _opened(output: Path | None, *, force: bool) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with new_file(output, replace=force) as file:
        yield file


def _write_json(found: Iterable[LoggedChange], file: BinaryIO) -> None:
    for change in found:
        line = json.dumps(change_to_json(change), ensure_ascii=False)
        file.write(line.encode("utf-8", "backslashreplace") + b"\n")


def _write_table(found: Iterable[LoggedChange], file: BinaryIO) -> None:
    text = io.TextIOWrapper(file, "utf-8", "backslashreplace", newline="")
    table = Table(text)
    for change in found:
        table.add(change)
    text.flush()
    text.detach()  # the file is closed by whoever opened it


def _write_archive(
    found: Iterable[LoggedChange],
    read: Callable[[int], Exhibit],
    file: BinaryIO,
    *,
    gzip: bool,
) -> None:
    archive: Archive | None = None
    written: set[int] = set()
    for change in found:
        if change.capture_id in written:
            continue
        written.add(change.capture_id)
        capture = read(change.capture_id)
        if archive is None:
            archive = Archive(file, gzip=gzip, made_at=capture.capture.fetched_at.isoformat())
        archive.add(capture, f"evidence of change {change.seq}")
    if archive is None:
        Archive(file, gzip=gzip, made_at="")
