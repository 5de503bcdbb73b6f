"""What one poll leaves behind: outcome, capture, changes, findings, validators, incidents.

Everything of one poll is written inside one transaction, so that a crash leaves all of it or
nothing. The caller begins and commits the transaction; many polls may share one.
"""

from collections.abc import Iterable

from sqlite_utils import Database

from watcher.model.change import PollRecord
from watcher.model.source import Outcome, Source
from watcher.store import captures, changes, filtered, incidents
from watcher.store.rows import candidate_to_json, rhythm_to_json, to_json, to_text

_Values = dict[str, str | int | None]


def register(db: Database, sources: Iterable[Source]) -> None:
    """Make each source known, or bring its description up to date; its state is kept."""
    db.conn.executemany(
        "INSERT INTO sources (id, kind, url, tier, treaty) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, url = excluded.url, "
        "tier = excluded.tier, treaty = excluded.treaty, "
        # Where the old address moved to, or how often it failed, says nothing of a new one.
        "moved_to = CASE WHEN url = excluded.url THEN moved_to END, "
        "next_poll = CASE WHEN url = excluded.url THEN next_poll END, "
        "failures = CASE WHEN url = excluded.url THEN failures ELSE 0 END, "
        "paused = CASE WHEN url = excluded.url THEN paused ELSE 0 END",
        [
            (source.id, source.kind, source.url, source.tier.value, source.treaty)
            for source in sources
        ],
    )


def write(db: Database, record: PollRecord) -> None:
    """Write one poll inside the transaction that is open."""
    kept = None
    if record.capture:
        kept = captures.write(db, record.source_id, record.capture, record.finished_at)
    if record.changes:
        if record.capture is None or kept is None:
            raise ValueError("a change needs the capture that it was read from")
        changes.write(db, changes.Origin(record, record.capture, kept))
    filtered.note(db, record)
    _write_poll(db, record, kept.number if kept else None)
    _write_state(db, record)
    incidents.write(db, record)


def _write_poll(db: Database, record: PollRecord, capture_id: int | None) -> None:
    db.conn.execute(
        "INSERT INTO polls (source, started_at, finished_at, outcome, status, bytes, "
        "milliseconds, error, changes, held, capture, filtered, imported) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            len(record.filtered),
            int(record.imported),
        ),
    )


def _write_state(db: Database, record: PollRecord) -> None:
    values = _what_was_read(record)
    failures = ""
    if not record.imported:  # the past was not polled: the source is still due
        values |= _how_it_went(record)
        failures = "" if record.outcome.good else ", failures = failures + 1"
    if not values:
        return
    assignments = ", ".join(f"{name} = ?" for name in values)
    db.conn.execute(
        f"UPDATE sources SET {assignments}{failures} WHERE id = ?",  # noqa: S608 -- our own names
        (*values.values(), record.source_id),
    )


def _how_it_went(record: PollRecord) -> _Values:
    values: _Values = {
        "next_poll": to_text(record.next_poll),
        "last_poll": to_text(record.finished_at),
        "last_outcome": record.outcome.value,
    }
    if record.outcome.good:
        values |= {"failures": 0, "last_good": to_text(record.finished_at), "paused": 0}
    if record.gone:
        values["paused"] = 1
    return values


def _what_was_read(record: PollRecord) -> _Values:
    values: _Values = {}
    if record.outcome is not Outcome.FAILED:
        values["candidate"] = candidate_to_json(record.candidate) if record.candidate else None
    if record.outcome.good and record.outcome is not Outcome.NOT_MODIFIED:
        values["held"] = to_json(sorted(record.held))
    if record.validators is not None:
        values |= {
            "etag": record.validators.etag,
            "last_modified": record.validators.last_modified,
        }
    if record.forget_body:
        values |= {"etag": None, "last_modified": None, "body_digest": None}
    if record.notices is not None:  # the document was read
        values["rhythm"] = rhythm_to_json(record.rhythm) if record.rhythm else None
    if record.title is not None:
        values["title"] = record.title
    if record.agreement is not None:
        values["disagreement"] = record.disagreement
    if record.moved_to is not None:
        values["moved_to"] = record.moved_to or None
    parts = None if record.parts is None else to_json(sorted(record.parts))
    advanced: _Values = {
        "body_digest": record.body_digest,
        "fingerprint": record.fingerprint,
        "parts": parts,
    }
    return values | {name: value for name, value in advanced.items() if value is not None}
