"""Reports held against the record: what the log's entries claim, and what became of it.

    log -> claims -> reports      each line of the log is read once, in order
    reports x record -> verdicts  whenever the log has grown, and once a day

Each half is one commit that can be done again: what was cut off is simply done the next time.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from watcher.claims.reading import read_claims
from watcher.config import Config
from watcher.law.standing import count, standings
from watcher.log import get_logger
from watcher.model.change import ChangeKind, LoggedChange
from watcher.model.claim import Claim, Stage
from watcher.model.plain import as_date, clean
from watcher.model.report import OnRecord, ReadClaim, Report, Verdict
from watcher.model.source import Tier
from watcher.model.treaty import Action
from watcher.model.wording import Shape, shape, title
from watcher.settle import about, opens_report, settle, taken_back
from watcher.store import claims, readings, reports, sources
from watcher.store import log as change_log
from watcher.way import Way

log = get_logger(__name__)

#: The names under which the store remembers how far each half has come.
CLAIMS = "claims"
VERDICTS = "verdicts"

#: Lines of the log that are read in one commit.
_SPAN = 500


@dataclass(frozen=True, slots=True)
class Read:
    """A span of the log, and what it claims."""

    span: Sequence[LoggedChange]
    openings: tuple[reports.Opening, ...]


async def read_news(way: Way, config: Config) -> int:
    """Read what is new in the log, and settle reports; returns how many claims were found.

    Costs two small queries where the log has not grown.
    """
    found = 0
    watched = watched_treaties(config)
    homes = {source.id: source.participant for source in config.sources}
    now = way.clock()
    while span := await way.store.read(_unread):
        read = await asyncio.to_thread(_read, span, watched, homes)
        await way.store.write(_record, read, now)
        found += len(read.openings)
    await _settle(way, now)
    return found


def watched_treaties(config: Config) -> frozenset[str]:
    """The treaties that somebody wants to hear of: those of a section or a source of their own."""
    named = {source.treaty for source in config.sources if source.treaty}
    return frozenset(named | {treaty.number for treaty in config.treaties})


def claims_of(logged: LoggedChange, home: str | None = None) -> Iterator[ReadClaim]:
    """What a line of the log claims. The record claims nothing, and pages are no news.

    `home` is the participant whose institutions the source tells of, where it has one.
    """
    stated = logged.change.new
    if logged.tier == Tier.RECORD or stated is None or logged.change.kind is ChangeKind.EDITORIAL:
        return
    if shape(stated) is Shape.ACTION:
        said: Iterable[Claim] = _structured(logged)
    elif shape(stated) is Shape.ENTRY:
        head, _, rest = (stated.text or "").partition("\n")
        dated = as_date(stated.date or "") or logged.captured_at.date()
        said = read_claims(head, rest, published=dated, home=home)
    else:
        return
    for claim in said:
        yield ReadClaim(
            claim=claim,
            change=logged.seq,
            source=logged.source,
            tier=str(logged.tier),
            title=title(stated),
            link=stated.link,
            detected_at=logged.detected_at,
        )


def _structured(logged: LoggedChange) -> Iterator[Claim]:
    """A table that is no record (a ministry's list) says who did what without a sentence."""
    stated = logged.change.new
    treaty, code = logged.treaty, stated.participant_code if stated else None
    action = logged.change.action
    if treaty and code and action in set(Action):
        yield Claim(treaty, Action(action), Stage.DONE, (code,), quote=clean(logged.change.summary))


def _read(
    span: Sequence[LoggedChange], watched: frozenset[str], homes: Mapping[str, str | None]
) -> Read:
    """Read the claims of a span; of what was there when the watch began, no report is made."""
    openings = [
        reports.Opening(each, tuple(about(each)) if opens_report(each) and news else ())
        for line in span
        for each in claims_of(line, homes.get(line.source))
        for news in [_is_news(line) and each.claim.treaty in watched]
    ]
    return Read(span, tuple(openings))


def _is_news(line: LoggedChange) -> bool:
    return line.change.kind is not ChangeKind.BASELINE and not line.imported


def _unread(db: Database) -> list[LoggedChange]:
    after = readings.reading(db, CLAIMS).seq
    wanted = change_log.LogFilter(after_seq=after, limit=_SPAN)
    return list(change_log.changes(db, wanted, newest_first=False))


def _record(db: Database, read: Read, now: datetime) -> None:
    """Write what was read; an entry that no longer says so takes its own report back."""
    reports.record(db, CLAIMS, read.openings, read.span[-1].seq, now.date())
    for line in read.span:
        if line.tier != Tier.RECORD and line.change.kind is ChangeKind.MODIFIED:
            before = claims.versions(db, line.seq)
            alone = reports.made_only_by(db, line.source, before)
            said = [each.claim for each in read.openings if each.claim.change == line.seq]
            reports.settle(db, taken_back(alone, said), now)


async def _settle(way: Way, now: datetime) -> None:
    head = await way.store.read(change_log.head)
    last = await way.store.read(readings.reading, VERDICTS)
    if last.seq == head and last.day == now.date():
        return
    waiting = await way.store.read(reports.not_confirmed)
    record = {
        treaty: await way.store.read(on_record, treaty, now.date())
        for treaty in {report.treaty for report in waiting}
    }
    verdicts = {
        report.id: verdict
        for report in waiting
        if (verdict := settle(report, record[report.treaty], now)) is not None
    }
    await way.store.write(_write_verdicts, verdicts, head, now)
    for report in waiting:
        if report.id in verdicts:
            _tell(report, verdicts[report.id])


def _write_verdicts(db: Database, verdicts: dict[int, Verdict], head: int, now: datetime) -> None:
    reports.settle(db, verdicts, now)
    readings.advance(db, VERDICTS, head, now.date())


def on_record(db: Database, treaty: str, today: date) -> OnRecord:
    """What the record shows of a treaty now."""
    rows = standings(sources.statements(db, treaty), today)
    counts = count(rows)
    return OnRecord(
        shown=reports.shown(db, treaty),
        signatories=counts.signatories,
        bound=counts.bound,
        read_at=reports.read_at(db, treaty) if rows else None,
    )


def _tell(report: Report, verdict: Verdict) -> None:
    log.info(
        "report settled",
        report=report.id,
        treaty=report.treaty,
        participant=report.participant,
        action=report.action.value,
        state=verdict.state.value,
        reason=verdict.reason,
    )
