"""What one desk's guard and its login page share: ways in, hosts, sessions, attempts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import cast

from fastapi import Request, Response

from watcher.config import Config
from watcher.review.access.attempts import Attempts
from watcher.review.access.headers import headers
from watcher.review.access.hosts import Hosts, hosts
from watcher.review.access.rules import Ways
from watcher.review.access.session_key import session_key
from watcher.review.access.sessions import Session, Sessions, clean_name
from watcher.review.access.visitor import visitor_of
from watcher.review.credentials import credentials
from watcher.review.passwords import Passwords


class Door:
    """The way into a desk; `clock` gives moments in UTC.

    Raises ConfigError where a secret cannot be had, StoreError where there can be no session key.
    """

    def __init__(self, config: Config, clock: Callable[[], datetime]) -> None:
        web = config.web
        secure = web.public_url.startswith("https://")
        known = credentials(config)
        self.clock = clock
        self.ways = Ways(known, web.trusted_header, web.public_url)
        self.hosts: Hosts = hosts(web)
        self.headers: Mapping[str, str] = headers(web.public_url)
        self.passwords = Passwords(known.password) if known.password else None
        self.attempts = Attempts()
        port = web.place[1] if web.place else 0
        self.sessions = Sessions(
            session_key(config.service.database),
            known.password,
            f"watcher-{port}",  # browsers keep one jar for all ports of a host
            secure=secure,
        )

    def keep(self, response: Response, session: Session) -> None:
        """Have the browser keep a session."""
        response.headers.append("set-cookie", self.sessions.header(session))

    def log_out(self, request: Request, response: Response) -> None:
        """End the session of a request."""
        session = session_of(request)
        if session is not None:
            response.headers.append("set-cookie", self.sessions.end(session, self.clock()))


def door_of(request: Request) -> Door:
    """The door of the desk that a request came to."""
    return cast("Door", request.app.state.door)


def session_of(request: Request) -> Session | None:
    """The session of a request."""
    return cast("Session | None", request.state.session)


def remember_name(response: Response, request: Request, name: str) -> None:
    """Keep the reviewer's name in the session, for the next form.

    Nothing happens where a proxy says who asks, or where there is no session.
    """
    session = session_of(request)
    if session is None or visitor_of(request).by not in ("session", "loopback"):
        return
    wanted = clean_name(name)
    if wanted != session.name:
        kept = Session(session.id, session.began, wanted, session.logged_in)
        door_of(request).keep(response, kept)
