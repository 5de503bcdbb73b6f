"""`watcher log`: the change log."""

from typing import Annotated

import typer

from watcher.cli.filtered import list_filtered
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
from watcher.cli.options import LARGEST, AsJson, ConfigPath, unknown
from watcher.cli.output import print_json, print_line, print_table
from watcher.config import load
from watcher.config.named import moment
from watcher.errors import UsageError
from watcher.model.change import LoggedChange
from watcher.model.late import days_late
from watcher.model.wire import change_to_json
from watcher.store.database import reading
from watcher.store.filtered import Wanted
from watcher.store.log import changes

app = typer.Typer(add_completion=False)


@app.command()
def log(
    treaty: Treaty = None,
    participant: Who = None,
    action: What = None,
    source: From = None,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    search: Search = None,
    review: Reviewed = None,
    filtered: Annotated[
        bool,
        typer.Option("--filtered", help="List the entries that match or exclude left out."),
    ] = False,
    limit: Annotated[
        int, typer.Option(min=0, max=LARGEST, help="At most so many; 0 for all.")
    ] = 50,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Read the change log, newest first.

    Example: watcher log --treaty XVIII-16 --kind added --since 2026-01-01

    With --filtered, the entries that match or exclude left out are listed instead: the newest
    10,000 of each source are remembered. It goes with --source, --since, --until, --search
    (words in title and address), --limit and --json.
    """
    configuration = load(config)
    zone = configuration.service.timezone
    if filtered:
        no_meaning = ((treaty, "treaty"), (participant, "participant"), (action, "action"))
        for value, name in (*no_meaning, (kind, "kind"), (review, "review")):
            if value:
                raise UsageError(
                    f"--{name} has no meaning with --filtered; --search looks in titles."
                )
        left_out = Wanted(
            source=source,
            since=moment("--since", since, zone),
            until=moment("--until", until, zone),
            search=search,
        )
        list_filtered(configuration, left_out, limit=limit, as_json=as_json)
        return
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
    with reading(configuration.service.database) as db:
        if as_json:
            for change in changes(db, wanted):
                print_json(change_to_json(change))
            return
        rows = [_row(logged) for logged in changes(db, wanted)]
    if not rows:
        if source and source not in (known := [each.id for each in configuration.sources]):
            raise UsageError(unknown("source", source, known, configuration.path))
        print_line("Nothing in the change log matches.")
        return
    print_table(("seq", "detected (UTC)", "kind", "treaty or source", "change"), rows)


def _row(logged: LoggedChange) -> tuple[object, ...]:
    """A line of the table. What was imported stands with the time at which it was captured."""
    when = logged.captured_at if logged.imported else logged.detected_at
    kind = logged.change.kind.value
    if logged.imported:
        kind += ", imported"
    elif days_late(logged) is not None:
        kind += ", late"
    where = logged.treaty or logged.source
    return logged.seq, f"{when:%Y-%m-%d %H:%M}", kind, where, logged.change.summary
