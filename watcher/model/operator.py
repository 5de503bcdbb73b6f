"""The vocabulary of the operator's own messages: what is wrong with the watch, and what is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from watcher.model.channel import Address


@dataclass(frozen=True, slots=True)
class OperatorSettings:
    """Who is told of trouble, when, and what is pinged while there is none."""

    channels: tuple[str, ...] = ()  # ids; none: trouble stands in the digests alone
    after_polls: int = 2  # bad polls in a row, or `after`, whichever comes first
    after: timedelta = timedelta(hours=2)
    heartbeat: Address | None = None


class Trouble(StrEnum):
    """What the operator is told of, once an episode, and once more when it is over."""

    SOURCE = "source"  # it fails, or cannot be trusted
    SILENCE = "silence"  # it says nothing new for far longer than it used to
    NOTICE = "notice"  # a source has something for a person to look at
    DELIVERY = "delivery"  # one is given up
    CHANNEL = "channel"  # a recipient takes nothing for a day
    DISK = "disk"  # it fills
    DATABASE = "database"  # it cannot be written


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that answers and says nothing new."""

    since: datetime  # UTC
    usual: timedelta  # the longest gap between its news before


@dataclass(frozen=True, slots=True)
class Episode:
    """Trouble that the operator knows of, and that is not over. Moments are UTC."""

    trouble: Trouble
    subject: str
    text: str
    since: datetime
    opened_at: datetime  # when the operator was told


@dataclass(frozen=True, slots=True)
class OperatorEvent:
    """One episode that begins, or is over. Moments are UTC."""

    trouble: Trouble
    subject: str  # what it is about: a source's id, a channel's, a delivery's
    text: str  # one or more sentences
    since: datetime  # when the episode began
    over: bool = False


@dataclass(frozen=True, slots=True)
class OperatorAlert:
    """What is told to the operator at one moment. Moments are UTC."""

    subject: str
    timezone: str
    composed_at: datetime
    events: tuple[OperatorEvent, ...]
    type: Literal["operator"] = "operator"

    @property
    def series(self) -> str:
        """What it is one of."""
        return "operator"
