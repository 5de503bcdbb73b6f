"""What lies ahead: entries into force, withdrawals that take effect, closings, announced days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlite_utils import Database

from watcher.config.named import treaty_number
from watcher.model.ahead import Ahead
from watcher.review.desk import Desk, TheDesk
from watcher.review.templating import path

router = APIRouter(include_in_schema=False)

#: Dates that are shown: of past ones, the newest.
_MOST = 500

#: The kinds of dates, in words.
KINDS = {
    "closes_for_signature": "closes for signature",
    "entry_into_force": "entry into force",
    "takes_effect": "takes effect for one participant",
    "withdrawal": "withdrawal",
    "announced": "announced",
    "period_begins": "period begins",
    "period_ends": "period ends",
}

#: The same where what happens stands beside it.
SHORT = {
    "closes_for_signature": "closing",
    "entry_into_force": "entry into force",
    "takes_effect": "one participant",
    "withdrawal": "withdrawal",
    **dict.fromkeys(("announced", "period_begins", "period_ends"), "announced"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """The dates of one month: "November 2026"."""

    name: str
    dates: tuple[Ahead, ...]


@router.get("/calendar")
def calendar(
    request: Request,
    desk: TheDesk,
    treaty: str = "",
    kind: str = "",
    past: str = "",
    days: Annotated[int | None, Query(ge=0, le=36_500)] = None,
) -> HTMLResponse:
    """The calendar of all treaties or of one, by month; days are those of the desk's zone."""
    number = treaty_number(treaty, desk.config) if treaty.strip() else ""
    today = desk.clock().astimezone(desk.zone).date()
    every, dates, telling = desk.read(_read, desk, number, today)
    until = today + timedelta(days=days) if days is not None else None
    dates = wanted(dates, today, kind=kind, past=bool(past), until=until)
    return desk.page(
        request,
        "calendar.html",
        {
            "months": by_month(dates[:_MOST]),
            "left_out": max(0, len(dates) - _MOST),
            "today": today,
            "treaty": number,
            "kind": kind,
            "past": bool(past),
            "days": days,
            "kinds": KINDS,
            "short": SHORT,
            "names": {each: desk.treaties.names.name(each) for each in every},
            "telling": telling,
            "ics": path("calendar.ics", treaty=number),
        },
    )


def wanted(
    every: Iterable[Ahead], today: date, *, kind: str, past: bool, until: date | None
) -> Sequence[Ahead]:
    """The dates that are asked for, of those in order: those ahead, or the past, newest first."""
    found = [
        each
        for each in every
        if (each.date < today) is past
        and kind in ("", each.kind.value)
        and (until is None or each.date <= until)
    ]
    return found[::-1] if past else found


def by_month(dates: Iterable[Ahead]) -> list[Month]:
    """Dates in their order, those of one month together."""
    months = groupby(dates, lambda each: f"{each.date:%B} {each.date.year}")
    return [Month(name, tuple(group)) for name, group in months]


def _read(
    db: Database, desk: Desk, number: str, today: date
) -> tuple[Iterable[str], Sequence[Ahead], Sequence[str]]:
    """The treaties to choose from, the dates of those that are chosen, and how far these are."""
    if number:
        brief = desk.treaties.brief(db, number, today)
        return desk.treaties.marks(db).of, brief.dates, brief.telling
    every = desk.treaties.together(db, today)
    telling = [line for brief in every.briefs.values() for line in brief.telling]
    return every.briefs, every.dates, telling
