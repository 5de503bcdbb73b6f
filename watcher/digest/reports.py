"""What a digest says of reports: apart from the record, and held against it. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from watcher.digest.evidence import address_of, web_address
from watcher.digest.names import treaty_name
from watcher.model.change import LoggedChange
from watcher.model.claim_words import became, reported, said
from watcher.model.digest import (
    Claimed,
    DigestSettings,
    Evidence,
    Foretold,
    Material,
    Unsettled,
)
from watcher.model.plain import clean
from watcher.model.report import ReadClaim, Report, ReportState, deed_of

#: A report that waits for so long is named once more, so that somebody can look.
LISTED_AFTER = timedelta(days=30)


def claimed(logged: LoggedChange, material: Material) -> Iterator[Claimed]:
    """What an entry says of treaty actions, each with what the record shows of it."""
    made = material.news.made.get(logged.seq, ())
    for read in material.news.claims.get(logged.seq, ()):
        own = [report for report in made if _makes(read, report)]
        # Several participants make several reports: the least settled of them is told.
        least = min(own, key=lambda report: list(ReportState).index(report.state), default=None)
        yield Claimed(
            name=treaty_name(read.claim.treaty, material),
            treaty=read.claim.treaty,
            sentence=clean(said(read.claim)),
            stage=read.claim.stage.value,
            state=least.state.value if least else None,
            record=clean(became(least)) if least else "",
        )


def _makes(read: ReadClaim, report: Report) -> bool:
    said, deed = read.claim, deed_of(read.claim.action)
    who = report.participant is None or report.participant in said.participants
    return (said.treaty, deed, said.number) == (report.treaty, report.deed, report.number) and who


def foretold(logged: LoggedChange, material: Material) -> tuple[Foretold, ...]:
    """The reports that a line of the record confirms."""
    return tuple(
        Foretold(
            title=clean(report.title),
            link=web_address(report.link),
            days=report.days_until(logged.detected_at),
            evidence=_evidence(report, material),
        )
        for report in material.news.confirmed.get(logged.seq, ())
    )


def contradicted(settings: DigestSettings, material: Material) -> Iterator[Unsettled]:
    """The reports that the record has come to contradict, where this digest is about them."""
    told_here = {
        report.id
        for change in material.changes
        for report in material.news.made.get(change.seq, ())
    }
    for report in material.news.contradicted:
        if report.id not in told_here and _concerns(settings, report):
            yield _unsettled(report, material)


def waiting(settings: DigestSettings, material: Material) -> Iterator[Unsettled]:
    """The reports that reach the age in this span at which each is listed, once."""
    if material.start is None:
        return
    since, until = material.start.date(), material.end.date()
    for report in material.news.waiting:
        if report.comes_of_age(LISTED_AFTER, since, until) and _concerns(settings, report):
            yield _unsettled(report, material)


def _concerns(settings: DigestSettings, report: Report) -> bool:
    """Whether the filters of a digest let a report through, as they would its entry."""
    who = report.participant
    return (
        (not settings.treaties or report.treaty in settings.treaties)
        and (not settings.sources or report.source in settings.sources)
        and (not settings.actions or report.action in settings.actions)
        and (not settings.participants or who is None or who in settings.participants)
    )


def _unsettled(report: Report, material: Material) -> Unsettled:
    return Unsettled(
        name=treaty_name(report.treaty, material),
        treaty=report.treaty,
        sentence=clean(reported(report)),
        state=report.state.value,
        record=clean(became(report)),
        title=clean(report.title),
        link=web_address(report.link),
        reported_at=report.reported_at,
        evidence=_evidence(report, material),
    )


def _evidence(report: Report, material: Material) -> Evidence:
    source = report.source
    return Evidence(report.change, source, address_of(source, material), report.capture)
