"""The kinds of channels, in one table, and the one way to use them."""

import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from watcher.deliver.means import Means
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Delivery, Receipt

Deliver = Callable[[ChannelSettings, Delivery, Means], Awaitable[Receipt]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel: its module, and how many deliveries it takes at a time."""

    module: str  # with a function `deliver`; loaded when it is first used
    at_once: int  # of one channel: a mail server counts connections, a console has one reader


CHANNELS: Mapping[str, Kind] = {
    "console": Kind("watcher.deliver.console", 1),
    "file": Kind("watcher.deliver.file", 1),
    "email": Kind("watcher.deliver.email", 2),
    "webhook": Kind("watcher.deliver.webhook", 2),
    "chat": Kind("watcher.deliver.chat", 4),
}


async def deliver(channel: ChannelSettings, delivery: Delivery, means: Means) -> Receipt:
    """Make one attempt at a delivery; a receipt means that the other side has it.

    An attempt that is repeated after a crash may arrive twice, with the same delivery id.
    DeliveryError says in a sentence what went wrong; nothing else is raised for it.
    """
    kind = CHANNELS.get(channel.kind)
    if kind is None:
        raise DeliveryError(
            f"channel {channel.id} is of kind {channel.kind!r}; known are {', '.join(CHANNELS)}"
        )
    send: Deliver = importlib.import_module(kind.module).deliver
    return await send(channel, delivery, means)
