"""The Retry-After header (RFC 9110, 10.2.3), read strictly."""

import re
from datetime import UTC, datetime

_SECONDS = re.compile(r"[0-9]{1,9}", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_TIME = "(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
_DAY = "(?P<day>[0-9]{2})"
# The three forms that RFC 9110, 5.6.7 obliges a recipient to read.
_FORMS = (
    re.compile(f"(?P<name>[A-Z][a-z]{{2}}), {_DAY} {_MONTH} (?P<year>[0-9]{{4}}) {_TIME} GMT"),
    re.compile(f"(?P<name>[A-Z][a-z]{{5,8}}), {_DAY}-{_MONTH}-(?P<year>[0-9]{{2}}) {_TIME} GMT"),
    re.compile(
        f"(?P<name>[A-Z][a-z]{{2}}) {_MONTH} (?P<day>[0-9]{{2}}| [0-9]) {_TIME} "
        "(?P<year>[0-9]{4})"
    ),
)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from `now` (UTC) that the server asks us to wait; None for none, or for nonsense.

    A moment that has passed is a wish already met: 0.
    """
    if value is None:
        return None
    if _SECONDS.fullmatch(value):
        return float(value)
    moment = _http_date(value, now)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def _http_date(value: str, now: datetime) -> datetime | None:
    for form in _FORMS:
        if match := form.fullmatch(value):
            break
    else:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        # RFC 9110, 5.6.7: a year that seems over 50 years ahead is the past one.
        year += now.year - now.year % 100
        year -= 100 if year > now.year + 50 else 0
    try:
        moment = datetime(
            year,
            _MONTHS.index(match["month"]) + 1,
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            int(match["second"]),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    weekday = _DAYS[moment.weekday()]
    return moment if match["name"] in (weekday, weekday[:3]) else None
