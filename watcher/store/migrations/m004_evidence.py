"""Captures in a chain of their own, deletions in another, and a head that is signed."""

import hashlib
import json

from sqlite_utils import Database

SCRIPT = """
-- SHA-256 of the stored bytes, `deflated`: an empty blob there means that they were deleted.
ALTER TABLE bodies ADD COLUMN stored TEXT NOT NULL DEFAULT '';

-- `record` holds the exact bytes that `hash` is the SHA-256 of, as in `changes`.
ALTER TABLE captures ADD COLUMN record BLOB NOT NULL DEFAULT x'';
ALTER TABLE captures ADD COLUMN hash TEXT NOT NULL DEFAULT '';

-- Bodies whose bytes were deleted because of their age; what stays of them is their hash.
CREATE TABLE deletions (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL REFERENCES bodies (sha256),
    captures INTEGER NOT NULL, -- the newest capture's number at that time
    deleted_at TEXT NOT NULL,
    record BLOB NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX deletions_by_body ON deletions (sha256);

-- The keys that signed the head, the one in use last. A key that takes over keeps the last head
-- that was signed before it.
CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    public TEXT NOT NULL,      -- as OpenSSH writes it
    head BLOB NOT NULL,
    signature TEXT NOT NULL
) STRICT;

-- `record` is what is signed, `signature` its signature; empty while a transaction moves the head.
ALTER TABLE head ADD COLUMN captures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE head ADD COLUMN captures_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE head ADD COLUMN deletions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE head ADD COLUMN deletions_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE head ADD COLUMN moved_at TEXT NOT NULL DEFAULT '';
ALTER TABLE head ADD COLUMN record BLOB NOT NULL DEFAULT x'';
ALTER TABLE head ADD COLUMN signature TEXT NOT NULL DEFAULT '';

-- The records of the first versions hold whole seconds, and so do the columns from here on: what
-- no record says could be altered unseen.
DROP TRIGGER changes_are_never_updated;
UPDATE changes SET detected_at = substr(detected_at, 1, 19) || '.000Z',
    captured_at = substr(captured_at, 1, 19) || '.000Z';
UPDATE findings SET since = substr(since, 1, 19) || '.000Z';
UPDATE head SET moved_at = coalesce((SELECT max(detected_at) FROM changes), '');
"""

TRIGGERS = """
CREATE TRIGGER changes_are_never_updated BEFORE UPDATE ON changes
BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END;
CREATE TRIGGER captures_are_never_updated BEFORE UPDATE ON captures
BEGIN SELECT RAISE(ABORT, 'captures are append-only'); END;
CREATE TRIGGER captures_are_never_deleted BEFORE DELETE ON captures
BEGIN SELECT RAISE(ABORT, 'captures are append-only'); END;
CREATE TRIGGER bodies_are_never_deleted BEFORE DELETE ON bodies
BEGIN SELECT RAISE(ABORT, 'bodies are kept, or emptied'); END;
CREATE TRIGGER bodies_are_only_emptied_or_filled BEFORE UPDATE ON bodies
WHEN NEW.sha256 <> OLD.sha256 OR NEW.size <> OLD.size
    OR (length(NEW.deflated) > 0 AND length(OLD.deflated) > 0)
BEGIN SELECT RAISE(ABORT, 'bodies are kept, or emptied'); END;
CREATE TRIGGER deletions_are_never_updated BEFORE UPDATE ON deletions
BEGIN SELECT RAISE(ABORT, 'deletions are append-only'); END;
CREATE TRIGGER deletions_are_never_deleted BEFORE DELETE ON deletions
BEGIN SELECT RAISE(ABORT, 'deletions are append-only'); END;
CREATE TRIGGER keys_are_never_updated BEFORE UPDATE ON keys
BEGIN SELECT RAISE(ABORT, 'keys are append-only'); END;
CREATE TRIGGER keys_are_never_deleted BEFORE DELETE ON keys
BEGIN SELECT RAISE(ABORT, 'keys are append-only'); END;
"""


def bring_into_the_chain(db: Database) -> None:
    """Chain the captures that are there, in their order, one at a time in memory."""
    for (sha256,) in db.conn.execute("SELECT sha256 FROM bodies").fetchall():
        (deflated,) = db.conn.execute(
            "SELECT deflated FROM bodies WHERE sha256 = ?", (sha256,)
        ).fetchone()
        stored = hashlib.sha256(deflated).hexdigest()
        db.conn.execute("UPDATE bodies SET stored = ? WHERE sha256 = ?", (stored, sha256))
    previous = ""
    numbers = db.conn.execute("SELECT id FROM captures ORDER BY id").fetchall()
    for (number,) in numbers:
        record = next(
            db.query(
                "SELECT id, source, url, status, headers, fetched_at, sha256, size, stored "
                "FROM captures JOIN bodies USING (sha256) WHERE id = ?",
                [number],
            )
        )
        record["headers"] = json.loads(record["headers"])
        record["previous"] = previous
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        body = text.encode("utf-8", "backslashreplace")
        previous = hashlib.sha256(body).hexdigest()
        db.conn.execute(
            "UPDATE captures SET record = ?, hash = ? WHERE id = ?", (body, previous, number)
        )
    db.conn.execute("UPDATE head SET captures = ?, captures_hash = ?", (len(numbers), previous))
