"""What people make of lines of the change log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: The state of a line that is news, and that nobody has reviewed.
UNREVIEWED = "unreviewed"


class Verdict(StrEnum):
    """What a person says of a change. All but a note are the change's state from then on."""

    SEEN = "seen"
    IMPORTANT = "important"
    FALSE_ALARM = "false_alarm"
    NOTE = "note"  # words alone: the state stays what it was


#: What a view of the log can be narrowed to.
REVIEW_STATES = (UNREVIEWED, Verdict.SEEN.value, Verdict.IMPORTANT.value, Verdict.FALSE_ALARM.value)


@dataclass(frozen=True, slots=True)
class Review:
    """One verdict on one line of the log. It is never altered: a later one takes its place."""

    id: int
    change: int  # the line's number
    verdict: Verdict
    note: str  # "" for none
    reviewer: str  # a name; "" where nobody gave one
    reviewed_at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """How many lines of the log are news that nobody has reviewed, by their kind.

    Baselines, editorial changes and what was imported are no news, and wait for nobody.
    """

    added: int
    modified: int
    removed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.added + self.modified + self.removed
