"""The one line that says it all: the summary of a digest, which is also its subject."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watcher.model.digest import (
    Cited,
    Counts,
    DocumentSection,
    OperatorNotice,
    Recorded,
    Reported,
    TreatySection,
    Trouble,
)
from watcher.model.plain import cut
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
    news += [
        *_counted(told.already, "{n} change told before", "{n} changes told before"),
        *_counted(len(broken), "{n} source not readable", "{n} sources not readable"),
        *_counted(len(mended), "{n} source readable again", "{n} sources readable again"),
        *_counted(len(told.notices), "{n} notice to the operator", "{n} notices to the operator"),
    ]
    return cut("; ".join(news), SUBJECT_LENGTH)


def standing(counts: Counts) -> str:
    """Say how a treaty stands: "73 signatories, 1 party"."""
    return f"{_signatories(counts)}, {_bound(counts)}"


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
    return f"{counts.bound} {'has' if one else 'have'} consented to be bound"


def _nothing(readable: int, no: str) -> str:
    if readable <= 0:
        return "No source could be read"
    return f"{no} change on {readable} {'source' if readable == 1 else 'sources'}"


def _counted(number: int, one: str, many: str) -> list[str]:
    if number <= 0:
        return []
    return [(one if number == 1 else many).format(n=number)]
