"""Holds reports against the record: confirmed, contradicted, lapsed, or still to be shown. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from watcher.model.claim import Stage
from watcher.model.plain import day
from watcher.model.report import (
    Deed,
    OnRecord,
    ReadClaim,
    Report,
    ReportState,
    Shown,
    Verdict,
    deed_of,
)
from watcher.model.treaty import Action
from watcher.model.wording import VERBS

#: Deposits stand on the status page at the latest 135 days after their date (80 events, 2019-22):
#: what the record has not shown by then, with some to spare, it will not show.
LAPSES_AFTER = timedelta(days=180)

#: Another deed of the same participant within so many days of the report is what it was about.
_SAME_OCCASION = timedelta(days=14)

#: A report that was contradicted or lapsed is still confirmed by an act of its own time.
_OF_ITS_TIME = timedelta(days=30)

#: What the record can contradict a deed by: the press takes the one for the other.
_TAKEN_FOR = {Deed.SIGNATURE: Deed.CONSENT, Deed.CONSENT: Deed.SIGNATURE}


def opens_report(claim: ReadClaim) -> bool:
    """Whether a claim says that something is done, so that the record should show it."""
    stage = claim.claim.stage
    done = stage is Stage.DONE or (stage is Stage.COUNT and claim.claim.number is not None)
    return done and deed_of(claim.claim.action) is not None


def about(claim: ReadClaim) -> Iterator[tuple[str | None, int | None]]:
    """Participant and number of each report that a claim opens: one a named participant.

    What "leaders" or "several States" did can be held against nothing, and opens none.
    """
    said = claim.claim
    if said.stage is Stage.COUNT:
        yield None, said.number
    elif said.action == Action.ENTRY_INTO_FORCE and not said.participants:
        yield None, None
    else:
        yield from ((code, None) for code in said.participants)


def settle(report: Report, record: OnRecord, now: datetime) -> Verdict | None:
    """What the record makes of a report now (UTC); None where nothing changes.

    A confirmation is final. What was contradicted or has lapsed is confirmed all the same where
    the record comes to show the act, dated in the report's own time: pages lag behind.
    """
    if report.state is ReportState.CONFIRMED:
        return None
    verdict = _by_number(report, record) if report.number else _by_name(report, record)
    waits = report.state is ReportState.UNCONFIRMED
    if verdict is not None and (waits or _comes_late(report, verdict, record)):
        return verdict
    if waits and now - report.reported_at >= LAPSES_AFTER:
        days = LAPSES_AFTER.days
        return Verdict(ReportState.LAPSED, f"the record has not shown it in {days} days")
    return None


def _comes_late(report: Report, verdict: Verdict, record: OnRecord) -> bool:
    if verdict.state is not ReportState.CONFIRMED:
        return False
    latest = report.reported_at.date() + _OF_ITS_TIME
    return any(
        each.seq == verdict.settled_by and each.date is not None and each.date <= latest
        for each in record.shown
    )


def _by_name(report: Report, record: OnRecord) -> Verdict | None:
    """Hold one participant's report, or the treaty's, against what the record shows of it."""
    own = [each for each in record.shown if each.participant == report.participant]
    shown = [each for each in own if _shows(each, report.deed)]
    if report.deed is Deed.ENTRY_INTO_FORCE:
        return _in_force(report, shown)
    if shown:
        first = min(shown, key=lambda each: each.seq)
        return Verdict(ReportState.CONFIRMED, _confirmed(first), first.seq)
    other = _TAKEN_FOR.get(report.deed)
    instead = [each for each in own if other and _shows(each, other) and _near(each, report)]
    if instead:
        told = f"the record shows {_named(instead[0])}, and no {_noun(report.action)}"
        return Verdict(ReportState.CONTRADICTED, told, instead[0].seq)
    return None


def _in_force(report: Report, shown: Iterable[Shown]) -> Verdict | None:
    for each in shown:
        if each.date is None:
            continue
        if each.date <= report.reported_at.date() + timedelta(days=1):
            return Verdict(ReportState.CONFIRMED, _confirmed(each), each.seq)
        told = f"the record says that it enters into force on {day(each.date.isoformat())}"
        return Verdict(ReportState.CONTRADICTED, told, each.seq)
    return None


def _by_number(report: Report, record: OnRecord) -> Verdict | None:
    """Hold a number of States against the count; a lower count may still rise to it."""
    if record.read_at is None or report.number is None:
        return None
    counts = {Deed.SIGNATURE: record.signatories, Deed.CONSENT: record.bound}
    if report.deed not in counts:
        return None
    told = f"the record shows {_many(record)}"
    last = max((each.seq for each in record.shown if _shows(each, report.deed)), default=None)
    if counts[report.deed] >= report.number:
        return Verdict(ReportState.CONFIRMED, told, last)
    other = _TAKEN_FOR[report.deed]
    if counts[other] >= report.number:
        return Verdict(ReportState.CONTRADICTED, told)
    return None


def _shows(shown: Shown, deed: Deed) -> bool:
    """Whether the record shows the deed by this. A bracket is a withdrawal, and no consent."""
    if deed is Deed.WITHDRAWAL:
        return shown.bracketed or shown.action == Action.WITHDRAWAL
    if shown.bracketed:
        return False
    signed = shown.action == Action.DEFINITIVE_SIGNATURE and deed is Deed.SIGNATURE
    return signed or deed_of(shown.action) is deed


def _near(shown: Shown, report: Report) -> bool:
    return shown.date is not None and abs(shown.date - report.reported_at.date()) <= _SAME_OCCASION


def _confirmed(shown: Shown) -> str:
    return f"the record shows {_named(shown)}"


def _named(shown: Shown) -> str:
    """Name an action with its article and date: "a signature of 25 Oct 2025"."""
    noun = _noun(Action.WITHDRAWAL if shown.bracketed else shown.action)
    dated = f" of {day(shown.date.isoformat())}" if shown.date else ""
    if shown.bracketed:
        dated = ""  # the date in the bracket is that of the consent which no longer stands
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}{dated}"


def _noun(action: Action) -> str:
    return VERBS[action].noun


def _many(record: OnRecord) -> str:
    signed, bound = record.signatories, record.bound
    return (
        f"{signed} {'signature' if signed == 1 else 'signatures'} and {bound} "
        f"{'instrument' if bound == 1 else 'instruments'} of consent to be bound"
    )


def taken_back(reports: Iterable[Report], said: Iterable[ReadClaim]) -> dict[int, Verdict]:
    """Which reports their own entry no longer makes, now that its words were changed.

    `reports` are the unconfirmed ones that nothing but that entry says; `said` is what it says
    now.
    """
    still = {
        (each.claim.treaty, deed_of(each.claim.action), who, number)
        for each in said
        if opens_report(each)
        for who, number in about(each)
    }
    return {
        report.id: Verdict(ReportState.CONTRADICTED, "the source has changed its words")
        for report in reports
        if (report.treaty, report.deed, report.participant, report.number) not in still
    }
