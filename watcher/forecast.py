"""How far treaties have come to entry into force, as the store knows it, and what lies ahead."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlite_utils import Database

from watcher.config import Config
from watcher.law import calendar
from watcher.law.outlook import Outlook, outlook
from watcher.model.ahead import Ahead
from watcher.model.force import Terms
from watcher.store import sources


def outlooks(
    db: Database, config: Config, treaties: Iterable[str], today: date
) -> Mapping[str, Outlook]:
    """The outlook of each treaty, by number, from what its records state now."""
    return {
        number: outlook(
            number, config.terms.get(number, Terms()), sources.statements(db, number), today
        )
        for number in treaties
    }


def unpolled(config: Config, treaties: Iterable[str], today: date) -> Mapping[str, Outlook]:
    """The same before there is a database: what the configuration states."""
    return {
        number: outlook(number, config.terms.get(number, Terms()), (), today) for number in treaties
    }


def with_dates(config: Config) -> tuple[str, ...]:
    """The treaties that can have a calendar: those of the file, and those of its sources."""
    own = (treaty.number for treaty in config.treaties)
    read = (source.treaty for source in config.sources if source.treaty)
    return tuple(dict.fromkeys((*own, *read)))


def reminders_due(
    seen: Mapping[str, Outlook], since: datetime | None, until: datetime, timezone: str
) -> tuple[Ahead, ...]:
    """The dates of all these treaties of which a digest reminds; see `calendar.due`."""
    dates = (each for one in seen.values() for each in calendar.dates(one))
    return calendar.due(dates, since, until, timezone)
