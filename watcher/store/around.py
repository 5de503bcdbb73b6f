"""What stands around one line of the log: messages that told it, its capture's other lines."""

import json
from dataclasses import dataclass

from sqlite_utils import Database

from watcher.model.change import LoggedChange
from watcher.store import rows, sent
from watcher.store.sent import Composed

#: Keys of one line that are looked up: one line rarely has more than a row of a table.
_MOST_KEYS = 20


@dataclass(frozen=True, slots=True)
class OfCapture:
    """The first lines that were read from a capture, and how many there are in all."""

    lines: tuple[LoggedChange, ...]
    count: int


def telling(db: Database, seq: int) -> tuple[Composed, ...]:
    """The messages that told a line, the first one first."""
    found = db.query(
        f"SELECT {sent.COMPOSED} FROM digests "  # noqa: S608 -- our own text
        "WHERE id IN (SELECT digest FROM told WHERE change = ?) ORDER BY id",
        [seq],
    )
    return tuple(map(sent.composed_of, found))


def of_capture(db: Database, number: int, limit: int) -> OfCapture:
    """The lines that were read from a capture, in the order of the log."""
    found = db.query(
        "SELECT * FROM changes WHERE capture_id = ? ORDER BY seq LIMIT ?", [number, limit]
    )
    lines = tuple(map(rows.logged_change, found))
    count = len(lines)
    if count == limit:
        (count,) = db.execute(
            "SELECT count(*) FROM changes WHERE capture_id = ?", [number]
        ).fetchone()
    return OfCapture(lines, count)


def superseded_by(db: Database, seq: int) -> int | None:
    """The line that stated anew what a line stated; None where that still stands, or is gone.

    Where one line stated several findings, the newest of their lines.
    """
    source, record = db.execute(
        "SELECT source, record FROM changes WHERE seq = ?", [seq]
    ).fetchone()
    keys = [key for key, _ in json.loads(record)["updates"]][:_MOST_KEYS]
    newest = db.execute(
        "SELECT max(change) FROM findings WHERE source = ? "
        "AND key IN (SELECT value FROM json_each(?))",
        [source, rows.to_json(keys)],
    ).fetchone()[0]
    return newest if newest is not None and newest > seq else None
