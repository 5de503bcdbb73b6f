"""Long lists, some rows on each page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query

T = TypeVar("T")

#: The number of a page, as an endpoint's argument: from 1.
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """One page of a list, and its place among the others."""

    rows: Sequence[T]
    number: int  # from 1
    of: int  # pages that there are; 1 for an empty list
    total: int  # rows of the whole list
    first: int  # the place of the first row in the list, from 1; 0 where there is none

    @property
    def last(self) -> int:
        """The place of the last row in the list."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def page_of(rows: Sequence[T], number: int, size: int) -> Leaf[T]:
    """The page of this number; one that lies behind the last is the last."""
    pages = max(1, -(-len(rows) // size))
    number = min(number, pages)
    begins = (number - 1) * size
    return Leaf(rows[begins : begins + size], number, pages, len(rows), begins + 1 if rows else 0)
