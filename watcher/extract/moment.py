"""Dates of entries, read only where they name one moment for certain."""

import re
from datetime import UTC, datetime, timedelta, timezone

#: RFC 5322, 4.3: the zone names that have one meaning in a date. Others ("CET", "BST", "IST",
#: the military letters) are used for several offsets, or were defined wrongly.
_ZONES = {"GMT": 0, "UT": 0, "UTC": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5}
_ZONES |= {"MST": -7, "MDT": -6, "PST": -8, "PDT": -7}

_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_RFC_5322 = re.compile(
    r"(?:(?P<weekday>[A-Za-z]{3})[a-z]*\.?,?\s+)?"
    r"(?P<day>\d{1,2})[\s-]+(?P<month>[A-Za-z]{3})[a-z]*\.?[\s-]+(?P<year>\d{2}|\d{4})\s+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*"
    r"(?P<zone>[A-Za-z]{1,3}|[+-]\d{2}:?\d{2})",
    re.ASCII,
)
_ISO = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})",
    re.ASCII | re.IGNORECASE,
)


def utc_moment(served: str) -> str | None:
    """Read a moment as "2022-04-01T12:00:00Z", or None where the text leaves a doubt.

    Read are ISO 8601 and RFC 5322 with a zone that has one meaning. A date without a time or a
    zone, "09/03/2026", a name in another language and a weekday that contradicts its date
    leave a doubt.
    """
    text = served.strip()
    try:
        moment = _iso(text) or _rfc_5322(text)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
    except (ValueError, OverflowError):  # 30 February, 25 o'clock, an offset before year 1
        return None


def _iso(text: str) -> datetime | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    return datetime.fromisoformat(f"{match['date']}T{match['time']}{match['zone'].upper()}")


def _rfc_5322(text: str) -> datetime | None:
    match = _RFC_5322.fullmatch(text)
    if match is None or match["month"].lower() not in _MONTHS:
        return None
    zone = _zone(match["zone"])
    if zone is None:
        return None
    moment = datetime(
        _year(match["year"]),
        _MONTHS.index(match["month"].lower()) + 1,
        int(match["day"]),
        int(match["hour"]),
        int(match["minute"]),
        int(match["second"] or 0),
        tzinfo=zone,
    )
    weekday = match["weekday"]
    if weekday is not None and weekday.lower() != _DAYS[moment.weekday()]:
        return None
    return moment


def _zone(text: str) -> timezone | None:
    if text[0] in "+-":
        hours, minutes = int(text[1:3]), int(text[-2:])
        if minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if text[0] == "-" else offset)
    hours_east = _ZONES.get(text.upper())
    return None if hours_east is None else timezone(timedelta(hours=hours_east))


def _year(text: str) -> int:
    """Complete a year: two digits mean 2000 to 2049 or 1950 to 1999 (RFC 5322, 4.3)."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 50 else 1900)
