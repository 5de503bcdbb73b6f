"""The store: one SQLite file, and the only place that speaks SQL.

database.py   opens, checks and locks the file
schema.py     tables and migrations
rows.py       rows <-> the model
polls.py      what one poll leaves behind, committed as a whole
captures.py   the bytes behind polls and documents, and their chain
changes.py    the rows that it adds to the change log, and the findings
incidents.py  the episodes that it opens and closes
filtered.py   the entries that it left out
documents.py  what stands behind the links that it found
quarantine.py what it could not believe, and what people decided of that
writer.py     the one thread that commits polls, many together under load
sources.py    what is remembered of each source
log.py        reads the change log and the captures behind it
outbox.py     digests, deliveries, attempts
requests.py   what other processes ask of the daemon
head.py       signs the newest row of each chain; the keys
verification.py, verified_head.py, verified_findings.py, as_stored.py
              read all of it against the chains and the signed head
retention.py  deletes the bytes of what is old and changed nothing
case.py       gathers what proves one change
backup.py     copies that are verified, and back
"""
