"""The overview: whether anything happened, at the first look."""

from fastapi import APIRouter, Request, Response

from watcher.config.named import treaty_names
from watcher.digest.subject import time_to
from watcher.review.changelog.glance import glance
from watcher.review.desk import TheDesk

router = APIRouter(include_in_schema=False)


@router.get("/")
def overview(request: Request, desk: TheDesk) -> Response:
    """What happened lately, how each treaty stands, and what waits for a person."""
    now = desk.clock()
    return desk.page(
        request,
        "overview.html",
        {
            "seen": desk.read(glance, desk.config, desk.treaties, now),
            "names": treaty_names(desk.config),
            "today": now.astimezone(desk.zone).date(),
            "here": "/",
            "time_to": time_to,
        },
    )
