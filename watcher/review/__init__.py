"""The review desk: the change log in a browser, as an API and as a feed.

app.py         the application: one visible table of what answers where
desk.py        what every request gets: configuration, readers, clock, templates
readers.py     a pool of connections that only read
server.py      uvicorn on the socket that we listen on
templating.py  how outside text, moments and names come to stand in a page; marks.py, leaves.py
problems.py    what is answered when something is wrong
standing.py    what every page says of the watch itself
access/        who may read and review, and what every answer carries
credentials.py, passwords.py   the secrets of `[web]`
pages/         one file a page, with templates/ and static/
api/           one file a resource
changelog/     what pages of the log show
treaties/      how treaties stand, worked out once and kept
digests/       what became of digests, in sentences
watch/         sources and their polls, in words and as a picture
programs/      feeds, exports, probes, metrics

It runs in a process of its own, beside the daemon or without one, and writes only reviews and
requests: what is asked of the daemon is taken up at its next tick.
"""
