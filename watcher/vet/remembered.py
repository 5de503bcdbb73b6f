"""What earlier polls of a source left behind: what its next capture is held against."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from watcher.model.finding import Known
from watcher.model.source import Candidate


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a source; as it stands here, nothing is.

    `alike` says that the source is read as it was then: else differences are ours, and their
    number says nothing of the page.
    """

    known: Mapping[str, Known] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()  # that have had their baseline
    alike: bool = True
    title: str | None = None  # of the last good reading; "" for none, None where nobody knows
    candidate: Candidate | None = None  # what was too much at once in the polls before
