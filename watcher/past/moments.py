"""When a file was captured: its name says so, or the page does; a file's own time is no proof."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

#: 2025-11-19, 20251119, with a time behind it as in 20251119T103000Z or 2025-11-19_10-30. The
#: time is UTC, as web archives write it.
_NAMED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<s>[-_.]?)(?P<month>\d{2})(?P=s)(?P<day>\d{2})"
    r"(?:[T_ -]?(?P<hour>\d{2})[-:_.h]?(?P<minute>\d{2})(?:[-:_.]?(?P<second>\d{2}))?Z?)?(?!\d)",
    re.IGNORECASE,
)
#: The status page's clock, day first: "STATUS AS AT : 03-02-2026 10:16:18 EDT".
_STAMP = re.compile(
    rb"STATUS AS AT\s*:\s*(\d{2})-(\d{2})-(\d{4})\s+(\d{1,2}):(\d{2}):(\d{2})\s+(E[DS]T)"
)
_ZONES = {b"EDT": timezone(timedelta(hours=-4)), b"EST": timezone(timedelta(hours=-5))}


def from_names(names: Iterable[str]) -> datetime | None:
    """The moment that the first of these names holds, UTC; None where none holds one.

    A day without a time is taken at its beginning.
    """
    for name in names:
        for match in _NAMED.finditer(name):
            try:
                return datetime(
                    int(match["year"]),
                    int(match["month"]),
                    int(match["day"]),
                    int(match["hour"] or 0),
                    int(match["minute"] or 0),
                    int(match["second"] or 0),
                    tzinfo=UTC,
                )
            except ValueError:  # 2025-13-40: some other number
                continue
    return None


def from_status_page(body: bytes) -> datetime | None:
    """The moment that a page of the UN Treaty Collection is stamped with, UTC."""
    match = _STAMP.search(body)
    if match is None:
        return None
    day, month, year, hour, minute, second = (int(part) for part in match.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_ZONES[match[7]])
    except ValueError:
        return None
    return moment.astimezone(UTC)
