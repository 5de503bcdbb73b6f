"""Documents behind the links that changes brought: wanted, then kept with their text, or failed.

A document is fetched once: whoever wants the same address has the same capture. The functions
that write are called inside a transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.model.capture import Capture
from watcher.store import captures
from watcher.store.rows import Row, maybe_moment, to_json, to_moment, to_text

#: The kind of the incident by which the operator learns that a document is given up.
INCIDENT = "document"


@dataclass(frozen=True, slots=True)
class Linked:
    """A document behind a link. Moments are UTC."""

    id: int
    source: str
    key: str  # of the finding that has the link
    url: str
    state: str  # wanted, kept, failed
    attempts: int  # that failed
    next_attempt: datetime | None  # None: at once where it is wanted, else never
    error: str | None  # why the last attempt failed; of a kept one, why it has no text
    capture_id: int | None
    text: str | None
    change: int | None  # the change that brought it
    asked_at: datetime
    done_at: datetime | None


def want(db: Database, source_id: str, key: str, url: str, seq: int, now: datetime) -> None:
    """Ask for what a finding links to, unless that was done before."""
    db.conn.execute(
        "INSERT INTO documents (source, key, url, state, change, asked_at) "
        "VALUES (?, ?, ?, 'wanted', ?, ?) ON CONFLICT (source, key, url) DO NOTHING",
        (source_id, key, url, seq, to_text(now)),
    )
    same = db.conn.execute(
        "SELECT capture, text, error FROM documents WHERE url = ? AND state = 'kept' LIMIT 1",
        (url,),
    ).fetchone()
    if same is not None:
        capture_id, text, error = same
        _kept(db, url, capture_id, text, error, now)


def due(db: Database, now: datetime, limit: int, sources: Iterable[str]) -> tuple[Linked, ...]:
    """What is to be fetched now for these sources, longest due first; each address once."""
    found = db.query(
        "SELECT documents.*, min(coalesce(next_attempt, asked_at)) AS due FROM documents "
        "WHERE state = 'wanted' AND (next_attempt IS NULL OR next_attempt <= :now) "
        "AND source IN (SELECT value FROM json_each(:sources)) "
        "GROUP BY url ORDER BY due, id LIMIT :limit",
        {"now": to_text(now), "sources": to_json(list(sources)), "limit": limit},
    )
    return tuple(map(_linked, found))


def keep(
    db: Database, id_: int, capture: Capture, text: str, now: datetime, error: str | None = None
) -> None:
    """Keep a document that came, and its text; `error` says why there is none."""
    source, url = db.conn.execute(
        "SELECT source, url FROM documents WHERE id = ?", (id_,)
    ).fetchone()
    _kept(db, url, captures.write(db, source, capture, now).number, text, error, now)


def failed(
    db: Database, id_: int, error: str, next_attempt: datetime | None, now: datetime
) -> None:
    """Note an attempt that failed. Without a next one it is given up, and the operator is told.

    Whoever else wants the same address waits as long.
    """
    state = "failed" if next_attempt is None else "wanted"
    (url,) = db.conn.execute("SELECT url FROM documents WHERE id = ?", (id_,)).fetchone()
    done = None if next_attempt else to_text(now)
    sources = db.conn.execute(
        "UPDATE documents SET attempts = attempts + 1, state = ?, error = ?, next_attempt = ?, "
        "done_at = ? WHERE url = ? AND state = 'wanted' RETURNING source",
        (state, error, to_text(next_attempt) if next_attempt else None, done, url),
    ).fetchall()
    if next_attempt is None:
        reason = f"the document {url} could not be fetched and is given up: {error}"
        db.conn.executemany(
            "INSERT INTO incidents (source, kind, subject, reason, opened_at) "
            "VALUES (?, ?, ?, ?, ?)",
            [(source, INCIDENT, url, reason, to_text(now)) for (source,) in set(sources)],
        )


def of_change(db: Database, seq: int) -> tuple[Linked, ...]:
    """The documents that a change brought."""
    found = db.query("SELECT * FROM documents WHERE change = ? ORDER BY id", [seq])
    return tuple(map(_linked, found))


def _kept(
    db: Database, url: str, capture_id: int, text: str, error: str | None, now: datetime
) -> None:
    rows = db.conn.execute(
        "UPDATE documents SET state = 'kept', capture = ?, text = ?, error = ?, "
        "next_attempt = NULL, done_at = ? WHERE url = ? AND state = 'wanted' RETURNING id",
        (capture_id, text, error, to_text(now), url),
    ).fetchall()
    db.conn.executemany(
        "INSERT INTO documents_text (rowid, text) VALUES (?, ?)", [(id_, text) for (id_,) in rows]
    )


def _linked(row: Row) -> Linked:
    return Linked(
        id=row["id"],
        source=row["source"],
        key=row["key"],
        url=row["url"],
        state=row["state"],
        attempts=row["attempts"],
        next_attempt=maybe_moment(row["next_attempt"]),
        error=row["error"],
        capture_id=row["capture"],
        text=row["text"],
        change=row["change"],
        asked_at=to_moment(row["asked_at"]),
        done_at=maybe_moment(row["done_at"]),
    )
