"""`watcher import`: captures that were saved earlier, as the history of a source."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from watcher.cli.options import AsJson, ConfigPath, chosen
from watcher.cli.output import print_json, print_line
from watcher.config import Config, load
from watcher.importing import import_saved
from watcher.log import configure
from watcher.model.change import PollRecord
from watcher.model.source import Source
from watcher.model.wire import moment_to_json, poll_to_json
from watcher.past.read import saved_captures
from watcher.past.saved import LeftAside, Saved
from watcher.store.handle import Store, open_store
from watcher.watch import introduce, open_way

app = typer.Typer(add_completion=False)


@app.command("import")
def import_past(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The source's id.")],
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, WARC files, or folders.")
    ],
    file_times: Annotated[
        bool,
        typer.Option(
            "--file-times",
            help="Where nothing else says when a file was captured, take when it was changed.",
        ),
    ] = False,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Read captures that were saved earlier, as a source's history.

    It alerts nobody. The captures are read in the order of their dates: WARC-Date, a date in the
    name of the file or its folder, or the stamp of a status page. The first is the baseline, and
    each further one is compared with the one before. A source that was polled already is refused.

    Example: watcher import untc-cybercrime saved-pages/
    """
    configuration = load(config)
    configure(configuration.service.log_format, "warning")
    (wanted,) = chosen(configuration, [source])
    saved, left = saved_captures(wanted, paths, file_times=file_times)
    for each in left:
        _tell_left(each, as_json=as_json)
    with open_store(configuration.service.database, "`watcher import`") as store:
        records = asyncio.run(_import(configuration, store, wanted, saved, as_json=as_json))
    if not as_json:
        print_line(_summary(records))
    if left or not all(record.outcome.good for record in records):
        raise typer.Exit(1)


async def _import(
    config: Config, store: Store, source: Source, saved: list[Saved], *, as_json: bool
) -> list[PollRecord]:
    records: list[PollRecord] = []
    async with open_way(config, store, readers=1) as way:
        await introduce(config, way)
        async for each, record in import_saved(way, source, saved):
            records.append(record)
            _tell(each, record, as_json=as_json)
    return records


def _tell(saved: Saved, record: PollRecord, *, as_json: bool) -> None:
    captured_at = saved.captured_at
    if as_json:
        where = {"file": saved.where, "captured_at": moment_to_json(captured_at)}
        print_json({**poll_to_json(record), **where})
        return
    parts = [f"{captured_at:%Y-%m-%d %H:%M} {saved.where}: {record.outcome.value}"]
    if record.changes:
        parts.append(f"{len(record.changes)} in the change log")
    if record.held:
        waiting = "1 waits" if len(record.held) == 1 else f"{len(record.held)} wait"
        parts.append(f"{waiting} for the next capture to agree")
    if record.error:
        parts.append(record.error)
    print_line("; ".join(parts))


def _tell_left(left: LeftAside, *, as_json: bool) -> None:
    if as_json:
        print_json({"file": left.where, "left_aside": left.reason})
    else:
        print_line(f"{left.where}: left aside: {left.reason}")


def _summary(records: list[PollRecord]) -> str:
    if not records:
        return "Nothing is left to import: all of it was imported before."
    changes = sum(len(record.changes) for record in records)
    bad = sum(not record.outcome.good for record in records)
    captures = "1 capture" if len(records) == 1 else f"{len(records)} captures"
    rows = "1 row" if changes == 1 else f"{changes} rows"
    told = f"{captures} imported; {rows} in the change log"
    return f"{told}; {bad} could not be believed" if bad else told
