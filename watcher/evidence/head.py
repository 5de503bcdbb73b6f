"""The head: the newest number and hash of each chain, and what is signed of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from watcher.evidence.canonical import canonical, chain_hash

#: Raised when the signed statement gets another form.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Tip:
    """The newest row of a chain; number 0 and no hash for an empty one."""

    number: int
    hash: str

    def to_json(self) -> dict[str, object]:
        """As it stands in the signed statement."""
        return {"number": self.number, "hash": self.hash}


@dataclass(frozen=True, slots=True)
class Head:
    """What the signature is of. `keys` are hashes of the rows of `keys`, first key first."""

    changes: Tip
    captures: Tip
    deletions: Tip
    moved_at: str  # UTC, when a chain last grew; "" before anything was recorded
    keys: tuple[str, ...]

    def record(self) -> bytes:
        """The exact bytes that are signed."""
        return canonical(
            {
                "log": "treaty-watcher",
                "format": FORMAT,
                "changes": self.changes.to_json(),
                "captures": self.captures.to_json(),
                "deletions": self.deletions.to_json(),
                "moved_at": self.moved_at,
                "keys": list(self.keys),
            }
        )


def head_from(record: bytes) -> Head:
    """Read the signed bytes; ValueError where they are no head in its one form."""
    try:
        stated: dict[str, Any] = json.loads(record.decode())
        changes, captures, deletions = (
            Tip(int(stated[name]["number"]), str(stated[name]["hash"]))
            for name in ("changes", "captures", "deletions")
        )
        head = Head(
            changes,
            captures,
            deletions,
            moved_at=str(stated["moved_at"]),
            keys=tuple(map(str, stated["keys"])),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("it is no head of a log") from error
    if head.record() != record:
        raise ValueError("it is no head of a log")
    return head


def key_row_hash(number: int, public: str, head: bytes, signature: str) -> str:
    """The hash of a row of `keys`, by which the head names it."""
    last = chain_hash(head) if head else ""
    fields = {"id": number, "public": public, "head": last, "signature": signature}
    return chain_hash(canonical(fields))


def key_rows_hashes(rows: Iterable[tuple[int, str, bytes, str]]) -> tuple[str, ...]:
    """The hashes of all rows of `keys`."""
    return tuple(key_row_hash(*row) for row in rows)
