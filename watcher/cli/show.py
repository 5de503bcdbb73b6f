"""`watcher show`: one change, the capture behind it, and the documents that it links to."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from watcher.cli.options import LARGEST, AsJson, ConfigPath
from watcher.cli.output import print_json, print_line
from watcher.config import load
from watcher.errors import UsageError
from watcher.model.capture import Capture
from watcher.model.change import LoggedChange
from watcher.model.claim_words import became, reported, since
from watcher.model.claim_words import said as words_of
from watcher.model.correction import CORRECTIONS
from watcher.model.finding import Statement
from watcher.model.late import days_late
from watcher.model.plain import clean, cut
from watcher.model.wire import (
    change_to_json,
    claim_to_json,
    moment_to_json,
    report_to_json,
    statement_to_json,
)
from watcher.store import claims, documents, reports
from watcher.store.database import reading
from watcher.store.documents import Linked
from watcher.store.log import capture as captured
from watcher.store.log import change as logged_change
from watcher.store.log import head

#: How much of a document's text is shown.
_FIRST_LINES = 12
_LINE = 300  # characters

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
    document: Annotated[
        bool,
        typer.Option(
            "--document", help="Write the document that the change links to, such as a PDF."
        ),
    ] = False,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show one change: before and after, its dates, and the capture behind it.

    Example: watcher show 74 --body > page.html

    The PDF behind a depositary notification is fetched once and kept. Its text is searched by
    `watcher log --search`, and `watcher show 74 --document > notification.pdf` writes it.
    """
    if body and document:
        raise UsageError("--body and --document both write to standard output: choose one.")
    path = load(config).service.database
    named = f" --config {config}" if config else ""
    with reading(path) as db:
        logged = logged_change(db, seq)
        if logged is None:
            raise UsageError(f"{path}: there is no change {seq}; the newest is {head(db)}.")
        capture = captured(db, logged.capture_id)
        linked = [
            (each, captured(db, each.capture_id) if each.capture_id else None)
            for each in documents.of_change(db, seq)
        ]
        said = [each.claim for each in claims.read(db, changes=[seq])]
        made = reports.made_by(db, [seq]).get(seq, ())
        confirmed = reports.settled_by(db, [seq])
    if body:
        sys.stdout.buffer.write(capture.body)
    elif document:
        sys.stdout.buffer.write(_kept(seq, linked).body)
    elif as_json:
        told = {
            "evidence": _evidence(capture),
            "documents": [_to_json(*each) for each in linked],
            "claims": [claim_to_json(each) for each in said],
            "reports": [report_to_json(each) for each in made],
            "confirms": [report_to_json(each) for each in confirmed],
        }
        print_json({**change_to_json(logged), **told})
    else:
        _tell(logged, capture, f"watcher show {seq} --body{named}")
        for claim in said:
            print_line(f"claims: {claim.treaty}, it {words_of(claim)}")
        for report in made:
            print_line(f"report: {reported(report)}; {became(report)}")
        for report in confirmed:
            print_line(f"confirms: change {report.change}, {since(report)}")
        for each in linked:
            _tell_document(*each, again=f"watcher show {seq} --document{named}")


def _evidence(capture: Capture) -> dict[str, object]:
    return {
        "sha256": capture.sha256,
        "url": capture.url,
        "status": capture.status,
        "fetched_at": moment_to_json(capture.fetched_at),
        "bytes": len(capture.body),
        "headers": [list(pair) for pair in capture.headers],
    }


def _kept(seq: int, linked: Sequence[tuple[Linked, Capture | None]]) -> Capture:
    """The document of a change; UsageError says why there is none."""
    kept = next((capture for _, capture in linked if capture), None)
    if kept is not None:
        return kept
    if not linked:
        raise UsageError(f"Change {seq} links to no document that is kept.")
    raise UsageError(f"The document of change {seq} was not fetched: {_state(linked[0][0])}.")


def _state(document: Linked) -> str:
    """How it stands with a document, as the rest of a sentence."""
    if document.state == "kept":
        return f"kept without its text: {document.error}" if document.error else "kept"
    if document.state == "failed":
        return f"given up after {document.attempts} attempts: {document.error}"
    if document.next_attempt is None:
        return "it is to be fetched"
    when = moment_to_json(document.next_attempt)
    return f"it is asked for again at {when}; the last attempt failed: {document.error}"


def _to_json(document: Linked, capture: Capture | None) -> dict[str, object]:
    again = document.next_attempt
    return {
        "url": document.url,
        "state": document.state,
        "error": document.error,
        "attempts": document.attempts,
        "next_attempt": moment_to_json(again) if again else None,
        "evidence": _evidence(capture) if capture else None,
        "text": document.text,
    }


def _tell_document(document: Linked, capture: Capture | None, *, again: str) -> None:
    print_line(f"document: {document.url}")
    told = [f"state: {_state(document)}"]
    if capture is not None:
        fetched = moment_to_json(capture.fetched_at)
        told.append(f"sha256: {capture.sha256}")
        told.append(f"fetched: {fetched}, {len(capture.body):,} bytes")
        told.append(f"its bytes: {again}")
    lines = [line for line in (document.text or "").split("\n") if line]
    if lines:
        more = len(lines) - _FIRST_LINES
        told.append(
            f"text ({len(lines)} passages, the first {_FIRST_LINES}):" if more > 0 else "text:"
        )
    for line in told:
        typer.echo(f"  {clean(line)}")
    for line in lines[:_FIRST_LINES]:
        typer.echo(f"    {cut(line, _LINE)}")


def _tell(logged: LoggedChange, capture: Capture, again: str) -> None:
    change = logged.change
    late = days_late(logged)
    rows = (
        ("change", f"{logged.seq}: {change.summary}"),
        ("kind", change.kind.value),
        ("treaty", logged.treaty),
        ("participant", _participant(change.stated)),
        ("action", change.action and change.action.replace("_", " ")),
        ("date of the action", change.date),
        ("takes effect", change.effective),
        ("published late", late and f"{late} days after its own date"),
        ("detected", moment_to_json(logged.detected_at)),
        ("source", _source(logged)),
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


def _source(logged: LoggedChange) -> str:
    if logged.source == CORRECTIONS:
        return f"{logged.source}: entered by a person, and not read from a page"
    return f"{logged.source} ({logged.tier})"


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
