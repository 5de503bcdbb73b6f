"""The kinds of channels, in one table, and the one way to use them."""

from collections.abc import Awaitable, Callable, Mapping

from watcher.deliver import console, file
from watcher.errors import DeliveryError
from watcher.model.change import Delivery
from watcher.model.digest import ChannelSettings, Receipt

Channel = Callable[[ChannelSettings, Delivery], Awaitable[Receipt]]

CHANNELS: Mapping[str, Channel] = {
    "console": console.deliver,
    "file": file.deliver,
}


async def deliver(channel: ChannelSettings, delivery: Delivery) -> Receipt:
    """Make one attempt at a delivery; a receipt means that the other side has it.

    An attempt that is repeated after a crash may arrive twice, with the same delivery id.
    DeliveryError says in a sentence what went wrong; nothing else is raised for it.
    """
    send = CHANNELS.get(channel.kind)
    if send is None:
        raise DeliveryError(
            f"channel {channel.id} is of kind {channel.kind!r}; known are {', '.join(CHANNELS)}"
        )
    return await send(channel, delivery)
