"""What lies ahead for a treaty, and when a digest reminds of it. Pure.

A date falls due for a reminder when the day begins, in the digest's time zone, that is 30, 7 or 1
days before it. So each falls due once between the end of one digest and the end of the next, and
nothing has to be remembered but when that was.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from watcher.law.outlook import Outlook, effect_of
from watcher.law.record import withdrawal_ahead
from watcher.model.ahead import Ahead, AheadKind
from watcher.model.force import Announced
from watcher.model.plain import day, possessive
from watcher.model.treaty import CONSENT_ACTIONS

#: How many days before a date its reader is reminded of it.
MARKS = (30, 7, 1)


def dates(seen: Outlook) -> tuple[Ahead, ...]:
    """All dates of a treaty's calendar, past ones too, in order."""
    found = (*_of_the_treaty(seen), *_of_participants(seen), *_announced(seen))
    return tuple(sorted(found, key=lambda ahead: (ahead.date, ahead.kind, ahead.what)))


def ahead(seen: Outlook) -> tuple[Ahead, ...]:
    """What lies ahead, the day of the outlook itself included, in order."""
    return tuple(each for each in dates(seen) if each.date >= seen.day)


def due(
    calendar: Iterable[Ahead], since: datetime | None, until: datetime, timezone: str
) -> tuple[Ahead, ...]:
    """The dates of which a reader is reminded by a digest that ends at `until`.

    `since` is where the digest before it ended; None for a first one, which reminds of all that
    is so near that it fell due before. Both are moments with a zone; days are those of `timezone`.
    A date several of whose marks were passed while nothing ran is told once; one that is past is
    not told.
    """
    zone = ZoneInfo(timezone)
    today = until.astimezone(zone).date()
    told = date.min if since is None else since.astimezone(zone).date()
    return tuple(
        each
        for each in calendar
        if each.date >= today and any(told < mark <= today for mark in _marks(each.date))
    )


def _marks(day: date) -> Sequence[date]:
    return [day - timedelta(days=days) for days in MARKS if day.toordinal() > days]


def _of_the_treaty(seen: Outlook) -> Iterator[Ahead]:
    closes = seen.terms.closes_for_signature
    if closes is not None:
        kind = AheadKind.CLOSES_FOR_SIGNATURE
        yield Ahead(seen.treaty, closes, kind, "closes for signature", _stated())
    if seen.force.in_force_on is not None:
        yield Ahead(
            treaty=seen.treaty,
            date=seen.force.in_force_on,
            kind=AheadKind.ENTRY_INTO_FORCE,
            what="enters into force",
            basis=seen.origin,
        )


def _of_participants(seen: Outlook) -> Iterator[Ahead]:
    for each in seen.instruments:
        there = each.date <= seen.day and each.action in CONSENT_ACTIONS
        effective = effect_of(each, seen) if there else None
        if effective is not None:
            yield Ahead(
                treaty=seen.treaty,
                date=effective,
                kind=AheadKind.TAKES_EFFECT,
                what=f"enters into force for {each.participant}",
                basis=f"deposited on {day(each.date.isoformat())}; by {seen.basis or 'the record'}",
                participant=each.participant,
                participant_code=each.code,
            )
    for row in seen.rows:
        effective = withdrawal_ahead(row)
        if effective is not None and row.withdrawal is not None:
            notified = row.withdrawal.date
            yield Ahead(
                treaty=seen.treaty,
                date=effective,
                kind=AheadKind.WITHDRAWAL,
                what=f"{possessive(row.participant)} withdrawal takes effect",
                basis=f"on record; notified on {day(notified)}" if notified else "on record",
                participant=row.participant,
                participant_code=row.code,
            )


def _announced(seen: Outlook) -> Iterator[Ahead]:
    for each in seen.terms.dates:
        yield from _stated_dates(seen.treaty, each)


def _stated_dates(treaty: str, stated: Announced) -> Iterator[Ahead]:
    if stated.until is None:
        yield Ahead(treaty, stated.day, AheadKind.ANNOUNCED, stated.what, _stated())
        return
    begins, ends = f"{stated.what} begins", f"{stated.what} ends"
    yield Ahead(treaty, stated.day, AheadKind.PERIOD_BEGINS, begins, _stated())
    yield Ahead(treaty, stated.until, AheadKind.PERIOD_ENDS, ends, _stated())


def _stated() -> str:
    return "stated in the configuration"
