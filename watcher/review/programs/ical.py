"""`/calendar.ics`: the days ahead of the watched treaties, for calendars to subscribe to."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from fastapi import APIRouter, Request, Response
from icalendar import Calendar, Event

from watcher.config.named import treaty_names, treaty_number
from watcher.model.ahead import Ahead
from watcher.model.plain import capital, clean
from watcher.review.api.answers import tagged
from watcher.review.desk import Desk, TheDesk
from watcher.review.templating import path

router = APIRouter(include_in_schema=False)

#: What is over stays for so long: a calendar that forgets yesterday is mistrusted.
KEPT = timedelta(days=90)
#: How often calendars should ask again.
REFRESH = timedelta(hours=6)

_PRODUCT = "-//Treaty watcher//Calendar//EN"
#: Names events apart from those of all others (RFC 9562, version 5).
_OURS = uuid.UUID("5d0f6c0e-3c5b-5c0e-9a51-7c4b6a1d2e90")


@router.api_route("/calendar.ics", methods=["GET", "HEAD"])
def calendar(request: Request, desk: TheDesk, treaty: str = "") -> Response:
    """Give the days ahead, and those just past, as all-day events; of one treaty where asked."""
    today = desk.clock().astimezone(desk.zone).date()
    number = treaty_number(treaty, desk.config) if treaty.strip() else ""
    days = [
        each
        for each in dates_of(desk, today)
        if each.date >= today - KEPT and number in ("", each.treaty)
    ]
    names = treaty_names(desk.config)
    made = write(days, names, desk.config.web.public_url, today)
    headers = {"Content-Disposition": 'inline; filename="treaties.ics"'}
    return tagged(request, made, "text/calendar", headers=headers)


def dates_of(desk: Desk, today: date) -> Sequence[Ahead]:
    """All days of all watched treaties, past ones too, in order; NotYet soon after a start."""
    return desk.read(desk.treaties.together, today).dates


def write(days: Iterable[Ahead], names: Mapping[str, str], public_url: str, today: date) -> bytes:
    """Write iCalendar (RFC 5545). Pure: the same days on the same day are the same bytes."""
    made = Calendar.new(
        prodid=_PRODUCT,
        name="Treaties",
        description="Days ahead of the treaties that are watched.",
        uid=str(uuid.uuid5(_OURS, public_url)),
        url=f"{public_url}{path('calendar')}",
    )
    made.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", f"PT{REFRESH // timedelta(hours=1)}H")
    stamp = datetime.combine(today, time(), UTC)
    for uid, each in _named(days):
        name = names.get(each.treaty, each.treaty)
        made.add_component(_event(uid, each, name, public_url, stamp))
    return bytes(made.to_ical())


def _event(uid: str, each: Ahead, name: str, public_url: str, stamp: datetime) -> Event:
    event = Event.new(
        uid=uid,
        stamp=stamp,
        start=each.date,
        end=each.date + timedelta(days=1),
        summary=clean(f"{name}: {each.what}"),
        description=clean(
            f"{name} ({each.treaty}). {capital(each.what)}. Where this comes from: {each.basis}."
        ),
        categories=[each.kind.value.replace("_", " ")],
        url=f"{public_url}{path('treaties', each.treaty)}",
    )
    event.add("TRANSP", "TRANSPARENT")  # nobody is busy because a treaty enters into force
    return event


def _named(days: Iterable[Ahead]) -> Iterator[tuple[str, Ahead]]:
    """Each day with its UID, which stays when the day is corrected: then the event moves.

    The second of two that are alike but for their date is told apart by its place in order.
    """
    seen: dict[str, int] = {}
    for each in days:
        who = each.participant_code or each.participant or ""
        about = "\n".join((each.treaty, each.kind.value, who, "" if who else each.what))
        seen[about] = number = seen.get(about, 0) + 1
        yield str(uuid.uuid5(_OURS, "\n".join((about, str(number))))), each
