"""The store: one SQLite file, and the only place that speaks SQL.

database.py   opens, checks and locks the file
schema.py     tables and migrations
rows.py       rows <-> the model; the canonical bytes of the chain
polls.py      what one poll leaves behind, committed as a whole
writer.py     the one thread that commits polls, many together under load
sources.py    what is remembered of each source; incidents
log.py        reads the change log and the captures behind it
outbox.py     digests, deliveries, attempts
requests.py   what other processes ask of the daemon
"""
