"""What a delivery carries: the message as it was composed, read back from its JSON."""

from watcher.errors import DeliveryError
from watcher.model.channel import Delivery
from watcher.model.message import Message, from_json


def message_of(delivery: Delivery) -> Message:
    """Read the message of a delivery; DeliveryError where its payload is none."""
    try:
        return from_json(delivery.payload)
    except ValueError as error:
        # It would not be read at the next attempt either.
        raise DeliveryError(
            f"delivery {delivery.id} cannot be read: {error}", permanent=True
        ) from error
