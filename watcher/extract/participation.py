"""Who took part: rows of a table of participants become findings with identities.

A participant is found again under its code whatever its spelling; a name that nobody knows is
kept as it stands and reported. How a table's cells are read is the business of its reader.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from watcher.extract.gate import gate
from watcher.model.finding import Check, Finding, Notice, Statement
from watcher.model.participants import resolve

#: The part of a participant that has a row without any date.
LISTED = "participants/listed"


@dataclass(frozen=True, slots=True)
class Row:
    """One participant's row.

    `cells` are the cells that state something: the part that each fills ("participants/consent")
    and its statement, without the participant. Their footnotes come behind those of the name.
    """

    name: str  # as printed, on one line
    cells: tuple[tuple[str, Statement], ...] = ()
    footnotes: tuple[str, ...] = ()
    unread: bool = False  # a cell of it could not be read: the row is not one without a date


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a row is about: the subject of its findings, and the code where the name is known."""

    subject: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Participation:
    """What a table of participants states. The checks are "participants" and "encoding"."""

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    notices: tuple[Notice, ...]


def participation(rows: Sequence[Row]) -> Participation:
    """Turn a complete table's rows into findings, in the table's order.

    A finding's key is its part with the participant in between: "participants/MUS/consent". A
    participant without any cell is listed, under "participants/listed". Where several cells of a
    row fill one part, the earliest has the plain key and each later one also names its action.
    """
    names = [row.name for row in rows]
    repeated = [name for name, times in Counter(names).items() if times > 1]
    garbled = [name for name in names if "\N{REPLACEMENT CHARACTER}" in name]
    findings = [
        finding
        for row, who in zip(rows, identities(names), strict=True)
        for finding in _findings(row, who)
    ]
    twice = [key for key, times in Counter(each.key for each in findings).items() if times > 1]
    if not repeated and twice:
        repeated = [key.split("/")[1] for key in twice]
    return Participation(
        findings=tuple(findings),
        checks=(
            gate("participants", repeated, "each has one row", "more than one row: {}"),
            gate("encoding", garbled, "every name was decoded", "names with lost letters: {}"),
        ),
        notices=tuple(name_notices(names)),
    )


def identities(names: Sequence[str]) -> list[Identity]:
    """Each name's identity; names that share a code are told apart by their spelling."""
    resolved = [resolve(name) for name in names]
    times = Counter(participant.code for participant in resolved if participant)
    found: list[Identity] = []
    for name, participant in zip(names, resolved, strict=True):
        if participant is None:
            found.append(Identity(f"?{name}", None))
        elif times[participant.code] > 1:
            found.append(Identity(f"{participant.code}:{name}", participant.code))
        else:
            found.append(Identity(participant.code, participant.code))
    return found


def name_notices(names: Sequence[str]) -> Iterator[Notice]:
    """One notice for each row whose name is not in the table of participants."""
    for name in names:
        if resolve(name) is None:
            yield Notice(
                "unresolved_name",
                name,
                f"The participant {name!r} is not in the table of participants; "
                "it is kept as it stands.",
            )


def _findings(row: Row, who: Identity) -> Iterator[Finding]:
    person = Statement(participant=row.name, participant_code=who.code, footnotes=row.footnotes)
    if not row.cells and not row.unread:
        yield Finding(f"participants/{who.subject}/listed", LISTED, person, who.subject)
    filled: set[str] = set()
    for part, cell in sorted(row.cells, key=_by_date) if _shares_parts(row) else row.cells:
        statement = replace(
            cell,
            participant=row.name,
            participant_code=who.code,
            footnotes=row.footnotes + cell.footnotes,
        )
        family, role = part.split("/", 1)
        key = f"{family}/{who.subject}/{role}"
        yield Finding(
            f"{key}:{cell.action}" if part in filled else key, part, statement, who.subject
        )
        filled.add(part)


def _shares_parts(row: Row) -> bool:
    return len({part for part, _ in row.cells}) < len(row.cells)


def _by_date(cell: tuple[str, Statement]) -> tuple[str, str]:
    return cell[1].date or "", cell[1].action or ""
