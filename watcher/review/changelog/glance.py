"""The overview, put together: what happened, how each treaty stands, what needs a person.

The sentence at its top never takes silence for news: where the record could not be read, it says
so and not that nothing happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from watcher.config import Config
from watcher.config.named import treaty_names
from watcher.model.ahead import Ahead
from watcher.model.change import ChangeKind, Incident, LoggedChange
from watcher.model.digest import DigestSettings
from watcher.model.force import Wait
from watcher.model.report import ReportState
from watcher.review.treaties.brief import Brief
from watcher.review.treaties.kept import Treaties
from watcher.schedule.periods import next_period_end
from watcher.store import (
    at_a_glance,
    log,
    log_pages,
    outbox,
    quarantine,
    reports,
    reviews,
    series,
    sources,
)
from watcher.store.at_a_glance import NewsSince, RecordRead
from watcher.store.log import LogFilter
from watcher.store.sent import Composed

#: What the sentence at the top is about.
LATELY = timedelta(hours=24)

#: How much of each is shown; the rest is counted, and has a page of its own.
CARDS = 12
NEWEST = 8
INCIDENTS = 6
DIGESTS = 12
_AHEAD = 2
_TOLD = 3  # lines of the record under the first sentence
_COUNTED = 1_000  # lines of one day: so many are "1,000 and more"

_NEWS = (ChangeKind.ADDED.value, ChangeKind.MODIFIED.value, ChangeKind.REMOVED.value)


@dataclass(frozen=True, slots=True)
class Card:
    """One treaty."""

    name: str
    brief: Brief
    wait: str | None  # how long after the last consent it enters into force, in words
    ahead: tuple[Ahead, ...]
    last: LoggedChange | None  # the newest line that is news


@dataclass(frozen=True, slots=True)
class Due:
    """One digest of the configuration. `next_due` is UTC."""

    settings: DigestSettings
    next_due: datetime
    last: Composed | None  # the newest message that was sent
    arrived: int  # its deliveries
    failing: int  # those that did not arrive
    seq: int  # the last line of the log that was told, or passed over
    lines: int  # of the log since then


@dataclass(frozen=True, slots=True)
class Glance:
    """All that the overview shows."""

    lately: NewsSince
    read: RecordRead
    headline: str
    cards: tuple[Card, ...]
    further: int  # treaties that have no card
    newest: tuple[LoggedChange, ...]
    states: dict[int, str]
    waiting: int  # lines that nobody reviewed
    troubles: tuple[Incident, ...]  # sources that cannot be read or believed
    troubled: int
    notices: int  # other open incidents
    held: tuple[str, ...]  # sources of which something waits for a person's word
    digests: tuple[Due, ...]
    reports: int  # that the record does not show


def glance(db: Database, config: Config, treaties: Treaties, now: datetime) -> Glance:
    """Gather it, as of one moment; `now` is UTC."""
    since = now - LATELY
    lately = at_a_glance.news_since(db, since, _COUNTED, _TOLD)
    read = at_a_glance.record_read(db, [source.id for source in config.sources], since)
    numbers = treaties.watched
    last = at_a_glance.newest_news(db, numbers)
    shown = sorted(numbers, key=lambda number: -last.get(number, 0))[:CARDS]
    names, today = treaty_names(config), now.date()
    newest = log_pages.page(db, LogFilter(kinds=_NEWS), size=NEWEST).rows
    incidents = sources.incidents(db)
    troubles = [each for each in incidents if each.kind in ("failed", "quarantined")]
    return Glance(
        lately=lately,
        read=read,
        headline=headline(lately, read),
        cards=tuple(
            _card(db, treaties.brief(db, number, today), names[number], last.get(number), today)
            for number in shown
        ),
        further=len(numbers) - len(shown),
        newest=newest,
        states=reviews.states(db, [each.seq for each in newest]),
        waiting=reviews.counts(db).total,
        troubles=tuple(troubles[-INCIDENTS:]),
        troubled=len(troubles),
        notices=len(incidents) - len(troubles),
        held=_held(db, troubles),
        digests=tuple(_due(db, each, now) for each in config.digests[:DIGESTS]),
        reports=reports.counts(db).get(ReportState.UNCONFIRMED.value, 0),
    )


def headline(lately: NewsSince, read: RecordRead) -> str:
    """Say in one sentence, without a final stop, whether anything happened. Pure."""
    if not read.sources:
        return "No official record is watched yet"
    if read.newest is None:
        return "The record could not be read yet"
    reported = _counted(lately.reported, "report")
    if lately.record:
        told = _counted(lately.record, "change")
        beside = f", and {reported} by others" if lately.reported else ""
        return f"{told} on record in the last 24 hours{beside}"
    beside = f"; {reported} by others" if lately.reported else ""
    if read.behind == read.sources:
        return f"The record could not be read in the last 24 hours{beside}"
    nothing = "Nothing new on record" if lately.reported else "Nothing happened"
    where = " in what could be read" if read.behind else ""
    return f"{nothing}{where} in the last 24 hours{beside}"


def wait_words(wait: Wait) -> str:
    """How long a treaty waits once all that it asks for is there: "90 days later". Pure."""
    spans = [(wait.months, "month"), (wait.days, "day")]
    told = " and ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in spans if n)
    if wait.first_of_month:
        return f"on the first day of the month after {told or 'that'}"
    return f"{told} later" if told else "at once"


def _counted(number: int, noun: str) -> str:
    more = " and more" if number >= _COUNTED else ""
    return f"{number:,}{more} {noun}{'' if number == 1 else 's'}"


def _card(db: Database, brief: Brief, name: str, last: int | None, today: date) -> Card:
    dates = (each for each in brief.dates if each.date >= today)
    return Card(
        name=name,
        brief=brief,
        wait=wait_words(brief.wait) if brief.wait else None,
        ahead=tuple(each for each, _ in zip(dates, range(_AHEAD), strict=False)),
        last=log.change(db, last) if last else None,
    )


def _held(db: Database, troubles: Iterable[Incident]) -> tuple[str, ...]:
    """The sources of which something waits for a person's word, of those in an episode."""
    quarantined = [each.source for each in troubles if each.kind == "quarantined"]
    found = [(each, quarantine.held(db, each)) for each in quarantined[-INCIDENTS:]]
    return tuple(each for each, held in found if held is not None and held.decision is None)


def _due(db: Database, settings: DigestSettings, now: datetime) -> Due:
    sent = (each for each in series.newest(db, settings.id, 10) if each.sent)
    last = next(sent, None)
    states = series.counts(db, [last.number]).get(last.number, {}) if last else {}
    cursor = outbox.cursor(db, settings.id)
    arrived = states.get("delivered", 0)
    return Due(
        settings=settings,
        next_due=next_period_end(settings.schedule, settings.timezone, now),
        last=last,
        arrived=arrived,
        failing=sum(states.values()) - arrived,
        seq=cursor.seq if cursor else 0,
        lines=log.head(db) - cursor.seq if cursor else 0,
    )
