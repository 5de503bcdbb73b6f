"""Captures: the bytes of an answer, kept as evidence. Called inside a transaction."""

import zlib

from sqlite_utils import Database

from watcher.model.capture import Capture
from watcher.store.rows import to_json, to_text


def write(db: Database, source_id: str, capture: Capture) -> int:
    """Keep a capture, its body once however often it was served; returns its number."""
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
