"""How a source is to be read, where its kind leaves that to the configuration.

Plain data: it crosses into the worker processes that read documents.
"""

from dataclasses import dataclass
from typing import Literal

Where = Literal["any", "title", "summary"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What an entry is looked through for: a word or phrase, or a regular expression."""

    text: str
    regex: bool = False
    where: Where = "any"


@dataclass(frozen=True, slots=True)
class Matching:
    """Which entries are kept: those that `match` finds (empty: all) and `exclude` does not."""

    match: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()
    by_treaty: bool = False  # `match` holds the names of the watched treaties: nobody wrote it


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a page lists items. All but `date_format` are CSS selectors, inside an item."""

    item: str
    title: str | None = None  # None: the item's first link with a text, else its first passage
    link: str | None = None  # None: the item's first link
    date: str | None = None  # None: a <time>, else no date
    date_format: str | None = None  # as strptime has it; None: the usual forms


@dataclass(frozen=True, slots=True)
class Table:
    """How a status table on any site is read.

    `columns` leads from headings to roles: participant, action, date, effective, note, ignore,
    cell, or an action such as "ratification", whose date the column then holds. A heading over
    others stands before theirs: "Consent / Date". `effective` is the day on which the row's one
    withdrawal or consent takes effect (the withdrawal's, where a column is entry_into_force).

    `cell` are regular expressions for whole cells, or lines of them, that say more than a date,
    with the groups `action` and `date` (and `effective`, `note`): "Accession: November 9, 2020".
    One without `action` tells, in a column of the role "cell", what is no treaty action: such
    cells are kept as they stand.
    """

    table: str | None = None  # CSS selector; None: the only table that has the headings
    columns: tuple[tuple[str, str], ...] = ()
    cell: tuple[str, ...] = ()
    date_format: str | None = None
    preset: str | None = None  # the name of a ready-made reading, such as "wipo"


@dataclass(frozen=True, slots=True)
class Records:
    """Where JSON holds records, and what their fields mean. Paths are JMESPath.

    `fields` leads from a role to a path inside a record. For participants: participant, and
    either action, date, effective and note of the one action that a record is about; or actions
    such as "ratification", for the paths of their dates, with effective (of the withdrawal, where
    entry_into_force has a path of its own) and note. For entries: id, title, link, date, summary.
    """

    records: str
    fields: tuple[tuple[str, str], ...] = ()
    method: Literal["GET", "POST"] = "GET"
    body: str | None = None  # sent with POST, as JSON
    date_format: str | None = None
    preset: str | None = None  # the name of a ready-made reading, such as "icrc"
