"""What a delivery carries: the digest as it was composed, read back from its JSON."""

from watcher.errors import DeliveryError
from watcher.model.change import Delivery
from watcher.model.digest import Digest, from_json


def digest_of(delivery: Delivery) -> Digest:
    """Read the digest of a delivery; DeliveryError where its payload is none."""
    try:
        return from_json(delivery.payload)
    except ValueError as error:
        raise DeliveryError(f"delivery {delivery.id} cannot be read: {error}") from error
