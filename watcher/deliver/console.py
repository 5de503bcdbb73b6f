"""The console channel: a digest as text on standard output, for a terminal or a log."""

import asyncio
import sys
from typing import TextIO

from watcher.deliver.means import Means
from watcher.deliver.payload import message_of
from watcher.digest.render.text import render_text
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Delivery, Receipt
from watcher.model.plain import clean


async def deliver(
    channel: ChannelSettings, delivery: Delivery, _means: Means, stream: TextIO | None = None
) -> Receipt:
    """Write the digest to the stream, standard output where none is given, and flush it.

    It is written beside the event loop: a terminal that is held (Ctrl-S) holds nothing else.
    What the stream's encoding lacks is written as "?".
    """
    target = sys.stdout if stream is None else stream
    text = _harmless(render_text(message_of(delivery)))
    try:
        await asyncio.to_thread(_write, target, text)
    except (OSError, ValueError) as error:  # ValueError: the stream is closed
        raise DeliveryError(f"channel {channel.id}: the console took nothing: {error}") from error
    return Receipt(channel.id, delivery.id, "written to the console")


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    stream.flush()


def _harmless(text: str) -> str:
    """Keep the lines and their indentation, and nothing else that a terminal would obey."""
    lines = text.split("\n")
    return "\n".join(line[: len(line) - len(line.lstrip(" "))] + clean(line) for line in lines)
