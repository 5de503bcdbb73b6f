"""The treaties that are watched: how each stands, how far it has come, what was new last."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlite_utils import Database

from watcher.catalogue.search import fold
from watcher.model.ahead import Ahead
from watcher.model.change import LoggedChange
from watcher.review.desk import Desk, TheDesk
from watcher.review.leaves import Leaf, PageNumber, page_of
from watcher.review.templating import path
from watcher.review.treaties.brief import Brief
from watcher.store import of_treaties

router = APIRouter(include_in_schema=False)


#: Treaties on one page.
_SIZE = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """One treaty of the list."""

    number: str
    brief: Brief | None  # None while it is not worked out yet, soon after a start
    name: str | None
    last: LoggedChange | None  # the newest line that is news
    next: Ahead | None  # the first date that lies ahead
    watched: bool  # by the configuration; else it is only in the log


@router.get("/treaties")
def treaties(request: Request, desk: TheDesk, q: str = "", page: PageNumber = 1) -> HTMLResponse:
    """The list, narrowed by words of numbers and names, a hundred on a page."""
    found = desk.read(listed, desk, desk.clock().date(), q, page)
    return desk.page(
        request,
        "treaties.html",
        {
            "found": found.rows,
            "pages": found,
            "address": partial(path, "treaties", q=q.strip()),
            "q": q.strip(),
        },
    )


def numbers(db: Database, desk: Desk) -> tuple[str, ...]:
    """The treaties that are watched, in the order of the file, and those that once were."""
    return tuple(desk.treaties.marks(db).of)


def listed(db: Database, desk: Desk, today: date, q: str, page: int) -> Leaf[Listed]:
    """Those treaties in whose names all words of `q` stand: one page of them."""
    words, names = fold(q).split(), desk.treaties.names
    wanted = [
        number for number in numbers(db, desk) if all(word in names.words(number) for word in words)
    ]
    leaf = page_of(wanted, page, _SIZE)
    briefs = desk.treaties.briefs(db, leaf.rows, today)
    news = of_treaties.newest_news(db, leaf.rows)
    watched = frozenset(desk.treaties.watched)
    rows = [
        Listed(
            number=number,
            brief=(brief := briefs.get(number)),
            name=names.name(number),
            last=news.get(number),
            next=_next(brief, today) if brief else None,
            watched=number in watched,
        )
        for number in leaf.rows
    ]
    return Leaf(rows, leaf.number, leaf.of, leaf.total, leaf.first)


def _next(brief: Brief, today: date) -> Ahead | None:
    return next((each for each in brief.dates if each.date >= today), None)
