"""`watcher status`: how a treaty stands on record, now or on any day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from watcher.any_day import Day, History, Pages, history, pages
from watcher.cli.options import AsJson, ConfigPath
from watcher.cli.status_options import Format, chosen_format
from watcher.cli.status_print import print_difference, print_groups, print_rows
from watcher.config import Config, load
from watcher.config.named import day, known_at, treaty_number
from watcher.errors import UsageError
from watcher.law.status_row import Row, of_position, of_standing
from watcher.model.source import SourceState
from watcher.model.wire import moment_to_json
from watcher.store import past, sources
from watcher.store.database import reading
from watcher.watch import utc_now

app = typer.Typer(add_completion=False)

Text = str | None


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, read from the command line."""

    config: Config
    number: str
    form: Format
    groups: bool
    as_of: date | None
    since: date | None
    moment: datetime | None  # as known at; None: now
    now: datetime

    @property
    def called(self) -> str:
        """The number, and the name that the configuration or the catalogue has for it."""
        sources_ = self.config.sources
        names = (each.treaty_name for each in sources_ if each.treaty == self.number)
        own = (each.name for each in self.config.treaties if each.number == self.number)
        return f"{self.number} {next(own, None) or next(names, None) or ''}".rstrip()

    @property
    def known(self) -> str:
        """The moment of what was known, in the service's time zone, for people."""
        if self.moment is None:
            return ""
        local = self.moment.astimezone(ZoneInfo(self.config.service.timezone))
        return f"{local:%Y-%m-%d %H:%M:%S} {self.config.service.timezone}"

    @property
    def today(self) -> date:
        """The day on which it is asked, UTC; of pages as known earlier, the day of that."""
        return (self.now if self.moment is None or self.as_of else self.moment).date()

    @property
    def about(self) -> dict[str, Any]:
        """What each line of JSON says of the question; nothing for the present."""
        asked: dict[str, Any] = {}
        if self.as_of is not None:
            asked["as_of"] = self.as_of.isoformat()
        if self.moment is not None:
            asked["known_at"] = moment_to_json(self.moment)
        return asked


@app.command()
def status(
    treaty: Annotated[
        str,
        typer.Argument(metavar="TREATY", help="Its number, name or alias: XVIII-16."),
    ],
    as_of: Annotated[
        Text,
        typer.Option(metavar="DAY", help="How the law stood on this day, by legal dates."),
    ] = None,
    known_at: Annotated[
        Text,
        typer.Option(metavar="MOMENT", help="As it was known at the end of this day or moment."),
    ] = None,
    since: Annotated[
        Text,
        typer.Option(metavar="DAY", help="What happened from this day to --as-of, or to today."),
    ] = None,
    by_group: Annotated[
        bool,
        typer.Option("--by-group", help="Count by regional group and organisation."),
    ] = False,
    form: Annotated[
        Format | None, typer.Option("--format", help="Print a table, CSV or JSON lines.")
    ] = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show who signed, ratified, acceded or withdrew, as the record stands.

    Example: watcher status XVIII-16 --as-of 2026-03-01

    Without options it is what the record's pages say now. --as-of works out how the law stood on
    a day, past or ahead, from the dates of all that is known now: who had signed, had consented,
    was bound, was out. --known-at goes back to what was known then. The two go together. A day
    ends in the time zone of the service.
    """
    configuration = load(config)
    asked = _question(
        configuration,
        treaty_number(treaty, configuration),
        days=(as_of, since),
        known=known_at,
        form=chosen_format(form, as_json=as_json),
        groups=by_group,
    )
    with reading(configuration.service.database) as db:
        states = sources.states(db)
        read = (db, configuration, asked.number, asked.today, asked.moment)
        found = pages(*read) if asked.as_of is None else history(*read)
        something = isinstance(found, Pages) or (found is not None and bool(found.lives))
        first = None if something else past.first_known(db, asked.number)
    if isinstance(found, Pages):
        _as_read(asked, found, states)
    elif found is None or asked.as_of is None or not found.lives:
        _nothing_known(asked, first)
    else:
        _as_of(asked, found, asked.as_of)


def _question(
    config: Config,
    number: str,
    *,
    days: tuple[Text, Text],
    known: Text,
    form: Format,
    groups: bool,
) -> _Question:
    now = utc_now()
    until, since = day("--as-of", days[0]), day("--since", days[1])
    if since is not None:
        if groups:
            raise UsageError(
                "--by-group counts one day, and --since compares two: ask for each day by itself."
            )
        until = until or now.date()
        if since >= until:
            raise UsageError(f"--since: {since} is not before {until}, the day of --as-of.")
    moment = known_at("--known-at", known, config.service.timezone, now)
    return _Question(config, number, form, groups, until, since, moment, now)


# -- as the pages say --------------------------------------------------------------------------


def _as_read(asked: _Question, found: Pages, states: Mapping[str, SourceState]) -> None:
    rows = [of_standing(asked.number, row, in_force=found.seen.in_force) for row in found.seen.rows]
    heading = [f"{asked.called}{_when(asked)}: {found.sentence}{_read(asked, states)}"]
    heading += found.notes
    _print(asked, rows, heading, in_force=found.seen.in_force)


def _when(asked: _Question) -> str:
    return f", as known at {asked.known}" if asked.moment is not None else ""


def _read(asked: _Question, states: Mapping[str, SourceState]) -> str:
    """When the pages were read last; of what was known earlier the heading says it."""
    if asked.moment is not None:
        return ""
    read = [
        state.last_good
        for source in asked.config.sources
        if source.treaty == asked.number
        and (state := states.get(source.id)) is not None
        and state.last_good is not None
    ]
    return f"; as read {moment_to_json(max(read))}" if read else ""


def _nothing_known(asked: _Question, first: datetime | None) -> None:
    """Of an earlier moment, that is an answer; of the present, there is something to be done."""
    if asked.moment is None or first is None:
        raise UsageError(
            f"{asked.config.path}: nothing is on record of {asked.number} yet; "
            "is it the treaty of a source, and has that been polled (`watcher sources`)?"
        )
    local = first.astimezone(ZoneInfo(asked.config.service.timezone))
    told = (
        f"{asked.called}, as known at {asked.known}: nothing was known then; the first that is "
        f"known is of {local:%Y-%m-%d %H:%M:%S}."
    )
    _print(asked, [], [told], in_force=None)


# -- as the law stood --------------------------------------------------------------------------


def _as_of(asked: _Question, known: History, on: date) -> None:
    found = known.day(on)
    if asked.since is not None:
        events = known.events(asked.since, found)
        called = asked.called + _when(asked)
        print_difference(asked.number, known.day(asked.since), found, events, asked.form, called)
        return
    wait_known = found.treaty.waits or found.treaty.in_force is False
    rows = [of_position(asked.number, row, wait_known=wait_known) for row in found.rows]
    in_force = found.treaty.in_force
    _print(asked, rows, list(_heading(asked, known, found)), in_force=in_force)


def _heading(asked: _Question, known: History, found: Day) -> Iterator[str]:
    known_then = f", by what was known at {asked.known}" if asked.moment is not None else ""
    if not found.rows:
        yield (
            f"{asked.called}, as the law stood on {found.on}{known_then}: nobody had signed or "
            f"consented; the first date on record is {known.first}."
        )
        return
    yield f"{asked.called}, as the law stood on {found.on}{known_then}: {found.sentence}"
    yield from known.notes(found)


def _print(asked: _Question, rows: list[Row], heading: list[str], *, in_force: bool | None) -> None:
    if asked.groups:
        about = {"treaty": asked.number, **asked.about}
        print_groups(rows, asked.form, heading, about, in_force)
    else:
        print_rows(rows, asked.form, heading, asked.about)
