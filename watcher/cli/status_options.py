"""The options of `watcher status`: days, moments and formats as people write them."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from watcher.cli.options import moment
from watcher.errors import UsageError

_TO_THE_DAY = re.compile(r"[\dW-]+")
_TO_THE_MINUTE = re.compile(r".*[T ]\d\d:?\d\d(?:Z|[+-][\d:]+)?")
_TO_THE_SECOND = re.compile(r".*[T ]\d\d:?\d\d:?\d\d(?:Z|[+-][\d:]+)?")

_SMALLEST = timedelta(milliseconds=1)  # moments in the store are whole milliseconds


class Format(StrEnum):
    """How the answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def chosen_format(wanted: Format | None, *, as_json: bool) -> Format:
    """The format; `--json` is short for `--format json`. UsageError where the two disagree."""
    if as_json and wanted not in (None, Format.JSON):
        raise UsageError(f"--json and --format {wanted} ask for two formats: choose one.")
    return Format.JSON if as_json else wanted or Format.TABLE


def day(option: str, text: str | None) -> date | None:
    """A legal date, which has no time zone; UsageError for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option}: {text!r} is not a day; write 2026-02-03.") from error


def known_at(text: str | None, timezone: str, now: datetime) -> datetime | None:
    """The last instant of what was written: of a day, in this time zone, its end.

    A moment to the minute or the second counts with all of it. UsageError for what is no moment,
    or lies ahead of `now`.
    """
    begins = moment("--known-at", text, timezone)
    if text is None or begins is None:
        return None
    if begins > now:
        raise UsageError(
            f"--known-at: {text} lies ahead; what will be known then nobody knows. "
            "--as-of can be a day ahead."
        )
    if _TO_THE_DAY.fullmatch(text):
        following = datetime.combine(begins.date() + timedelta(days=1), datetime.min.time())
        return following.replace(tzinfo=ZoneInfo(timezone)) - _SMALLEST
    if _TO_THE_MINUTE.fullmatch(text):
        return begins + timedelta(minutes=1) - _SMALLEST
    if _TO_THE_SECOND.fullmatch(text):
        return begins + timedelta(seconds=1) - _SMALLEST
    return begins
