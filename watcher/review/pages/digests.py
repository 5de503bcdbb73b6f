"""Digests: when each is due, what became of its last periods, and all messages that were composed.

What an operator asks here is why no digest came; `why` answers, this page gathers what it needs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup
from sqlite_utils import Database

from watcher.config import Config
from watcher.model.channel import DeliveryState
from watcher.model.channel import recipients as all_recipients
from watcher.model.digest import DigestSettings
from watcher.review.changelog.view import LARGEST
from watcher.review.desk import TheDesk
from watcher.review.digests.cron_words import in_words
from watcher.review.digests.fate import Answer, Fate, Seen
from watcher.review.digests.periods import Message, Period, last_periods
from watcher.review.digests.told import told
from watcher.review.digests.wall import Wall
from watcher.review.digests.why import not_yet, why
from watcher.review.standing import Standing, standing
from watcher.schedule.periods import next_period_end
from watcher.store import outbox, sent, series, watched
from watcher.store.deliveries import OPERATOR
from watcher.store.keyset import Begin, Page
from watcher.store.sent import Composed
from watcher.store.watched import Trouble

router = APIRouter(include_in_schema=False)

#: Periods of each digest that are told.
PERIODS = 14
#: Messages on one page.
PAGE = 50
#: Deliveries of one message that an answer is made from: those that did not arrive come first.
MOST_DELIVERIES = 1_000

Number = Annotated[int | None, Query(ge=0, le=LARGEST)]


@dataclass(frozen=True, slots=True)
class Told:
    """One period, with what became of it."""

    period: Period
    answer: Answer
    text: Markup  # the answer, beside which the period stands
    troubles: tuple[str, ...]  # the sources that could not be read or believed in it
    dead: tuple[DeliveryState, ...]  # that can be sent again


@dataclass(frozen=True, slots=True)
class View:
    """One digest of the configuration. Moments are UTC."""

    settings: DigestSettings
    schedule: str  # in words
    next_due: datetime
    next_words: str
    recipients: tuple[str, ...]
    fate: Fate | None  # of the newest period; None where there is none yet
    text: Markup | str  # what became of it, in a sentence
    periods: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A message in the list of all, or periods in a row that share one message."""

    message: Composed
    periods: int = 1


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the store knows of one digest."""

    cursor: outbox.Cursor | None
    messages: tuple[Message, ...]


@router.get("/digests")
def digests(
    request: Request, desk: TheDesk, before: Number = None, after: Number = None
) -> Response:
    """Every digest with its last periods, then all messages, newest first."""
    now = desk.clock()
    views, page, counts, former = desk.read(_read, desk.config, now, Begin(before, after))
    return desk.page(
        request,
        "digests.html",
        {
            "views": views,
            "page": page,
            "lines": lines(page.items),
            "counts": counts,
            "former": former,
            "series_name": series_name,
            "newest_page": before is None and after is None,
        },
    )


def _read(
    db: Database, config: Config, now: datetime, begin: Begin
) -> tuple[tuple[View, ...], Page[Composed], Mapping[int, Mapping[str, int]], tuple[str, ...]]:
    page = sent.messages(db, begin, PAGE)
    counts = series.counts(db, [each.number for each in page.items])
    former = _former(series.names(db), config)
    if begin != Begin():
        return (), page, counts, former  # further down: the list alone
    watch = standing(db, now)
    gathered = {each.id: gather(db, each) for each in config.digests}
    starts = [
        message.composed.period_end for each in gathered.values() for message in each.messages
    ]
    troubles = watched.troubles(db, min(starts, default=now))
    views = tuple(
        view(config, each, gathered[each.id], troubles, watch, now) for each in config.digests
    )
    return views, page, counts, former


def gather(db: Database, settings: DigestSettings) -> Gathered:
    """Read the newest messages of a digest's own series, with their deliveries."""
    composed = series.newest(db, settings.id, PERIODS + 1)
    sent_to = series.deliveries_of(db, [each.number for each in composed], MOST_DELIVERIES)
    messages = tuple(Message(each, sent_to[each.number]) for each in composed)
    return Gathered(outbox.cursor(db, settings.id), messages)


def view(
    config: Config,
    settings: DigestSettings,
    gathered: Gathered,
    troubles: Sequence[Trouble],
    watch: Standing,
    now: datetime,
) -> View:
    """Decide what is said of one digest."""
    wall = Wall(ZoneInfo(settings.timezone), now)
    seen = Seen(now, wall, watch)
    begun = gathered.cursor.period_end if gathered.cursor else None
    periods = last_periods(settings, begun, gathered.messages, now, PERIODS)
    rows = tuple(_told(period, seen, settings, troubles) for period in periods)
    due = next_period_end(settings.schedule, settings.timezone, now)
    return View(
        settings=settings,
        schedule=in_words(settings.schedule),
        next_due=due,
        next_words=wall.when(due),
        recipients=tuple(
            f"{channel} ({to})" if to else channel
            for channel, to in all_recipients(config.channels, settings.channels)
        ),
        fate=rows[0].answer.fate if rows else None,
        text=told(rows[0].answer.sentence) if rows else not_yet(begun, due, seen),
        periods=rows,
    )


def _told(
    period: Period, seen: Seen, settings: DigestSettings, troubles: Iterable[Trouble]
) -> Told:
    answer = why(period, seen)
    deliveries = period.message.deliveries if period.message else ()
    return Told(
        period=period,
        answer=answer,
        text=told(answer.predicate),
        troubles=troubles_in(period, settings, troubles),
        dead=tuple(each for each in deliveries if each.state == "dead"),
    )


def troubles_in(
    period: Period, settings: DigestSettings, troubles: Iterable[Trouble]
) -> tuple[str, ...]:
    """The digest's sources that could not be read or believed at some time in a period."""
    found = watched.troubled_in(troubles, period.start, period.end)
    return tuple(each for each in found if not settings.sources or each in settings.sources)


def lines(messages: Iterable[Composed]) -> list[Line]:
    """The list of messages: a watch that was off for long left very many periods at once."""
    grouped = groupby(messages, key=lambda each: each.told_with or -each.number)
    return [Line(next(group), 1 + len(list(group))) for _, group in grouped]


def _former(names: Iterable[str], config: Config) -> tuple[str, ...]:
    """The digests that were composed once, and that the configuration has no more."""
    configured = {each.id for each in config.digests}
    ids = {name.partition("/")[0] for name in names if not name.startswith("/")}
    return tuple(sorted(ids - configured))


def series_name(composed: Composed) -> str:
    """What a message is one of, in words."""
    if composed.series == OPERATOR:
        return "to the operator"
    name, _, at_once = composed.series.partition("/")
    return f"{name}, sent at once" if at_once else name
