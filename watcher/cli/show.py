"""`watcher show`: one change and the capture behind it."""

import sys
from typing import Annotated

import typer

from watcher.cli.options import LARGEST, AsJson, ConfigPath
from watcher.cli.output import print_json, print_line
from watcher.config import load
from watcher.errors import UsageError
from watcher.model.capture import Capture
from watcher.model.change import LoggedChange
from watcher.model.finding import Statement
from watcher.model.plain import clean
from watcher.model.wire import change_to_json, moment_to_json, statement_to_json
from watcher.store.database import reading
from watcher.store.log import capture as captured
from watcher.store.log import change as logged_change
from watcher.store.log import head

app = typer.Typer(add_completion=False)


@app.command()
def show(
    seq: Annotated[
        int,
        typer.Argument(
            metavar="SEQ", max=LARGEST, help="The change's number, as `watcher log` shows it."
        ),
    ],
    body: Annotated[
        bool, typer.Option("--body", help="Write the captured bytes to standard output.")
    ] = False,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show one change: before and after, its dates, and the capture behind it.

    Example: watcher show 74 --body > page.html
    """
    path = load(config).service.database
    again = f"watcher show {seq} --body" + (f" --config {config}" if config else "")
    with reading(path) as db:
        logged = logged_change(db, seq)
        if logged is None:
            raise UsageError(f"{path}: there is no change {seq}; the newest is {head(db)}.")
        capture = captured(db, logged.capture_id)
    if body:
        sys.stdout.buffer.write(capture.body)
    elif as_json:
        print_json({**change_to_json(logged), "evidence": _evidence(capture)})
    else:
        _tell(logged, capture, again)


def _evidence(capture: Capture) -> dict[str, object]:
    return {
        "sha256": capture.sha256,
        "url": capture.url,
        "status": capture.status,
        "fetched_at": moment_to_json(capture.fetched_at),
        "bytes": len(capture.body),
        "headers": [list(pair) for pair in capture.headers],
    }


def _tell(logged: LoggedChange, capture: Capture, again: str) -> None:
    change = logged.change
    rows = (
        ("change", f"{logged.seq}: {change.summary}"),
        ("kind", change.kind.value),
        ("treaty", logged.treaty),
        ("participant", _participant(change.stated)),
        ("action", change.action and change.action.replace("_", " ")),
        ("date of the action", change.date),
        ("takes effect", change.effective),
        ("detected", moment_to_json(logged.detected_at)),
        ("source", f"{logged.source} ({logged.tier})"),
    )
    for label, value in rows:
        if value:
            print_line(f"{label}: {value}")
    _tell_side("before", change.old)
    _tell_side("after", change.new)
    print_line(f"capture: {capture.sha256}")
    print_line(f"captured: {moment_to_json(capture.fetched_at)}, {len(capture.body):,} bytes")
    print_line(f"address: {capture.url}")
    print_line(f"hash in the log: {logged.hash}")
    print_line(f"the captured bytes: {again}")


def _participant(statement: Statement) -> str:
    name = statement.participant or ""
    return f"{name} ({statement.participant_code})" if statement.participant_code else name


def _tell_side(label: str, statement: Statement | None) -> None:
    if statement is None:
        print_line(f"{label}: nothing")
        return
    print_line(f"{label}:")
    for name, value in (statement_to_json(statement) or {}).items():
        if value in (None, "", [], False):
            continue
        text = "; ".join(value) if isinstance(value, list) else str(value)
        words = name.replace("_", " ")
        for number, line in enumerate(text.splitlines() or [""]):
            if line.strip():
                typer.echo("  " + (f"{words}: " if number == 0 else "    ") + clean(line))
