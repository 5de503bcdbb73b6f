"""One treaty: how it stands, now or on any day, who takes part, what they declared, what is new."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlite_utils import Database

from watcher.config.named import day, known_at, treaty_number
from watcher.errors import UsageError
from watcher.law.by_group import GroupCount, by_group
from watcher.model.ahead import Ahead
from watcher.model.change import LoggedChange
from watcher.model.groups import groups
from watcher.model.source import Source
from watcher.review.desk import Desk, TheDesk
from watcher.review.templating import path
from watcher.review.treaties import texts
from watcher.review.treaties.narrowed import SORTS, STATES, Asked, asked, chosen
from watcher.review.treaties.standing_on import Shown
from watcher.review.treaties.treaty_charts import Pair
from watcher.store import of_treaties, past

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303

#: Lines of the log that a treaty's page shows.
_NEWEST = 12
#: Texts that stand on the treaty's own page; where there are more they have a page of their own.
_TEXTS = 8
#: Notifications that are listed.
_NOTIFICATIONS = 30


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a treaty, understood: the day is a legal date, the moment UTC."""

    asked: Asked
    on: date | None
    moment: datetime | None  # as known at; None: now
    today: date


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands on a treaty's page beside how it stands."""

    ahead: tuple[Ahead, ...]
    news: tuple[LoggedChange, ...]
    stated: tuple[of_treaties.Stated, ...]
    listed: tuple[of_treaties.Stated, ...]
    entered: tuple[of_treaties.Stated, ...]
    read_at: Mapping[str, datetime | None]  # when each source was last read well, UTC
    charts: tuple[Pair, ...]
    first: datetime | None  # when the first line was known, UTC; where nothing is shown


@router.get("/treaties/{number}")
def treaty(
    request: Request,
    desk: TheDesk,
    number: str,
    on: str = "",
    known_at: str = "",
    q: str = "",
    state: str = "",
    group: str = "",
    sort: str = "",
) -> Response:
    """The treaty's page; another spelling of its number leads there."""
    known = number_of(desk, number)
    if known != number:
        return RedirectResponse(moved(known, request), _SEE_OTHER)
    wanted = asked(number, on=on, known_at=known_at, q=q, state=state, group=group, sort=sort)
    question = understood(desk, wanted)
    shown, beside = desk.read(_read, desk, question)
    return desk.page(request, "treaty.html", _context(desk, question, shown, beside))


@router.get("/treaties/{number}/texts")
def treaty_texts(
    request: Request,
    desk: TheDesk,
    number: str,
    kind: str = "",
    q: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The texts that participants wrote, some on each page, by kind and by words."""
    known = number_of(desk, number)
    if known != number:
        return RedirectResponse(moved(known, request, "texts"), _SEE_OTHER)
    found = texts.texts(desk.read(desk.treaties.stated, number))
    chosen_texts = texts.narrowed(found, kind, q)
    return desk.page(
        request,
        "treaty_texts.html",
        {
            "number": number,
            "name": desk.treaties.names.name(number),
            "counts": texts.counts(found),
            "kinds": texts.KINDS,
            "kind": kind,
            "q": q.strip(),
            "total": len(chosen_texts),
            "found": texts.page_of(chosen_texts, page),
            "page": page,
            "pages": texts.pages_of(chosen_texts),
        },
    )


def number_of(desk: Desk, text: str) -> str:
    """The number of a treaty that is watched, or was; 404 for anything else, with a sentence."""
    try:
        number = treaty_number(text, desk.config)
    except UsageError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from error
    if number in desk.treaties.watched or number in desk.read(of_treaties.numbers):
        return number
    raise HTTPException(
        HTTPStatus.NOT_FOUND,
        f"{number} is not watched, and nothing is on record of it. "
        f"`watcher follow {number}` watches it.",
    )


def moved(number: str, request: Request, *further: str) -> str:
    """Where a page of the treaty is whose number was spelled otherwise."""
    query = urlencode(request.query_params.multi_items())
    place = path("treaties", number, *further)
    return f"{place}?{query}" if query else place


def understood(desk: Desk, wanted: Asked) -> Question:
    """The day and the moment that are meant; UsageError where they are none."""
    now = desk.clock()
    zone = desk.config.service.timezone
    moment = known_at("known_at", wanted.known_at or None, zone, now)
    on = day("on", wanted.on or None)
    today = (now if moment is None or on is not None else moment).date()
    return Question(wanted, None if on == today and moment is None else on, moment, today)


def standing(db: Database, desk: Desk, question: Question) -> Shown | None:
    """How the treaty stands; None where nothing is known of it, or was then."""
    number, moment, today = question.asked.number, question.moment, question.today
    found = desk.treaties.shown(db, number, question.on, today, moment)
    return found if found and found.anyone else None


def _read(db: Database, desk: Desk, question: Question) -> tuple[Shown | None, Beside]:
    number = question.asked.number
    today = desk.clock().date()
    brief = desk.treaties.brief(db, number, today)
    shown = standing(db, desk, question)
    desk.treaties.look_at(db, number, today)
    beside = Beside(
        ahead=tuple(each for each in brief.dates if each.date >= today),
        news=of_treaties.news(db, number, _NEWEST),
        stated=desk.treaties.stated(db, number),
        listed=desk.treaties.cited(db, number, _NOTIFICATIONS),
        entered=of_treaties.entered(db, number),
        read_at=of_treaties.read_at(db, number),
        charts=desk.treaties.charts(
            db, number, question.on or question.today, question.today, question.moment
        ),
        first=past.first_known(db, number) if shown is None else None,
    )
    return shown, beside


def _context(
    desk: Desk, question: Question, shown: Shown | None, beside: Beside
) -> dict[str, object]:
    wanted = question.asked
    rows = shown.rows if shown else ()
    found = texts.texts(beside.stated)
    own = [each for each in desk.config.treaties if each.number == wanted.number]
    return {
        "asked": wanted,
        "question": question,
        "number": wanted.number,
        "name": desk.treaties.names.name(wanted.number),
        "watched": wanted.number in desk.treaties.watched,
        "aliases": [alias for each in own for alias in each.aliases],
        "shown": shown,
        "rows": chosen(rows, wanted),
        "states": [state for state in STATES if any(row.state == state for row in rows)],
        "groups": groups(),
        "by_group": grouped(shown) if shown else (),
        "sorts": SORTS,
        "beside": beside,
        "charts": beside.charts,
        "facts": texts.facts(beside.stated),
        "texts": found,
        "inline": len(found) <= _TEXTS,
        "counts": texts.counts(found),
        "kinds": texts.KINDS,
        "notifications": texts.notifications(beside.stated, beside.listed)[:_NOTIFICATIONS],
        "sources": _sources(desk, wanted.number),
    }


def grouped(shown: Shown) -> tuple[GroupCount, ...]:
    """The counts by regional group and organisation, those left out that have none."""
    found = by_group((row.counted for row in shown.rows), groups())
    return tuple(each for each in found if each.signatories or each.consented)


def _sources(desk: Desk, number: str) -> list[Source]:
    return [each for each in desk.config.sources if each.treaty == number]
