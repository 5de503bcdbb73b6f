"""`watcher demo`: a tour of the real pipeline over a small site that plays the UN."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from watcher.charts.drawing import Drawer
from watcher.cli.output import print_line, print_table
from watcher.composing import compose_now
from watcher.config import Config, load
from watcher.daemon import run as watch
from watcher.deliver.pictures import embedded
from watcher.demo.configuration import DATABASE, demo_config
from watcher.demo.site import DemoSite
from watcher.demo.story import STORY, Step
from watcher.digest.render.html import render_html
from watcher.errors import UsageError
from watcher.log import configure
from watcher.model.change import PollRecord
from watcher.model.source import Outcome, Source
from watcher.net.listening import bind
from watcher.reporting import read_news
from watcher.sending import open_sender
from watcher.store.handle import open_store
from watcher.store.log import LogFilter, changes, head
from watcher.watch import Watch, introduce, open_way, utc_now
from watcher.way import Way

app = typer.Typer(add_completion=False)

_CONFIGURATION = "watcher.toml"
_AS_MAIL = "digest.html"


@app.command()
def demo(
    directory: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Where to leave the database. Default: a new folder."),
    ] = None,
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Go on watching the small site, and serve the review desk."),
    ] = False,
) -> None:
    """Take a tour: a small site plays the UN, and the real pipeline watches it.

    The site stands on this computer, so that no network is needed. The tour leaves its database
    for you to look into. With --serve it goes on: the daemon watches the site, and all of it can
    be explored in a browser, until Ctrl-C.

    Example: watcher demo --serve
    """
    configure("text", "error")
    folder = directory or Path(tempfile.mkdtemp(prefix="watcher-demo-"))
    _make(folder)
    asyncio.run(_tour(folder, serve=serve))


def _invite(folder: Path, newest: int) -> None:
    """Say what there is to look into once the tour is over."""
    config = folder / _CONFIGURATION
    print_line()
    print_line("The same digest, as it looks in a mail:")
    typer.echo(f"  {folder / _AS_MAIL}")
    print_line("The database stays. Look into it:")
    program = _program()
    for command in (
        "log --kind added --kind modified",
        "status XVIII-16",
        "reports",
        f"show {newest}",
        "sources",
        "digest tour --preview",
        "serve",
    ):
        typer.echo(f"  {program} {command} --config {config}")


def _make(folder: Path) -> None:
    try:
        _must_be_free(folder)
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()  # can it be written?
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"{folder}: cannot be a folder for the tour: {reason}; name another."
        ) from error


def _must_be_free(folder: Path) -> None:
    """The story must never get into a real change log, nor over a real configuration."""
    for name in (_CONFIGURATION, DATABASE):
        if (folder / name).exists():
            raise UsageError(f"{folder / name}: is there already; name a new folder for the tour.")


def _program() -> str:
    """How to start this program again: `watcher` where that finds it, else as it was started."""
    started, found = Path(sys.argv[0]), shutil.which("watcher")
    if found and started.exists() and started.samefile(found):
        return "watcher"
    return str(started) if started.name == "watcher" else f"{sys.executable} -m watcher"


async def _tour(folder: Path, *, serve: bool) -> None:
    """Go through the story; with `serve`, go on watching the site as the daemon does."""
    async with DemoSite(clock=utc_now) as site:
        path = folder / _CONFIGURATION
        path.write_text(demo_config(site.base_url, folder, _free_place()), encoding="utf-8")
        config = load(path)
        print_line("A small site on this computer plays the UN. The watcher polls it at each step.")
        with open_store(config.service.database, "`watcher demo`") as store:
            async with open_way(config, store) as way:
                await introduce(config, way)
                await _play(site, way, config)
                await _tell(way, config, folder)
                newest = await way.store.read(head)
            _invite(folder, newest)
            if serve:
                print_line()
                print_line(f"Explore it at {config.web.public_url}/. Ctrl-C ends the tour.")
                await watch(config, store, at_the_end=lambda: None)


async def _play(site: DemoSite, way: Way, config: Config) -> None:
    """Poll the site at each step of its story."""
    records: list[PollRecord] = []
    async with Watch(way, config, lambda _, record: records.append(record)) as watching:
        step: Step | None = STORY[site.step]
        while step is not None:
            _announce(site.step, step)
            await _poll(watching, config.sources, records)
            await read_news(way, config)
            step = site.advance()


def _free_place() -> str:
    """Where the review desk is served: at the usual place, or at any that is free."""
    host, port = "127.0.0.1", 8080
    try:
        bind(host, port).close()
    except UsageError:
        with bind(host, 0) as listening:
            port = listening.getsockname()[1]
    return f"{host}:{port}"


def _announce(number: int, step: Step) -> None:
    print_line()
    label = " [simulated]" if step.simulated else ""
    typer.secho(f"{number}. {step.title}{label}", bold=True)
    typer.echo(f"   {step.happens}")


async def _poll(watching: Watch, sources: tuple[Source, ...], records: list[PollRecord]) -> None:
    """Poll all; and once more, as the daemon would, what waits for a second look."""
    wanted = sources
    while wanted:
        records.clear()
        watching.add(wanted)
        await watching.finished()
        order = {source.id: number for number, source in enumerate(sources)}
        for record in sorted(records, key=lambda record: order[record.source_id]):
            typer.echo(f"   {record.source_id:<17} {_outcome(record)}")
        unsure = {record.source_id for record in records if record.outcome is Outcome.UNCONFIRMED}
        wanted = tuple(source for source in wanted if source.id in unsure)


def _outcome(record: PollRecord) -> str:
    told = record.outcome.value.replace("_", " ")
    if record.outcome is Outcome.BASELINE:
        number = len(record.changes)
        things = "finding" if number == 1 else "findings"
        return f"{told}: {number} {things} recorded, nobody is alerted"
    summaries = [change.summary for change in record.changes]
    reason = [record.error] if record.error else []
    waiting = [f"waits for a second look: {summary}" for summary in record.held_summaries]
    return "; ".join([told, *summaries, *reason, *waiting])


async def _tell(way: Way, config: Config, folder: Path) -> None:
    print_line()
    typer.secho("The change log, newest first, without its baseline", bold=True)
    rows = await way.store.read(
        lambda db: [
            (logged.seq, logged.tier, logged.change.kind.value, logged.change.summary)
            for logged in changes(db, LogFilter())
            if logged.change.kind.value != "baseline"
        ]
    )
    print_table(("seq", "tier", "kind", "change"), rows)
    print_line()
    typer.secho("The digest, as it is sent", bold=True)
    print_line()
    async with open_sender(way, config) as sender:
        for settings in config.digests:
            digest, _ = await compose_now(way, config, settings, way.clock())
            with Drawer() as drawer:
                pictures = await asyncio.to_thread(embedded, digest, drawer)
            document = render_html(digest, pictures)
            (folder / _AS_MAIL).write_text(document, encoding="utf-8")
        await sender.send_due()
