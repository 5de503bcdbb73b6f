"""The store: one SQLite file, and the only place that speaks SQL.

database.py   opens, checks and locks the file
schema.py     tables and migrations
rows.py       rows <-> the model; the canonical bytes of the chain
polls.py      what one poll leaves behind, committed as a whole
captures.py   the bytes behind polls and documents
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
"""
