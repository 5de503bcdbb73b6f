"""Recipients, resending, what each digest told, what the operator is told of."""

SCRIPT = """
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
