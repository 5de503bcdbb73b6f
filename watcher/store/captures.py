"""Captures: the bytes of an answer, kept as evidence, each row chained to the one before.

Called inside a transaction.
"""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.evidence.canonical import canonical, chain_hash
from watcher.model.capture import Capture
from watcher.store.rows import to_json, to_text


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture's row: its number, and the hash that the chain has of it."""

    number: int
    hash: str


def write(db: Database, source_id: str, capture: Capture, now: datetime) -> Kept:
    """Keep a capture, its body once however often it was served, and move the head on."""
    stored = _body(db, capture)
    newest, previous = db.conn.execute("SELECT captures, captures_hash FROM head").fetchone()
    number = newest + 1
    fetched_at = to_text(capture.fetched_at)
    record = canonical(
        {
            "id": number,
            "source": source_id,
            "url": capture.url,
            "status": capture.status,
            "headers": capture.headers,
            "fetched_at": fetched_at,
            "sha256": capture.sha256,
            "size": len(capture.body),
            "stored": stored,
            "previous": previous,
        }
    )
    digest = chain_hash(record)
    db.conn.execute(
        "INSERT INTO captures (id, sha256, source, url, status, headers, fetched_at, record, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, capture.sha256, source_id, capture.url, capture.status),
            *(to_json(capture.headers), fetched_at, record, digest),
        ),
    )
    db.conn.execute(
        "UPDATE head SET captures = ?, captures_hash = ?, moved_at = ?, signature = ''",
        (number, digest, to_text(now)),
    )
    return Kept(number, digest)


def _body(db: Database, capture: Capture) -> str:
    """See to it that the bytes are kept; the SHA-256 of what is stored of them."""
    known = db.conn.execute(
        "SELECT stored, length(deflated) FROM bodies WHERE sha256 = ?", (capture.sha256,)
    ).fetchone()
    if known is not None and known[1]:
        return str(known[0])
    deflated = zlib.compress(capture.body)
    stored = hashlib.sha256(deflated).hexdigest()
    if known is None:
        db.conn.execute(
            "INSERT INTO bodies (sha256, size, deflated, stored) VALUES (?, ?, ?, ?)",
            (capture.sha256, len(capture.body), deflated, stored),
        )
    else:  # they had been deleted, and the same was served again
        db.conn.execute(
            "UPDATE bodies SET deflated = ?, stored = ? WHERE sha256 = ?",
            (deflated, stored, capture.sha256),
        )
    return stored
