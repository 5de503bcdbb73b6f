"""Dates as people write them, read only where they can mean one day.

    November 9, 2020    Nov. 9th, 2020    Monday, 9 November 2020    9-Nov-2020
    9. November 2020    9 novembre 2020    1er août 2020    9 de noviembre de 2020
    2020-11-09    2020-11-09T00:00:00

What is all numbers and does not begin with the year ("09.11.2020", "11/09/2020") has two
readings, so it is read only by a format that somebody gave for it.
"""

import re
import unicodedata
from datetime import date, datetime

#: Months in English, French, Spanish and German, without accents; a name that two of these
#: languages share means the same month in both.
_MONTHS = (
    "january janvier enero januar janner",
    "february fevrier febrero februar",
    "march mars marzo marz",
    "april avril abril",
    "may mai mayo",
    "june juin junio juni",
    "july juillet julio juli",
    "august aout agosto",
    "september septembre septiembre setiembre",
    "october octobre octubre oktober",
    "november novembre noviembre",
    "december decembre diciembre dezember",
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
#: English alone is abbreviated: "juil." and the like are rare, and "mar" may be a day.
_NUMBERS |= {names[:3]: number for number, names in enumerate(_MONTHS, 1)} | {"sept": 9}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_WEEKDAY = r"(?:(?P<weekday>[a-z]{3,9})\.?,?\s+)?"
#: Older than any treaty in force, or so far ahead, is a slip of the pen.
_YEAR = r"(?P<year>(?:1[5-9]|20|21)[0-9]{2})"
_MONTH = r"(?P<month>[a-z]{3,10})\.?"
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|er|\.)?(?:\s*-\s*|\s+)(?:of\s+|de\s+)?{_MONTH}"
    rf"(?:\s*-\s*|,?\s+)(?:del?\s+)?{_YEAR}"
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}"
)
#: At midnight without a zone, or in UTC, a moment is a way to write a day; at no other hour.
_ISO = re.compile(
    rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})"
    r"(?:[t ]00:00(?::00(?:\.0{1,9})?)?(?:z|\+00:?00)?)?"
)
_BLANK = re.compile(r"\s+")
_LONGEST = 200  # characters that a date may have

#: What a format must hold to name a day of a year.
_HAS_YEAR = re.compile(r"%(?:Y|y|G|c|x)")
_HAS_DAY = re.compile(r"%(?:d|j|c|x)|%[GV].*%[uaA]")
_HAS_MONTH = re.compile(r"%(?:m|b|B|j|c|x|V)")


def read_date(text: str, date_format: str | None = None) -> str | None:
    """Read a day as ISO 8601 ("2020-11-09"), or None where the text leaves a doubt.

    With a format, as `strptime` has it, the text is read by that alone.
    """
    words = _BLANK.sub(" ", text).strip()
    if not words or len(words) > _LONGEST:
        return None
    if date_format is not None:
        return _by_format(words, date_format)
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _ISO):
        match = pattern.fullmatch(plain)
        if match is not None:
            return _day(match)
    return None


def format_problem(date_format: str) -> str | None:
    """Say what is wrong with a format, as the rest of a sentence; None for one that names days."""
    if not (_HAS_YEAR.search(date_format) and _HAS_DAY.search(date_format)):
        return "names no day of a year: it needs %d, %m (or %b, %B) and %Y"
    if not _HAS_MONTH.search(date_format):
        return "names no month: it needs %m, %b or %B"
    try:
        datetime.strptime("", date_format)  # noqa: DTZ007 - only the format is tried
    except ValueError as error:
        wrong = "directive" in str(error) or "stray" in str(error)
        return f"is no date format: {error}" if wrong else None
    except re.error as error:  # the same directive twice
        return f"is no date format: {error}"
    return None


def _by_format(words: str, date_format: str) -> str | None:
    try:
        found = datetime.strptime(words, date_format)  # noqa: DTZ007 - the day as it is written
    except (ValueError, re.error):
        return None
    return found.date().isoformat()


def _day(match: re.Match[str]) -> str | None:
    month = match["month"]
    number = int(month) if month.isdigit() else _NUMBERS.get(month)
    if number is None:
        return None
    try:
        day = date(int(match["year"]), number, int(match["day"]))
    except ValueError:  # 30 February
        return None
    weekday = match.groupdict().get("weekday")
    if weekday is not None and not _is(weekday, day):
        return None
    return day.isoformat()


def _is(weekday: str, day: date) -> bool:
    """Whether a day of the week, in English, is that of the date; another word is a doubt."""
    name = _WEEKDAYS[day.weekday()]
    return weekday in (name, name[:3]) or (len(weekday) > 3 and weekday == name[: len(weekday)])
