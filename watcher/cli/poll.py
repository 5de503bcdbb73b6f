"""`watcher poll`: each source once, now."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import typer

from watcher.cli.options import AsJson, ConfigPath, SourceIds, to_poll
from watcher.cli.output import print_json, print_line
from watcher.config import Config, load
from watcher.errors import DatabaseBusy, StoreError
from watcher.log import configure
from watcher.model.change import PollRecord
from watcher.model.source import Source
from watcher.model.wire import poll_to_json
from watcher.store import health, requests
from watcher.store import sources as stored
from watcher.store.database import errors_named, open_beside, transaction
from watcher.store.handle import Store, open_store
from watcher.watch import Watch, introduce, open_way, utc_now

app = typer.Typer(add_completion=False)

#: From this many sources on, a terminal shows a progress bar.
_MANY = 4

#: Up to so many sources that were never read, one process reads what is new: a second costs its
#: start (0.2 s of work), and pays from some dozen documents on.
_FEW_NEW = 20

#: A daemon whose sign of life is older than this does not answer.
_ALIVE = timedelta(minutes=2)

_PATIENCE = 600  # seconds to wait for the daemon's answers

Tell = Callable[[dict[str, object]], None]


@app.command()
def poll(sources: SourceIds = None, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """Poll sources once, now, and print how each poll ended.

    Beside a running daemon, the daemon is asked to do it. The exit code is 1 where a source
    failed or was quarantined.

    Example: watcher poll untc-cybercrime --json
    """
    configuration = load(config)
    configure(configuration.service.log_format, "warning")
    wanted = to_poll(configuration, sources)
    outcomes: list[str] = []
    with _progress(len(wanted)) as advance:

        def tell(answer: dict[str, object]) -> None:
            outcomes.append(str(answer.get("outcome") or "failed"))
            print_json(answer) if as_json else print_line(_line(answer))
            advance()

        try:
            with open_store(configuration.service.database, "`watcher poll`") as store:
                asyncio.run(_poll(configuration, store, wanted, tell))
        except DatabaseBusy as busy:
            _ask_the_daemon(configuration, wanted, tell, busy)
    if not as_json and len(outcomes) > 1:
        print_line(_summary(outcomes))
    if any(outcome in ("failed", "quarantined") for outcome in outcomes):
        raise typer.Exit(1)


async def _poll(config: Config, store: Store, wanted: tuple[Source, ...], tell: Tell) -> None:
    def on_poll(_source: Source, record: PollRecord) -> None:
        tell(poll_to_json(record))

    states = await store.read(stored.states)
    new = [source for source in wanted if source.id not in states]
    async with open_way(config, store, readers=1 if len(new) <= _FEW_NEW else None) as way:
        await introduce(config, way)
        async with Watch(way, config, on_poll) as watch:
            watch.add(wanted)
            await watch.finished()


def _ask_the_daemon(
    config: Config, wanted: tuple[Source, ...], tell: Tell, busy: DatabaseBusy
) -> None:
    """Leave requests that the daemon takes up at its next tick, and wait for its answers."""
    path = config.service.database
    db = open_beside(path, read_only=False)
    try:
        with errors_named(path):
            if not _alive(health.last_tick(db)):
                raise busy
            with transaction(db):
                ids = [source.id for source in wanted]
                open_requests = set(requests.ask_for_polls(db, ids, utc_now()))
            until = time.monotonic() + _PATIENCE
            while open_requests:
                if time.monotonic() > until:
                    raise StoreError(
                        f"{path}: the daemon has not polled {len(open_requests)} of the sources "
                        "within ten minutes; the requests stay, `watcher sources` shows the state."
                    )
                for number, answer in requests.answers(db, sorted(open_requests)).items():
                    open_requests.discard(number)
                    tell(json.loads(answer))
                if open_requests and not _alive(health.last_tick(db)):
                    raise StoreError(
                        f"{path}: the daemon shows no sign of life any more; the requests stay, "
                        "and the next `watcher run` takes them up."
                    )
                time.sleep(0.3)
    finally:
        db.close()


def _alive(sign: datetime | None) -> bool:
    return sign is not None and utc_now() - sign <= _ALIVE


def _line(answer: dict[str, object]) -> str:
    outcome = str(answer.get("outcome") or "failed").replace("_", " ")
    parts = [f"{answer['source']}: {outcome}"]
    if answer.get("changes"):
        parts.append(f"{answer['changes']} in the change log")
    if answer.get("held"):
        parts.append(f"{answer['held']} wait for a second look")
    if answer.get("error"):
        parts.append(str(answer["error"]))
    notices = answer.get("notices")
    if isinstance(notices, list):
        parts += notices
    return "; ".join(parts)


def _summary(outcomes: list[str]) -> str:
    counted = {outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)}
    told = ", ".join(f"{number} {outcome.replace('_', ' ')}" for outcome, number in counted.items())
    return f"{len(outcomes)} sources: {told}"


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, where a person watches and there is something to watch."""
    if total < _MANY or not sys.stderr.isatty():
        yield lambda: None
        return
    # rich costs 60 ms, which a pipe need not pay.
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Polling", total=total)
        yield lambda: bar.advance(task)
