"""Who may read and review, and what every answer carries.

`protect(app, desk)` is all that the application calls, last of all: routers, exception handlers and
middleware must be there by then. From then on

- each request has `request.state.visitor` (a `Visitor`), and templates `visitor`;
- whatever is not listed in `places.py` is a page, and asks for the right to read;
- everything but GET asks for the right to review. Pages then take URL-encoded forms alone, each
  with `<input type="hidden" name="csrf" value="{{ visitor.csrf }}">`; the API takes JSON alone. The
  guard checks all that before an endpoint is called;
- every answer carries the headers of `headers.py`, unless its endpoint sets one itself: the page
  that shows a capture sets its own Content-Security-Policy, a chart its Cache-Control.

For endpoints that write: `visitor: Reviewer` in the signature, `visitor.name` for who it is, and
`remember_name(response, request, name)` where a form asks for the name.

rules.py      who comes in, and what is refused       pure
guard.py      the ASGI layer that asks the rules and carries out what they say
visitor.py    what endpoints learn of who asks
places.py, hosts.py, origins.py, headers.py           pure
sessions.py   signed cookies, with session_key.py; attempts.py for the login
door.py       what guard and login page share
"""

from typing import Annotated

from fastapi import Depends, FastAPI

from watcher.review.access.door import Door, remember_name
from watcher.review.access.guard import Guard
from watcher.review.access.visitor import Visitor, require_review, visitor_of
from watcher.review.desk import Desk

__all__ = ["Reviewer", "Visitor", "protect", "remember_name", "require_review", "visitor_of"]

#: Who writes, for an endpoint's signature: `def review(visitor: Reviewer, …)`.
Reviewer = Annotated[Visitor, Depends(require_review)]


def protect(app: FastAPI, desk: Desk) -> None:
    """Put the guard before an application, outside of everything else that it has.

    Raises ConfigError where a secret of `[web]` cannot be had, StoreError where there can be no
    session key beside the database.
    """
    app.state.door = Door(desk.config, desk.clock)
    # Not `add_middleware`: the answer to a fault would then be made outside of the guard, without
    # its headers.
    app.middleware_stack = Guard(app.build_middleware_stack(), app.state.door)
