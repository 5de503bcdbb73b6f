"""Participants: who signs and joins treaties, under which names, and how a name is read.

The table is `participants.csv` beside this module. Its codes:

- a State, a territory: ISO 3166-1 alpha-3 (``MUS``); Kosovo has none there and bears ``XKX``,
  from the range that ISO leaves to its users for good;
- a former State, a former territory: ISO 3166-3 (four letters, ``CSHH``); where ISO knows none,
  ``EX-`` and a word (``EX-TANGANYIKA``);
- an organisation: ``ORG-`` and its usual letters (``ORG-EU``); another entity: ``ENT-``.

So a code of ours always holds a hyphen and no code of ISO's ever does.

A name is *read*, never guessed: it has to be listed, in whatever case, accents and typography.
Spellings that have meant two participants are left out on purpose and resolve to nothing:
"Korea", "Yugoslavia", "United Arab Republic", "Republic of China".
"""

import csv
import functools
import importlib.resources
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

COLUMNS = ("code", "name", "former", "aliases", "from", "until", "kind")

#: Every way in which pages set an apostrophe or a hyphen, before NFKC turns some into spaces.
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
_CODE = re.compile(r"[A-Z]{3,4}|(?:ORG|EX|ENT)-[A-Z]+(?:-[A-Z]+)*")
_DATE = re.compile(r"(?:\d{4}(?:-\d{2}-\d{2})?)?")


class ParticipantKind(StrEnum):
    """What sort of participant it is."""

    STATE = "state"  # members and observers of the UN, and Cook Islands and Niue
    ENTITY = "entity"  # joins treaties, and is not held to be a State by the depositary
    TERRITORY = "territory"  # has a row of its own on some pages, apart from its State's
    FORMER = "former"  # a State that exists no more; a renamed State is not one
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant, apart from how a page spells it.

    `name` is the present spelling of the UN Treaty Collection where it has a row there.
    `former` are earlier names of the same participant, `aliases` its other spellings.
    `since` and `until` bound its existence: a year or an ISO 8601 date, None where it is open
    or does not help to tell participants apart.
    """

    code: str
    name: str
    kind: ParticipantKind
    former: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every listed spelling, the name first."""
        return (self.name, *self.former, *self.aliases)


class Participants:
    """The table, ready to be asked.

    Raises ValueError where a code comes twice, or where two participants share a spelling
    (after normalisation); the sentence names both.
    """

    def __init__(self, rows: Iterable[Participant]) -> None:
        by_code: dict[str, Participant] = {}
        by_spelling: dict[str, Participant] = {}
        for row in rows:
            other = by_code.setdefault(row.code, row)
            if other is not row:
                raise ValueError(f"code {row.code} is given to {other.name} and to {row.name}")
            for spelling in row.spellings:
                other = by_spelling.setdefault(normalise(spelling), row)
                if other is not row:
                    raise ValueError(
                        f"{spelling!r} is listed for {other.name} ({other.code})"
                        f" and for {row.name} ({row.code})"
                    )
        self.by_code = MappingProxyType(by_code)
        self._by_spelling = by_spelling

    def resolve(self, name: str) -> Participant | None:
        """Give the participant that is listed under this spelling, or None."""
        return self._by_spelling.get(normalise(name))


def resolve(name: str) -> Participant | None:
    """Give the participant that `name` means, or None where the spelling is not listed.

    Footnote marks are part of a name to this function: the caller takes them off.
    """
    return shipped().resolve(name)


def by_code(code: str) -> Participant | None:
    """Give the participant with exactly this code, in capitals, or None."""
    return shipped().by_code.get(code)


@functools.cache
def shipped() -> Participants:
    """Read the table that comes with the program, once."""
    table = importlib.resources.files("watcher.model") / "participants.csv"
    return read_table(table.read_text(encoding="utf-8").splitlines())


def read_table(lines: Iterable[str]) -> Participants:
    """Read a table in CSV; ValueError names the code of a row that is wrong."""
    reader = csv.reader(lines, strict=True)
    header = tuple(next(reader, ()))
    if header != COLUMNS:
        raise ValueError(f"the table has the columns {header}, not {COLUMNS}")
    return Participants(map(_row, reader))


def _row(cells: list[str]) -> Participant:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"row {cells[:1]} has {len(cells)} cells, not {len(COLUMNS)}")
    code, name, former, aliases, since, until, kind = cells
    if not _CODE.fullmatch(code) or not name:
        raise ValueError(f"row {code!r} ({name!r}) needs a name, and a code of a known form")
    if not (_DATE.fullmatch(since) and _DATE.fullmatch(until)):
        raise ValueError(f"row {code}: {since!r} and {until!r} must be years, dates or empty")
    return Participant(
        code,
        name,
        ParticipantKind(kind),
        former=_listed(former),
        aliases=_listed(aliases),
        since=since or None,
        until=until or None,
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def normalise(name: str) -> str:
    """Take case, accents, typography and a "the" around it off a name.

    "St." and "Saint" are one word, and so are "&" and "and". Nothing else is taken off: "Republic
    of", brackets and footnote digits stay. Applying it twice changes nothing.
    """
    text = name.translate(_TYPOGRAPHY)
    text = text.casefold() if text.isascii() else _plain(text)
    text = " ".join(text.replace("&", " and ").replace("(", " (").split())
    words = text.replace("( ", "(").replace(" )", ")").split()
    while len(words) > 1 and words[0] == "the":
        del words[0]
    while len(words) > 1 and words[-1] == "(the)":
        del words[-1]
    return " ".join("saint" if word in ("st", "st.") else word for word in words)


def _plain(text: str) -> str:
    """Fold case, compatibility forms, accents and invisible characters, until nothing moves."""
    while True:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        kept = "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Cf"))
        kept = kept.translate(_TYPOGRAPHY)
        if kept == text:
            return kept
        text = kept
