"""Deliveries: to whom each message went, whether it arrived, and who takes nothing at present."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from sqlite_utils import Database

from watcher.model.channel import DeliveryState, Failing
from watcher.review.changelog.view import LARGEST
from watcher.review.desk import TheDesk
from watcher.review.digests.arrival import MOST_TRIES, brief
from watcher.review.pages.asking import MOST_ASKED, Wish, wishes
from watcher.review.templating import path
from watcher.store import deliveries as outbox
from watcher.store import requests, sent
from watcher.store.keyset import Begin, Page

router = APIRouter(include_in_schema=False)

#: Deliveries on one page.
PAGE = 50

#: What the list can be narrowed to, with the words for it.
STATES = {"": "all", "queued": "waiting", "dead": "given up", "delivered": "arrived"}

State = Literal["", "queued", "dead", "delivered"]
Number = Annotated[int | None, Query(ge=0, le=LARGEST)]


@router.get("/deliveries")
def deliveries(
    request: Request, desk: TheDesk, state: State = "", before: Number = None, after: Number = None
) -> Response:
    """Those who take nothing, then all deliveries, newest first."""
    page, failing, asked = desk.read(_read, state, Begin(before, after))
    newest_page = before is None and after is None
    return desk.page(
        request,
        "deliveries.html",
        {
            "page": page,
            "failing": failing,
            "asked": asked,
            "state": state,
            "choices": [
                (path("deliveries", state=name), name, text) for name, text in STATES.items()
            ],
            "newest_page": newest_page,
            "pager": {
                "newest": None if newest_page else path("deliveries", state=state),
                "newer": _beside(state, after=page.newer),
                "older": _beside(state, before=page.older),
                "oldest": None if page.older is None else path("deliveries", state=state, after=0),
            },
            "brief": brief,
            "most_tries": MOST_TRIES,
        },
    )


def _beside(state: str, **number: int | None) -> str | None:
    return None if None in number.values() else path("deliveries", state=state, **number)


def _read(
    db: Database, state: str, begin: Begin
) -> tuple[Page[DeliveryState], tuple[Failing, ...], tuple[Wish, ...]]:
    page = sent.delivered(db, begin, PAGE, state or None)
    asked = requests.of_subjects(db, [each.id for each in page.items], MOST_ASKED)
    return page, outbox.failing(db), wishes(asked)
