"""What a claim is called, for people: one sentence for a claim, one for what became of it."""

from watcher.model.claim import Claim, Stage
from watcher.model.participants import by_code
from watcher.model.plain import day
from watcher.model.report import Report, ReportState
from watcher.model.treaty import Action
from watcher.model.wording import VERBS

#: More names than these are counted.
_MOST_NAMED = 6


def said(claim: Claim) -> str:
    """Say what an entry claims, without the treaty's name and without a final stop."""
    verb = VERBS[claim.action]
    who = doers(claim)
    of_treaty = claim.action == Action.ENTRY_INTO_FORCE
    by_whom = f"{verb.noun} for {who}" if of_treaty and claim.participants else verb.noun
    if not of_treaty:
        by_whom = f"{verb.noun} by {who}"
    match claim.stage:
        case Stage.CALLED_FOR:
            return f"calls for {by_whom}"
        case Stage.ANNOUNCED:
            return f"announces {by_whom}"
        case Stage.DOMESTIC_STEP:
            return f"tells of a domestic step towards {by_whom}: nothing is deposited by that"
        case Stage.HISTORICAL:
            return f"recalls {by_whom}"
        case Stage.COUNT:
            return f"says that {claim.number or 'several'} States {verb.past}"
        case Stage.DONE if of_treaty:
            return f"says that it is in force{f' for {who}' if claim.participants else ''}"
        case Stage.DONE:
            return f"says that {who} {verb.past}"


def doers(claim: Claim) -> str:
    """Name the participants of a claim; those that it does not name are mentioned."""
    names = [name_of(code) for code in claim.participants]
    if not names:
        return "States that it does not name" if claim.unnamed else "the treaty"
    others = "others" if claim.unnamed else ""
    if len(names) > _MOST_NAMED:
        more = len(names) - _MOST_NAMED
        names, others = names[:_MOST_NAMED], f"{more} more{' and others' if others else ''}"
    listed = [*names, others] if others else names
    return " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))


def name_of(code: str) -> str:
    """A participant's name, as the UN has it; the code where it is no longer listed."""
    participant = by_code(code)
    return participant.name if participant else code


def reported(report: Report) -> str:
    """Say what is reported to be done, without a final stop."""
    verb = VERBS[report.action]
    if report.number is not None:
        return f"{report.number} States are said to have acted: {verb.noun}"
    if report.participant is None:
        return f"{verb.noun} of the treaty".capitalize()
    return f"{name_of(report.participant)}: {verb.noun}"


def became(report: Report) -> str:
    """Say what the record has made of a report, without a final stop."""
    match report.state:
        case ReportState.UNCONFIRMED:
            return "not on record"
        case ReportState.CONFIRMED:
            return f"confirmed: {report.reason}"
        case ReportState.CONTRADICTED:
            return f"contradicted: {report.reason}"
        case ReportState.LAPSED:
            return f"lapsed: {report.reason}"


def since(report: Report) -> str:
    """Say who reported it first, and when."""
    return f"reported by {report.source} on {day(report.reported_at.date().isoformat())}"
