"""The rows that a poll adds to the change log, each chained to the one before, and the findings.

Called inside the transaction of the poll.
"""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlite_utils import Database

from watcher.evidence.canonical import canonical, chain_hash
from watcher.evidence.replay import earlier
from watcher.model.capture import Capture
from watcher.model.change import Change, PollRecord
from watcher.model.finding import Finding
from watcher.model.wire import change_fields, statement_to_json
from watcher.store import documents
from watcher.store.captures import Kept
from watcher.store.rows import finding_to_json, statement_from_json, to_json, to_text

#: The part whose findings link to documents that belong to the record.
_WITH_FILES = "notifications"

Row = tuple[str, str]  # statement, earlier


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the changes of one poll come from."""

    record: PollRecord
    capture: Capture
    kept: Kept


def write(db: Database, origin: Origin) -> None:
    """Write all changes of one poll, in order, and move the head on."""
    seq, head = db.conn.execute("SELECT seq, hash FROM head").fetchone()
    for change in origin.record.changes:
        seq += 1
        head = _write_change(db, origin, change, seq, head)
        _write_findings(db, origin, change, seq)
        _want_files(db, origin, change, seq)
    db.conn.execute("UPDATE head SET seq = ?, hash = ?, signature = ''", (seq, head))


def _write_change(db: Database, origin: Origin, change: Change, seq: int, previous: str) -> str:
    record, capture = origin.record, origin.capture
    fields = {
        "seq": seq,
        **change_fields(change),
        "source": record.source_id,
        "tier": record.tier,
        "treaty": change.treaty or record.treaty,
        "detected_at": to_text(record.finished_at),
        "captured_at": to_text(capture.fetched_at),
        "imported": record.imported,
        "capture": capture.sha256,
    }
    updates = [[key, finding_to_json(finding)] for key, finding in change.updates]
    chained = {
        "updates": updates,
        "capture_record": origin.kept.hash,
        "previous": previous,
    }
    body = canonical({**fields, **chained})
    digest = chain_hash(body)
    old, new = (to_json(fields[side]) if fields[side] else None for side in ("old", "new"))
    columns = {
        **fields,
        "old": old,
        "new": new,
        "imported": int(record.imported),
        "capture_id": origin.kept.number,
        "record": body,
        "hash": digest,
    }
    names = ", ".join(columns)
    db.conn.execute(
        f"INSERT INTO changes ({names}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608 -- our own names
        tuple(columns.values()),
    )
    texts = [statement.text or "" if statement else "" for statement in (change.old, change.new)]
    db.conn.execute(
        "INSERT INTO changes_text (rowid, summary, old, new) VALUES (?, ?, ?, ?)",
        (seq, change.summary, *texts),
    )
    return digest


def _write_findings(db: Database, origin: Origin, change: Change, seq: int) -> None:
    """Bring the findings up to what a change says; one that moves to another key keeps its past."""
    source_id = origin.record.source_id
    moving: Row | None = None  # what was taken out just before, and may come in under a new key
    for key, finding in change.updates:
        before = db.conn.execute(
            "SELECT statement, earlier FROM findings WHERE source = ? AND key = ?",
            (source_id, key),
        ).fetchone()
        if finding is None:
            db.conn.execute("DELETE FROM findings WHERE source = ? AND key = ?", (source_id, key))
            moving = before
            continue
        db.conn.execute(
            "INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                source_id,
                key,
                finding.part,
                finding.subject,
                to_json(statement_to_json(finding.statement)),
                to_json(_earlier(before or moving, finding)),
                to_text(origin.record.finished_at),
                seq,
            ),
        )
        moving = None


def _want_files(db: Database, origin: Origin, change: Change, seq: int) -> None:
    """Ask for the PDFs behind depositary notifications."""
    for key, finding in change.updates:
        link = finding.statement.link if finding and finding.part == _WITH_FILES else None
        if link and urlsplit(link).path.lower().endswith(".pdf"):
            record = origin.record
            documents.want(db, record.source_id, key, link, seq, record.finished_at)


def _earlier(row: Row | None, finding: Finding) -> list[str]:
    """The digests of what a finding stated before, oldest first."""
    before = statement_from_json(json.loads(row[0])) if row else None
    if row is None or before is None:
        return []
    return list(earlier(before, json.loads(row[1]), finding.statement))
