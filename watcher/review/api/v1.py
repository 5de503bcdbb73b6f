"""The table of what answers under /api/v1."""

from fastapi import APIRouter

from watcher.review.api import (
    calendar,
    changes,
    deliveries,
    digests,
    participants,
    reports,
    requests,
    reviews,
    sources,
    treaties,
)

PREFIX = "/api/v1"

#: In the order of the documentation.
RESOURCES: tuple[APIRouter, ...] = (
    changes.router,
    reviews.router,
    treaties.router,
    participants.router,
    reports.router,
    calendar.router,
    sources.router,
    digests.router,
    deliveries.router,
    requests.router,
)

router = APIRouter()
for _each in RESOURCES:
    router.include_router(_each, prefix=PREFIX)
