"""Claims: what the entries of the log say of treaty actions, as it was read from them.

They follow from the change log, and could be read from it again.
"""

import json
from collections.abc import Iterable

from sqlite_utils import Database

from watcher.model.claim import Claim, Stage
from watcher.model.report import ReadClaim
from watcher.model.treaty import Action
from watcher.model.wording import title
from watcher.store import rows

#: How many edits of one entry are gone back through.
_LONGEST_LINEAGE = 20


def write(db: Database, read: ReadClaim) -> int:
    """Write one claim; returns its number."""
    said = read.claim
    cursor = db.execute(
        "INSERT INTO claims (change, treaty, action, stage, participants, unnamed, number, quote) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            read.change,
            said.treaty,
            said.action.value,
            said.stage.value,
            rows.to_json(list(said.participants)),
            int(said.unnamed),
            said.number,
            said.quote,
        ),
    )
    if cursor.lastrowid is None:
        raise ValueError("the claim's row has no number")
    return cursor.lastrowid


def read(
    db: Database,
    *,
    changes: Iterable[int] | None = None,
    treaty: str | None = None,
    stages: tuple[Stage, ...] = (),
) -> tuple[ReadClaim, ...]:
    """Claims as they were read, oldest first; all of them where nothing narrows."""
    found = db.query(
        "SELECT claims.*, changes.source, changes.tier, changes.new, changes.detected_at "
        "FROM claims JOIN changes ON changes.seq = claims.change "
        "WHERE (:all OR claims.change IN (SELECT value FROM json_each(:changes))) "
        "AND (:treaty IS NULL OR claims.treaty = :treaty) "
        "AND (:any OR stage IN (SELECT value FROM json_each(:stages))) ORDER BY claims.id",
        {
            "all": int(changes is None),
            "changes": rows.to_json(sorted(changes or ())),
            "treaty": treaty,
            "any": int(not stages),
            "stages": rows.to_json([stage.value for stage in stages]),
        },
    )
    return tuple(_claim(row) for row in found)


def versions(db: Database, seq: int) -> tuple[int, ...]:
    """The lines of the log that brought earlier words of the entry which line `seq` changed."""
    found: list[int] = []
    row = _line(db, "seq = ?", [seq])
    while row and row["old"] and len(found) < _LONGEST_LINEAGE:
        row = _line(
            db,
            "source = ? AND seq < ? AND new = ? ORDER BY seq DESC LIMIT 1",
            [row["source"], row["seq"], row["old"]],
        )
        if row:
            found.append(row["seq"])
    return tuple(found)


def _line(db: Database, where: str, values: list[object]) -> rows.Row | None:
    sql = f"SELECT seq, source, old FROM changes WHERE {where}"  # noqa: S608 -- our own text
    return next(db.query(sql, values), None)


def _claim(row: rows.Row) -> ReadClaim:
    stated = rows.statement_from_json(json.loads(row["new"]) if row["new"] else None)
    return ReadClaim(
        claim=Claim(
            treaty=row["treaty"],
            action=Action(row["action"]),
            stage=Stage(row["stage"]),
            participants=tuple(json.loads(row["participants"])),
            unnamed=bool(row["unnamed"]),
            number=row["number"],
            quote=row["quote"],
        ),
        change=row["change"],
        source=row["source"],
        tier=row["tier"],
        title=title(stated) if stated else "",
        link=stated.link if stated else None,
        detected_at=rows.to_moment(row["detected_at"]),
    )
