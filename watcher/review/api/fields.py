"""Values that the API takes: bounded, and told apart as strictly as their schema says."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

#: SQLite's own numbers end here.
LARGEST = 2**63 - 1

_LONGEST = 200  # characters of what is asked
_DAY = "YYYY-MM-DD"


class Asked(BaseModel):
    """The query of an address. What it does not name is refused: a typing error must be seen."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Asked):
    """The query of an address that takes none."""


NoQuery = Annotated[Nothing, Query()]


def _number(value: object) -> object:
    """Digits alone: Python reads "1_0", " 1" and "+1" as numbers, too."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("this is no whole number")
    return value


def _day(value: object) -> object:
    """A day and no moment: pydantic would read "0" as one of 1970."""
    if isinstance(value, str):
        if len(value) != len(_DAY):
            raise ValueError("write a day as 2026-02-03")
        return date.fromisoformat(value)
    return value


def _flag(value: object) -> object:
    """The two words alone: pydantic would take "yes", "on" and "1", too."""
    if isinstance(value, str) and value not in ("true", "false"):
        raise ValueError("write true or false")
    return value


def _moment(value: str) -> str:
    """A day or a moment with its zone, as it stands."""
    try:
        if len(value) == len(_DAY):
            date.fromisoformat(value)
            return value
        parsed = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("write a day as 2026-02-03, a moment as 2026-02-03T10:16:18Z") from error
    if parsed.tzinfo is None:
        raise ValueError("a moment needs its time zone: 2026-02-03T10:16:18Z")
    return value


Seq = Annotated[int, Field(ge=0, le=LARGEST), BeforeValidator(_number)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, Field(max_length=_LONGEST)]
Moment = Annotated[
    str,
    AfterValidator(_moment),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "format": "date-time"},
            ]
        }
    ),
]
Limit = Annotated[
    int, Field(ge=1, le=500, description="How many at most."), BeforeValidator(_number)
]

#: The number in the address of one thing.
Number = Annotated[
    Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_number)],
    Path(description="Its number."),
]
#: The name in the address of one thing.
Name = Annotated[str, Path(max_length=_LONGEST)]
