"""The one line that says it all: the summary of a digest, which is also its subject."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watcher.model.digest import (
    Cited,
    Counts,
    DocumentSection,
    OperatorNotice,
    Recorded,
    Reminder,
    Reported,
    TreatySection,
    Trouble,
)
from watcher.model.plain import capital, cut, day, uncapital
from watcher.model.treaty import CONSENT_ACTIONS, Action
from watcher.model.wording import VERBS

SUBJECT_LENGTH = 250  # characters
NAME_LENGTH = 80  # characters of a participant's or a treaty's name
TREATIES_NAMED = 3

#: What is told of one and of many where the event is no action of its own.
_EVENTS = {
    "withdrawal_notified": ("{who} notifies its withdrawal", "{n} notify their withdrawals"),
    "withdrawal_undone": ("{who} undoes its withdrawal", "{n} undo their withdrawals"),
    "corrected": ("entry of {who} corrected", "{n} entries corrected"),
    "edited": ("a text of {who} edited", "{n} texts edited"),
    "removed": ("entry of {who} no longer listed", "{n} entries no longer listed"),
    "stated": ("a new entry for {who}", "{n} new entries"),
    "editorial": ("an editorial change for {who}", "{n} editorial changes"),
}


@dataclass(frozen=True, slots=True)
class Summed:
    """What a digest of `covered` sources tells, to be summed up."""

    record: Sequence[TreatySection]
    reported: Sequence[Reported]
    notifications: Sequence[Cited]
    documents: Sequence[DocumentSection]
    troubles: Sequence[Trouble]
    notices: Sequence[OperatorNotice]
    reminders: Sequence[Reminder]
    contradicted: int  # reports, by the record
    waiting: int  # reports that were not on record for long
    already: int  # changes that the reader was told of before
    covered: int


def subject_line(told: Summed) -> str:
    """Sum up a digest in one line, what is on record first."""
    broken = {trouble.source for trouble in told.troubles if trouble.closed_at is None}
    mended = {trouble.source for trouble in told.troubles} - broken
    news = [
        *_treaties(told.record),
        *_counted(len(told.reported), "{n} report", "{n} reports"),
        *_counted(
            len(told.notifications), "{n} depositary notification", "{n} depositary notifications"
        ),
        *_counted(len(told.documents), "{n} page changed", "{n} pages changed"),
    ]
    if not news:
        news = [_nothing(told.covered - len(broken), "No further" if told.already else "No")]
    elif not told.record:
        news.insert(0, "No change on record")
    if told.reminders and not told.record:
        news = [_first_ahead(told.reminders), uncapital(news[0]), *news[1:]]
        more = len(told.reminders) - 1
        news += _counted(more, "{n} more date ahead", "{n} more dates ahead")
    elif told.reminders:
        news += _counted(len(told.reminders), "{n} date ahead", "{n} dates ahead")
    news += [
        *_counted(told.contradicted, "{n} report contradicted", "{n} reports contradicted"),
        *_counted(told.waiting, "{n} report not on record yet", "{n} reports not on record yet"),
        *_counted(told.already, "{n} change told before", "{n} changes told before"),
        *_counted(len(broken), "{n} source not readable", "{n} sources not readable"),
        *_counted(len(mended), "{n} source readable again", "{n} sources readable again"),
        *_counted(len(told.notices), "{n} notice to the operator", "{n} notices to the operator"),
    ]
    return cut("; ".join(news), SUBJECT_LENGTH)


def standing(counts: Counts) -> str:
    """Say how a treaty stands: "73 signatories, 1 of 40 contracting States needed for …"."""
    return f"{_signatories(counts)}, {_bound(counts)}"


def time_to(days: int) -> str:
    """How far ahead a day is: "in 7 days"; of one that is past, "7 days ago"."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return near.get(days, f"in {days} days" if days > 0 else f"{-days} days ago")


def _first_ahead(reminders: Sequence[Reminder]) -> str:
    first = reminders[0]
    dated = f" on {day(first.date)}"
    what = cut(first.sentence.removesuffix(dated), NAME_LENGTH * 2)
    return f"{capital(time_to(first.days))}: {what}"


def _treaties(record: Sequence[TreatySection]) -> Iterable[str]:
    for section in record[:TREATIES_NAMED]:
        yield f"{cut(section.name, NAME_LENGTH)}: {_section(section)}"
    yield from _counted(len(record) - TREATIES_NAMED, "{n} more treaty", "{n} more treaties")


def _section(section: TreatySection) -> str:
    by_event: dict[str, list[Recorded]] = {}
    for action in section.actions:
        by_event.setdefault(action.event, []).append(action)
    told = ", ".join(_event(event, actions) for event, actions in by_event.items())
    counts = section.counts
    if counts is None:
        return told
    stands = [
        *([_signatories(counts)] if Action.SIGNATURE in by_event else []),
        *([_bound(counts)] if by_event.keys() & (CONSENT_ACTIONS | {Action.WITHDRAWAL}) else []),
    ]
    return f"{told} ({', '.join(stands)})" if stands else told


def _event(event: str, actions: Sequence[Recorded]) -> str:
    named = actions[0].participant
    who = cut(named, NAME_LENGTH) if named else "the treaty"
    verb = VERBS.get(event)
    if event == Action.ENTRY_INTO_FORCE and named:
        one, many = "the treaty enters into force for {who}", "{n} entries into force"
    elif verb is None:
        one, many = _EVENTS.get(event, ("a new entry of {who}", "{n} new entries"))
    else:
        one, many = f"{{who}} {verb.present}", f"{{n}} {verb.plural}"
    return one.format(who=who) if len(actions) == 1 else many.format(n=len(actions))


def _signatories(counts: Counts) -> str:
    return f"{counts.signatories} {'signatory' if counts.signatories == 1 else 'signatories'}"


def _bound(counts: Counts) -> str:
    one = counts.bound == 1
    if counts.in_force:
        return f"{counts.bound} {'party' if one else 'parties'}"
    if counts.in_force is None or counts.organisations is None:
        return f"{counts.bound} {'has' if one else 'have'} consented to be bound"
    return f"{_contracting(counts)}{_on_its_way(counts)}"


def _contracting(counts: Counts) -> str:
    """Those who consented to be bound by a treaty that is not in force."""
    on_its_way = counts.in_force_on is not None or counts.needed is None
    if counts.counted is None or on_its_way or counts.counted >= (counts.needed or 0):
        also = " and organisations" if counts.organisations else ""
        state = "State" if counts.bound == 1 and not also else "States"
        return f"{counts.bound} contracting {state}{also}"
    told = f"{counts.counted} of {counts.needed} contracting States needed for entry into force"
    beside = counts.bound - counts.counted
    return told + "".join(
        _counted(beside, ", {n} organisation not counted", ", {n} organisations not counted")
    )


def _on_its_way(counts: Counts) -> str:
    if counts.in_force_on is not None:
        return f"; enters into force on {day(counts.in_force_on)}"
    return f"; also needed: {', '.join(counts.waits_for)}" if counts.waits_for else ""


def _nothing(readable: int, no: str) -> str:
    if readable <= 0:
        return "No source could be read"
    return f"{no} change on {readable} {'source' if readable == 1 else 'sources'}"


def _counted(number: int, one: str, many: str) -> list[str]:
    if number <= 0:
        return []
    return [(one if number == 1 else many).format(n=number)]
