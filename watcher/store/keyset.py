"""Lists by the page, from a number: as fast at their end as at their beginning."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlite_utils import Database

from watcher.store import rows

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Begin:
    """Where a page begins: before or after a number; None and None is the newest page."""

    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list, the newest first, and the numbers that the pages beside it begin at."""

    items: tuple[T, ...]
    older: int | None  # the next page is before this number; None where there is nothing
    newer: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """What is listed: `columns` names the number of a row `place`; `key` is that in the SQL."""

    columns: str
    source: str  # what follows FROM
    key: str


def page(
    db: Database,
    table: Table,
    read: Callable[[rows.Row], T],
    begin: Begin,
    size: int,
    equal: Mapping[str, object | None] | None = None,
) -> Page[T]:
    """One page of a table; `equal` are columns and the values they must have, None for any."""
    newest_first = begin.after is None
    values: dict[str, Any] = {"size": size + 1}
    tests = ["1"]
    for number, (column, value) in enumerate((equal or {}).items()):
        if value is not None:
            tests.append(f"{column} = :value{number}")
            values[f"value{number}"] = value
    bound = begin.before if newest_first else begin.after
    if bound is not None:
        tests.append(f"{table.key} {'<' if newest_first else '>'} :bound")
        values["bound"] = bound
    order = "DESC" if newest_first else "ASC"
    sql = (
        f"SELECT {table.columns} FROM {table.source} WHERE {' AND '.join(tests)} "  # noqa: S608 -- our own text
        f"ORDER BY {table.key} {order} LIMIT :size"
    )
    found = list(db.query(sql, values))
    more, shown = len(found) > size, found[:size]
    if not shown:
        return Page((), None, None)
    lines = shown if newest_first else shown[::-1]
    onward = more if newest_first else bool(begin.after)  # before the oldest is nothing
    back = bound is not None if newest_first else more
    return Page(
        tuple(map(read, lines)),
        lines[-1]["place"] if onward else None,
        lines[0]["place"] if back else None,
    )
