"""`watcher calendar`: what lies ahead for the treaties that are watched."""

import sys
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from watcher.cli.options import AsJson, ConfigPath
from watcher.cli.output import print_json, print_line, print_table
from watcher.config import Config, load
from watcher.config.named import treaty_number
from watcher.digest.subject import time_to
from watcher.forecast import outlooks, unpolled, with_dates
from watcher.law import calendar as law
from watcher.law.outlook import Outlook, telling
from watcher.model.ahead import Ahead
from watcher.model.plain import clean
from watcher.store.database import reading
from watcher.watch import utc_now

app = typer.Typer(add_completion=False)


@app.command()
def calendar(
    treaty: Annotated[
        str | None,
        typer.Option("--treaty", "-t", metavar="TREATY", help="Only this one: XVIII-16."),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--days", "-d", min=0, max=36_500, help="Only so many days ahead."),
    ] = None,
    past: Annotated[bool, typer.Option("--past", help="What is past, too.")] = False,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show what lies ahead: entries into force, withdrawals, closings.

    It is in order of the dates, with what the configuration announces. Under it stands how far
    each treaty has come that is not in force, and where the record and our calculation differ.
    Days are those of the service's time zone.

    Example: watcher calendar --days 90
    """
    configuration = load(config)
    numbers = [treaty_number(treaty, configuration)] if treaty else with_dates(configuration)
    today = utc_now().astimezone(ZoneInfo(configuration.service.timezone)).date()
    seen = _seen(configuration, numbers, today)
    found = sorted(
        (each for one in seen for each in _shown(one, past=past)),
        key=lambda each: (each.date, each.treaty, each.kind),
    )
    if days is not None:
        found = [each for each in found if each.date <= today + timedelta(days=days)]
    told = [line for one in seen for line in telling(one, alone=treaty is not None)]
    if as_json:
        for each in found:
            print_json(_as_json(each, today))
        for line in told:
            sys.stderr.write(f"watcher: {clean(line)}\n")
        return
    if found:
        headings = ("date", "", "treaty", "what", "where it comes from")
        print_table(headings, (_cells(each, today) for each in found))
    else:
        print_line("Nothing lies ahead that is known.")
    for line in told:
        print_line(line)


def _seen(config: Config, numbers: Iterable[str], today: date) -> list[Outlook]:
    """The outlook of each; what the configuration states is known before anything is polled."""
    if not config.service.database.exists():
        return list(unpolled(config, numbers, today).values())
    with reading(config.service.database) as db:
        return list(outlooks(db, config, numbers, today).values())


def _shown(seen: Outlook, *, past: bool) -> tuple[Ahead, ...]:
    return law.dates(seen) if past else law.ahead(seen)


def _cells(each: Ahead, today: date) -> tuple[str, ...]:
    return (
        each.date.isoformat(),
        time_to((each.date - today).days),
        each.treaty,
        each.what,
        each.basis,
    )


def _as_json(each: Ahead, today: date) -> dict[str, object]:
    return {
        "treaty": each.treaty,
        "date": each.date.isoformat(),
        "days": (each.date - today).days,
        "kind": each.kind.value,
        "what": each.what,
        "participant": each.participant,
        "participant_code": each.participant_code,
        "basis": each.basis,
    }
