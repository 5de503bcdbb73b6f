"""The email channel: one message to one recipient, by SMTP.

Each recipient is a delivery of its own, so that one who is refused neither blocks nor repeats
the others. An attempt that breaks off after the letter was sent may have delivered it, so each
attempt sends the same bytes, with the same Message-ID.
"""

import asyncio
import base64
import ipaddress
import socket
import ssl
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from watcher.deliver.guard import PUBLIC_ONLY
from watcher.deliver.letter import domain_of, mailbox, write_letter
from watcher.deliver.means import Means
from watcher.deliver.payload import message_of
from watcher.deliver.pictures import draw
from watcher.deliver.secrets import reveal
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Delivery, Email, Receipt, Security
from watcher.model.plain import clean, cut
from watcher.net.addresses import AddressRefused, AddrInfo, guarded_socket
from watcher.net.failures import Unusable
from watcher.net.trust import trusting

#: Seconds in which a connection must be there, from the look-up of the name on.
CONNECT_SECONDS = 30.0
#: Seconds in which the whole attempt must be done, the farewell left out.
TOTAL_SECONDS = 120.0
#: Seconds that the farewell is waited for; the letter is accepted by then.
QUIT_SECONDS = 5.0

_GO_ON = 354  # what is answered to DATA
_TAKEN = range(200, 300)  # what is answered to the letter: the first digit decides (RFC 5321, 4.2)
_REFUSED, _REFUSED_FOR_GOOD, _NO_CODE = 400, 500, 600  # from this code on
_TOO_LARGE = 552

_MOST_ADDRESSES = 3  # of one name that are tried; each gets its share of the time
_ANSWER_LENGTH = 200  # characters

_PERHAPS = "it may have been delivered; it is sent again with the same Message-ID"
_NOT_IN_THE_CLEAR = (
    "something on the way may strip it, and nothing is sent in the clear: ask those who run the "
    'server, or use its port for security = "tls"'
)


class _Step(StrEnum):
    """How far an attempt came, as its sentences name it."""

    CONNECT = "the connection"
    GREETING = "our connection"  # it is made; TLS and the server's first word are to come
    HELLO = "EHLO"
    STARTTLS = "STARTTLS"
    LOGIN = "the login"
    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"
    LETTER = "the letter"  # the server has said that it takes it


_REFUSED_LETTER = (
    "it refuses the message for good: where it is too large, lower the digest's max_changes, "
    "else ask those who run the server"
)
#: Steps at which a refusal (5xx) is meant for good.
_FOR_GOOD = {
    _Step.MAIL: "it refuses the sender for good: check the channel's sender and its login",
    _Step.RCPT: "it refuses the recipient for good: check the address",
    _Step.DATA: _REFUSED_LETTER,
    _Step.LETTER: _REFUSED_LETTER,
}
#: What a refusal of the session means; somebody can mend it, so the delivery is tried again.
_FOR_NOW = {
    _Step.STARTTLS: _NOT_IN_THE_CLEAR,
    _Step.LOGIN: "check the channel's username and password; it is tried again",
}


async def deliver(channel: ChannelSettings, delivery: Delivery, means: Means) -> Receipt:
    """Hand the message to the channel's mail server; a receipt says that it has taken it.

    DeliveryError is permanent where the server refuses the sender, the recipient or the letter
    (5xx to MAIL FROM, RCPT TO or DATA), and where there is nothing that can be sent.
    """
    email = channel.email
    if email is None:
        raise DeliveryError(f"channel {channel.id} is of kind 'email' and names no mail server")
    try:
        message = message_of(delivery)
        letter = write_letter(
            message,
            delivery,
            sender=email.sender,
            contact=means.contact,
            pictures=await asyncio.to_thread(draw, message, means.drawer),
        )
        answer = await _Session(email, means).send(delivery.recipient, letter)
    except DeliveryError as error:
        place = f"mail to {cut(delivery.recipient, 254)} by {email.host}:{email.port}"
        raise DeliveryError(
            f"channel {channel.id}, {place}: {error}", permanent=error.permanent
        ) from error
    return Receipt(
        channel.id, delivery.id, f"sent to {delivery.recipient} by {email.host}: {answer}"
    )


class _Session:
    """One connection to a mail server, for one letter."""

    def __init__(self, email: Email, means: Means) -> None:
        self._email = email
        self._means = means
        self._step = _Step.CONNECT
        self._sender = mailbox(email.sender)[1]
        self._hidden: tuple[str, ...] = ()  # what no sentence may repeat
        self._client = SMTP(
            hostname=clean(email.host),  # for TLS; the connection is our own
            # EHLO says the sender's domain, which the letter says anyway: the machine's own
            # name (the library's default) is nobody's business, and costs a look-up.
            local_hostname=domain if (domain := domain_of(self._sender)).isascii() else "localhost",
            use_tls=email.security is Security.TLS,
            start_tls=False,  # done here, so that its absence can be told
            timeout=None,  # one limit bounds the whole attempt
        )

    async def send(self, recipient: str, letter: bytes) -> str:
        """Make the attempt and give back the server's answer to the letter."""
        connection: socket.socket | None = None
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                connection = await self._connected()
                await self._opened(connection)
                answer = await self._handed_over(recipient, letter)
        except DeliveryError:  # of our own
            await self._farewell()
            raise
        except SMTPResponseException as error:
            await self._farewell()
            raise self._failure(error) from error
        except (SMTPException, OSError, ValueError) as error:  # TimeoutError is an OSError
            raise self._failure(error) from error
        else:
            await self._farewell()
            return answer
        finally:
            if connection is not None:
                _hang_up(connection)

    async def _farewell(self) -> None:
        """Say QUIT; what goes wrong with it changes nothing of what was accepted or refused."""
        with suppress(SMTPException, OSError):
            async with asyncio.timeout(QUIT_SECONDS):
                await self._client.execute_command(b"QUIT")

    async def _connected(self) -> socket.socket:
        email = self._email
        if email.password is not None:  # where it cannot be had, the server is not bothered
            password = await asyncio.to_thread(reveal, email.password)
            plain = f"\0{email.username}\0{password}"
            encoded = (base64.b64encode(text.encode()).decode() for text in (password, plain))
            self._hidden = (password, *encoded)
        if email.security is not Security.NONE:
            # Reading the authorities takes 20 ms, too long for the loop.
            self._client.tls_context = await asyncio.to_thread(_trust, self._means.ca_file)
        connection = await _connect(email, allow_private=self._means.allow_private)
        try:
            peer = ipaddress.ip_address(connection.getpeername()[0])
        except OSError:  # it is gone again
            connection.close()
            raise
        if email.username is not None and email.security is Security.NONE and not _own(peer):
            connection.close()
            raise DeliveryError(
                f"a password is not sent to {peer} in the clear: set the channel's security "
                'to "tls" or "starttls"'
            )
        return connection

    async def _opened(self, connection: socket.socket) -> None:
        self._step = _Step.GREETING
        await self._client.connect(sock=connection)
        self._step = _Step.HELLO
        await self._client.ehlo()
        if self._email.security is Security.STARTTLS:
            if not self._client.supports_extension("starttls"):
                raise DeliveryError(f"the server does not offer STARTTLS: {_NOT_IN_THE_CLEAR}")
            self._step = _Step.STARTTLS
            await self._client.starttls()
            self._step = _Step.HELLO
            await self._client.ehlo()  # what was offered in the clear proves nothing
        if self._email.username is not None:
            self._step = _Step.LOGIN
            await self._log_in(self._email.username, self._hidden[0] if self._hidden else "")

    async def _log_in(self, username: str, password: str) -> None:
        client = self._client
        known = {
            "plain": client.auth_plain,
            "login": client.auth_login,
            "cram-md5": client.auth_crammd5,
        }
        ways = [way for name, way in known.items() if name in client.server_auth_methods]
        if not ways:
            raise DeliveryError(
                f"the server offers none of the logins that we know ({', '.join(known)}): check "
                "the channel's port and security, or take its username away"
            )
        for way in ways:
            try:
                await way(username, password)
            except SMTPAuthenticationError as error:
                # Another way only where this one is refused, not the password: servers count
                # the wrong ones and lock the account (`client.login` would try all ways).
                if error.code not in (504, 534) or way is ways[-1]:
                    raise
            else:
                return

    async def _handed_over(self, recipient: str, letter: bytes) -> str:
        """Send the letter; what the server answered to it."""
        client, options, encoding = self._client, [], "ascii"
        if client.supports_extension("size"):
            options.append(f"SIZE={len(letter)}")
        if not (recipient + self._sender).isascii():
            if not client.supports_extension("smtputf8"):
                raise DeliveryError("the server takes ASCII addresses alone", permanent=True)
            options.append("SMTPUTF8")
            encoding = "utf-8"
        self._step = _Step.MAIL
        await client.mail(self._sender, options=options, encoding=encoding)
        self._step = _Step.RCPT
        await client.rcpt(recipient, encoding=encoding)
        self._step = _Step.DATA
        response = await client.execute_command(b"DATA")
        if response.code != _GO_ON:
            raise SMTPDataError(response.code, response.message)
        self._step = _Step.LETTER
        response = await _written(client, letter)
        return f"{response.code} {cut(response.message, _ANSWER_LENGTH)}".rstrip()

    def _failure(self, error: BaseException) -> DeliveryError:
        """Say what a foreign exception means, by the step at which it came."""
        step = self._step
        if not isinstance(error, SMTPResponseException):
            return DeliveryError(_sentence(step, error))
        answer = error.message
        for hidden in self._hidden:
            answer = answer.replace(hidden, "…") if hidden else answer
        answer = cut(answer, _ANSWER_LENGTH)
        if not _REFUSED <= error.code < _NO_CODE:
            advice = _PERHAPS if step is _Step.LETTER else "check the channel's host and port"
            return DeliveryError(
                f"the server's answer to {step} cannot be understood ({answer}): {advice}"
            )
        said = f"the server answered {error.code} {answer}".rstrip() + f" to {step}"
        if error.code < _REFUSED_FOR_GOOD:
            return DeliveryError(f"{said}: it is tried again")
        if step in _FOR_GOOD:
            # With MAIL the server is told how large the letter is.
            about_size = step is _Step.MAIL and error.code == _TOO_LARGE
            advice = _FOR_GOOD[_Step.LETTER if about_size else step]
            return DeliveryError(f"{said}: {advice}", permanent=True)
        return DeliveryError(f"{said}: {_FOR_NOW.get(step, 'it is tried again')}")


async def _written(client: SMTP, letter: bytes) -> SMTPResponse:
    """Write the letter's lines and the dot that ends them; the answer, a kind one.

    `client.data` does this and DATA in one, so that one would not know how far it came; and it
    takes no answer but 250 for a kind one, so that the letter would be sent again and again.
    """
    protocol = client.protocol
    if protocol is None:
        raise SMTPServerDisconnected("Connection lost")
    protocol.write(letter.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    response = await protocol.read_response()
    if response.code not in _TAKEN:
        raise SMTPDataError(response.code, response.message)
    return response


def _sentence(step: _Step, error: BaseException) -> str:
    """Say what broke a conversation off, judged by its deepest cause."""
    # A time limit's own cause is the cancelling by which it works.
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    reason = cut(str(error), _ANSWER_LENGTH) or type(error).__name__
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"the server's certificate is not trusted ({reason}): where a private authority "
            "signs, name it in service.ca_file"
        )
    if isinstance(error, ssl.SSLError):
        return f"TLS with the server failed ({reason}): check the channel's port and security"
    if isinstance(error, socket.gaierror):
        return "the server's name was not found: check the channel's host and the network's DNS"
    late = isinstance(error, TimeoutError)
    if step is _Step.CONNECT:
        if late:
            reason = f"no connection within {CONNECT_SECONDS:g} seconds"
        elif isinstance(error, ConnectionRefusedError):
            reason = "the connection was refused"
        advice = "" if isinstance(error, AddressRefused) else "; check the channel's host and port"
        return f"the server cannot be reached: {reason}{advice}"
    what = (
        f"was silent after {step}, for {TOTAL_SECONDS:g} seconds in all"
        if late
        else (f"broke off after {step} ({reason})")
    )
    # Whether the letter's last line arrived is not known: it is written with what precedes it.
    if step is _Step.LETTER:
        return f"the server {what}: {_PERHAPS}"
    # A server that expects TLS from the first byte on waits for it, too.
    advice = "check the channel's port and security; " if step is _Step.GREETING and late else ""
    return f"the server {what}: {advice}it is tried again"


async def _connect(email: Email, *, allow_private: bool) -> socket.socket:
    """Connect to the first address of the server that answers, each checked before."""
    failures: list[OSError] = []
    async with asyncio.timeout(CONNECT_SECONDS):
        loop = asyncio.get_running_loop()
        rows = await loop.getaddrinfo(email.host, email.port, type=socket.SOCK_STREAM)
        rows = rows[:_MOST_ADDRESSES]
        for row in rows:
            try:
                async with asyncio.timeout(CONNECT_SECONDS / len(rows)):
                    return await _connect_to(row, allow_private=allow_private)
            except OSError as error:
                failures.append(error)
    raise failures[0]


async def _connect_to(row: AddrInfo, *, allow_private: bool) -> socket.socket:
    family, kind, protocol, _, place = row
    connection = (
        socket.socket(family, kind, protocol) if allow_private else guarded_socket(PUBLIC_ONLY, row)
    )
    try:
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, place)
    except BaseException:
        connection.close()
        raise
    return connection


def _hang_up(connection: socket.socket) -> None:
    """End the connection at once; asyncio, whose it is, then sees its end and closes it."""
    with suppress(OSError):  # it is closed
        connection.shutdown(socket.SHUT_RDWR)


def _own(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return trusting(ca_file)
    except Unusable as problem:
        raise DeliveryError(str(problem)) from problem
