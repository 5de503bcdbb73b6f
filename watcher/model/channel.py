"""The vocabulary of sending: where digests go, what is on its way, what there is to show for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is found: "env:NAME" or "file:PATH".

    It is read where it is used, each time, and never kept: it stands in no file of ours, no
    database and no log.
    """

    reference: str


#: An address that may hold a secret; as text it holds none.
Address = Secret | str


class Security(StrEnum):
    """How a connection to a mail server is protected."""

    TLS = "tls"  # from the first byte
    STARTTLS = "starttls"  # before anything is said; never given up where it is not offered
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Email:
    """A mail server, and whom it takes mail to."""

    host: str
    port: int
    security: Security
    sender: str  # as the header shows it: "desk@example.org", "Treaty desk <desk@example.org>"
    to: tuple[str, ...]  # addresses; each gets a message of its own
    username: str | None = None
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """An endpoint that follows Standard Webhooks. The first secret is the newest one."""

    url: Address
    secrets: tuple[Secret, ...]


@dataclass(frozen=True, slots=True)
class Chat:
    """Services that apprise knows, by their URLs; each is a recipient of its own."""

    urls: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """Where digests go, as the configuration names it; the part of its kind is set, no other."""

    id: str
    kind: str  # console, file, email, webhook, chat
    path: Path | None = None  # of a file channel, relative to the working directory
    email: Email | None = None
    webhook: Webhook | None = None
    chat: Chat | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who gets a delivery each, named without a secret; "" where the channel is one itself."""
        if self.email is not None:
            return self.email.to
        if self.chat is not None:
            return tuple(map(label, self.chat.urls))
        return ("",)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All that must be there for the channel to work."""
        named: list[Address | None] = []
        if self.email is not None:
            named.append(self.email.password)
        if self.webhook is not None:
            named += [self.webhook.url, *self.webhook.secrets]
        if self.chat is not None:
            named += self.chat.urls
        return tuple(each for each in named if isinstance(each, Secret))


def label(address: Address) -> str:
    """Name an address without what is secret in it."""
    return address.reference if isinstance(address, Secret) else address


def recipients(
    channels: Sequence[ChannelSettings], ids: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Channel and recipient of each delivery of one message."""
    by_id = {channel.id: channel for channel in channels}
    return tuple((id_, recipient) for id_ in ids for recipient in by_id[id_].recipients)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one recipient. Its id stays the same through all attempts."""

    id: str
    digest_id: int  # the number of the message among all that were composed
    channel: str
    payload: str  # the message as JSON, from which each channel renders
    attempts: int
    recipient: str = ""  # see `ChannelSettings.recipients`
    reply_to: str | None = None  # the delivery of the digest that this one corrects
    tries: int = 0  # attempts since it was queued or resent: they decide on the next gap


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel has to show for a delivery that the other side accepted."""

    channel: str
    delivery: str  # the delivery's id
    detail: str  # for people: where it went, and what was answered


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """A delivery as the outbox holds it, for people. Moments are UTC."""

    id: str
    digest: str  # the id of the digest; "operator" for an alert to the operator
    subject: str
    channel: str
    recipient: str
    state: str  # queued, delivered, dead
    attempts: int
    created_at: datetime
    next_attempt: datetime | None
    finished_at: datetime | None
    answer: str | None  # of the last attempt
    tried_at: datetime | None = None  # the last attempt's beginning
    tries: int = 0  # attempts since it was queued or resent
    message: int = 0  # the number of what it carries, among all messages


@dataclass(frozen=True, slots=True)
class Failing:
    """A recipient that has taken nothing since, though it was tried. Moments are UTC."""

    channel: str
    recipient: str
    since: datetime  # of the first attempt that failed after the last one that did not
    tried_at: datetime  # of the last attempt
    answer: str  # of the last attempt
