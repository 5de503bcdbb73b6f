"""The body of a request that writes: read whole, bounded in size and time, and handed on."""

import asyncio
from urllib.parse import parse_qsl

from starlette.types import Message, Receive

LARGEST = 64 * 1024  # bytes
_SLOWEST = 30  # seconds
_MOST_FIELDS = 200


class TooLarge(Exception):
    """The body is larger than anything that is sent here."""


class TooSlow(Exception):
    """The body did not come in time, or its sender went away."""


async def read(receive: Receive, length: str | None) -> bytes:
    """Read the body; `length` is the Content-Length header. TooLarge, TooSlow."""
    if length is not None and int(length[:9]) > LARGEST:  # the server takes nothing but digits
        raise TooLarge
    body = bytearray()
    try:
        async with asyncio.timeout(_SLOWEST):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise TooSlow
                body += message.get("body", b"")
                if len(body) > LARGEST:
                    raise TooLarge
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError as error:
        raise TooSlow from error


def again(body: bytes, receive: Receive) -> Receive:
    """Hand on a body that was read, and then whatever comes after it."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return left.pop() if left else await receive()

    return next_message


def field(body: bytes, name: str) -> str | None:
    """A field of a form, if it is there once."""
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return None
    found = [value for each, value in fields if each == name]
    return found[0] if len(found) == 1 else None
