"""What each row of the chains must say, from the bytes that it was hashed from.

A row's `record` is the exact bytes whose SHA-256 is its `hash`; they name the hash of the row
before. The other columns repeat what the record says. Rows come with text as bytes, as SQLite
holds it: an altered byte may leave no text at all.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from watcher.evidence.canonical import canonical, chain_hash

Row = Mapping[str, Any]  # bytes for text and blobs, int, or None

#: Columns of `changes` that repeat the record as it is.
_PLAIN = (
    *("kind", "source", "tier", "treaty", "participant", "participant_code", "action"),
    *("date", "effective", "summary", "capture"),
)
_MOMENTS = ("detected_at", "captured_at")
_SIDES = ("old", "new")


class Differs(Exception):
    """A row that is not what it was when it was written; `reason` ends a sentence."""

    def __init__(self, table: str, row: object, reason: str, value: str | None = None) -> None:
        super().__init__(f"{table}, row {row}: {reason}")
        self.table = table
        self.row = str(row)
        self.value = value  # the column, where it is one
        self.reason = reason


@dataclass(slots=True)
class Chain:
    """Follows one chain from its first row on."""

    table: str
    name: str  # of the column with the row's number
    number: int = 0
    hash: str = ""

    def follow(self, row: Row) -> dict[str, Any]:
        """Take the next row; what its record says. Raises Differs.

        Each row has the next number, its hash is that of its record, and the record names the
        row's number and the hash of the row before.
        """
        number = row[self.name]
        if number != self.number + 1:
            raise Differs(self.table, self.number + 1, "it is missing")
        record = row["record"]
        if not isinstance(record, bytes) or text(chain_hash(record)) != row["hash"]:
            reason = "its record does not have the hash that is stored of it"
            raise Differs(self.table, number, reason, "hash")
        said = _read(record)
        if said is None:
            raise Differs(self.table, number, "its record cannot be read", "record")
        if said.get("previous") != self.hash:
            raise Differs(self.table, number, "it does not follow the row before", "record")
        if said.get(self.name) != number:
            raise Differs(self.table, number, "its record has another number", self.name)
        self.number, self.hash = number, row["hash"].decode()
        return said

    def repeats(self, row: Row, name: str, expected: bytes | int | None) -> None:
        """Raise Differs unless a column repeats what the record says of it."""
        if row[name] != expected or type(row[name]) is not type(expected):
            raise Differs(
                self.table,
                row[self.name],
                f"{name} says {shown(row[name])}, where its record says {shown(expected)}",
                name,
            )


def check_change(chain: Chain, row: Row) -> dict[str, Any]:
    """Check a row of `changes`, with its capture's columns as `c_…`; what its record says.

    Raises Differs.
    """
    said = chain.follow(row)
    for name in _PLAIN:
        chain.repeats(row, name, text(said.get(name)))
    for name in _MOMENTS:
        chain.repeats(row, name, text(_milliseconds(said.get(name))))
    chain.repeats(row, "imported", int(said.get("imported") is True))
    for name in _SIDES:
        _repeats_side(chain, row, name, said.get(name))
    _has_its_capture(chain, row, said)
    return said


def check_capture(chain: Chain, row: Row) -> dict[str, Any]:
    """Check a row of `captures`; what its record says. Raises Differs."""
    said = chain.follow(row)
    for name in ("sha256", "source", "url", "fetched_at"):
        chain.repeats(row, name, text(said.get(name)))
    chain.repeats(row, "status", said.get("status"))
    headers = said.get("headers")
    chain.repeats(row, "headers", text(compact(headers)))
    return said


def check_deletion(chain: Chain, row: Row) -> dict[str, Any]:
    """Check a row of `deletions`; what its record says. Raises Differs."""
    said = chain.follow(row)
    for name in ("sha256", "deleted_at"):
        chain.repeats(row, name, text(said.get(name)))
    chain.repeats(row, "captures", said.get("captures"))
    return said


def compact(value: object) -> str:
    """JSON as the columns hold it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text(value: object) -> bytes | None:
    """Text as SQLite holds it; what is no text is left to differ."""
    if value is None:
        return None
    return str(value).encode("utf-8", "surrogatepass")


def shown(value: object) -> str:
    """A stored value for people: short, and harmless."""
    if value is None:
        return "nothing"
    if isinstance(value, bytes):
        said = value.decode("utf-8", "backslashreplace")
        return repr(said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…")
    return repr(value)


_SHOWN = 80  # characters


def _repeats_side(chain: Chain, row: Row, name: str, expected: object) -> None:
    """`old` and `new` have the record's values; the order of their names is the column's own."""
    stored = row[name]
    if stored is None or expected is None:
        chain.repeats(row, name, text(expected and compact(expected)))
        return
    said = _read(stored)
    if said is not None and text(compact(said)) == stored:
        same = isinstance(expected, dict) and canonical(said) == canonical(expected)
        if same:
            return
    raise Differs(
        chain.table,
        row[chain.name],
        f"{name} says {shown(stored)}, where its record says {shown(text(compact(expected)))}",
        name,
    )


def _has_its_capture(chain: Chain, row: Row, said: Mapping[str, Any]) -> None:
    """The capture that the row points to is the one that it was read from."""
    number = row[chain.name]
    linked = {
        "sha256": text(said.get("capture")),
        "source": text(said.get("source")),
    }
    if "capture_record" in said:
        linked["hash"] = text(said["capture_record"])
    at = row["c_fetched_at"]
    same = all(row[f"c_{name}"] == value for name, value in linked.items())
    if not same or (at or b"")[:19] != (text(said.get("captured_at")) or b"")[:19]:
        raise Differs(
            chain.table,
            number,
            f"capture_id says {row['capture_id']}, and that is not the capture of its record",
            "capture_id",
        )


def _milliseconds(moment: object) -> object:
    """Records of the first versions hold whole seconds; columns always have milliseconds."""
    if isinstance(moment, str) and "." not in moment:
        return f"{moment.removesuffix('Z')}.000Z"
    return moment


def _read(record: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(record.decode())
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
