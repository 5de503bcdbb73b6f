"""Reviews, what the review desk asks of a long log, and sources that a person paused."""

SCRIPT = """
-- What people made of lines of the log. A note alone changes no state.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    change INTEGER NOT NULL REFERENCES changes (seq),
    verdict TEXT NOT NULL CHECK (verdict IN ('seen', 'important', 'false_alarm', 'note')),
    note TEXT NOT NULL,
    reviewer TEXT NOT NULL,    -- a name; '' where nobody gave one
    reviewed_at TEXT NOT NULL,
    CHECK (verdict <> 'note' OR note <> '')
) STRICT;
CREATE INDEX reviews_by_change ON reviews (change);
CREATE TRIGGER reviews_are_never_updated BEFORE UPDATE ON reviews
BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
CREATE TRIGGER reviews_are_never_deleted BEFORE DELETE ON reviews
BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;

-- Where each line stands: a projection of log and reviews, which the triggers below keep. A line
-- waits for a review ('unreviewed') where it is news: not a baseline, editorial or imported.
CREATE TABLE review_state (
    change INTEGER PRIMARY KEY REFERENCES changes (seq),
    verdict TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX review_state_by_verdict ON review_state (verdict, change);
-- How many lines stand so, by kind: counting them would take longer with each year.
CREATE TABLE review_counts (
    verdict TEXT NOT NULL,
    kind TEXT NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (verdict, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO review_state SELECT seq, 'unreviewed' FROM changes
WHERE kind IN ('added', 'modified', 'removed') AND imported = 0;
INSERT INTO review_counts SELECT 'unreviewed', kind, count(*) FROM changes
WHERE kind IN ('added', 'modified', 'removed') AND imported = 0 GROUP BY kind;
CREATE TRIGGER changes_wait_for_a_review AFTER INSERT ON changes
WHEN NEW.kind IN ('added', 'modified', 'removed') AND NEW.imported = 0
BEGIN INSERT INTO review_state VALUES (NEW.seq, 'unreviewed'); END;
CREATE TRIGGER reviews_decide AFTER INSERT ON reviews WHEN NEW.verdict <> 'note'
BEGIN INSERT INTO review_state VALUES (NEW.change, NEW.verdict)
ON CONFLICT (change) DO UPDATE SET verdict = excluded.verdict; END;
CREATE TRIGGER review_states_are_counted AFTER INSERT ON review_state
BEGIN INSERT INTO review_counts
VALUES (NEW.verdict, (SELECT kind FROM changes WHERE seq = NEW.change), 1)
ON CONFLICT (verdict, kind) DO UPDATE SET lines = lines + 1; END;
CREATE TRIGGER review_states_are_counted_again AFTER UPDATE ON review_state
BEGIN UPDATE review_counts SET lines = lines - 1 WHERE verdict = OLD.verdict
AND kind = (SELECT kind FROM changes WHERE seq = OLD.change); INSERT INTO review_counts
VALUES (NEW.verdict, (SELECT kind FROM changes WHERE seq = NEW.change), 1)
ON CONFLICT (verdict, kind) DO UPDATE SET lines = lines + 1; END;

-- The span of the log that was detected on each day, UTC. Lines of two days may overlap, where
-- the clock went back.
CREATE TABLE log_days (
    day TEXT PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO log_days SELECT substr(detected_at, 1, 10), min(seq), max(seq) FROM changes GROUP BY 1;
CREATE TRIGGER changes_have_their_day AFTER INSERT ON changes
BEGIN INSERT INTO log_days VALUES (substr(NEW.detected_at, 1, 10), NEW.seq, NEW.seq)
ON CONFLICT (day) DO UPDATE SET first_seq = min(first_seq, excluded.first_seq),
last_seq = max(last_seq, excluded.last_seq); END;

-- All that a filter asks of a line, without the line: lines are long.
CREATE INDEX changes_facets ON changes
    (seq, kind, source, treaty, participant_code, participant, action, detected_at);
CREATE INDEX changes_by_action ON changes (action, kind, seq);
CREATE INDEX changes_by_kind ON changes (kind, seq);
CREATE INDEX changes_by_name ON changes (participant, seq);
CREATE INDEX changes_by_capture ON changes (capture_id);
CREATE INDEX changes_news_of_treaty ON changes (treaty, seq)
    WHERE kind IN ('added', 'modified', 'removed');
CREATE INDEX changes_news_of_source ON changes (source, seq)
    WHERE kind IN ('added', 'modified', 'removed');

-- How many polls ended how, imports left out, by the bound in milliseconds within which they
-- stayed, 0 for longer ones: a scrape of /metrics takes no longer with each year.
CREATE TABLE polls_counted (
    outcome TEXT NOT NULL,
    bound INTEGER NOT NULL,
    polls INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,  -- of all of them
    PRIMARY KEY (outcome, bound)
) STRICT, WITHOUT ROWID;
INSERT INTO polls_counted SELECT outcome, CASE WHEN milliseconds <= 100 THEN 100
WHEN milliseconds <= 250 THEN 250 WHEN milliseconds <= 500 THEN 500
WHEN milliseconds <= 1000 THEN 1000 WHEN milliseconds <= 2500 THEN 2500
WHEN milliseconds <= 5000 THEN 5000 WHEN milliseconds <= 10000 THEN 10000
WHEN milliseconds <= 30000 THEN 30000 WHEN milliseconds <= 60000 THEN 60000 ELSE 0 END AS bound,
count(*), sum(milliseconds) FROM polls WHERE imported = 0 GROUP BY outcome, bound;
CREATE TRIGGER polls_are_counted AFTER INSERT ON polls WHEN NEW.imported = 0
BEGIN INSERT INTO polls_counted VALUES (NEW.outcome, CASE WHEN NEW.milliseconds <= 100 THEN 100
WHEN NEW.milliseconds <= 250 THEN 250 WHEN NEW.milliseconds <= 500 THEN 500
WHEN NEW.milliseconds <= 1000 THEN 1000 WHEN NEW.milliseconds <= 2500 THEN 2500
WHEN NEW.milliseconds <= 5000 THEN 5000 WHEN NEW.milliseconds <= 10000 THEN 10000
WHEN NEW.milliseconds <= 30000 THEN 30000 WHEN NEW.milliseconds <= 60000 THEN 60000 ELSE 0 END,
1, NEW.milliseconds) ON CONFLICT (outcome, bound) DO UPDATE
SET polls = polls + 1, milliseconds = milliseconds + excluded.milliseconds; END;

-- With the outcome, so that the last polls of every source are read without the polls.
DROP INDEX polls_by_source;
CREATE INDEX polls_by_source ON polls (source, id, outcome);
CREATE INDEX captures_by_source ON captures (source, id);
CREATE INDEX incidents_by_source ON incidents (source, id);
-- How many periods of each series had nothing to tell is counted without a look at the others.
CREATE INDEX digests_of_nothing ON digests (name, document) WHERE document IS NULL;
CREATE INDEX documents_by_url ON documents (url);
CREATE INDEX deliveries_by_state ON deliveries (state);
CREATE INDEX deliveries_by_reply ON deliveries (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX deliveries_by_recipient ON deliveries (channel, recipient, state, finished_at);

-- Paused by a person, until a person resumes it; `paused` is a source that answered 410 Gone.
ALTER TABLE sources ADD COLUMN paused_by_person INTEGER NOT NULL DEFAULT 0;
"""
