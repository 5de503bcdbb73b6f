"""All that the store knows around one change, gathered as of one moment."""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from watcher.evidence.case import Exhibit
from watcher.evidence.chain import Differs
from watcher.law.outlook import effects
from watcher.model.change import LoggedChange
from watcher.model.channel import DeliveryState
from watcher.model.digest import Effect
from watcher.model.report import ReadClaim, Report
from watcher.model.review import Review
from watcher.review.treaties.kept import Treaties
from watcher.store import around, claims, documents, log, log_pages, reports, reviews, series
from watcher.store.case import exhibit
from watcher.store.documents import Linked
from watcher.store.log import LogFilter
from watcher.store.sent import Composed
from watcher.store.verification import verify_change

#: Lines of the same statement, and deliveries of one message, that are named.
_MOST = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A message that told a change, with its deliveries."""

    message: Composed
    deliveries: tuple[DeliveryState, ...]
    count: int  # of all its deliveries


@dataclass(frozen=True, slots=True)
class Known:
    """All that the store knows around one change, as of one moment.

    `exhibit` is None where the capture is not as it was recorded; `differs` then says why, and
    also where the change itself is not.
    """

    logged: LoggedChange
    newest: int  # the newest line of the log
    exhibit: Exhibit | None
    differs: str | None
    standing: str | None  # how the treaty stands now; None where the change is of no treaty
    effect: Effect | None  # what a consent does by the treaty's own rule
    documents: tuple[Linked, ...]
    claims: tuple[ReadClaim, ...]
    made: tuple[Report, ...]
    confirmed: tuple[Report, ...]
    told: tuple[Told, ...]
    history: tuple[LoggedChange, ...]
    superseded_by: int | None
    reviews: tuple[Review, ...]
    state: str | None


def gather(db: Database, seq: int, treaties: Treaties, today: date) -> Known:
    """Gather it, on a day (UTC). KeyError, with the newest number, where there is no such line."""
    logged = log.change(db, seq)
    if logged is None:
        raise KeyError(log.head(db))
    shown, differs = _evidence(db, logged)
    standing, effect = _law(db, logged, treaties, today)
    return Known(
        logged=logged,
        newest=log.head(db),
        exhibit=shown,
        differs=differs,
        standing=standing,
        effect=effect,
        documents=documents.of_change(db, seq),
        claims=claims.read(db, changes=[seq]),
        made=reports.made_by(db, [seq]).get(seq, ()),
        confirmed=reports.settled_by(db, [seq]),
        told=_told(db, seq),
        history=_history(db, logged),
        superseded_by=around.superseded_by(db, seq),
        reviews=reviews.of_change(db, seq),
        state=reviews.states(db, [seq]).get(seq),
    )


def _evidence(db: Database, logged: LoggedChange) -> tuple[Exhibit | None, str | None]:
    """The capture, and why line or capture are not what was recorded, where they are not."""
    try:
        verify_change(db, logged.seq)
        return exhibit(db, logged.capture_id), None
    except Differs as error:
        return None, f"{error.table}, row {error.row}: {error.reason}"


def _law(
    db: Database, logged: LoggedChange, treaties: Treaties, today: date
) -> tuple[str | None, Effect | None]:
    """How the treaty stands now, and what a new consent does by its rule."""
    if logged.treaty is None:
        return None, None
    found = treaties.pages(db, logged.treaty, today)
    if found is None:
        return None, None
    return found.sentence, effects([logged], {logged.treaty: found.seen}).get(logged.seq)


def _told(db: Database, seq: int) -> tuple[Told, ...]:
    messages = around.telling(db, seq)
    numbers = [each.number for each in messages]
    of_each = series.deliveries_of(db, numbers, _MOST)
    counts = series.counts(db, numbers)
    return tuple(
        Told(each, of_each.get(each.number, ()), sum(counts.get(each.number, {}).values()))
        for each in messages
    )


def _history(db: Database, logged: LoggedChange) -> tuple[LoggedChange, ...]:
    """The other lines of the same statement, newest first, as far as they are told apart.

    Of a participant's action: all lines of the same action, whichever source states it. Of an
    entry or a passage: what it said before.
    """
    stated = logged.change.stated
    if logged.change.action is not None:
        wanted = LogFilter(
            treaty=logged.treaty,
            participant_code=stated.participant_code,
            participant=None if stated.participant_code else stated.participant,
            action=logged.change.action,
        )
        if logged.treaty is None:
            wanted = LogFilter(source=logged.source, action=logged.change.action)
        found = log_pages.page(db, wanted, size=_MOST).rows
        of_all = stated.participant is None
        return tuple(
            each
            for each in found
            if each.seq != logged.seq and (not of_all or each.change.stated.participant is None)
        )
    earlier = (log.change(db, each) for each in claims.versions(db, logged.seq))
    return tuple(each for each in earlier if each is not None)
