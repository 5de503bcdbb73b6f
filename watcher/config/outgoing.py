"""Channels, digests and the operator as they are written, and which names go with which kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import ConfigDict, Field, PlainValidator

from watcher.config import addresses, values
from watcher.config import participants as people
from watcher.config.fields import FilePath, Flag, Id, Text, TreatyId, Zone
from watcher.model.change import ChangeKind
from watcher.model.channel import Address, ChannelSettings, Chat, Email, Secret, Security, Webhook
from watcher.model.digest import MOST_CHANGES, QuietHours
from watcher.model.operator import OperatorSettings
from watcher.model.treaty import Action

ChannelKind = Literal["console", "file", "email", "webhook", "chat"]
WhenEmpty = Literal["skip", "send"]
#: A baseline is recorded and never told, so no digest can ask for it.
DigestKind = Literal["added", "modified", "removed", "editorial"]

#: The names that mean something to some kinds of channels only.
NAMES: Mapping[str, frozenset[str]] = {
    "console": frozenset(),
    "file": frozenset({"path"}),
    "email": frozenset(
        {"smtp_host", "smtp_port", "security", "username", "password", "from", "to"}
    ),
    "webhook": frozenset({"url", "secrets"}),
    "chat": frozenset({"urls"}),
}
#: What a kind cannot do without, with an example of how it is written.
REQUIRED: Mapping[str, Mapping[str, str]] = {
    "console": {},
    "file": {"path": '"data/digests.jsonl"'},
    "email": {
        "smtp_host": '"smtp.example.org"',
        "from": '"Treaty desk <desk@example.org>"',
        "to": '["reader@example.org"]',
    },
    "webhook": {"url": '"https://example.org/hook"', "secrets": '["env:WEBHOOK_SECRET"]'},
    "chat": {"urls": '["env:CHAT_URL"]'},
}
PORTS: Mapping[Security, int] = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}

_Secrets = Annotated[
    tuple[Secret, ...], PlainValidator(addresses.secrets, json_schema_input_type=str | list[str])
]
_Action = Annotated[Action, PlainValidator(values.one_of(*Action), json_schema_input_type=Action)]


@dataclass(frozen=True, slots=True)
class ChannelSection:
    """A channel as it is written; `ChannelSettings` is what becomes of it.

    A name that Python keeps for itself has an underscore behind it here.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: Id
    kind: Annotated[
        ChannelKind,
        PlainValidator(values.one_of(*get_args(ChannelKind)), json_schema_input_type=ChannelKind),
    ]
    # -- file
    path: FilePath | None = None  # relative to the working directory
    # -- email
    smtp_host: Annotated[str | None, PlainValidator(addresses.host, json_schema_input_type=str)] = (
        None
    )
    smtp_port: Annotated[
        int | None, PlainValidator(values.whole_number(1, 65535), json_schema_input_type=int)
    ] = None
    security: Annotated[
        Security, PlainValidator(values.one_of(*Security), json_schema_input_type=Security)
    ] = Security.STARTTLS
    username: Text | None = None
    password: Annotated[
        Secret | None, PlainValidator(addresses.secret, json_schema_input_type=str)
    ] = None
    from_: Annotated[
        str | None,
        PlainValidator(addresses.sender, json_schema_input_type=str),
        Field(alias="from"),
    ] = None
    to: Annotated[
        tuple[str, ...],
        PlainValidator(addresses.recipients, json_schema_input_type=str | list[str]),
    ] = ()
    # -- webhook
    url: Annotated[
        Address | None, PlainValidator(addresses.endpoint, json_schema_input_type=str)
    ] = None
    secrets: _Secrets = ()
    # -- chat
    urls: Annotated[
        tuple[Address, ...],
        PlainValidator(addresses.services, json_schema_input_type=str | list[str]),
    ] = ()


@dataclass(frozen=True, slots=True)
class DigestSection:
    """A digest as it is written. An empty filter lets everything through."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: Id
    schedule: Annotated[str, PlainValidator(values.schedule, json_schema_input_type=str)] = (
        values.SCHEDULES["daily"]
    )  # cron, five fields, in the digest's time zone
    timezone: Zone = "UTC"  # IANA name; where the file has none, the service's
    channels: tuple[Id, ...] = ()  # ids; where the file has none, every channel
    when_empty: Annotated[
        WhenEmpty,
        PlainValidator(values.one_of(*get_args(WhenEmpty)), json_schema_input_type=WhenEmpty),
    ] = "skip"
    title: Text | None = None
    treaties: tuple[TreatyId, ...] = ()  # MTDSG numbers
    sources: tuple[Id, ...] = ()  # ids
    kinds: tuple[
        Annotated[
            ChangeKind,
            PlainValidator(
                values.one_of(*map(ChangeKind, get_args(DigestKind))),
                json_schema_input_type=DigestKind,
            ),
        ],
        ...,
    ] = (ChangeKind.ADDED, ChangeKind.MODIFIED, ChangeKind.REMOVED)
    participants: Annotated[
        tuple[str, ...],
        PlainValidator(people.participants, json_schema_input_type=list[str]),
    ] = ()  # codes
    actions: tuple[_Action, ...] = ()
    # -- what is sent before the digest is due, and when nothing is
    immediate: tuple[_Action, ...] = ()
    gather: Annotated[
        timedelta,
        PlainValidator(values.gathering, json_schema_input_type=str),
        Field(json_schema_extra={"default": "5m"}),  # as it is written, not as ISO 8601
    ] = timedelta(minutes=5)
    quiet_hours: Annotated[
        QuietHours | None, PlainValidator(values.quiet_hours, json_schema_input_type=str)
    ] = None
    urgent: Flag = False
    max_changes: Annotated[
        int, PlainValidator(values.whole_number(1, 10_000), json_schema_input_type=int)
    ] = MOST_CHANGES


@dataclass(frozen=True, slots=True)
class OperatorSection:
    """Who is told of trouble, as it is written."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    channels: tuple[Id, ...] = ()
    after_polls: Annotated[
        int, PlainValidator(values.whole_number(1, 100), json_schema_input_type=int)
    ] = 2
    after: Annotated[
        timedelta,
        PlainValidator(values.patience, json_schema_input_type=str),
        Field(json_schema_extra={"default": "2h"}),
    ] = timedelta(hours=2)
    heartbeat: Annotated[
        Address | None, PlainValidator(addresses.endpoint, json_schema_input_type=str)
    ] = None


def channel(section: ChannelSection) -> ChannelSettings:
    """What becomes of a section that was checked."""
    return ChannelSettings(
        section.id,
        section.kind,
        path=section.path,
        email=_email(section),
        webhook=Webhook(section.url, section.secrets) if section.url else None,
        chat=Chat(section.urls) if section.urls else None,
    )


def operator(section: OperatorSection) -> OperatorSettings:
    """What becomes of the operator's section."""
    return OperatorSettings(section.channels, section.after_polls, section.after, section.heartbeat)


def _email(section: ChannelSection) -> Email | None:
    if section.smtp_host is None or section.from_ is None:
        return None
    return Email(
        host=section.smtp_host,
        port=section.smtp_port or PORTS[section.security],
        security=section.security,
        sender=section.from_,
        to=section.to,
        username=section.username,
        password=section.password,
    )
