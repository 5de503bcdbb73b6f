"""`watcher status`: how a treaty stands on record."""

from typing import Annotated

import typer

from watcher.cli.options import AsJson, ConfigPath, treaty_number
from watcher.cli.output import print_json, print_line, print_table
from watcher.config import Config, load
from watcher.errors import UsageError
from watcher.model.finding import Statement
from watcher.model.wire import moment_to_json, statement_to_json
from watcher.standing import Standing, count, standings
from watcher.store import sources
from watcher.store.database import reading
from watcher.watch import utc_now

app = typer.Typer(add_completion=False)


@app.command()
def status(
    treaty: Annotated[
        str,
        typer.Argument(metavar="TREATY", help="Its number, name or alias: XVIII-16."),
    ],
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show who signed, ratified, acceded or withdrew, as the record stands.

    Example: watcher status XVIII-16
    """
    configuration = load(config)
    number = treaty_number(treaty, configuration)
    with reading(configuration.service.database) as db:
        rows = standings(sources.statements(db, number), utc_now().date())
        states = sources.states(db)
    read = [
        state.last_good
        for source in configuration.sources
        if source.treaty == number and (state := states.get(source.id)) and state.last_good
    ]
    if not rows:
        raise UsageError(
            f"{configuration.path}: nothing is on record of {number} yet; "
            "is it the treaty of a source, and has that been polled (`watcher sources`)?"
        )
    if as_json:
        for row in rows:
            print_json(_as_json(number, row))
        return
    counts = count(rows)
    withdrawn = sum(row.withdrawn for row in rows)
    print_line(
        f"{_called(number, configuration)}: {counts.signatories} signatories, "
        f"{counts.bound} consented to be bound"
        + (f", {withdrawn} withdrawn" if withdrawn else "")
        + (f"; as read {moment_to_json(max(read))}" if read else "")
    )
    headings = ("participant", "signature", "consent to be bound", "by", "other")
    cells = [_cells(row) for row in rows]
    # Few treaties have such a column, and a terminal has no room for an empty one.
    width = len(headings) if any(each[-1] for each in cells) else len(headings) - 1
    print_table(headings[:width], (each[:width] for each in cells))


def _called(number: str, config: Config) -> str:
    """The number, and the name that the configuration or the catalogue has for it."""
    names = (source.treaty_name for source in config.sources if source.treaty == number)
    name = next((each.name for each in config.treaties if each.number == number), None)
    return f"{number} {name or next(names, None) or ''}".rstrip()


def _cells(row: Standing) -> tuple[str, ...]:
    others = [other.text or f"{_words(other.action)} {_date(other)}" for other in row.others]
    if row.withdrawal is not None and not row.withdrawn:
        others.insert(0, _announced(row.withdrawal))
    return (
        row.participant,
        _date(row.signature),
        _date(row.consent),
        _means(row),
        "; ".join(others),
    )


def _announced(withdrawal: Statement) -> str:
    notified = f"withdrawal notified {withdrawal.date or ''}".rstrip()
    return f"{notified}, expected {withdrawal.effective}" if withdrawal.effective else notified


def _date(statement: Statement | None) -> str:
    if statement is None or statement.date is None:
        return ""
    return f"[{statement.date}]" if statement.bracketed else statement.date


def _means(row: Standing) -> str:
    if row.withdrawn:
        return "withdrawn"
    return _words(row.consent.action) if row.consent else ""


def _words(action: str | None) -> str:
    return (action or "").replace("_", " ")


def _as_json(number: str, row: Standing) -> dict[str, object]:
    return {
        "treaty": number,
        "participant": row.participant,
        "participant_code": row.code,
        "signature": statement_to_json(row.signature),
        "consent": statement_to_json(row.consent),
        "withdrawal": statement_to_json(row.withdrawal),
        "others": [statement_to_json(other) for other in row.others],
        "withdrawn": row.withdrawn,
    }
