"""`watcher sources`: the health of each source."""

import typer

from watcher.cli.options import AsJson, ConfigPath, chosen
from watcher.cli.output import ago, print_json, print_line, print_table
from watcher.config import load
from watcher.model.change import Incident
from watcher.model.source import Source, SourceState
from watcher.model.wire import moment_to_json
from watcher.store import sources as stored
from watcher.store.database import reading
from watcher.watch import utc_now

app = typer.Typer(add_completion=False)


@app.command()
def sources(config: ConfigPath = None, as_json: AsJson = False) -> None:
    """Show each source's health: last and next poll, failures, open incidents.

    Example: watcher sources
    """
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
                "paused" if source.paused or state.paused else _outcome(state),
                ago(state.last_poll, now),
                ago(state.last_good, now),
                "paused"
                if source.paused or state.paused
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
        "paused": source.paused or state.paused,
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
