"""A message: whatever a delivery may carry, as it is stored and read back.

Deliveries may be days old, and written by the last release: a digest without a type is of that
time, and fields that are not known are set aside.
"""

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag, TypeAdapter, ValidationError

from watcher.model.digest import Digest
from watcher.model.operator import OperatorAlert


@dataclass(frozen=True, slots=True)
class TestMessage:
    """What `watcher channels test` sends, to see whether it arrives."""

    __test__ = False  # pytest would take it for a test

    channel: str
    timezone: str
    composed_at: datetime  # UTC
    type: Literal["test"] = "test"

    @property
    def series(self) -> str:
        """What it is one of."""
        return "test"

    @property
    def subject(self) -> str:
        """The message in one line."""
        return f"Test message to channel {self.channel}: nothing happened"


Message = Digest | OperatorAlert | TestMessage


def to_json(message: Message) -> str:
    """Write the message as one line of JSON."""
    return _codec().dump_json(message).decode()


def from_json(text: str) -> Message:
    """Read what `to_json` wrote; ValueError for anything else."""
    try:
        return _codec().validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the text"
        raise ValueError(f"this is no message: {where}: {first['msg']}") from error


def _kind(value: Any) -> str:  # noqa: ANN401 -- JSON, or one of our own
    named = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return "digest" if named in (None, "alert") else str(named)


@functools.cache
def _codec() -> TypeAdapter[Message]:
    return TypeAdapter(
        Annotated[
            Annotated[Digest, Tag("digest")]
            | Annotated[OperatorAlert, Tag("operator")]
            | Annotated[TestMessage, Tag("test")],
            Discriminator(_kind),
        ]
    )
