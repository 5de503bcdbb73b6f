"""Groups of participants, so that "EU" can stand where 27 States would have to be listed.

The table is `groups.csv` beside this module: written by hand, and compared with country-converter
1.3.2 and worldcountrygroups 0.5.0 (which are behind on late accessions and withdrawals). It states
the membership of November 2026, as far as it was known, and no history:

- a former member is not in its group (Burkina Faso, Mali and Niger in ECOWAS), a candidate not yet;
- a suspended member is in it (Venezuela in MERCOSUR);
- a territory is not (Montserrat in CARICOM, French Polynesia and New Caledonia in PIF);
- an organisation that is a participant itself is in its own group; ``ORG-EU`` means it alone;
- the UN's regional groups are those of its elections: Türkiye and the United States of America are
  in WEOG, and each member of the UN is in one group. Observers are in none.

A group whose members are disputed, or were about to change, is left out rather than guessed.
"""

import csv
import functools
import importlib.resources
from collections.abc import Iterable
from dataclasses import dataclass

from watcher.model.participants import by_code, normalise, resolve

COLUMNS = ("group", "name", "aliases", "members")


@dataclass(frozen=True, slots=True)
class Group:
    """One group: `members` are the codes of participants, its own organisation's among them."""

    id: str
    name: str
    aliases: tuple[str, ...]
    members: frozenset[str]

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that means this group, its id first."""
        return (self.id, self.name, *self.aliases)


def codes_of(name: str) -> frozenset[str] | None:
    """Give the codes that `name` means: a group's members, or one participant by code or name.

    A group comes first: "EU" and "European Union" mean the 27 and the organisation. None where
    nothing is listed under `name`.
    """
    if found := group(name):
        return found.members
    participant = by_code(name) or resolve(name)
    return frozenset({participant.code}) if participant else None


def group(name: str) -> Group | None:
    """Give the group with this id, name or alias, in whatever case and typography, or None."""
    return _shipped().get(normalise(name))


def groups() -> tuple[Group, ...]:
    """Give every group, in the order of the table."""
    return tuple(dict.fromkeys(_shipped().values()))


@functools.cache
def _shipped() -> dict[str, Group]:
    table = importlib.resources.files("watcher.model") / "groups.csv"
    return read_table(table.read_text(encoding="utf-8").splitlines())


def read_table(lines: Iterable[str]) -> dict[str, Group]:
    """Read a table in CSV, by normalised spelling; ValueError names the row that is wrong."""
    reader = csv.reader(lines, strict=True)
    header = tuple(next(reader, ()))
    if header != COLUMNS:
        raise ValueError(f"the table has the columns {header}, not {COLUMNS}")
    by_spelling: dict[str, Group] = {}
    for row in map(_row, reader):
        for spelling in row.spellings:
            other = by_spelling.setdefault(normalise(spelling), row)
            if other is not row:
                raise ValueError(f"row {row.id}: {spelling!r} already means {other.id}")
    return by_spelling


def _row(cells: list[str]) -> Group:
    if len(cells) != len(COLUMNS) or not (cells[0] and cells[1] and cells[3]):
        raise ValueError(f"row {cells[:1]} needs {len(COLUMNS)} cells; only aliases may be empty")
    id_, name, aliases, listed = cells
    codes = listed.split("|")
    if unknown := [code for code in codes if by_code(code) is None]:
        raise ValueError(f"row {id_}: {', '.join(map(repr, unknown))} is no participant's code")
    members = frozenset(codes)
    if doubled := sorted(code for code in members if codes.count(code) > 1):
        raise ValueError(f"row {id_}: {', '.join(doubled)} comes twice")
    return Group(id_, name, tuple(aliases.split("|")) if aliases else (), members)
