"""The second half of the way begins: store -> digest -> store.

Composing a digest and queueing its deliveries is one commit; `sending` takes it from there.
A digest has two series: its regular one, and what it sends at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from watcher.any_day import history
from watcher.config import Config
from watcher.digest.compose import compose, compose_alert
from watcher.digest.names import treaty_name
from watcher.digest.record import record_sections
from watcher.digest.wanted import at_once, wanted
from watcher.forecast import outlooks, reminders_due, with_dates
from watcher.law.outlook import Outlook, effects, with_progress
from watcher.law.standing import count
from watcher.log import get_logger
from watcher.model.change import LoggedChange
from watcher.model.channel import recipients
from watcher.model.chart import Timeline
from watcher.model.digest import Counts, Digest, DigestSettings, Material, News
from watcher.model.message import to_json
from watcher.model.report import ReadClaim, Report, ReportState
from watcher.model.source import Tier
from watcher.model.treaty import Treaty
from watcher.schedule.periods import ended_periods
from watcher.schedule.quiet import awake
from watcher.store import claims, outbox, reports, sources, told
from watcher.store import log as change_log
from watcher.way import Way

log = get_logger(__name__)

#: How many treaties of a message get a chart, and how many points one has: a mail shows no more.
MOST_CHARTS, MOST_POINTS = 3, 120

#: Two messages of a series are never of one moment, even where the clock stands.
_APART = timedelta(milliseconds=1)


def gather(
    db: Database, config: Config, settings: DigestSettings, now: datetime, *, alert: bool = False
) -> Material:
    """Read from the store all that the next message is composed from, as of one moment."""
    cursor = outbox.cursor(db, settings.alerts if alert else settings.id)
    until = change_log.head(db)
    since = cursor.seq if cursor else until
    start = cursor.period_end if cursor else None
    span = change_log.LogFilter(after_seq=since, up_to_seq=until)
    changes = tuple(change_log.changes(db, span, newest_first=False))
    series = (settings.id, settings.alerts)
    already = told.from_another_source(db, series, changes)
    if not alert:
        already |= told.sent_at_once(db, settings.alerts, since, until)
    told_of = {change.treaty for change in changes if change.treaty}
    seen = outlooks(db, config, told_of if alert else {*with_dates(config), *told_of}, now.date())
    told_to = start if outbox.begun(db, settings.id) else None
    material = Material(
        since_seq=since,
        until_seq=until,
        start=start,
        end=now,
        changes=changes,
        incidents=() if alert else sources.incidents(db, since=start),
        sources={source.id: source for source in config.sources},
        treaties=_treaties(config),
        counts=_counts(seen[treaty] for treaty in sorted(told_of)),
        ahead=() if alert else reminders_due(seen, told_to, now, settings.timezone),
        effects=effects(changes, seen),
        already=already,
        corrects=told.corrected(db, series, changes),
        news=_news(db, changes, start, now),
        public_url=config.web.public_url,
        operator_told=bool(config.operator.channels),
    )
    told_in_full = [
        change
        for change in changes
        if change.seq not in already
        and (at_once(settings, change) if alert else wanted(settings, change))
    ]
    return replace(material, timelines=_timelines(db, config, told_in_full, material))


def _timelines(
    db: Database, config: Config, changes: Sequence[LoggedChange], material: Material
) -> dict[str, Timeline]:
    """The figures for the charts: of the first treaties of which the message tells from record.

    They go into the message as they are now, so that it shows the same whenever it is sent.
    """
    found: dict[str, Timeline] = {}
    told = (section.number for section in record_sections(changes, material))
    for number in [each for each in told if each and each in material.counts][:MOST_CHARTS]:
        today = material.end.date()
        past = history(db, config, number, today, None)
        timeline = past.timeline(treaty_name(number, material), past.day(today))
        if timeline.points:
            found[number] = timeline.thinned(MOST_POINTS)
    return found


def _news(
    db: Database, changes: Sequence[LoggedChange], start: datetime | None, end: datetime
) -> News:
    """What the entries of a span claim, and what became of reports; see `reporting`."""
    entries = [change.seq for change in changes if change.tier != Tier.RECORD]
    record = [change.seq for change in changes if change.tier == Tier.RECORD]
    said: dict[int, list[ReadClaim]] = {}
    for claim in claims.read(db, changes=entries):
        said.setdefault(claim.change, []).append(claim)
    confirmed: dict[int, list[Report]] = {}
    for report in reports.settled_by(db, record):
        confirmed.setdefault(report.settled_by or 0, []).append(report)
    settled = reports.settled_in(db, ReportState.CONTRADICTED, start, end) if start else ()
    return News(
        claims=said,
        made=reports.made_by(db, entries),
        confirmed=confirmed,
        contradicted=settled,
        waiting=reports.listed(db, states=(ReportState.UNCONFIRMED.value,)),
    )


def _treaties(config: Config) -> dict[str, Treaty]:
    """The treaties of the file, and those of its sources that the catalogue has a name for."""
    named = {
        source.treaty: Treaty(source.treaty, source.treaty_name)
        for source in config.sources
        if source.treaty and source.treaty_name
    }
    written = {treaty.number: treaty for treaty in config.treaties}
    return written | {number: named[number] for number in named if number not in written}


def _counts(outlooks: Iterable[Outlook]) -> dict[str, Counts]:
    """How each treaty stands; one whose table is not watched has no counts."""
    return {seen.treaty: with_progress(count(seen.rows), seen) for seen in outlooks if seen.rows}


async def compose_due(way: Way, config: Config) -> int:
    """Compose each digest of which a period has ended; returns how many were composed."""
    composed = 0
    for settings in config.digests:
        now = way.clock()
        cursor = await way.store.read(outbox.cursor, settings.id)
        if cursor is None:
            await way.store.write(outbox.start, settings.id, now)
            continue
        ended = ended_periods(settings.schedule, settings.timezone, cursor.period_end, now)
        if ended:
            await compose_now(way, config, settings, ended[-1], missed=ended[:-1])
            composed += 1
    return composed


async def compose_at_once(way: Way, config: Config) -> int:
    """Compose what is to be sent before its digest is due; returns how many messages that is.

    What comes first is waited with, so that what belongs together is one message; and in quiet
    hours it waits for their end, unless it is urgent.
    """
    composed = 0
    for settings in config.digests:
        if not settings.immediate:
            continue
        now = way.clock()
        material = await way.store.read(gather, config, settings, now, alert=True)
        news = [
            change
            for change in material.changes
            if at_once(settings, change) and change.seq not in material.already
        ]
        if not news:
            await _pass_over(way, settings, material, now)
            continue
        ready = min(change.detected_at for change in news) + settings.gather
        if not settings.urgent:
            ready = awake(max(ready, now), settings.quiet_hours, settings.timezone)
        if ready <= now:
            end = now if material.start is None else max(now, material.start + _APART)
            digest = compose_alert(settings, replace(material, end=end), now=now)
            await _queue(way, config, settings, digest, now)
            composed += 1
    return composed


async def _pass_over(way: Way, settings: DigestSettings, material: Material, now: datetime) -> None:
    if material.start is None:
        await way.store.write(outbox.start, settings.alerts, now)
    elif material.until_seq > material.since_seq:
        await way.store.write(outbox.advance, settings.alerts, material.until_seq)


async def compose_now(
    way: Way,
    config: Config,
    settings: DigestSettings,
    period_end: datetime,
    *,
    missed: Sequence[datetime] = (),
) -> tuple[Digest, int | None]:
    """Compose a digest up to now and queue its deliveries; the period is named by its end, UTC.

    `missed` are periods that ended before it while nothing ran: they share the message. Gives
    the digest and its number, None where the period has its row already.
    """
    material = await way.store.read(gather, config, settings, period_end)
    now = way.clock()
    material = replace(material, periods=1 + len(missed))
    digest = compose(settings, material, now=now)
    return digest, await _queue(way, config, settings, digest, now, missed=missed)


async def _queue(
    way: Way,
    config: Config,
    settings: DigestSettings,
    digest: Digest,
    now: datetime,
    *,
    missed: Sequence[datetime] = (),
) -> int | None:
    alert = digest.type == "alert"
    unsaid = digest.empty and settings.when_empty == "skip" and not alert
    at = now if alert else awake(now, settings.quiet_hours, settings.timezone)
    number = await way.store.write(
        outbox.queue,
        outbox.Composed(
            name=settings.alerts if alert else settings.id,
            period_end=digest.end,
            since_seq=digest.since_seq,
            until_seq=digest.until_seq,
            composed_at=now,
            subject=digest.subject,
            document=None if unsaid else to_json(digest),
            recipients=recipients(config.channels, settings.channels),
            first_attempt=at,
            told=frozenset(change["seq"] for change in digest.changes),
            corrects=max((each.told_in.number for each in digest.corrections), default=None),
            missed=tuple(missed),
            alerts=settings.alerts if settings.immediate and not alert else None,
        ),
    )
    if number is not None:
        log.info(
            "digest composed",
            digest=settings.id,
            at_once=alert,
            subject=digest.subject,
            empty=unsaid,
        )
    return number
