"""`watcher quarantine`: what could not be believed, and what people decide of it."""

import asyncio
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from watcher.cli.asking import ask_the_daemon
from watcher.cli.options import AsJson, ConfigPath, chosen
from watcher.cli.output import ago, print_json, print_line, print_table
from watcher.compare.changes import Comparison
from watcher.config import Config, load
from watcher.errors import DatabaseBusy, UsageError
from watcher.held import Case, beside, cases, counts, read_again, would_write
from watcher.log import configure
from watcher.model.change import Change
from watcher.model.source import Source
from watcher.model.wire import change_fields, moment_to_json
from watcher.quarantine import decide, nothing_held
from watcher.store.database import reading
from watcher.store.handle import Store, open_store
from watcher.store.requests import Kind
from watcher.watch import introduce, open_way, utc_now


class _Group(TyperGroup):
    """Takes a first word that is no command of it for a source to show."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 -- typer's own types are private
        if args and args[0] not in self.commands:
            args = ["show", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(name="quarantine", cls=_Group, add_completion=False, invoke_without_command=True)

SourceId = Annotated[str, typer.Argument(metavar="SOURCE", help="The source's id.")]


@app.callback()
def quarantine(ctx: typer.Context, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """List what could not be believed; accept or reject it.

    With a source's id it shows what would change: how the capture that is held differs from what
    is known of the source. `accept SOURCE` takes the capture as good and records what it changes,
    `reject SOURCE` leaves it out and lists it no more.

    Example: watcher quarantine untc-cybercrime
    """
    if ctx.invoked_subcommand is not None:
        # What stands before the source means the same as behind it.
        ctx.default_map = {
            name: {"config": config, "as_json": as_json} for name in ("show", "accept", "reject")
        }
        return
    configuration = load(config)
    cases = [case for case in _cases(configuration) if case.undecided]
    if as_json:
        for case in cases:
            print_json(_as_json(case))
        return
    if not cases:
        print_line("Nothing is held in quarantine.")
        return
    now = utc_now()
    print_table(
        ("source", "since", "polls", "reason"),
        (
            (case.source.id, ago(case.held.since, now), case.held.polls, case.held.reason)
            for case in cases
        ),
    )
    print_line("`watcher quarantine SOURCE` shows what would change; then accept or reject it.")


@app.command()
def show(
    source: SourceId,
    limit: Annotated[int, typer.Option(min=0, help="Show at most so many; 0 for all.")] = 20,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show how what is held of a source differs from what is known of it.

    Example: watcher quarantine show untc-cybercrime
    """
    configuration = load(config)
    configure(configuration.service.log_format, "warning")
    (wanted,) = chosen(configuration, [source])
    found = _cases(configuration, wanted)
    if not found:
        raise UsageError(nothing_held(source))
    comparison = asyncio.run(_compare(configuration, found[0]))
    shown = comparison.changes[: limit or None]
    if as_json:
        print_json(
            {
                **_as_json(found[0]),
                **counts(comparison),
                "changes": [change_fields(c) for c in shown],
            }
        )
        return
    _tell(found[0], comparison, shown)


@app.command()
def accept(source: SourceId, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """Take what is held of a source as good, and record what it changes.

    The changes are logged as of now, with the capture that is held. Beside a running daemon, the
    daemon is asked to do it.

    Example: watcher quarantine accept untc-cybercrime
    """
    _decide(source, load(config), Kind.ACCEPT, as_json=as_json)


@app.command()
def reject(source: SourceId, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """Leave what is held of a source out, and list it no more.

    The incident stays open until a poll is good. Beside a running daemon, the daemon is asked to
    do it.

    Example: watcher quarantine reject untc-cybercrime
    """
    _decide(source, load(config), Kind.REJECT, as_json=as_json)


def _cases(config: Config, only: Source | None = None) -> list[Case]:
    with reading(config.service.database) as db:
        return cases(db, (only,) if only else chosen(config, None))


async def _compare(config: Config, case: Case) -> Comparison:
    with reading(config.service.database) as db:
        known = beside(db, case.source)
    return would_write(case, await read_again(case), known)


def _decide(source_id: str, config: Config, kind: Kind, *, as_json: bool) -> None:
    configure(config.service.log_format, "warning")
    (source,) = chosen(config, [source_id])
    accepted = kind is Kind.ACCEPT
    try:
        with open_store(config.service.database, f"`watcher quarantine {kind.value}`") as store:
            answer = asyncio.run(_carry_out(config, store, source, accepted=accepted))
    except DatabaseBusy as busy:
        (answer,) = ask_the_daemon(config, kind, [source.id], busy)
    if as_json:
        print_json({key: value for key, value in answer.items() if key != "exit_code"})
    else:
        print_line(_told(answer))
    if answer["error"]:
        code = answer.get("exit_code")
        raise typer.Exit(code if isinstance(code, int) else 1)


async def _carry_out(
    config: Config, store: Store, source: Source, *, accepted: bool
) -> dict[str, object]:
    async with open_way(config, store, readers=1) as way:
        await introduce(config, way)
        return await decide(way, source, accepted=accepted)


def _told(answer: dict[str, object]) -> str:
    if answer["error"]:
        return str(answer["error"])
    if answer["decision"] == "rejected":
        return (
            f"{answer['source']}: rejected. What was known still stands, and the incident stays "
            "open until a poll is good."
        )
    return f"{answer['source']}: accepted; {answer['changes']} in the change log"


def _as_json(case: Case) -> dict[str, object]:
    held = case.held
    return {
        "source": held.source,
        "since": moment_to_json(held.since),
        "polls": held.polls,
        "reason": held.reason,
        "rejected": not case.undecided,
        "captured_at": moment_to_json(case.capture.fetched_at),
        "url": case.capture.url,
        "bytes": len(case.capture.body),
        "capture": case.capture.sha256,
    }


def _tell(case: Case, comparison: Comparison, shown: tuple[Change, ...]) -> None:
    held, capture = case.held, case.capture
    since = f"{held.since:%Y-%m-%d %H:%M}"
    decided = "" if case.undecided else " (rejected)"
    polls = "1 poll" if held.polls == 1 else f"{held.polls} polls"
    print_line(f"{held.source}: held since {since} UTC, in {polls}{decided}")
    print_line(f"reason: {held.reason}")
    print_line(
        f"capture: {capture.url}, {moment_to_json(capture.fetched_at)}, "
        f"{len(capture.body):,} bytes, SHA-256 {capture.sha256}"
    )
    counted = [f"{number} {kind}" for kind, number in counts(comparison).items() if number]
    print_line(f"if it is accepted: {', '.join(counted) or 'nothing changes'}")
    for change in shown:
        print_line(f"  {change.kind.value}: {change.summary}")
    if len(shown) < len(comparison.changes):
        print_line(f"  and {len(comparison.changes) - len(shown)} more: --limit 0 shows all")
