"""What people mean by what they type: a treaty by its name, a day in their own time zone."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from watcher.config.sections import Config
from watcher.errors import UsageError
from watcher.model.treaty import treaty_id

_TO_THE_DAY = re.compile(r"[\dW-]+")
_TO_THE_MINUTE = re.compile(r".*[T ]\d\d:?\d\d(?:Z|[+-][\d:]+)?")
_TO_THE_SECOND = re.compile(r".*[T ]\d\d:?\d\d:?\d\d(?:Z|[+-][\d:]+)?")

_SMALLEST = timedelta(milliseconds=1)  # moments in the store are whole milliseconds


def treaty_number(text: str, config: Config) -> str:
    """A treaty's number, from the number in any case, or its name or alias in the configuration.

    UsageError where it is none of them.
    """
    wanted = text.strip().casefold()
    numbers = {source.treaty for source in config.sources if source.treaty}
    names: dict[str, tuple[str, ...]] = {number: (number,) for number in numbers}
    names |= {t.number: (t.number, t.name, *t.aliases) for t in config.treaties}
    for number, spellings in names.items():
        if wanted in {spelling.casefold() for spelling in spellings}:
            return number
    try:
        return treaty_id(text)
    except ValueError as error:
        raise UsageError(f"{error}, nor a name or alias in {config.path}.") from error


def moment(option: str, text: str | None, timezone: str) -> datetime | None:
    """A day or a moment as people type it, in the service's time zone where it names none.

    UsageError names the option where it is neither. None stays None.
    """
    if text is None:
        return None
    try:
        parsed = datetime.fromisoformat(text)
        when = parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(timezone))
        when.astimezone(UTC)  # which the first and the last day of the calendar may not have
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{option}: {text!r} is not a date; write 2026-02-03 or 2026-02-03T10:16."
        ) from error
    return when


def day(option: str, text: str | None) -> date | None:
    """A legal date, which has no time zone; UsageError for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option}: {text!r} is not a day; write 2026-02-03.") from error


def known_at(option: str, text: str | None, timezone: str, now: datetime) -> datetime | None:
    """The last instant of what was written: of a day, in this time zone, its end.

    A moment to the minute or the second counts with all of it. UsageError for what is no moment,
    or lies ahead of `now`.
    """
    begins = moment(option, text, timezone)
    if text is None or begins is None:
        return None
    if begins > now:
        raise UsageError(
            f"{option}: {text} lies ahead; what will be known then nobody knows. "
            "The day of which the status is asked can lie ahead."
        )
    if _TO_THE_DAY.fullmatch(text):
        following = datetime.combine(begins.date() + timedelta(days=1), datetime.min.time())
        return following.replace(tzinfo=ZoneInfo(timezone)) - _SMALLEST
    if _TO_THE_MINUTE.fullmatch(text):
        return begins + timedelta(minutes=1) - _SMALLEST
    if _TO_THE_SECOND.fullmatch(text):
        return begins + timedelta(seconds=1) - _SMALLEST
    return begins


def treaty_names(config: Config) -> dict[str, str]:
    """What the watched treaties are called, by number."""
    of_sources = {
        source.treaty: source.treaty_name or source.treaty
        for source in config.sources
        if source.treaty
    }
    return of_sources | {treaty.number: treaty.name for treaty in config.treaties}
