"""A source as it is written: its names, and which of them go with which kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import ConfigDict, PlainValidator

from watcher.config import participants as people
from watcher.config import structure, values
from watcher.config.fields import Flag, Id, Interval, Pattern, Text, TreatyId, Url
from watcher.config.matching import exclusions, patterns
from watcher.model import reading
from watcher.model.source import Format, Tier

SourceKind = Literal[
    "untc-status", "untc-notifications", "feed", "listing", "page", "table", "json", "pdf"
]
Method = Literal["GET", "POST"]

#: The ready-made readings, by kind.
PRESETS: Mapping[str, tuple[str, ...]] = {"table": ("wipo",), "json": ("icrc",)}

#: The names that mean something to some kinds only.
NAMES: Mapping[str, frozenset[str]] = {
    "untc-status": frozenset({"format", "cross_check"}),
    "untc-notifications": frozenset({"match", "exclude"}),
    "feed": frozenset({"match", "exclude", "participant"}),
    "listing": frozenset(
        {"item", "title", "link", "date", "date_format", "match", "exclude", "participant"}
    ),
    "page": frozenset({"select", "ignore", "match", "exclude"}),
    "table": frozenset({"table", "columns", "cell", "date_format", "preset"}),
    "json": frozenset(
        {
            *("records", "fields", "method", "body", "date_format", "preset"),
            *("match", "exclude", "participant"),
        }
    ),
    "pdf": frozenset({"ignore", "match", "exclude"}),
}

#: The kinds that are the depositary's own word by what they are.
ALWAYS_RECORD = frozenset({"untc-status", "untc-notifications"})
#: The kinds that can be: another depositary's table is the record of its treaties.
MAY_BE_RECORD = ALWAYS_RECORD | {"table", "json"}

#: The kinds whose entries are of many subjects: without `match`, those that name a watched
#: treaty are kept.
OF_MANY_SUBJECTS = frozenset({"untc-notifications", "feed", "listing", "json"})


@dataclass(frozen=True, slots=True)
class SourceSection:
    """A source as it is written; `Source` is what becomes of it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: Id
    kind: Annotated[
        SourceKind,
        PlainValidator(values.one_of(*get_args(SourceKind)), json_schema_input_type=SourceKind),
    ]
    treaty: TreatyId | None = None
    url: Url | None = None
    every: Interval = timedelta(hours=6)
    tier: Annotated[
        Tier | None, PlainValidator(values.one_of(*Tier), json_schema_input_type=Tier)
    ] = None
    paused: Flag = False
    # -- is it the right document, and believable?
    min_findings: Annotated[
        int, PlainValidator(values.whole_number(0, 100_000), json_schema_input_type=int)
    ] = 1
    require_text: Annotated[
        tuple[str, ...], PlainValidator(values.texts, json_schema_input_type=str | list[str])
    ] = ()
    language: Annotated[str | None, PlainValidator(values.language, json_schema_input_type=str)] = (
        None
    )
    max_change: Annotated[
        float | None, PlainValidator(values.share, json_schema_input_type=float | str)
    ] = None
    # -- whose institutions do its entries tell of, where they name nobody's?
    participant: Annotated[
        str | None, PlainValidator(people.participant, json_schema_input_type=str)
    ] = None
    # -- which entries are kept?
    match: Annotated[
        tuple[reading.Pattern, ...] | None,
        PlainValidator(patterns, json_schema_input_type=str | list[str] | dict[str, list[str]]),
    ] = None
    exclude: Annotated[
        tuple[reading.Pattern, ...],
        PlainValidator(exclusions, json_schema_input_type=str | list[str] | dict[str, list[str]]),
    ] = ()
    # -- page, pdf
    select: Text | None = None
    ignore: tuple[Pattern, ...] = ()
    # -- untc-status
    format: Annotated[
        Format, PlainValidator(values.one_of(*Format), json_schema_input_type=Format)
    ] = Format.HTML
    cross_check: Annotated[
        str | None, PlainValidator(values.second_reading, json_schema_input_type=str)
    ] = None
    # -- listing
    item: Text | None = None
    title: Text | None = None
    link: Text | None = None
    date: Text | None = None
    date_format: Text | None = None
    # -- table
    table: Text | None = None
    columns: Annotated[
        tuple[tuple[str, str], ...],
        PlainValidator(structure.column_roles, json_schema_input_type=dict[str, str]),
    ] = ()
    cell: Annotated[
        tuple[str, ...],
        PlainValidator(structure.cell_patterns, json_schema_input_type=str | list[str]),
    ] = ()
    preset: Text | None = None
    # -- json
    records: Annotated[
        str | None, PlainValidator(structure.json_path, json_schema_input_type=str)
    ] = None
    fields: Annotated[
        tuple[tuple[str, str], ...],
        PlainValidator(structure.field_paths, json_schema_input_type=dict[str, str]),
    ] = ()
    method: Annotated[
        Method, PlainValidator(values.one_of(*get_args(Method)), json_schema_input_type=Method)
    ] = "GET"
    body: Annotated[
        str | None,
        PlainValidator(structure.json_body, json_schema_input_type=str | dict[str, object]),
    ] = None


def listing(section: SourceSection) -> reading.Listing | None:
    """How a listing is read; None for other kinds."""
    if section.kind != "listing" or section.item is None:
        return None
    return reading.Listing(
        item=section.item,
        title=section.title,
        link=section.link,
        date=section.date,
        date_format=section.date_format,
    )


def table(section: SourceSection) -> reading.Table | None:
    """How a table is read; None for other kinds."""
    if section.kind != "table":
        return None
    return reading.Table(
        table=section.table,
        columns=section.columns,
        cell=section.cell,
        date_format=section.date_format,
        preset=section.preset,
    )


def records(section: SourceSection) -> reading.Records | None:
    """How JSON is read; None for other kinds."""
    if section.kind != "json":
        return None
    return reading.Records(
        records=section.records or "",
        fields=section.fields,
        method=section.method,
        body=section.body,
        date_format=section.date_format,
        preset=section.preset,
    )
