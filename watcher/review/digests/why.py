"""Why a digest came, or did not: one plain answer for each of its periods. Pure.

The answer is for an operator who knows only the README: what became of the message, what the other
side said, and what happens next.
"""

from datetime import datetime, timedelta

from watcher.review.digests.arrival import arrival
from watcher.review.digests.fate import Answer, Fate, Piece, Seen
from watcher.review.digests.periods import Period
from watcher.store.sent import Composed

#: A digest that is due is composed within a tick or two, and sent at once; later is too late.
_SOON = timedelta(minutes=2)


def why(period: Period, seen: Seen) -> Answer:
    """Say what became of a period of a digest."""
    message = period.message
    if message is None:
        return _not_composed(period, seen)
    name, told = _name(period, seen), message.composed
    composed = f"was composed {seen.wall.when(told.composed_at, seconds=True)}"
    if told.told_with is not None:
        told_with = Piece(f"digest {told.told_with}", message=told.told_with)
        reason = (
            f", composed {seen.wall.when(told.composed_at)}: the watch was not running when it was "
            "due."
        )
        return Answer(Fate.TOLD_LATER, name, (Piece("was told with "), told_with, Piece(reason)))
    if not told.sent:
        return Answer(Fate.NOTHING_TO_TELL, name, (Piece(_nothing(told)),))
    if not message.deliveries:
        text = f"{composed} and went to nobody: the digest had no channel then."
        return Answer(Fate.NO_RECIPIENT, name, (Piece(text),))
    return arrival(name, composed, message.deliveries, seen)


def not_yet(begun: datetime | None, due: datetime, seen: Seen) -> str:
    """Say why a digest has no period yet; `begun` is None where no watch ever knew it."""
    if begun is None:
        return (
            "No watch knows this digest yet: it begins with the next start of `watcher run`, and "
            "tells what is new from then on."
        )
    return (
        f"This digest is new: it began {seen.wall.when(begun)}, and no period of it has ended. "
        f"The first one is due {seen.wall.when(due)}."
    )


def _nothing(message: Composed) -> str:
    lines = message.until_seq - message.since_seq
    if lines <= 0:
        found = "The change log had no new line since the one before"
    elif lines == 1:
        found = f"The log's one new line, {message.until_seq}, is not for it"
    else:
        first = message.since_seq + 1
        found = f"Of the log's new lines, {first} to {message.until_seq}, none is for it"
    return (
        f'had nothing to tell, and then nothing is sent (when_empty = "skip"). {found}, '
        "and all its sources could be read."
    )


def _not_composed(period: Period, seen: Seen) -> Answer:
    name, standing = _name(period, seen), seen.standing
    if period.later is not None:
        later = period.later.composed
        pieces = (
            Piece("had no message of its own: what was new then stands in "),
            Piece(f"digest {later.number}", message=later.number),
            Piece(f", composed {seen.wall.when(later.composed_at)}."),
        )
        return Answer(Fate.TOLD_LATER, name, pieces)
    if standing.alive and seen.now - period.end <= _SOON:
        return Answer(Fate.COMPOSING, name, (Piece("is being composed."),))
    if standing.alive:
        reason = (
            "The watch runs, and has not composed it. Its log says why; or it was started with "
            "another configuration, and must be started again"
        )
    elif standing.last_tick is not None and standing.last_tick >= period.end + _SOON:
        reason = f"{seen.off}, and its log says why it composed nothing before that"
    else:
        reason = f"{seen.off}. Start `watcher run`: it composes at once what is overdue"
    return Answer(Fate.NOT_COMPOSED, name, (Piece(f"was not composed. {reason}."),))


def _name(period: Period, seen: Seen) -> str:
    """A period as people speak of it: by the day, and the time that it was due."""
    day, at = seen.wall.day(period.end), seen.wall.time(period.end)
    if period.by_hand:
        return f"The digest that was composed by hand {seen.wall.when(period.end)}"
    if day in ("today", "yesterday"):
        return f"{day.capitalize()}'s digest, due at {at},"
    return f"The digest due {day} at {at}"
