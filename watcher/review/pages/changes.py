"""The change log: filtered, searched, a page at a time, and marked as seen line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlite_utils import Database

from watcher.errors import UsageError
from watcher.forecast import with_dates
from watcher.model.change import ChangeKind, LoggedChange
from watcher.model.participants import by_code
from watcher.model.review import REVIEW_STATES
from watcher.model.treaty import Action
from watcher.review.access import Reviewer
from watcher.review.access.places import own_path
from watcher.review.changelog.reviewing import mark_seen
from watcher.review.changelog.view import EVERY_KIND, NEWS, PAGING, View, number, read
from watcher.review.desk import Desk, TheDesk
from watcher.store import log_pages, reviews

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303

#: The same view in other forms: their names, and the endings of their addresses.
FORMS = (("Atom feed", "atom"), ("CSV", "csv"), ("JSON lines", "jsonl"), ("Excel", "xlsx"))

#: More treaties or sources than these are typed and not chosen from a list.
_MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of a page that were detected on one day of the desk's time zone."""

    day: date
    lines: tuple[LoggedChange, ...]


@router.get("/changes")
def changes(request: Request, desk: TheDesk) -> Response:
    """One page of a view, newest lines first."""
    asked = request.query_params.multi_items()
    view = read(asked, desk.config, PAGING)
    where = {name: number(name, request.query_params.get(name)) for name in PAGING}
    if where["before"] and where["newer"]:
        raise UsageError("A page has the lines before a number, or the newer ones: not both.")
    place = view.address(**{name: text for name, text in where.items() if text})
    if place != f"/changes?{request.url.query}".rstrip("?"):
        return RedirectResponse(place, _SEE_OTHER)  # one view has one address, without empty parts
    page, states, waiting = desk.read(_read, view, where)
    return desk.page(
        request,
        "changes.html",
        {
            "view": view,
            "chips": tuple(chips(view, desk.names)),
            "page": page,
            "days": by_day(page.rows, desk.zone),
            "states": states,
            "waiting": waiting,
            "to_mark": [each.seq for each in page.rows if states.get(each.seq) == "unreviewed"],
            "pager": _pager(view, page, where),
            "here": place,
            "forms": [(name, view.address(f"/changes.{ending}")) for name, ending in FORMS],
            "choices": _choices(desk, view),
            "names": desk.names,
            "today": desk.clock().astimezone(desk.zone).date(),
        },
    )


@router.post("/changes/seen")
def seen(
    desk: TheDesk,
    visitor: Reviewer,
    seqs: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/changes",
) -> Response:
    """Mark lines as seen that nobody has reviewed; `seqs` are their numbers, with commas."""
    wanted = [int(number("seqs", each)) for each in seqs.split(",") if each][: log_pages.SIZE]
    desk.write(mark_seen, wanted, visitor.name or "", desk.clock())
    return RedirectResponse(own_path(back), _SEE_OTHER)


def by_day(lines: Sequence[LoggedChange], zone: ZoneInfo) -> tuple[Day, ...]:
    """Lines in their order, those of one day in a row together."""
    days = groupby(lines, lambda logged: logged.detected_at.astimezone(zone).date())
    return tuple(Day(day, tuple(group)) for day, group in days)


def chips(view: View, names: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """What narrows a view, in words, each with the address of the view without it.

    `names` are of treaties, by number.
    """
    known = by_code(view.participant)
    told = {
        "treaty": f"treaty: {names.get(view.treaty, view.treaty)}",
        "participant": f"participant: {known.name if known else view.participant}",
        "action": f"action: {view.action.replace('_', ' ')}",
        "source": f"source: {view.source}",
        "since": f"detected from {view.since} on",
        "until": f"detected before {view.until}",
        "review": f"review: {view.review.replace('_', ' ')}",
        "q": f"words: {view.q}",
        "after": f"after line {view.after}",
        "up_to": f"up to line {view.up_to}",
    }
    found = [
        (words, view.without(name).address()) for name, words in told.items() if getattr(view, name)
    ]
    if view.kind and EVERY_KIND not in view.kind:
        found.append((f"kind: {' or '.join(view.kind)}", view.without("kind").address()))
    return found


def _read(
    db: Database, view: View, where: dict[str, str]
) -> tuple[log_pages.Page, dict[int, str], int]:
    page = log_pages.page(
        db,
        view.wanted(),
        before=int(where["before"]) if where["before"] else None,
        after=int(where["newer"]) if where["newer"] else None,
    )
    states = reviews.states(db, [each.seq for each in page.rows])
    return page, states, reviews.counts(db).total


def _pager(view: View, page: log_pages.Page, where: dict[str, str]) -> dict[str, str | None]:
    """Where the pages beside this one are; None where there is none."""
    return {
        "newest": view.address() if any(where.values()) else None,
        "newer": None if page.newer is None else view.address(newer=page.newer),
        "older": None if page.older is None else view.address(before=page.older),
        "oldest": None if page.older is None else view.address(newer=0),
    }


def _choices(desk: Desk, view: View) -> dict[str, object]:
    """What the form offers."""
    numbers = list(with_dates(desk.config))
    listed = len(numbers) <= _MOST_LISTED and (not view.treaty or view.treaty in numbers)
    known = by_code(view.participant)
    sources = desk.config.sources
    return {
        "treaties": [(each, desk.names.get(each, each)) for each in numbers] if listed else [],
        "listed": listed,
        "actions": [action.value for action in Action],
        "kinds": [kind.value for kind in ChangeKind],
        "chosen": view.kinds or (*NEWS, ChangeKind.BASELINE.value),
        "sources": [each.id for each in sources] if len(sources) <= _MOST_LISTED else [],
        "states": REVIEW_STATES,
        "participant": known.name if known else view.participant,
        "every": replace(view, kind=(EVERY_KIND,)).address(),
        "news": view.without("kind").address(),
    }
