"""What one poll leaves behind: outcome, capture, changes, findings, validators, incidents.

Everything of one poll is written inside one transaction, so that a crash leaves all of it or
nothing. The caller begins and commits the transaction; many polls may share one.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from watcher.model.capture import Capture
from watcher.model.change import Change, PollRecord
from watcher.model.finding import Finding
from watcher.model.source import Outcome, Source
from watcher.model.wire import change_fields, moment_to_json, statement_to_json
from watcher.store.rows import (
    canonical,
    chain_hash,
    finding_to_json,
    statement_from_json,
    to_json,
    to_text,
)

#: Characters of an incident's reason, beyond which no further one is added to it.
_LONGEST_REASON = 2_000

#: How many earlier statements of a finding are remembered, to notice one that comes back.
_EARLIER = 20


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where the changes of one poll come from."""

    record: PollRecord
    capture: Capture
    capture_id: int


def register(db: Database, sources: Iterable[Source]) -> None:
    """Make each source known, or bring its description up to date; its state is kept."""
    db.conn.executemany(
        "INSERT INTO sources (id, kind, url, tier, treaty) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, url = excluded.url, "
        "tier = excluded.tier, treaty = excluded.treaty",
        [
            (source.id, source.kind, source.url, source.tier.value, source.treaty)
            for source in sources
        ],
    )


def write(db: Database, record: PollRecord) -> None:
    """Write one poll inside the transaction that is open."""
    capture_id = _write_capture(db, record.source_id, record.capture) if record.capture else None
    if record.changes:
        if record.capture is None or capture_id is None:
            raise ValueError("a change needs the capture that it was read from")
        _write_changes(db, _Origin(record, record.capture, capture_id))
    _write_poll(db, record, capture_id)
    _write_state(db, record)
    _write_incidents(db, record)


def _write_poll(db: Database, record: PollRecord, capture_id: int | None) -> None:
    db.conn.execute(
        "INSERT INTO polls (source, started_at, finished_at, outcome, status, bytes, "
        "milliseconds, error, changes, held, capture) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.source_id,
            to_text(record.started_at),
            to_text(record.finished_at),
            record.outcome.value,
            record.status,
            record.bytes,
            record.milliseconds,
            record.error,
            len(record.changes),
            len(record.held),
            capture_id,
        ),
    )


def _write_capture(db: Database, source_id: str, capture: Capture) -> int:
    known = db.conn.execute("SELECT 1 FROM bodies WHERE sha256 = ?", (capture.sha256,)).fetchone()
    if known is None:
        db.conn.execute(
            "INSERT INTO bodies VALUES (?, ?, ?)",
            (capture.sha256, len(capture.body), zlib.compress(capture.body)),
        )
    cursor = db.conn.execute(
        "INSERT INTO captures (sha256, source, url, status, headers, fetched_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            capture.sha256,
            source_id,
            capture.url,
            capture.status,
            to_json(capture.headers),
            to_text(capture.fetched_at),
        ),
    )
    if cursor.lastrowid is None:
        raise ValueError("the capture's row has no number")
    return cursor.lastrowid


def _write_changes(db: Database, origin: _Origin) -> None:
    seq, head = db.conn.execute("SELECT seq, hash FROM head").fetchone()
    for change in origin.record.changes:
        seq += 1
        head = _write_change(db, origin, change, seq, head)
        for key, finding in change.updates:
            _write_finding(db, origin, key, finding, seq)
    db.conn.execute("UPDATE head SET seq = ?, hash = ?", (seq, head))


def _write_change(db: Database, origin: _Origin, change: Change, seq: int, previous: str) -> str:
    record, capture = origin.record, origin.capture
    fields = {
        "seq": seq,
        **change_fields(change),
        "source": record.source_id,
        "tier": record.tier,
        "treaty": record.treaty,
        "detected_at": moment_to_json(record.finished_at),
        "captured_at": moment_to_json(capture.fetched_at),
        "imported": False,
        "capture": capture.sha256,
    }
    updates = [[key, finding_to_json(finding)] for key, finding in change.updates]
    body = canonical({**fields, "updates": updates, "previous": previous})
    digest = chain_hash(body)
    old, new = (to_json(fields[side]) if fields[side] else None for side in ("old", "new"))
    columns = {
        **fields,
        "old": old,
        "new": new,
        "imported": 0,
        "detected_at": to_text(record.finished_at),
        "captured_at": to_text(capture.fetched_at),
        "capture_id": origin.capture_id,
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


def _write_finding(
    db: Database, origin: _Origin, key: str, finding: Finding | None, seq: int
) -> None:
    source_id = origin.record.source_id
    if finding is None:
        db.conn.execute("DELETE FROM findings WHERE source = ? AND key = ?", (source_id, key))
        return
    row = db.conn.execute(
        "SELECT statement, earlier FROM findings WHERE source = ? AND key = ?", (source_id, key)
    ).fetchone()
    earlier: list[str] = []
    if row is not None:
        before = statement_from_json(json.loads(row[0]))
        earlier = json.loads(row[1])
        if before is not None and before.substance != finding.statement.substance:
            earlier = [*earlier, before.digest][-_EARLIER:]
    db.conn.execute(
        "INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source_id,
            key,
            finding.part,
            finding.subject,
            to_json(statement_to_json(finding.statement)),
            to_json(earlier),
            to_text(origin.record.finished_at),
            seq,
        ),
    )


def _write_state(db: Database, record: PollRecord) -> None:
    values: dict[str, str | int | None] = {
        "next_poll": to_text(record.next_poll),
        "last_poll": to_text(record.finished_at),
        "last_outcome": record.outcome.value,
    }
    if record.outcome.good:
        values |= {"failures": 0, "last_good": to_text(record.finished_at)}
        if record.outcome is not Outcome.NOT_MODIFIED:
            values["held"] = to_json(sorted(record.held))
    if record.validators is not None:
        values |= {
            "etag": record.validators.etag,
            "last_modified": record.validators.last_modified,
        }
    if record.forget_body:
        values |= {"etag": None, "last_modified": None, "body_digest": None}
    if record.body_digest is not None:
        values["body_digest"] = record.body_digest
    if record.fingerprint is not None:
        values["fingerprint"] = record.fingerprint
    if record.parts is not None:
        values["parts"] = to_json(sorted(record.parts))
    failures = "" if record.outcome.good else ", failures = failures + 1"
    assignments = ", ".join(f"{name} = ?" for name in values)
    db.conn.execute(
        f"UPDATE sources SET {assignments}{failures} WHERE id = ?",  # noqa: S608 -- our own names
        (*values.values(), record.source_id),
    )


def _write_incidents(db: Database, record: PollRecord) -> None:
    """One incident an episode: a failure goes on until a good poll, a notice until it is gone."""
    now = to_text(record.finished_at)
    episode = "source = ? AND kind IN ('failed', 'quarantined') AND closed_at IS NULL"
    if record.outcome.good:
        db.conn.execute(
            f"UPDATE incidents SET closed_at = ? WHERE {episode}",  # noqa: S608 -- our own text
            (now, record.source_id),
        )
    else:
        # An episode may begin with a maintenance page and end with half a table: both are told.
        reason = record.error or ""
        updated = db.conn.execute(
            "UPDATE incidents SET kind = ?, reason = CASE "  # noqa: S608 -- our own text
            "WHEN instr(reason, ?) OR length(reason) > ? THEN reason "
            f"ELSE reason || '; then ' || ? END WHERE {episode}",
            (record.outcome.value, reason, _LONGEST_REASON, reason, record.source_id),
        )
        if not updated.rowcount:
            _open_incident(db, record, record.outcome.value, "", record.error or "")
    if record.notices is None:
        return
    wanted = {(notice.kind, notice.subject): notice.text for notice in record.notices}
    for number, kind, subject in db.conn.execute(
        "SELECT id, kind, subject FROM incidents WHERE source = ? AND closed_at IS NULL "
        "AND kind NOT IN ('failed', 'quarantined')",
        (record.source_id,),
    ).fetchall():
        if wanted.pop((kind, subject), None) is None:
            db.conn.execute("UPDATE incidents SET closed_at = ? WHERE id = ?", (now, number))
    for (kind, subject), text in wanted.items():
        _open_incident(db, record, kind, subject, text)


def _open_incident(db: Database, record: PollRecord, kind: str, subject: str, reason: str) -> None:
    db.conn.execute(
        "INSERT INTO incidents (source, kind, subject, reason, opened_at) VALUES (?, ?, ?, ?, ?)",
        (record.source_id, kind, subject, reason, to_text(record.finished_at)),
    )
