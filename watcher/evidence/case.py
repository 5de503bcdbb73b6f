"""What proves one change, gathered: plain values, read out of one state of the database."""

from collections.abc import Iterable
from dataclasses import dataclass

from watcher.evidence.kept_head import KeptHead
from watcher.model.capture import Capture
from watcher.model.change import LoggedChange


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A capture with its row. `record` is the exact bytes that `hash` is the SHA-256 of."""

    number: int
    source: str
    capture: Capture  # its body is empty where the bytes were deleted
    size: int  # bytes of the body as it was served
    record: bytes
    hash: str
    deleted_at: str | None = None  # UTC, where the bytes were deleted because of their age


@dataclass(frozen=True, slots=True)
class Case:
    """One change and all that leads to it, and from it to the signed head.

    `before` is the capture that stated the old value, as change `before_seq` was read from it; for
    something new it is the capture of the source that was believed last before, and `before_seq`
    None. The chains are the records of all rows from the first one that matters to the head.
    """

    logged: LoggedChange
    record: bytes
    after: Exhibit
    before: Exhibit | None
    before_seq: int | None
    documents: tuple[Exhibit, ...]  # behind the change's links
    head: KeptHead
    fingerprint: str
    changes: Iterable[bytes]
    captures: Iterable[bytes]

    @property
    def names_capture(self) -> bool:
        """Whether the change's own record names the record of its capture.

        Those of the first versions name the SHA-256 of its bytes alone.
        """
        return self.after.hash.encode() in self.record
