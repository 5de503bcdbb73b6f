"""Which of a treaty's participants are shown, and in what order: read from an address. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from watcher.catalogue.search import fold
from watcher.errors import UsageError
from watcher.law.status_row import Row
from watcher.model.groups import group
from watcher.model.participants import by_code
from watcher.review.templating import path

#: The states that a participant can be in, as they are offered; see `Row.state`.
STATES = ("party", "contracting", "consented", "signatory", "withdrawn", "other")

#: What the table can be sorted by: the name of the column, and its heading.
SORTS = {
    "name": "Participant",
    "signature": "Signature",
    "consent": "Consent to be bound",
    "effect": "Takes effect",
}

_LONGEST = 200  # characters that are searched for


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a treaty's page; "" is what it shows by itself."""

    number: str
    on: str = ""  # a day, ISO 8601; how the law stood on it
    known_at: str = ""  # a day or moment
    q: str = ""  # words of a name
    state: str = ""
    group: str = ""  # its id
    sort: str = ""  # "" is by name

    @property
    def narrows(self) -> bool:
        """Whether any participant is left out."""
        return bool(self.q or self.state or self.group)

    def address(self, fragment: str = "", **other: str) -> str:
        """The address of this page, some of it being asked otherwise."""
        asked = replace(self, **other)
        place = path(
            "treaties",
            asked.number,
            on=asked.on,
            known_at=asked.known_at,
            q=asked.q,
            state=asked.state,
            group=asked.group,
            sort=asked.sort,
        )
        return f"{place}#{fragment}" if fragment else place


def asked(number: str, **given: str) -> Asked:
    """What an address asks; UsageError for a state, group or order that there is not."""
    wanted = Asked(number, **{name: text.strip()[:_LONGEST] for name, text in given.items()})
    if wanted.state and wanted.state not in STATES:
        raise UsageError(f"state: {wanted.state!r} is not one of: {', '.join(STATES)}.")
    if wanted.sort and wanted.sort not in SORTS:
        raise UsageError(f"sort: {wanted.sort!r} is not one of: {', '.join(SORTS)}.")
    if wanted.group:
        known = group(wanted.group)
        if known is None:
            raise UsageError(f"group: there is no group {wanted.group!r}.")
        wanted = replace(wanted, group=known.id)
    return replace(wanted, sort="") if wanted.sort == "name" else wanted


def chosen(rows: Iterable[Row], wanted: Asked) -> list[Row]:
    """The rows that are wanted, in their order; rows come sorted by name.

    Dates go from the newest to the oldest, and who has none comes last.
    """
    found = [row for row in rows if _is_wanted(row, wanted)]
    if not wanted.sort:
        return found
    return sorted(found, key=lambda row: _date(row, wanted.sort), reverse=True)


def _is_wanted(row: Row, wanted: Asked) -> bool:
    if wanted.state and row.state != wanted.state:
        return False
    known = group(wanted.group) if wanted.group else None
    if known is not None and row.code not in known.members:
        return False
    return named(row.participant, row.code, wanted.q)


def named(name: str, code: str | None, words: str) -> bool:
    """Whether all words stand in a participant's name, in one that it had, or are its code."""
    wanted = fold(words).split()
    if not wanted:
        return True
    listed = by_code(code) if code else None
    texts = [name, code or "", *(listed.spellings if listed else ())]
    everything = " ".join(map(fold, texts))
    return all(word in everything for word in wanted)


def _date(row: Row, sort: str) -> str:
    return {"signature": row.signature, "consent": row.consent}.get(sort, row.takes_effect) or ""
