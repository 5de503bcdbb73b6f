"""The guard: stands before the whole application, errors included, and lets in who may come in.

It finds out who asks (`request.state.visitor`), refuses what may not be, and sets the headers that
every answer carries. What it decides is in `rules`; here is only what reads and writes.
"""

from http import HTTPStatus
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from watcher.review.access import body as bodies
from watcher.review.access.asked import Asked, Refusal
from watcher.review.access.door import Door
from watcher.review.access.hosts import named
from watcher.review.access.places import PROBES, Place, place_of
from watcher.review.access.rules import forged, refused, who
from watcher.review.access.sessions import Session
from watcher.review.access.visitor import Visitor
from watcher.review.problems import problem

_TOKEN = "token"  # noqa: S105 -- the name of an argument
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_WITH_SESSION = (Place.PAGE, Place.DOOR)


class Guard:
    """Stands before an application, as ASGI has it."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, self._with_headers(send))
        else:
            await send({"type": "websocket.close", "code": 1008})  # none is spoken here

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = _taken_out(scope)
        headers = Headers(scope=scope)
        wrong = self._wrong_host(scope["path"], headers.getlist("host"))
        if wrong is not None:
            await wrong(scope, receive, send)
            return
        session, fresh = self._session(scope, headers)
        asked = self._asked(scope, headers, session, token)
        visitor = who(asked, self._door.ways)
        refusal = visitor if isinstance(visitor, Refusal) else refused(asked, visitor)
        if isinstance(visitor, Visitor) and refusal is None and asked.writes:
            body = await _body(receive, headers)
            if isinstance(body, Refusal):
                refusal = body
            else:
                refusal = forged(asked, visitor, self._door.ways, bodies.field(body, "csrf"))
                receive = bodies.again(body, receive)
        if refusal is not None:
            await _answer(Request(scope), refusal)(scope, receive, send)
            return
        scope.setdefault("state", {}).update(visitor=visitor, session=session)
        if fresh and session is not None:
            send = self._with_session(send, session)
        await self._app(scope, receive, send)

    def _wrong_host(self, path: str, given: list[str]) -> Response | None:
        """Refuse a name that is not ours; see `hosts`."""
        if path in PROBES:
            return None
        host = named(given[0]) if len(given) == 1 else None
        if host is None:
            return PlainTextResponse("The Host header is missing or wrong.\n", 400)
        if self._door.hosts.holds(host):
            return None
        return PlainTextResponse(
            f"The review desk does not answer to the name {host}. If it should, add the name to "
            "allowed_hosts in [web]; beyond this machine it also needs a password or "
            "trusted_header.\n",
            421,
        )

    def _session(self, scope: Scope, headers: Headers) -> tuple[Session | None, bool]:
        """The session of a request, and whether its cookie is to be written.

        Whoever loads a page gets one, so that the forms on it can be bound to it.
        """
        door, now = self._door, self._door.clock()
        session = door.sessions.read(_cookie(scope, door.sessions.cookie), now)
        loads = scope["method"] in ("GET", "HEAD") and place_of(scope["path"]) in _WITH_SESSION
        if not loads or "authorization" in headers:
            return session, False
        if session is None:
            return door.sessions.new(now), True
        renewed = door.sessions.renewed(session, now)
        return renewed or session, renewed is not None

    def _asked(
        self, scope: Scope, headers: Headers, session: Session | None, token: str | None
    ) -> Asked:
        query = scope["query_string"].decode("latin-1")
        path = quote(scope["path"], safe="/:@!$&'()*+,;=~")
        trusted = self._door.ways.trusted_header
        return Asked(
            method=scope["method"],
            path=f"{path}?{query}" if query else path,
            place=place_of(scope["path"]),
            host=headers.get("host", ""),
            session=session,
            csrf=self._door.sessions.csrf(session) if session is not None else "",
            authorization=headers.get("authorization"),
            token=token,
            names=tuple(map(_utf8, headers.getlist(trusted))) if trusted else (),
            forwarded=any(name in headers for name in _FORWARDED),
            origin=headers.get("origin"),
            fetch_site=headers.get("sec-fetch-site"),
            content_type=headers.get("content-type"),
            csrf_header=headers.get("x-csrf-token"),
        )

    def _with_headers(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._door.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return sent

    def _with_session(self, send: Send, session: Session) -> Send:
        cookie = self._door.sessions.header(session)
        own = f"{self._door.sessions.cookie}="

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                page = headers.get("content-type", "").startswith("text/html")
                if page and not any(each.startswith(own) for each in headers.getlist("set-cookie")):
                    headers.append("set-cookie", cookie)
            await send(message)

        return sent


async def _body(receive: Receive, headers: Headers) -> bytes | Refusal:
    try:
        return await bodies.read(receive, headers.get("content-length"))
    except bodies.TooLarge:
        return Refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"What is sent here may have up to {bodies.LARGEST // 1024} KiB.",
        )
    except bodies.TooSlow:
        return Refusal(HTTPStatus.REQUEST_TIMEOUT, "What was sent did not come in time.")


def _answer(request: Request, refusal: Refusal) -> Response:
    if refusal.redirect is not None:
        response: Response = RedirectResponse(refusal.redirect, refusal.status)
    else:
        challenge = {"WWW-Authenticate": refusal.challenge} if refusal.challenge else {}
        response = problem(request, refusal.status, refusal.sentence, challenge)
    response.headers["Cache-Control"] = "no-store"
    return response


def _taken_out(scope: Scope) -> str | None:
    """Take a token out of the address, so that it stands in no log and no link from here on."""
    query = scope["query_string"]
    if b"token=" not in query:
        return None
    given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    tokens = [value for name, value in given if name == _TOKEN]
    kept = [(name, value) for name, value in given if name != _TOKEN]
    scope["query_string"] = urlencode(kept).encode("ascii")
    return tokens[0] if len(tokens) == 1 else None


def _cookie(scope: Scope, name: str) -> str | None:
    return Request(scope).cookies.get(name)


def _utf8(value: str) -> str:
    """A header as a proxy sends names that are not ASCII: mostly UTF-8, else Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return value
