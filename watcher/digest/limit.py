"""The largest size of a digest: what is told in full, and how many changes are left to the log."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from watcher.model.digest import Cited, Correction, DocumentSection, Reported, TreatySection


@dataclass(frozen=True, slots=True)
class Parts:
    """What a digest tells of the log, in the order of its weight."""

    record: tuple[TreatySection, ...]
    corrections: tuple[Correction, ...]
    reported: tuple[Reported, ...]
    notifications: tuple[Cited, ...]
    documents: tuple[DocumentSection, ...]

    @property
    def size(self) -> int:
        """How many changes are told: an action that several records state is one."""
        return (
            sum(len(section.actions) for section in self.record)
            + sum(len(section.passages) for section in self.documents)
            + len(self.corrections)
            + len(self.reported)
            + len(self.notifications)
        )

    @property
    def seqs(self) -> frozenset[int]:
        """The numbers in the log of all that is told."""
        return frozenset(self._seqs())

    def _seqs(self) -> Iterator[int]:
        for section in self.record:
            for action in section.actions:
                yield from (evidence.seq for evidence in action.evidence)
        for document in self.documents:
            yield from (passage.seq for passage in document.passages)
        yield from (each.evidence.seq for each in self.corrections)
        yield from (each.evidence.seq for each in self.reported)
        yield from (each.evidence.seq for each in self.notifications)


def limited(parts: Parts, most: int) -> tuple[Parts, int]:
    """Cut the parts to so many changes, the lightest first; tell how many are left out."""
    room = most
    record = []
    for section in parts.record:
        if room > 0:
            record.append(replace(section, actions=section.actions[:room]))
        room -= len(section.actions)
    corrections, room = parts.corrections[: max(room, 0)], room - len(parts.corrections)
    reported, room = parts.reported[: max(room, 0)], room - len(parts.reported)
    notifications, room = parts.notifications[: max(room, 0)], room - len(parts.notifications)
    documents = []
    for document in parts.documents:
        if room > 0:
            documents.append(replace(document, passages=document.passages[:room]))
        room -= len(document.passages)
    kept = Parts(tuple(record), corrections, reported, notifications, tuple(documents))
    return kept, parts.size - kept.size
