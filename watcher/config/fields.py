"""The types of field that several sections share: what is written, read by its rule in `values`."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, PlainValidator

from watcher.config import values

Flag = Annotated[bool, PlainValidator(values.flag, json_schema_input_type=bool)]
Text = Annotated[str, PlainValidator(values.text, json_schema_input_type=str)]
Id = Annotated[str, PlainValidator(values.identifier, json_schema_input_type=str)]
Url = Annotated[str, PlainValidator(values.url, json_schema_input_type=str)]
TreatyId = Annotated[str, PlainValidator(values.treaty_number, json_schema_input_type=str)]
Pattern = Annotated[str, PlainValidator(values.pattern, json_schema_input_type=str)]
Zone = Annotated[str, PlainValidator(values.zone, json_schema_input_type=str)]
FilePath = Annotated[Path, PlainValidator(values.path, json_schema_input_type=str)]
Interval = Annotated[
    timedelta,
    PlainValidator(values.interval, json_schema_input_type=str),
    Field(json_schema_extra={"default": "6h"}),  # as it is written, not as ISO 8601
]
