"""What a cell of the participants' table states: a date, a mark, and brackets.

Seen: ``29 Jul 2020 a``, ``3 Jun 2013``, ``[12 May 2004 a]`` and ``[26 Feb 1999 ]``, with tabs
and non-breaking spaces in between. Brackets mean that the action no longer stands.
"""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_CELL = re.compile(
    r"(?P<open>\[)?\s*(?P<day>\d{1,2})\s+(?P<month>[A-Z][a-z]{2,8})\.?\s+(?P<year>\d{4})"
    r"\s*(?P<mark>[A-Za-z]{1,2})?\s*(?P<close>\])?"
)


@dataclass(frozen=True, slots=True)
class DatedCell:
    """A date with its mark ("" for none) and whether brackets stand around it."""

    date: date
    mark: str
    bracketed: bool


def fold(text: str) -> str:
    """Fold to one line without runs of white space, non-breaking spaces included."""
    return " ".join(text.split())


def read_cell(text: str) -> DatedCell:
    """Read the folded text of a cell that is not blank.

    Raises ValueError with the reason where it holds anything but one date: a half bracket, an
    unknown month and an impossible day are refused, never repaired.
    """
    match = _CELL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date with an optional mark")
    if bool(match["open"]) != bool(match["close"]):
        raise ValueError(f"{text!r} has half a bracket")
    month = next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(match["month"])), None)
    if month is None:
        raise ValueError(f"{text!r} has no known month")
    try:
        day = date(int(match["year"]), month, int(match["day"]))
    except ValueError as error:
        raise ValueError(f"{text!r} is no day of the calendar") from error
    return DatedCell(day, match["mark"] or "", bool(match["open"]))


def read_day(text: str) -> date:
    """Read a date that stands alone: "28 June 2011". ValueError where it is anything else."""
    cell = read_cell(fold(text))
    if cell.mark or cell.bracketed:
        raise ValueError(f"{text!r} is more than a date")
    return cell.date
