"""All sources: how each is doing, what troubles it, and its last polls at a glance."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup
from sqlite_utils import Database

from watcher.config import Config
from watcher.model.change import Incident
from watcher.model.correction import CORRECTIONS
from watcher.model.plain import clean
from watcher.model.source import Source, SourceState
from watcher.review.desk import TheDesk
from watcher.review.templating import path
from watcher.review.watch import source_words as words
from watcher.review.watch.strip import LEGEND, POLLS, sample, strip
from watcher.store import sources, watched
from watcher.store.watched import Brief, Registered

router = APIRouter(include_in_schema=False)

#: Sources on one page.
PAGE = 100
#: Open incidents that are told before the list.
INCIDENTS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the sources is wanted; what is empty does not narrow."""

    troubled: bool = False
    treaty: str = ""
    kind: str = ""
    q: str = ""

    def takes(self, listed: "Listed") -> bool:
        """Whether a source is wanted."""
        if self.troubled and not listed.troubled:
            return False
        if self.treaty and listed.treaty != self.treaty:
            return False
        if self.kind and listed.kind != self.kind:
            return False
        if not self.q:
            return True
        said = f"{listed.id} {listed.url} {listed.title}".casefold()
        return all(each in said for each in clean(self.q).casefold().split())

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != Asked()

    def address(self, after: str = "") -> str:
        """The address of this view, further down where `after` is the last id before it."""
        return path(
            "sources",
            troubled="1" if self.troubled else "",
            treaty=self.treaty,
            kind=self.kind,
            q=self.q,
            after=after,
        )


class Listed(NamedTuple):
    """What a source is chosen by, of thousands that there may be."""

    id: str
    kind: str
    url: str
    treaty: str | None
    title: str
    troubled: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One source; `source` is None where only the store knows it."""

    id: str
    source: Source | None
    kind: str
    url: str
    treaty: str | None
    state: SourceState
    word: words.Word


@dataclass(frozen=True, slots=True)
class Page:
    """The sources of one page, of all that were asked for. Addresses are None for no page."""

    ids: tuple[str, ...]
    rows: tuple[Row, ...]
    strips: Mapping[str, Markup]
    total: int  # that were asked for
    place: int  # how many of those stand before this page
    first: str | None
    previous: str | None
    next: str | None


@router.get("/sources")
def listed(
    request: Request,
    desk: TheDesk,
    troubled: Annotated[str, Query(max_length=10)] = "",
    treaty: Annotated[str, Query(max_length=100)] = "",
    kind: Annotated[str, Query(max_length=100)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """What is in trouble first, then a page of all sources, by id."""
    asked = Asked(bool(troubled), treaty, kind, q.strip())
    every, page, incidents = desk.read(_read, desk.config, asked, after)
    configured = {source.id for source in desk.config.sources}
    bad = _newest_of_each(each for each in incidents if each.kind in words.TROUBLE)
    bad = [each for each in bad if each.source in configured]
    notices = [
        each for each in incidents if each.kind not in words.TROUBLE and each.source in configured
    ]
    return desk.page(
        request,
        "sources.html",
        {
            "asked": asked,
            "page": page,
            "known": len(every),
            "watched": len(configured),
            "incidents": bad[:INCIDENTS],
            "more_incidents": max(len(bad) - INCIDENTS, 0),
            "notices": notices[:INCIDENTS],
            "more_notices": max(len(notices) - INCIDENTS, 0),
            "kinds": sorted({row.kind for row in every}),
            "treaties": sorted({row.treaty for row in every if row.treaty}),
            "legend": [(sample(outcome), meaning) for outcome, meaning in LEGEND],
        },
    )


def _read(
    db: Database, config: Config, asked: Asked, after: str
) -> tuple[list[Listed], Page, tuple[Incident, ...]]:
    configured = {each.id: each for each in config.sources}
    every = _listed(watched.registered(db), configured)
    page = paged([each.id for each in every if asked.takes(each)], asked, after)
    stored = watched.these(db, page.ids)
    rows = tuple(row_of(id_, configured.get(id_), stored.get(id_)) for id_ in page.ids)
    outcomes = watched.outcomes(db, page.ids, POLLS)
    strips = {id_: strip(last) for id_, last in outcomes.items()}
    return every, replace(page, rows=rows, strips=strips), sources.incidents(db)


def _listed(stored: Mapping[str, Brief], configured: Mapping[str, Source]) -> list[Listed]:
    """Every source that the configuration or the store knows, by id."""
    return [
        _chosen_by(id_, configured.get(id_), stored.get(id_))
        for id_ in sorted({*stored, *configured} - {CORRECTIONS})
    ]


def _chosen_by(id_: str, source: Source | None, known: Brief | None) -> Listed:
    said = source or known
    if said is None:
        raise ValueError(f"nobody knows a source {id_!r}")
    title = known.title if known else None
    troubled = words.troubled(source, known or SourceState(id_))
    return Listed(id_, said.kind, said.url, said.treaty, title or "", troubled)


def row_of(id_: str, source: Source | None, known: Registered | None) -> Row:
    """One source, by what the configuration and the store know of it."""
    state = known.state if known else SourceState(id_)
    return Row(
        id=id_,
        source=source,
        kind=source.kind if source else known.kind if known else "",
        url=source.url if source else known.url if known else "",
        treaty=source.treaty if source else known.treaty if known else None,
        state=state,
        word=words.word(source, state),
    )


def paged(found: Sequence[str], asked: Asked, after: str) -> Page:
    """The page of those found, by id, that stand behind an id; its rows are yet to be read."""
    place = bisect_right(found, after) if after else 0
    shown = tuple(found[place : place + PAGE])
    more = place + PAGE < len(found)
    before = place - PAGE
    previous = None
    if place > 0:
        previous = asked.address(found[before - 1] if before > 0 else "")
    return Page(
        ids=shown,
        rows=(),
        strips={},
        total=len(found),
        place=place,
        first=asked.address() if place > 0 else None,
        previous=previous,
        next=asked.address(shown[-1]) if more else None,
    )


def _newest_of_each(incidents: Iterable[Incident]) -> list[Incident]:
    """One episode of each source, the newest; the longest trouble stands first."""
    by_source = {incident.source: incident for incident in incidents}
    return sorted(by_source.values(), key=lambda incident: incident.opened_at)
