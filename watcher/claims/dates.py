"""Whether the dates beside an act make it an old fact, or set it on a day ahead."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from watcher.claims.pieces import Piece

#: The months as they begin in the three languages; the longer beginning stands first.
_MONTHS = (
    ("jan", "ene"),
    ("feb", "fev"),
    ("mar",),
    ("apr", "avr", "abr"),
    ("may", "mai"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "aou", "ago"),
    ("sep", "set"),
    ("oct",),
    ("nov",),
    ("dec", "dic"),
)
#: A month without a year is held for one of the next nine, not for one of the last two.
_NEXT_MONTHS = 9
_YEAR = re.compile(r"(?:19|20)\d\d")
#: In these first months of a year the one before is no old one, where a month is named.
_WINTER = 2
_DIGITS = 2  # of a day


@dataclass(frozen=True, slots=True)
class When:
    """What the dates in a run of words say."""

    past: bool = False  # the act is told of as an old fact
    named: bool = False  # some day, month or year is named
    ahead: bool = False  # that day is still to come


def when(pieces: Iterable[Piece], published: date | None) -> When:
    """Read the dates; `published` is the day of the entry, None where it is not known.

    Without that day a year alone ("in 2019") is held for past, and so is a day with its year and
    no weekday: news of the day leave the year out.
    """
    year: int | None = None
    day: int | None = None
    number: int | None = None
    month = weekday = past = False
    for piece in pieces:
        if piece.kind == "historical":
            past = True
        elif piece.kind == "number" and _YEAR.fullmatch(piece.folded):
            year = int(piece.folded)
        elif piece.kind == "number" and piece.folded.isdigit() and len(piece.folded) <= _DIGITS:
            day = day or int(piece.folded)
        elif piece.value == "date":
            month = True
            number = number or _month(piece.folded)
        elif piece.value == "weekday":
            weekday = True
    if year is not None:
        past = past or _is_past(year, published, month=month, current=weekday)
    ahead = published is not None and _is_ahead(year, number, day, published)
    return When(past, named=year is not None or weekday or month, ahead=ahead)


def _month(word: str) -> int | None:
    for number, beginnings in enumerate(_MONTHS, start=1):
        if word.startswith(beginnings):
            return number
    return None


def _is_ahead(year: int | None, month: int | None, day: int | None, published: date) -> bool:
    """Whether a date lies behind the day of the entry; without its year the next such one."""
    if month is None:
        return year is not None and year > published.year
    if year is None:
        onward = (month - published.month) % 12
        return 0 < onward <= _NEXT_MONTHS or (onward == 0 and (day or 0) > published.day)
    return (year, month, day or 0) > (published.year, published.month, published.day)


def _is_past(year: int, published: date | None, *, month: bool, current: bool) -> bool:
    if published is None:
        return not current
    if year == published.year - 1 and published.month <= _WINTER and month:
        return False
    return year < published.year
