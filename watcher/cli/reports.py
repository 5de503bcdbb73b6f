"""`watcher reports`: what is said to be done, and what the record has made of it."""

from typing import Annotated

import typer

from watcher.cli.options import LARGEST, AsJson, ConfigPath
from watcher.cli.output import print_json, print_line, print_table
from watcher.config import load
from watcher.config.named import treaty_number
from watcher.model.change import LoggedChange
from watcher.model.claim_words import name_of, reported
from watcher.model.report import Report, ReportState
from watcher.model.wire import report_to_json
from watcher.store import log as change_log
from watcher.store import reports as stored
from watcher.store.database import reading

app = typer.Typer(add_completion=False)


@app.command()
def reports(
    treaty: Annotated[
        str | None,
        typer.Argument(metavar="[TREATY]", help="Only of this one: number, name or alias."),
    ] = None,
    state: Annotated[
        list[ReportState] | None, typer.Option(help="Only in this state; can be given again.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, max=LARGEST, help="How many at most; 0 for all.")
    ] = 50,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """List what news says was done, and what the record made of it.

    The newest comes first. A report is unconfirmed until the record shows it (confirmed) or says
    otherwise (contradicted); after 180 days it lapses.

    Example: watcher reports XVIII-16 --state unconfirmed
    """
    configuration = load(config)
    number = treaty_number(treaty, configuration) if treaty else None
    states = tuple(each.value for each in state or ())
    with reading(configuration.service.database) as db:
        found = stored.listed(db, treaty=number, states=states, limit=limit or None)
        lines = {seq: change_log.change(db, seq) for seq in _named(found)}
    if as_json:
        for report in found:
            print_json(_as_json(report, lines))
        return
    if not found:
        print_line("There is no such report.")
        return
    rows = [
        (
            f"{report.reported_at:%Y-%m-%d}",
            report.treaty,
            reported(report),
            report.state.value,
            _between(report, lines),
            report.source,
            report.change,
            report.reason,
        )
        for report in found
    ]
    headings = ("reported", "treaty", "what", "state", "days", "by", "seq", "because")
    print_table(headings, rows)


def _named(found: tuple[Report, ...]) -> set[int]:
    """The lines of the record that settled them."""
    return {report.settled_by for report in found if report.settled_by is not None}


def _between(report: Report, lines: dict[int, LoggedChange | None]) -> int | str:
    """How many days the record came later; nothing for what no line of the record settled."""
    line = lines.get(report.settled_by or 0)
    return report.days_until(line.detected_at) if line else ""


def _as_json(report: Report, lines: dict[int, LoggedChange | None]) -> dict[str, object]:
    between = _between(report, lines)
    return {
        **report_to_json(report),
        "participant": name_of(report.participant) if report.participant else None,
        "days": between if isinstance(between, int) else None,
    }
