"""Lists by the page: where the next one begins stands in the answer, and in its Link header.

A cursor says "before-120" or "after-120": what is older or newer than the one with this number.
Lists that grow meanwhile neither repeat nor lose what they had.
"""

from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Request
from pydantic import Field

from watcher.review.api.fields import Asked, Limit
from watcher.store.keyset import Begin

Direction = Literal["before", "after"]

#: Eighteen digits are within what SQLite can count to.
Text = Annotated[
    str,
    Field(
        pattern=r"^(before|after)-[0-9]{1,18}$",
        examples=["before-120"],
        description="Where the page begins, as `next` or `previous` of another page has it.",
    ),
]


class Paged(Asked):
    """The query of a list that is asked for by the page."""

    cursor: Text | None = None
    limit: Limit = 50


def cursor_of(text: str | None) -> Begin:
    """Read a cursor of the right form."""
    if text is None:
        return Begin()
    direction, _, number = text.partition("-")
    return Begin(**{direction: int(number)})


@dataclass(frozen=True, slots=True)
class Around:
    """The addresses beside a page; None where there is nothing."""

    next: str | None
    previous: str | None

    @property
    def headers(self) -> dict[str, str]:
        """The same as a Link header (RFC 8288)."""
        named = (("next", self.next), ("prev", self.previous))
        links = [f'<{address}>; rel="{name}"' for name, address in named if address]
        return {"Link": ", ".join(links)} if links else {}


def around(request: Request, older: int | None, newer: int | None) -> Around:
    """The addresses of the pages beside this one, which begin before or after these numbers."""
    return Around(address(request, "before", older), address(request, "after", newer))


def address(request: Request, direction: Direction, number: int | None) -> str | None:
    """Where the page is that begins before or after a number; None for no number."""
    if number is None:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', f'{direction}-{number}')])}"
