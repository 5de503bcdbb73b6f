"""`watcher sources`: the health of each source, and letting one rest."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from watcher.cli.asking import ask_the_daemon
from watcher.cli.options import AsJson, ConfigPath, chosen
from watcher.cli.output import ago, print_json, print_line, print_table
from watcher.config import load
from watcher.errors import DatabaseBusy, UsageError
from watcher.log import configure
from watcher.model.change import Incident
from watcher.model.source import Source, SourceState
from watcher.model.wire import moment_to_json
from watcher.store import polls
from watcher.store import sources as stored
from watcher.store.database import exclusive, open_for_writing, reading, transaction
from watcher.store.requests import Kind
from watcher.watch import utc_now

app = typer.Typer(name="sources", add_completion=False, invoke_without_command=True)

SourceId = Annotated[str, typer.Argument(metavar="SOURCE", help="The source's id.")]


@app.callback()
def sources(context: typer.Context, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """Show each source's health: last and next poll, failures, open incidents.

    `pause` lets a source rest until `resume`.

    Example: watcher sources
    """
    if context.invoked_subcommand is not None:
        # What stands before the word means the same as behind it.
        before = {"config": config, "as_json": as_json}
        context.default_map = {"pause": before, "resume": before}
        return
    configuration = load(config)
    wanted = chosen(configuration, None)
    with reading(configuration.service.database) as db:
        states = stored.states(db)
        polls = stored.last_polls(db)
        incidents = stored.incidents(db)
    now = utc_now()
    if as_json:
        for source in wanted:
            state = states.get(source.id) or SourceState(source.id)
            last = polls.get(source.id)
            print_json(_as_json(source, state, last, incidents))
        return
    rows = []
    for source in wanted:
        state = states.get(source.id) or SourceState(source.id)
        rows.append(
            (
                source.id,
                "paused" if source.paused or state.rests else _outcome(state),
                ago(state.last_poll, now),
                ago(state.last_good, now),
                "paused"
                if source.paused or state.rests
                else ago(state.next_poll, now)
                if state.next_poll
                else "now",
                state.failures,
            )
        )
    print_table(("source", "outcome", "last poll", "last good", "next poll", "failures"), rows)
    for source in wanted:
        for incident in _of(source, incidents):
            since = ago(incident.opened_at, now)
            print_line(
                f"{source.id}: {incident.kind.replace('_', ' ')}, {since}: {incident.reason}"
            )


@app.command()
def pause(source: SourceId, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """Poll a source no more, until it is resumed; what is known of it stays.

    It can still be polled by its name. Beside a running daemon, the daemon is asked to do it.

    Example: watcher sources pause un-news-law
    """
    _rest(source, config, as_json=as_json, kind=Kind.PAUSE)


@app.command()
def resume(source: SourceId, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """Poll a source again that was paused, or that answered 410 Gone; it is due at once.

    Beside a running daemon, the daemon is asked to do it. One that the configuration pauses
    (paused = true) stays paused.

    Example: watcher sources resume un-news-law
    """
    _rest(source, config, as_json=as_json, kind=Kind.RESUME)


def _rest(source_id: str, config: Path | None, *, as_json: bool, kind: Kind) -> None:
    configuration = load(config)
    configure(configuration.service.log_format, "error")
    (source,) = chosen(configuration, [source_id])
    if kind is Kind.RESUME and source.paused:
        raise UsageError(
            f"{configuration.path}: source {source.id} has paused = true; take that out instead."
        )
    path = configuration.service.database
    try:
        with (
            exclusive(path, "`watcher sources`"),
            closing(open_for_writing(path)) as db,
            transaction(db),
        ):
            polls.register(db, [source])  # one that was never polled can be paused, too
            (stored.pause if kind is Kind.PAUSE else stored.resume)(db, source.id)
    except DatabaseBusy as busy:
        for _ in ask_the_daemon(configuration, kind, [source.id], busy):
            pass
    with reading(path) as beside:
        state = stored.states(beside)[source.id]
    if as_json:
        print_json({"source": source.id, "paused": state.rests})
    else:
        print_line(f"{source.id}: {'paused' if state.rests else 'polled again'}")


def _outcome(state: SourceState) -> str:
    return state.last_outcome.replace("_", " ") if state.last_outcome else "never polled"


def _of(source: Source, incidents: tuple[Incident, ...]) -> list[Incident]:
    return [incident for incident in incidents if incident.source == source.id]


def _as_json(
    source: Source,
    state: SourceState,
    last: stored.LastPoll | None,
    incidents: tuple[Incident, ...],
) -> dict[str, object]:
    return {
        "source": source.id,
        "kind": source.kind,
        "url": source.url,
        "tier": source.tier.value,
        "treaty": source.treaty,
        "paused": source.paused or state.rests,
        "outcome": state.last_outcome,
        "last_poll": state.last_poll and moment_to_json(state.last_poll),
        "last_good": state.last_good and moment_to_json(state.last_good),
        "moved_to": state.moved_to,
        "next_poll": state.next_poll and moment_to_json(state.next_poll),
        "failures": state.failures,
        "held": last.held if last else 0,
        "error": last.error if last else None,
        "incidents": [
            {
                "kind": incident.kind,
                "reason": incident.reason,
                "opened_at": moment_to_json(incident.opened_at),
            }
            for incident in _of(source, incidents)
        ],
    }
