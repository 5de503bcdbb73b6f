"""The one line that says it all: the summary of a digest, which is also its subject."""

from collections.abc import Iterable, Sequence

from watcher.model.digest import (
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
    "cited": ("a depositary notification cited", "{n} depositary notifications cited"),
    "notification": ("a depositary notification on {who}", "{n} depositary notifications"),
    "stated": ("a new entry for {who}", "{n} new entries"),
    "editorial": ("an editorial change for {who}", "{n} editorial changes"),
}


def subject_line(
    record: Sequence[TreatySection],
    reported: Sequence[Reported],
    documents: Sequence[DocumentSection],
    troubles: Sequence[Trouble],
    notices: Sequence[OperatorNotice],
    covered: int,
) -> str:
    """Sum up a digest of `covered` sources in one line, what is on record first."""
    broken = {trouble.source for trouble in troubles if trouble.closed_at is None}
    mended = {trouble.source for trouble in troubles} - broken
    news = [
        *_treaties(record),
        *_counted(len(reported), "{n} report", "{n} reports"),
        *_counted(len(documents), "{n} page changed", "{n} pages changed"),
    ]
    if not news:
        news = [_nothing(covered - len(broken))]
    elif not record:
        news.insert(0, "No change on record")
    news += [
        *_counted(len(broken), "{n} source not readable", "{n} sources not readable"),
        *_counted(len(mended), "{n} source readable again", "{n} sources readable again"),
        *_counted(len(notices), "{n} notice to the operator", "{n} notices to the operator"),
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


def _nothing(readable: int) -> str:
    if readable <= 0:
        return "No source could be read"
    return f"No change on {readable} {'source' if readable == 1 else 'sources'}"


def _counted(number: int, one: str, many: str) -> list[str]:
    if number <= 0:
        return []
    return [(one if number == 1 else many).format(n=number)]
