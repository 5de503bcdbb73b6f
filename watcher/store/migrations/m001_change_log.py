"""The tables of the first version."""

SCRIPT = """
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A source's state. Moments are UTC, ISO 8601 with milliseconds, so that text order is time order.
CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    tier TEXT NOT NULL,
    treaty TEXT,
    fingerprint TEXT,          -- how it was read at the last good poll
    etag TEXT,                 -- validators, as served
    last_modified TEXT,
    body_digest TEXT,          -- of the last body that was accepted whole
    parts TEXT NOT NULL DEFAULT '[]',  -- JSON: parts that have had their baseline
    held TEXT NOT NULL DEFAULT '[]',   -- JSON: tokens of changes that wait for a second look
    failures INTEGER NOT NULL DEFAULT 0,
    next_poll TEXT,
    last_poll TEXT,
    last_good TEXT,
    last_outcome TEXT,
    paused INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE polls (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources (id),
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,            -- HTTP status, where there was an answer
    bytes INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    error TEXT,                -- why it failed or was quarantined
    changes INTEGER NOT NULL,  -- rows it added to the change log
    held INTEGER NOT NULL,     -- changes that wait for a second look
    capture INTEGER REFERENCES captures (id)
) STRICT;
CREATE INDEX polls_by_source ON polls (source, id);

-- A body is kept once, however often it was served.
CREATE TABLE bodies (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,     -- bytes before compression
    deflated BLOB NOT NULL     -- zlib
) STRICT;

CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL REFERENCES bodies (sha256),
    source TEXT NOT NULL REFERENCES sources (id),
    url TEXT NOT NULL,         -- the address that answered
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,     -- JSON: pairs, in order, as served
    fetched_at TEXT NOT NULL
) STRICT;
CREATE INDEX captures_by_body ON captures (sha256);

-- What each source states now; a projection of the change log.
CREATE TABLE findings (
    source TEXT NOT NULL REFERENCES sources (id),
    key TEXT NOT NULL,
    part TEXT NOT NULL,
    subject TEXT,
    statement TEXT NOT NULL,   -- JSON
    earlier TEXT NOT NULL,     -- JSON: digests of the statements before, oldest first
    since TEXT NOT NULL,
    change INTEGER NOT NULL REFERENCES changes (seq),
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

-- The change log. `record` holds the exact bytes that `hash` is the SHA-256 of; they name the
-- hash of the row before. The other columns repeat it for queries.
CREATE TABLE changes (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    source TEXT NOT NULL REFERENCES sources (id),
    tier TEXT NOT NULL,
    treaty TEXT,
    participant TEXT,
    participant_code TEXT,
    action TEXT,
    date TEXT,                 -- the action's own
    effective TEXT,            -- when it takes effect
    old TEXT,                  -- JSON
    new TEXT,                  -- JSON
    summary TEXT NOT NULL,
    detected_at TEXT NOT NULL, -- when we found it
    captured_at TEXT NOT NULL,
    imported INTEGER NOT NULL,
    capture TEXT NOT NULL,     -- SHA-256 of the body
    capture_id INTEGER NOT NULL REFERENCES captures (id),
    record BLOB NOT NULL,
    hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX changes_by_treaty ON changes (treaty, seq);
CREATE INDEX changes_by_source ON changes (source, seq);
CREATE INDEX changes_by_participant ON changes (participant_code, seq);

CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0, '');

CREATE TRIGGER changes_are_never_updated BEFORE UPDATE ON changes
BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END;
CREATE TRIGGER changes_are_never_deleted BEFORE DELETE ON changes
BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END;

CREATE VIRTUAL TABLE changes_text USING fts5 (
    summary, old, new, content='', tokenize="unicode61 remove_diacritics 2"
);

CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources (id),
    kind TEXT NOT NULL,        -- failed, quarantined, or the kind of a notice
    subject TEXT NOT NULL,     -- tells notices of one kind apart; '' for failures
    reason TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT
) STRICT;
CREATE INDEX incidents_open ON incidents (source) WHERE closed_at IS NULL;

CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    period_end TEXT NOT NULL,  -- the UTC instant that names the period
    since_seq INTEGER NOT NULL,
    until_seq INTEGER NOT NULL,
    composed_at TEXT NOT NULL,
    subject TEXT NOT NULL,
    document TEXT,             -- JSON; null for an empty period that sends nothing
    UNIQUE (name, period_end)
) STRICT;

-- Where each digest goes on: the log's sequence number and the period that were told last.
CREATE TABLE cursors (
    name TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    period_end TEXT NOT NULL
) STRICT;

CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    digest INTEGER NOT NULL REFERENCES digests (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'delivered', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt TEXT,
    created_at TEXT NOT NULL,
    finished_at TEXT
) STRICT;
CREATE INDEX deliveries_queued ON deliveries (next_attempt) WHERE state = 'queued';

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    delivery TEXT NOT NULL REFERENCES deliveries (id),
    started_at TEXT NOT NULL,
    milliseconds INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    answer TEXT NOT NULL
) STRICT;

CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,        -- poll
    source TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    done_at TEXT,
    answer TEXT                -- JSON, once done
) STRICT;
CREATE INDEX requests_open ON requests (id) WHERE done_at IS NULL;
"""
