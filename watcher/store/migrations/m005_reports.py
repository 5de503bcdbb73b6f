"""Claims that news entries make, and the reports that wait for the record."""

SCRIPT = """
-- What entries say of treaty actions, as read from the line of the log that brought them.
CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    change INTEGER NOT NULL REFERENCES changes (seq),
    treaty TEXT NOT NULL,
    action TEXT NOT NULL,
    stage TEXT NOT NULL,       -- called_for, announced, domestic_step, done, historical, count
    participants TEXT NOT NULL,  -- JSON: codes
    unnamed INTEGER NOT NULL,  -- others are meant beside them, or instead
    number INTEGER,            -- of States, where the stage is a count
    quote TEXT NOT NULL        -- the words that it was read from
) STRICT;
CREATE INDEX claims_by_change ON claims (change);
CREATE INDEX claims_by_treaty ON claims (treaty, stage);

-- What is said to be done, and what the record has made of it.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    treaty TEXT NOT NULL,
    deed TEXT NOT NULL,        -- signature, consent, withdrawal, entry_into_force
    action TEXT NOT NULL,      -- as the source has it
    participant TEXT,          -- code; null for a number of States, or the treaty as a whole
    number INTEGER,
    change INTEGER NOT NULL REFERENCES changes (seq),  -- that said so first
    reported_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unconfirmed', 'confirmed', 'contradicted', 'lapsed')),
    settled_at TEXT,
    settled_by INTEGER REFERENCES changes (seq),
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX reports_by_treaty ON reports (treaty, state);
CREATE INDEX reports_by_settler ON reports (settled_by) WHERE settled_by IS NOT NULL;

-- Every claim that makes a report: a second source adds its own.
CREATE TABLE report_claims (
    report INTEGER NOT NULL REFERENCES reports (id),
    claim INTEGER NOT NULL REFERENCES claims (id),
    PRIMARY KEY (report, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_claims_by_claim ON report_claims (claim);

-- How far the log has been read for claims, and reports were held against the record.
CREATE TABLE readings (
    name TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    day TEXT NOT NULL          -- UTC
) STRICT, WITHOUT ROWID;
"""
