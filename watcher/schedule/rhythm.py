"""What a feed asks of those who poll it, in its document and in HTTP.

These are wishes of a site that knows its own pace. They can only make a poll later, and never by
so much that a site could silence the watcher by mistake: see `LONGEST_WISH`.
"""

import re
from datetime import UTC, datetime, timedelta

from watcher.model.source import Rhythm

#: No wish is granted beyond this, neither a wait nor a run of hours and days to be skipped.
LONGEST_WISH = timedelta(hours=24)

_HOUR = timedelta(hours=1)
_SECONDS = re.compile(r"[0-9]{1,18}", re.ASCII)
#: RFC 9111, 1.2.2: a number of seconds that is too great stands for this one.
_MOST_SECONDS = 2**31
#: What a cache may not answer from by itself says nothing of how long it holds (RFC 9111, 5.2.2).
_NOT_KEPT = frozenset({"no-cache", "no-store"})


def not_before(
    now: datetime, wanted: datetime, rhythm: Rhythm | None, fresh: timedelta | None
) -> datetime:
    """The first moment from `wanted` on at which a feed may be polled that was read at `now`.

    `fresh` is for how long the server called its answer fresh. The longer wait of the two rules,
    up to 24 hours from `now`; from there the hours and days to be skipped (UTC) are passed over,
    for 24 hours at most. Hours that are all to be skipped, and days, are no wish. Moments are UTC.
    """
    rhythm = rhythm or Rhythm()
    wait = max(rhythm.wait or timedelta(0), fresh or timedelta(0))
    first = max(wanted, now + min(wait, LONGEST_WISH))
    hours = rhythm.skip_hours if len(rhythm.skip_hours) < 24 else frozenset()
    days = rhythm.skip_days if len(rhythm.skip_days) < 7 else frozenset()
    moment = first.astimezone(UTC)
    while moment.hour in hours or moment.weekday() in days:
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
        if moment - first >= LONGEST_WISH:
            return first + LONGEST_WISH
    return moment


def max_age(cache_control: str | None, age: str | None = None) -> timedelta | None:
    """For how long an answer is still fresh; None where its server does not say so.

    `cache_control` and `age` are headers as served. Of an answer that is `age` old already, only
    the rest counts. What must not be kept, or is written in no way that RFC 9111 knows, states
    nothing. `s-maxage` is for shared caches, and `Expires` for clocks that agree: both are ignored.
    """
    stated: dict[str, str] = {}
    for directive in (cache_control or "").split(","):
        name, _, value = directive.partition("=")
        stated.setdefault(name.strip().lower(), value.strip())
    whole = _seconds(stated.get("max-age", "").strip('"'))
    if whole is None or stated.keys() & _NOT_KEPT:
        return None
    past = _seconds((age or "").strip()) or 0
    return timedelta(seconds=max(0, whole - past))


def _seconds(text: str) -> int | None:
    return min(int(text), _MOST_SECONDS) if _SECONDS.fullmatch(text) else None
