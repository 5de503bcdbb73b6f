"""A mail server on loopback that takes mail, unless a test tells it to say something else.

    with MailServer() as server:                       # plain; port 0 becomes a free one
        server.answer("RCPT", "550 no such user", to="b@example.org")
        server.answer("MAIL", "421 too busy", CLOSE)   # a line; then the connection is closed
        server.answer("dot", HANG)                     # the answer to the whole message never comes
        server.answer("DATA", "451 later", times=1)    # once; then as usual
        server.answer("EHLO", b"\\xff garbage", after=1)  # byte for byte, from the second on
        ... server.port ...
        (mail,) = server.received                      # what it accepted; `whole` has all that came
        assert mail.recipients == ("a@example.org",)
        server.stop()                                  # nothing listens there now
        server.start()                                 # on the same port

    MailServer(tls=context)                            # offers STARTTLS
    MailServer(tls=context, implicit=True)             # TLS from the first byte
    MailServer(users={"desk": "secret"})               # takes mail after AUTH alone

The moments that can be scripted are `MOMENTS`. What is not scripted is aiosmtpd's, an SMTP server
that is no kin of the client. It runs in a thread of its own, so tests may be asynchronous, or may
run a process and wait for it.
"""

import asyncio
import logging
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Any, AnyStr, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

#: "greeting" is before all, "content" after the first line of the message (nothing more of it is
#: read), "dot" after the whole message; the others are commands.
MOMENTS = ("greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "content", "dot", "QUIT")


class _End(Enum):
    CLOSE = "close"
    RESET = "reset"


CLOSE = _End.CLOSE  # as a step: close the connection
RESET = _End.RESET  # ... with a TCP reset
HANG = 3600.0  # say nothing until the client goes or the test ends

#: Text is a line, bytes are written as they are, numbers are seconds of silence.
Step = str | bytes | float | _End

_SAID = "said already"  # a status of aiosmtpd's that is not sent


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it came, whole."""

    sender: str  # of the envelope, as the recipients are
    recipients: tuple[str, ...]
    content: bytes  # without the dots that SMTP adds
    tls: bool
    user: str | None  # who logged in


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it came, and whether it was protected."""

    name: str
    argument: str
    tls: bool


@dataclass(slots=True)
class _Scripted:
    steps: tuple[Step, ...]
    to: str | None
    after: int
    times: int | None
    met: int = 0

    def applies(self, argument: str) -> bool:
        """Whether it is to be said now; counts how often it was asked."""
        if self.to is not None and f"<{self.to.lower()}>" not in argument.lower():
            return False
        self.met += 1
        over = self.met - self.after
        return over > 0 and (self.times is None or over <= self.times)


@dataclass(slots=True)
class MailServer:
    """The server. A context manager; `port` is free to know once it is entered."""

    tls: ssl.SSLContext | None = None
    implicit: bool = False
    users: Mapping[str, str] | None = None
    host: str = "127.0.0.1"
    port: int = 0
    received: list[Mail] = field(default_factory=list)  # and accepted
    whole: list[Mail] = field(default_factory=list)  # with those that were not accepted
    commands: list[Command] = field(default_factory=list)
    logins: list[tuple[str, str, str]] = field(default_factory=list)  # way, name, password
    connections: int = 0
    sessions: set["_Session"] = field(default_factory=set)
    _script: dict[str, list[_Scripted]] = field(default_factory=dict)
    _thread: threading.Thread | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _stop: asyncio.Event | None = None

    def answer(
        self,
        moment: str,
        *steps: Step,
        to: str | None = None,
        after: int = 0,
        times: int | None = None,
    ) -> None:
        """Say this instead of what is usual.

        It holds `to` one recipient (of RCPT), `after` so many times, and for so many `times`;
        what was scripted first for a moment goes first.
        """
        if moment not in MOMENTS:
            raise ValueError(f"{moment} is none of {MOMENTS}")
        self._script.setdefault(moment, []).append(_Scripted(steps, to, after, times))

    def usual(self) -> None:
        """Forget all that was scripted."""
        self._script.clear()

    def names(self) -> list[str]:
        """The commands that came, without what came with them."""
        return [command.name for command in self.commands]

    def start(self) -> None:
        """Listen, on the port of the last time if there was one."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise RuntimeError("the mail server on loopback did not start")

    def stop(self) -> None:
        """Break all connections off and listen no more. What was received stays."""
        if self._thread is None or self._loop is None or self._stop is None:
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def steps(self, moment: str, argument: str) -> tuple[Step, ...] | None:
        """What is scripted for this moment; None for nothing."""
        scripts = self._script.get(moment, ())
        return next((script.steps for script in scripts if script.applies(argument)), None)

    def scripts(self, moment: str) -> bool:
        """Whether anything is scripted for this moment."""
        return moment in self._script

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        # Clients that go are the tests' business, not an error to be logged.
        self._loop.set_exception_handler(lambda *_: None)
        listening = await self._loop.create_server(
            lambda: _Session(self),
            self.host,
            self.port,
            ssl=self.tls if self.implicit else None,
        )
        self.port = listening.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        listening.close()
        for session in tuple(self.sessions):
            session.abort()
        await asyncio.sleep(0.01)  # for the connections to be closed


class _Session(SMTP):
    """One connection: what is scripted, else aiosmtpd's own answers."""

    def __init__(self, server: MailServer) -> None:
        super().__init__(
            _Handler(server),
            hostname="mail.example.org",
            tls_context=None if server.implicit else server.tls,
            data_size_limit=None,
            auth_exclude_mechanism=() if server.users else ("LOGIN", "PLAIN"),
            authenticator=self._check_login,
            loop=asyncio.get_running_loop(),
        )
        # Set here, since aiosmtpd warns of what is no danger on loopback, and does not know that
        # a connection may be protected from its first byte on.
        self._auth_require_tls = False
        self._auth_required = server.users is not None
        self._server = server
        self._greeted = False
        self._first: Any = None  # the transport under TLS
        self._smtp_methods = {
            name: partial(self._answer, name, method) for name, method in self._smtp_methods.items()
        }

    @property
    def protected(self) -> bool:
        """Whether what comes now is encrypted."""
        transport = self.transport
        return transport is not None and transport.get_extra_info("sslcontext") is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._first is None:
            self._first = transport
            self._server.connections += 1
            self._server.sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._server.sessions.discard(self)
        super().connection_lost(error)

    def abort(self) -> None:
        """Break the connection off."""
        transports: tuple[Any, ...] = (self.transport, self._first)
        for transport in transports:
            if transport is not None:
                transport.abort()

    async def push(self, status: AnyStr) -> None:
        if status == _SAID:
            return
        if not self._greeted:
            self._greeted = True
            if await self.said("greeting"):
                return
        await super().push(status)

    async def said(self, moment: str, argument: str = "") -> bool:
        """Say what is scripted; whether anything is."""
        steps = self._server.steps(moment, argument)
        for step in steps or ():
            await self._say(step)
        return steps is not None

    async def _say(self, step: Step) -> None:
        match step:
            case str():
                self._writer.write(f"{step}\r\n".encode("utf-8", "surrogateescape"))
                await self._writer.drain()
            case bytes():
                self._writer.write(step)
                await self._writer.drain()
            case _End.CLOSE:
                self._writer.close()
            case _End.RESET:
                self._first.abort()
            case seconds:
                await asyncio.sleep(seconds)

    async def _answer(self, name: str, method: Any, argument: str | None) -> None:
        self._server.commands.append(Command(name, argument or "", self.protected))
        if await self.said(name, argument or ""):
            return
        if name == "DATA" and self._server.scripts("content"):
            await self.push("354 go on")
            await self._reader.readline()
            await self.said("content")
            return
        await method(argument)

    def _check_login(
        self, _server: SMTP, session: Session, _envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        name, password = data.login.decode(), data.password.decode()
        self._server.logins.append((mechanism, name, password))
        fits = (self._server.users or {}).get(name) == password
        return AuthResult(success=fits, handled=False, auth_data=name)


class _Handler:
    """What aiosmtpd asks when a message came whole."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_DATA(self, session: _Session, about: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content
        mail = Mail(
            envelope.mail_from or "",
            tuple(envelope.rcpt_tos),
            content if isinstance(content, bytes) else b"",
            session.protected,
            about.auth_data if about.authenticated else None,
        )
        self._server.whole.append(mail)
        if await session.said("dot"):
            return _SAID
        self._server.received.append(mail)
        return "250 OK queued as 4711"


for _name in ("mail.log", "mail.debug"):  # aiosmtpd tells of each client that goes
    logging.getLogger(_name).setLevel(logging.CRITICAL)
