"""Verifies that the findings of a source are what the log comes to.

Text comes as bytes: see `as_stored`.
"""

import json

from sqlite_utils import Database

from watcher.evidence.chain import Differs
from watcher.evidence.replay import Stated, apply, statement_from
from watcher.store.as_stored import Row, stored_rows, told


def check_findings(db: Database, source: str) -> int:
    """How many findings the source has; raises Differs."""
    replayed: dict[str, Stated] = {}
    log = "SELECT seq, detected_at, record FROM changes WHERE source = ? ORDER BY seq"
    for row in stored_rows(db, log, source):
        updates = json.loads(row["record"])["updates"]
        apply(replayed, updates, since=row["detected_at"].decode(), change=row["seq"])
    count = 0
    for row in stored_rows(db, "SELECT * FROM findings WHERE source = ? ORDER BY key", source):
        count += 1
        name = f"{source} {told(row['key'])}"
        expected = replayed.pop(told(row["key"]), None)
        if expected is None:
            raise Differs("findings", name, "the log states no such finding")
        if _stated(row) != expected:
            raise Differs("findings", name, "it is not what the log comes to")
    for key in sorted(replayed):
        raise Differs("findings", f"{source} {key}", "it is missing, and the log states it")
    return count


def _stated(row: Row) -> Stated | None:
    """A row of `findings`; None where it cannot be read."""
    try:
        return Stated(
            part=row["part"].decode(),
            subject=None if row["subject"] is None else row["subject"].decode(),
            statement=statement_from(json.loads(row["statement"].decode())),
            earlier=tuple(json.loads(row["earlier"].decode())),
            since=row["since"].decode(),
            change=row["change"],
        )
    except (ValueError, TypeError, KeyError):
        return None
