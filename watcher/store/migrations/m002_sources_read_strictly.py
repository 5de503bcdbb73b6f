"""Redirects, rhythms, cross-checks, filtered entries, documents, decided quarantines."""

SCRIPT = """
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
