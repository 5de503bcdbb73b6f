"""Reads the change log as it was at an earlier moment, one treaty at a time, row by row.

A line counts from when it was known: from its detection, or, where it was imported, from the
capture that it was read from. The findings are a projection of the log, so that what the record
stated then is built anew from the lines up to then.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from watcher.model.finding import Finding, Known, Statement
from watcher.model.life import Step
from watcher.store import rows

#: The record's lines on one treaty: also what a list of all treaties' notifications, or a person,
#: says of it. `changes_by_treaty` finds them, in order.
_LINES = (
    "SELECT changes.seq, changes.source, changes.captured_at, changes.record "
    "FROM changes JOIN sources ON sources.id = changes.source "
    "WHERE changes.treaty = :treaty AND sources.tier = 'record' "
    "AND (:until IS NULL OR iif(imported, captured_at, detected_at) <= :until) "
    "ORDER BY changes.seq"
)


def steps(db: Database, treaty: str, until: datetime | None = None) -> Iterator[Step]:
    """What the record's lines on a treaty did, in order, up to a moment (UTC, that one included).

    Raises ValueError where a row of the log holds no record, as none does that is whole.
    """
    moment = rows.to_text(until) if until else None
    for line in db.query(_LINES, {"treaty": treaty, "until": moment}):
        record = json.loads(line["record"])
        yield Step(
            seq=line["seq"],
            source=line["source"],
            seen=rows.to_moment(line["captured_at"]).date(),
            updates=tuple((key, _finding(key, stated)) for key, stated in record["updates"]),
        )


def statements(db: Database, treaty: str, until: datetime) -> tuple[tuple[str, Known], ...]:
    """(source id, finding) for all that the record stated of a treaty at a moment (UTC).

    The same as `sources.statements`, then. What a list of notifications stated is left out.
    """
    stated: dict[tuple[str, str], Finding] = {}
    of_treaty = _of_treaty(db, treaty)
    for step in steps(db, treaty, until):
        if step.source not in of_treaty:
            continue
        for key, finding in step.updates:
            if finding is None:
                stated.pop((step.source, key), None)
            else:
                stated[step.source, key] = finding
    return tuple((source, Known(stated[source, key])) for source, key in sorted(stated))


def first_known(db: Database, treaty: str) -> datetime | None:
    """When the first line on a treaty was known, UTC; None where there is none."""
    found = db.execute(
        "SELECT min(iif(imported, captured_at, detected_at)) FROM changes "
        "JOIN sources ON sources.id = changes.source "
        "WHERE changes.treaty = ? AND sources.tier = 'record'",
        [treaty],
    ).fetchone()[0]
    return rows.maybe_moment(found)


def _of_treaty(db: Database, treaty: str) -> frozenset[str]:
    """The sources that are about this treaty, or about what people enter."""
    found = db.execute(
        "SELECT id FROM sources WHERE tier = 'record' AND (treaty = ? OR kind = 'correction')",
        [treaty],
    )
    return frozenset(row[0] for row in found.fetchall())


def _finding(key: str, stated: dict[str, Any] | None) -> Finding | None:
    """The inverse of `rows.finding_to_json`."""
    if stated is None:
        return None
    statement = rows.statement_from_json(stated["statement"]) or Statement()
    return Finding(key, stated["part"], statement, stated["subject"])
