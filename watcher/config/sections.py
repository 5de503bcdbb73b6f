"""The sections of the file and their names, as the design fixes them.

`File` is what may be written; `Config` is what the stages get. The sections that need no second
look (`Service`, `Web`, `Channel`, `Digest`) are the same in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import ConfigDict, Field, PlainValidator

from watcher.config import values, web
from watcher.config.fields import FilePath, Flag, Text, TreatyId, Zone
from watcher.config.force import (
    DateSection,
    ForceSection,
    QuotaSection,
    SharesSection,
    WaitSection,
)
from watcher.config.outgoing import ChannelSection, DigestSection, OperatorSection
from watcher.config.source import SourceSection
from watcher.model.channel import Address, ChannelSettings, Secret
from watcher.model.digest import DigestSettings
from watcher.model.force import Terms
from watcher.model.operator import OperatorSettings
from watcher.model.source import Source
from watcher.model.treaty import Treaty

LogFormat = Literal["auto", "json", "text"]
#: Names that the design fixes for later versions, by section: refused with a word of their own
#: rather than as unknown, and never taken without doing what they say.
LATER: dict[str, frozenset[str]] = {
    "": frozenset(),
    "service": frozenset({"robots"}),
    "digest": frozenset({"language"}),
}


@dataclass(frozen=True, slots=True)
class Service:
    """What holds for the whole program."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    database: FilePath = Path("data/watcher.db")  # relative to the working directory
    timezone: Zone = "UTC"  # IANA name, for people; the store is UTC always
    contact: Annotated[str | None, PlainValidator(values.contact, json_schema_input_type=str)] = (
        None  # stands in the User-Agent
    )
    host_pause: Annotated[
        timedelta,
        PlainValidator(values.pause, json_schema_input_type=str),
        Field(json_schema_extra={"default": "2s"}),  # as it is written, not as ISO 8601
    ] = timedelta(seconds=2)  # between two requests to one host
    host_connections: Annotated[
        int, PlainValidator(values.whole_number(1, 256), json_schema_input_type=int)
    ] = 1  # at a time, to one host
    allow_private_addresses: Flag = False  # for sources
    allow_private_deliveries: Flag = True  # for channels
    ca_file: Annotated[
        Path | None, PlainValidator(values.readable_file, json_schema_input_type=str)
    ] = None  # PEM; certificates to trust beside the usual ones
    keep_captures: Annotated[
        timedelta | None,
        PlainValidator(values.keeping, json_schema_input_type=str),
        Field(json_schema_extra={"default": "365d"}),  # as it is written
    ] = timedelta(days=365)  # those that changed nothing; None: for ever, as all others
    log_format: Annotated[
        LogFormat,
        PlainValidator(values.one_of(*get_args(LogFormat)), json_schema_input_type=LogFormat),
    ] = "auto"


@dataclass(frozen=True, slots=True)
class Web:
    """The review desk: where it listens, and who may use it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    listen: Annotated[str, PlainValidator(web.listen, json_schema_input_type=str)] = web.DEFAULT
    public_url: Annotated[str, PlainValidator(values.public_url, json_schema_input_type=str)] = (
        "http://127.0.0.1:8080"  # what links in digests begin with; no slash at its end
    )
    password: Annotated[
        Address | None, PlainValidator(web.password, json_schema_input_type=str)
    ] = None  # an argon2id hash, or where one is found
    read_tokens: Annotated[
        tuple[Secret, ...], PlainValidator(web.tokens, json_schema_input_type=str | list[str])
    ] = ()  # programs that show one may read
    review_tokens: Annotated[
        tuple[Secret, ...], PlainValidator(web.tokens, json_schema_input_type=str | list[str])
    ] = ()  # ... and write reviews and requests, too
    trusted_header: Annotated[
        str | None, PlainValidator(web.header, json_schema_input_type=str)
    ] = None  # in small letters; where a reverse proxy says who asks
    allowed_hosts: Annotated[
        tuple[str, ...], PlainValidator(web.hosts, json_schema_input_type=str | list[str])
    ] = ()  # in small letters, without ports and brackets; none: what follows from the rest

    @property
    def place(self) -> tuple[str, int] | None:
        """Host (an IPv6 one without brackets) and port to listen at; None where it is off."""
        return web.place(self.listen)

    @property
    def is_open(self) -> bool:
        """Whether everyone who reaches it may do everything: only ever so on loopback."""
        return self.password is None and self.trusted_header is None


@dataclass(frozen=True, slots=True)
class TreatySection:
    """A treaty's names; optional beside a source that gives its number."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    number: TreatyId
    name: Text | None = None
    aliases: tuple[Text, ...] = ()
    closes_for_signature: date | None = None
    entry_into_force: ForceSection | None = None
    dates: tuple[DateSection, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """The whole file as it is written: a list is one `[[section]]` after another."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    service: Service = field(default_factory=Service)
    web: Web = field(default_factory=Web)
    treaty: tuple[TreatySection, ...] = ()
    source: tuple[SourceSection, ...] = ()
    channel: tuple[ChannelSection, ...] = ()
    digest: tuple[DigestSection, ...] = ()
    operator: OperatorSection = field(default_factory=OperatorSection)


SECTIONS: dict[str, type] = {
    "": File,
    "service": Service,
    "web": Web,
    "treaty": TreatySection,
    "source": SourceSection,
    "channel": ChannelSection,
    "digest": DigestSection,
    "operator": OperatorSection,
}
#: Tables within a section, by the name that they are given to.
INNER: dict[str, type] = {
    "entry_into_force": ForceSection,
    "later": WaitSection,
    "quotas": QuotaSection,
    "shares": SharesSection,
    "dates": DateSection,
}
#: Those that stand once, with one bracket on each side.
SINGLE = ("service", "web", "operator")


def names(section: str) -> tuple[str, ...]:
    """The names of a section, as they are written in the file."""
    return tuple(each.name.rstrip("_") for each in fields({**SECTIONS, **INNER}[section]))


@dataclass(frozen=True, slots=True)
class Config:
    """What the stages get: checked, with every default filled in."""

    path: Path = Path("config/watcher.toml")  # where it was read from
    service: Service = field(default_factory=Service)
    web: Web = field(default_factory=Web)
    treaties: tuple[Treaty, ...] = ()  # those that have a section of their own
    terms: Mapping[str, Terms] = field(default_factory=dict)  # of those, by number
    sources: tuple[Source, ...] = ()
    channels: tuple[ChannelSettings, ...] = ()
    digests: tuple[DigestSettings, ...] = ()
    operator: OperatorSettings = field(default_factory=OperatorSettings)
