"""`watcher poll`: each source once, now."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import typer

from watcher.cli.asking import ask_the_daemon
from watcher.cli.options import AsJson, ConfigPath, SourceIds, to_poll
from watcher.cli.output import print_json, print_line
from watcher.config import Config, load
from watcher.documents import Fetched, fetch_due
from watcher.errors import DatabaseBusy
from watcher.log import configure
from watcher.model.change import PollRecord
from watcher.model.source import Source, SourceState
from watcher.model.wire import moment_to_json, poll_to_json
from watcher.reporting import read_news
from watcher.store import sources as stored
from watcher.store.database import reading
from watcher.store.handle import Store, open_store
from watcher.store.requests import Kind
from watcher.watch import Watch, introduce, open_way

app = typer.Typer(add_completion=False)

#: From this many sources on, a terminal shows a progress bar.
_MANY = 4

#: Up to so many sources that were never read, one process reads what is new: a second costs its
#: start (0.2 s of work), and pays from some dozen documents on.
_FEW_NEW = 20

#: How it ends for a source that is paused because it is gone: it cannot be read.
_PAUSED = "paused"

#: Documents behind links that are fetched before the next of them are looked for.
_DOCUMENTS = 20

Tell = Callable[[dict[str, object]], None]


@app.command()
def poll(sources: SourceIds = None, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """Poll sources once, now, and print how each poll ended.

    Beside a running daemon, the daemon is asked to do it. The exit code is 1 where a source
    failed or was quarantined. One that answered 410 Gone is paused: it is polled where it is named.

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
                documents = asyncio.run(
                    _poll(configuration, store, wanted, tell, named=bool(sources))
                )
            for each in documents:
                print_json(_as_json(each)) if as_json else print_line(_document_line(each))
        except DatabaseBusy as busy:
            if not sources:
                with reading(configuration.service.database) as db:
                    wanted = _awake(wanted, stored.states(db), tell)
            ids = [source.id for source in wanted]
            for answer in ask_the_daemon(configuration, Kind.POLL, ids, busy):
                tell(answer)
    if not as_json and len(outcomes) > 1:
        print_line(_summary(outcomes))
    if any(outcome in ("failed", "quarantined", _PAUSED) for outcome in outcomes):
        raise typer.Exit(1)


async def _poll(
    config: Config, store: Store, wanted: tuple[Source, ...], tell: Tell, *, named: bool
) -> list[Fetched]:
    """Poll, then fetch the documents behind the links that were found."""
    documents: list[Fetched] = []

    def on_poll(_source: Source, record: PollRecord) -> None:
        tell(poll_to_json(record))

    states = await store.read(stored.states)
    new = [source for source in wanted if source.id not in states]
    async with open_way(config, store, readers=1 if len(new) <= _FEW_NEW else None) as way:
        await introduce(config, way)
        async with Watch(way, config, on_poll) as watch:
            # Asked after the sources were introduced: a new address is not paused.
            watch.add(wanted if named else _awake(wanted, watch.states, tell))
            await watch.finished()
        # What failed is due again later, so this comes to an end.
        while fetched := await fetch_due(way, wanted, way.clock(), _DOCUMENTS):
            documents += fetched
        await read_news(way, config)
    return documents


def _awake(
    wanted: tuple[Source, ...], states: Mapping[str, SourceState], tell: Tell
) -> tuple[Source, ...]:
    """The sources that do not rest; of those that answered 410 Gone, that they are left alone."""
    rest = {source.id for source in wanted if source.id in states and states[source.id].rests}
    for each in sorted(rest):
        if states[each].paused:
            told = f"it answered 410 Gone and is not asked any more; `watcher poll {each}` asks it"
            tell({"source": each, "outcome": _PAUSED, "error": told})
    return tuple(source for source in wanted if source.id not in rest)


def _line(answer: dict[str, object]) -> str:
    outcome = str(answer.get("outcome") or "failed").replace("_", " ")
    parts = [f"{answer['source']}: {outcome}"]
    if answer.get("changes"):
        parts.append(f"{answer['changes']} in the change log")
    if answer.get("held"):
        waiting = "1 waits" if answer["held"] == 1 else f"{answer['held']} wait"
        parts.append(f"{waiting} for a second look")
    if answer.get("filtered"):
        parts.append(f"{answer['filtered']} left out (watcher log --filtered)")
    if answer.get("error"):
        parts.append(str(answer["error"]))
    notices = answer.get("notices")
    if isinstance(notices, list):
        parts += notices
    return "; ".join(parts)


def _document_line(fetched: Fetched) -> str:
    told = f"{fetched.source}: document {fetched.url}: {'kept' if fetched.kept else 'not there'}"
    return f"{told}; {fetched.error}" if fetched.error else told


def _as_json(fetched: Fetched) -> dict[str, object]:
    again = fetched.next_attempt and moment_to_json(fetched.next_attempt)
    return {
        "source": fetched.source,
        "document": fetched.url,
        "kept": fetched.kept,
        "error": fetched.error,
        "next_attempt": again,
    }


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
