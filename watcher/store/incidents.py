"""Incidents: one episode in which a source could not be read or trusted, or a notice.

Called inside the transaction of the poll.
"""

from collections.abc import Iterable

from sqlite_utils import Database

from watcher.model.change import PollRecord
from watcher.model.finding import Notice
from watcher.store.rows import to_text

#: Characters of an incident's reason, beyond which no further one is added to it.
_LONGEST_REASON = 2_000

_TROUBLE = ("failed", "quarantined")
#: What the second reading of a source has to say, which not every poll asks for.
_CROSS_CHECK = ("cross_check", "cross_check_failed")


def write(db: Database, record: PollRecord) -> None:
    """A failure goes on until a good poll, a notice until a poll no longer has it."""
    if record.imported:
        return  # the past is told to whoever imports it, and alerts nobody
    _write_trouble(db, record)
    if record.notices is not None:
        _write_notices(db, record, record.notices, cross_check=False)
    if record.agreement is not None:
        _write_notices(db, record, record.agreement, cross_check=True)


def _write_trouble(db: Database, record: PollRecord) -> None:
    episode = "source = ? AND kind IN ('failed', 'quarantined') AND closed_at IS NULL"
    if record.outcome.good:
        db.conn.execute(
            f"UPDATE incidents SET closed_at = ? WHERE {episode}",  # noqa: S608 -- our own text
            (to_text(record.finished_at), record.source_id),
        )
        return
    # An episode may begin with a maintenance page and end with half a table: both are told.
    reason = record.error or ""
    updated = db.conn.execute(
        "UPDATE incidents SET kind = ?, reason = CASE "  # noqa: S608 -- our own text
        "WHEN instr(reason, ?) OR length(reason) > ? THEN reason "
        f"ELSE reason || '; then ' || ? END WHERE {episode}",
        (record.outcome.value, reason, _LONGEST_REASON, reason, record.source_id),
    )
    if not updated.rowcount:
        _open(db, record, record.outcome.value, "", reason)


def _write_notices(
    db: Database, record: PollRecord, notices: Iterable[Notice], *, cross_check: bool
) -> None:
    wanted = {(notice.kind, notice.subject): notice.text for notice in notices}
    for number, kind, subject in db.conn.execute(
        "SELECT id, kind, subject FROM incidents WHERE source = ? AND closed_at IS NULL",
        (record.source_id,),
    ).fetchall():
        if kind in _TROUBLE or (kind in _CROSS_CHECK) is not cross_check:
            continue
        if wanted.pop((kind, subject), None) is None:
            db.conn.execute(
                "UPDATE incidents SET closed_at = ? WHERE id = ?",
                (to_text(record.finished_at), number),
            )
    for (kind, subject), text in wanted.items():
        _open(db, record, kind, subject, text)


def _open(db: Database, record: PollRecord, kind: str, subject: str, reason: str) -> None:
    db.conn.execute(
        "INSERT INTO incidents (source, kind, subject, reason, opened_at) VALUES (?, ?, ?, ?, ?)",
        (record.source_id, kind, subject, reason, to_text(record.finished_at)),
    )
