"""Tables and migrations. A migration that was released is never edited: the next one follows."""

from sqlite_utils import Database, Migrations

#: "TRTW" in the file's header tells `file` and us whose database this is.
APPLICATION_ID = 0x54525457

migrations = Migrations("watcher")

_TABLES = """
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


@migrations()
def m001_change_log(db: Database) -> None:
    """The tables of the first version."""
    for statement in _statements(_TABLES):
        db.execute(statement)


_SOURCES_READ_STRICTLY = """
-- The address that permanent redirects led to; it is asked in place of the source's own.
ALTER TABLE sources ADD COLUMN moved_to TEXT;
-- JSON: how often the feed asks to be polled, at most.
ALTER TABLE sources ADD COLUMN rhythm TEXT;
-- JSON: what was too much change at once, since when, and in how many polls.
ALTER TABLE sources ADD COLUMN candidate TEXT;
-- Of the last document that was believed.
ALTER TABLE sources ADD COLUMN title TEXT;
-- What the last cross-check found to differ.
ALTER TABLE sources ADD COLUMN disagreement TEXT;

ALTER TABLE polls ADD COLUMN filtered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE polls ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;
-- What a person decided of a quarantined poll: accepted or rejected.
ALTER TABLE polls ADD COLUMN decision TEXT CHECK (decision IN ('accepted', 'rejected'));
ALTER TABLE polls ADD COLUMN decided_at TEXT;

-- Entries that `match` or `exclude` left out.
CREATE TABLE filtered (
    source TEXT NOT NULL REFERENCES sources (id),
    key TEXT NOT NULL,
    digest TEXT NOT NULL,      -- of its words, to notice that they changed
    title TEXT NOT NULL,
    link TEXT,
    date TEXT,
    reason TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX filtered_by_time ON filtered (first_seen_at);

-- Documents behind links that changes brought: each is fetched once.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources (id),
    key TEXT NOT NULL,         -- of the finding that has the link
    url TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('wanted', 'kept', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt TEXT,
    error TEXT,
    capture INTEGER REFERENCES captures (id),
    text TEXT,
    change INTEGER REFERENCES changes (seq),
    asked_at TEXT NOT NULL,
    done_at TEXT,
    UNIQUE (source, key, url)
) STRICT;
CREATE INDEX documents_wanted ON documents (next_attempt) WHERE state = 'wanted';
CREATE INDEX documents_by_change ON documents (change);
CREATE VIRTUAL TABLE documents_text USING fts5 (
    text, content='', tokenize="unicode61 remove_diacritics 2"
);
"""


@migrations()
def m002_sources_read_strictly(db: Database) -> None:
    """Redirects, rhythms, cross-checks, filtered entries, documents, decided quarantines."""
    for statement in _statements(_SOURCES_READ_STRICTLY):
        db.execute(statement)


_MESSAGES_THAT_ARRIVE = """
-- Whom a delivery goes to, where its channel has several; named without a secret.
ALTER TABLE deliveries ADD COLUMN recipient TEXT NOT NULL DEFAULT '';
-- The delivery of the digest that this one corrects.
ALTER TABLE deliveries ADD COLUMN reply_to TEXT REFERENCES deliveries (id);
-- Attempts since it was queued, or since a person had it sent again.
ALTER TABLE deliveries ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
UPDATE deliveries SET tries = attempts;
CREATE INDEX deliveries_by_digest ON deliveries (digest);
CREATE INDEX deliveries_dead ON deliveries (finished_at) WHERE state = 'dead';
CREATE INDEX attempts_by_delivery ON attempts (delivery);

-- The digest whose message is for this period, too: both came due while nothing ran.
ALTER TABLE digests ADD COLUMN told_with INTEGER REFERENCES digests (id);
-- Which changes a digest told, in full or in brief.
CREATE TABLE told (
    digest INTEGER NOT NULL REFERENCES digests (id),
    change INTEGER NOT NULL REFERENCES changes (seq),
    PRIMARY KEY (digest, change)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_by_change ON told (change);

-- What the operator is told of: once when it begins, once when it is over.
CREATE TABLE episodes (
    id INTEGER PRIMARY KEY,
    trouble TEXT NOT NULL,     -- source, silence, notice, delivery, channel, disk
    subject TEXT NOT NULL,     -- what it is about
    text TEXT NOT NULL,
    since TEXT NOT NULL,       -- when the trouble began
    opened_at TEXT NOT NULL,   -- when the operator was told
    closed_at TEXT
) STRICT;
CREATE UNIQUE INDEX episodes_open ON episodes (trouble, subject) WHERE closed_at IS NULL;

-- A request may be about a source or a delivery.
ALTER TABLE requests RENAME COLUMN source TO subject;
"""


@migrations()
def m003_messages_that_arrive(db: Database) -> None:
    """Recipients, resending, what each digest told, what the operator is told of."""
    for statement in _statements(_MESSAGES_THAT_ARRIVE):
        db.execute(statement)


def _statements(script: str) -> list[str]:
    """Single statements: `executescript` would commit the transaction of the migration.

    A statement ends at a semicolon that ends a line; those inside a trigger stand before more.
    """
    return [part.strip() for part in script.split(";\n") if part.strip()]


#: What `PRAGMA user_version` says of a database that this program has brought up to date.
SCHEMA_VERSION = 3
