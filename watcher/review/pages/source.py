"""One source: how it is doing, how it is set, its polls and incidents, and what is held of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.config import Config
from watcher.model.change import Incident
from watcher.review.changelog.view import LARGEST
from watcher.review.desk import TheDesk
from watcher.review.pages.asking import MOST_ASKED, Wish, wishes
from watcher.review.pages.sources import Row, row_of
from watcher.review.watch import source_words as words
from watcher.review.watch.strip import LEGEND, POLLS, sample, strip
from watcher.store import quarantine, requests, watched
from watcher.store.keyset import Begin, Page
from watcher.store.quarantine import Held
from watcher.store.watched import Poll

router = APIRouter(include_in_schema=False)

#: Polls on one page.
PAGE = 25
#: Past incidents on one page.
INCIDENTS = 20

Number = Annotated[int | None, Query(ge=0, le=LARGEST)]


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the store knows of a source, as its page shows it."""

    row: Row
    strip: Markup
    findings: int
    polls: Page[Poll]
    open: tuple[Incident, ...]
    past: Page[Incident]
    held: Held | None
    asked: tuple[Wish, ...]


@router.get("/sources/{source_id}")
def source(
    request: Request,
    desk: TheDesk,
    source_id: str,
    before: Number = None,
    after: Number = None,
    earlier: Number = None,
) -> Response:
    """A source; `before` and `after` page through its polls, `earlier` through its incidents."""
    seen = desk.read(_read, desk.config, source_id, Begin(before, after), Begin(earlier))
    configured = seen.row.source
    return desk.page(
        request,
        "source.html",
        {
            "seen": seen,
            "row": seen.row,
            "state": seen.row.state,
            "kind": words.KINDS.get(seen.row.kind, seen.row.kind),
            "settings": words.settings(configured) if configured else (),
            "legend": [(sample(outcome), meaning) for outcome, meaning in LEGEND],
            "troubles": words.TROUBLE,
            "newest_page": before is None and after is None,
            "earlier": earlier,
        },
    )


def found(db: Database, config: Config, source_id: str) -> Row:
    """A source that the configuration or the store knows; HTTPException 404 for any other."""
    configured = next((each for each in config.sources if each.id == source_id), None)
    known = watched.one(db, source_id)
    if configured is None and known is None:
        raise HTTPException(404, f"There is no source {source_id!r}, and there never was one here.")
    return row_of(source_id, configured, known)


def _read(db: Database, config: Config, source_id: str, polls: Begin, incidents: Begin) -> Seen:
    row = found(db, config, source_id)
    return Seen(
        row=row,
        strip=strip(watched.outcomes(db, [source_id], POLLS)[source_id]),
        findings=watched.findings(db, source_id),
        polls=watched.polls(db, source_id, polls, PAGE),
        open=watched.open_incidents(db, source_id),
        past=watched.past_incidents(db, source_id, incidents, INCIDENTS),
        held=quarantine.held(db, source_id),
        asked=wishes(requests.of_subjects(db, [source_id], MOST_ASKED)),
    )
