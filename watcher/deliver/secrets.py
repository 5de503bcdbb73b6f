"""Reads secrets where they stand, at the moment at which they are used.

So one that is changed (a file that is replaced) holds from the next attempt on, and none is kept.
"""

import os
from pathlib import Path

from watcher.errors import DeliveryError
from watcher.model.channel import Address, Secret

_LONGEST = 10_000  # bytes of a file: more is no secret but a mistake


def reveal(address: Address) -> str:
    """Read a secret; text that is none is given back as it is.

    DeliveryError where it cannot be had; the sentence names its place and never the secret.
    """
    if isinstance(address, str):
        return address
    kind, _, place = address.reference.partition(":")
    value = _of_environment(place) if kind == "env" else _of_file(place)
    if not value:
        raise DeliveryError(f"{address.reference} is empty, where a secret should be")
    return value


def missing(secrets: tuple[Secret, ...]) -> tuple[str, ...]:
    """One sentence for each secret that cannot be had."""
    told = []
    for secret in secrets:
        try:
            reveal(secret)
        except DeliveryError as error:
            told.append(str(error))
    return tuple(told)


def _of_environment(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        raise DeliveryError(f"env:{name}: the environment has no variable {name}")
    return value.strip()


def _of_file(name: str) -> str:
    try:
        with Path(name).expanduser().open("rb") as file:
            content = file.read(_LONGEST + 1)
        value = content.decode("utf-8").strip()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DeliveryError(f"file:{name}: cannot be read: {reason.lower()}") from error
    if len(content) > _LONGEST or "\n" in value:
        raise DeliveryError(f"file:{name}: holds more than one line, and so no secret")
    return value
