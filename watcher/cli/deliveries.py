"""`watcher deliveries`: what was sent to whom, what was answered, and sending it again."""

import asyncio
import time
from typing import Annotated

import typer

from watcher.cli.asking import ask_the_daemon
from watcher.cli.options import LARGEST, AsJson, ConfigPath
from watcher.cli.output import ago, print_json, print_line, print_table
from watcher.cli.ready import must_be_there
from watcher.config import Config, load
from watcher.errors import DatabaseBusy, UsageError
from watcher.log import configure
from watcher.model.channel import DeliveryState
from watcher.model.wire import moment_to_json
from watcher.sending import open_sender
from watcher.store import deliveries as stored
from watcher.store.database import reading
from watcher.store.handle import Store, open_store
from watcher.store.requests import Kind
from watcher.watch import open_way, utc_now

app = typer.Typer(name="deliveries", add_completion=False, invoke_without_command=True)

#: Seconds that a resend beside the daemon waits for its attempt; it goes on without us.
_PATIENCE = 60


@app.callback()
def deliveries(
    context: typer.Context,
    failed: Annotated[
        bool, typer.Option("--failed", help="Only those whose last attempt failed.")
    ] = False,
    dead: Annotated[bool, typer.Option("--dead", help="Only those that were given up.")] = False,
    limit: Annotated[
        int, typer.Option(min=0, max=LARGEST, help="How many at most; 0 for all.")
    ] = 50,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """List deliveries, newest first; `resend` sends one again.

    Example: watcher deliveries --failed
    """
    if context.invoked_subcommand is not None:
        # What stands before the word means the same as behind it.
        context.default_map = {"resend": {"config": config, "as_json": as_json}}
        return
    configuration = load(config)
    with reading(configuration.service.database) as db:
        found = stored.listed(
            db, states=("dead",) if dead else (), failed=failed, limit=limit or None
        )
    if as_json:
        for state in found:
            print_json(_as_json(state))
        return
    now = utc_now()
    rows = [
        (
            each.id[:8],
            each.digest,
            each.channel,
            each.recipient,
            each.state,
            each.attempts,
            ago(each.tried_at, now),
            ago(each.next_attempt, now) if each.next_attempt else "",
            each.subject,
        )
        for each in found
    ]
    headings = ("id", "digest", "channel", "to", "state", "tries", "last", "next", "subject")
    print_table(headings, rows)
    for each in found:
        if each.state != "delivered" and each.answer:
            print_line(f"{each.id[:8]}: {each.answer}")


@app.command()
def resend(
    delivery: Annotated[
        str, typer.Argument(metavar="ID", help="The delivery's id, or its beginning.")
    ],
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Send a delivery again, now, under its own id: who has it already can tell.

    Beside a running daemon, the daemon is asked to do it. The exit code is 1 where it was not
    taken.

    Example: watcher deliveries resend 3f2b8c1d
    """
    configuration = load(config)
    configure(configuration.service.log_format, "error")
    wanted = _the_one(configuration, delivery)
    must_be_there(configuration)
    try:
        with open_store(configuration.service.database, "`watcher deliveries`") as store:
            asyncio.run(_resend(configuration, store, wanted))
    except DatabaseBusy as busy:
        for _ in ask_the_daemon(configuration, Kind.RESEND, [wanted], busy):
            _wait(configuration, wanted)
    state = _look(configuration, wanted)
    if as_json:
        print_json(_as_json(state))
    else:
        print_line(f"{state.id}: {state.state}; {state.answer or 'not tried yet'}")
    if state.state != "delivered":
        raise typer.Exit(1)


def _the_one(config: Config, beginning: str) -> str:
    with reading(config.service.database) as db:
        found = stored.matching(db, beginning)
    if not found or not beginning:
        raise UsageError(f"there is no delivery {beginning!r}; `watcher deliveries` lists them.")
    if len(found) > 1:
        several = ", ".join(each[:13] for each in found)
        raise UsageError(f"{beginning!r} is the beginning of several ids: {several}; write more.")
    return found[0]


async def _resend(config: Config, store: Store, delivery: str) -> None:
    async with open_way(config, store) as way, open_sender(way, config) as sender:
        await store.write(stored.resend, delivery, way.clock())
        await sender.send_due()


def _wait(config: Config, delivery: str) -> None:
    """Wait for the daemon's attempt: it takes a resend up at once, and then its next tick."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with reading(config.service.database) as db:
            if stored.delivery(db, delivery).tries:
                return
        time.sleep(0.2)


def _look(config: Config, delivery: str) -> DeliveryState:
    with reading(config.service.database) as db:
        return stored.states(db, [delivery])[delivery]


def _as_json(state: DeliveryState) -> dict[str, object]:
    return {
        "id": state.id,
        "digest": state.digest,
        "subject": state.subject,
        "channel": state.channel,
        "recipient": state.recipient or None,
        "state": state.state,
        "attempts": state.attempts,
        "created_at": moment_to_json(state.created_at),
        "tried_at": state.tried_at and moment_to_json(state.tried_at),
        "next_attempt": state.next_attempt and moment_to_json(state.next_attempt),
        "finished_at": state.finished_at and moment_to_json(state.finished_at),
        "answer": state.answer,
    }
