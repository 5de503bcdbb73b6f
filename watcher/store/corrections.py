"""What people entered: what stands now, and what a source of the record says of the same.

Called inside the transaction of the entry.
"""

from dataclasses import dataclass

from sqlite_utils import Database

from watcher.model.change import LoggedChange
from watcher.model.correction import CORRECTIONS, SOURCE
from watcher.model.finding import Known
from watcher.store import log, polls, rows


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person entered and stands: the finding, and the line of the log that says so."""

    known: Known
    seq: int


def introduce(db: Database) -> None:
    """Make the source of what people enter known, like any other."""
    polls.register(db, (SOURCE,))


def entered(db: Database, key: str) -> Entered | None:
    """What stands under a key; None where nothing does."""
    found = db.query("SELECT * FROM findings WHERE source = ? AND key = ?", [CORRECTIONS, key])
    row = next(iter(found), None)
    return Entered(rows.known(row), row["change"]) if row else None


def entered_in(db: Database, seq: int) -> Entered | None:
    """What one line of the log entered, if it stands; None where it was altered, or taken back."""
    found = db.query("SELECT * FROM findings WHERE source = ? AND change = ?", [CORRECTIONS, seq])
    row = next(iter(found), None)
    return Entered(rows.known(row), row["change"]) if row else None


def unlisted(db: Database, treaty: str) -> frozenset[str]:
    """The participants in a treaty's record whose names our table does not know."""
    found = db.execute(
        "SELECT DISTINCT json_extract(statement, '$.participant') FROM findings "
        "JOIN sources ON sources.id = findings.source "
        "WHERE sources.treaty = ? AND sources.tier = 'record' "
        "AND json_extract(statement, '$.participant_code') IS NULL",
        [treaty],
    )
    return frozenset(row[0] for row in found.fetchall() if row[0])


def said_by_a_page(
    db: Database, treaty: str, participant: str, action: str, date: str | None
) -> LoggedChange | None:
    """The line of the log by which a page of the record states this action now, or None.

    `participant` is a code, or a name where there is none.
    """
    row = db.execute(
        "SELECT findings.change FROM findings JOIN sources ON sources.id = findings.source "
        "WHERE sources.treaty = :treaty AND sources.tier = 'record' "
        "AND coalesce(json_extract(statement, '$.participant_code'), "
        "json_extract(statement, '$.participant')) = :who "
        "AND json_extract(statement, '$.action') = :action "
        "AND json_extract(statement, '$.date') = :date LIMIT 1",
        {"treaty": treaty, "who": participant, "action": action, "date": date},
    ).fetchone()
    return log.change(db, row[0]) if row else None
