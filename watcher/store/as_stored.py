"""Rows as SQLite holds them: text as bytes, since an altered byte may leave no text."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]


@contextmanager
def as_stored(db: Database) -> Iterator[None]:
    """For the length of a block, whatever is read from the connection is as it is stored."""
    db.conn.text_factory = bytes
    try:
        yield
    finally:
        db.conn.text_factory = str


def stored_rows(db: Database, sql: str, *values: object) -> Iterator[Row]:
    """The rows of a query, one at a time, by the names of their columns."""
    cursor = db.conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def stored_value(db: Database, sql: str, *values: object) -> Any:  # noqa: ANN401 -- whatever the column holds
    """The first value of the first row; None where there is none."""
    row = db.conn.execute(sql, values).fetchone()
    return row[0] if row else None


def told(value: object) -> str:
    """A stored value for people."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
