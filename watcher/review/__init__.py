"""The review desk: the change log in a browser, as an API and as a feed.

app.py        the application: one visible table of what answers where
desk.py       what every request gets: configuration, readers, clock, templates
readers.py    a pool of connections that only read
server.py     uvicorn on the socket that we listen on
templating.py how outside text, moments and names come to stand in a page
access/       who may read and review, and what every answer carries
pages/        one file a page
api/          one file a resource
templates/, static/

It runs in a process of its own, beside the daemon or without one, and writes only reviews and
requests: what is asked of the daemon is taken up at its next tick.
"""
