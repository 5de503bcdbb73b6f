"""The reports that claims make, and what the record shows to settle them.

They follow from the change log, and could be made from it again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from watcher.model.finding import Known
from watcher.model.plain import as_date
from watcher.model.report import (
    Deed,
    ReadClaim,
    Report,
    ReportState,
    Shown,
    Verdict,
    deed_of,
)
from watcher.model.treaty import Action
from watcher.model.wording import title
from watcher.store import claims, keyset, readings, rows

#: Two sources that say the same within this time make one report; later it is a new one.
_SAME_REPORT = timedelta(days=180)

_COLUMNS = "reports.*, changes.source, changes.capture, changes.new"
_JOINED = "reports JOIN changes ON changes.seq = change"
_REPORTS = f"SELECT {_COLUMNS} FROM {_JOINED}"  # noqa: S608 -- our own text
_LISTED = keyset.Table(f"reports.id AS place, {_COLUMNS}", _JOINED, "reports.id")

#: What the record contradicted may have been done since: said again later, it is a new report.
_SAME_ERROR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Opening:
    """A claim that makes reports: participant and number of each (see `settle.about`)."""

    claim: ReadClaim
    about: tuple[tuple[str | None, int | None], ...] = ()


def record(db: Database, name: str, openings: Iterable[Opening], seq: int, day: date) -> None:
    """Write the claims of a span of the log and open their reports; the span ends at `seq`."""
    for opening in openings:
        number = claims.write(db, opening.claim)
        for participant, count in opening.about:
            _make_report(db, opening.claim, number, participant, count)
    readings.advance(db, name, seq, day)


def _make_report(
    db: Database, read: ReadClaim, claim: int, participant: str | None, number: int | None
) -> None:
    """Join the report that says the same already, or open one."""
    deed = deed_of(read.claim.action)
    if deed is None:
        return
    known = db.execute(
        "SELECT id FROM reports WHERE treaty = ? AND deed = ? AND participant IS ? "
        "AND number IS ? AND reported_at > CASE state WHEN 'contradicted' THEN ? ELSE ? END "
        "ORDER BY id DESC LIMIT 1",
        (
            read.claim.treaty,
            deed.value,
            participant,
            number,
            rows.to_text(read.detected_at - _SAME_ERROR),
            rows.to_text(read.detected_at - _SAME_REPORT),
        ),
    ).fetchone()
    report = known[0] if known else _open(db, read, deed, participant, number)
    db.execute("INSERT OR IGNORE INTO report_claims VALUES (?, ?)", (report, claim))


def _open(
    db: Database, read: ReadClaim, deed: Deed, participant: str | None, number: int | None
) -> int:
    cursor = db.execute(
        "INSERT INTO reports "
        "(treaty, deed, action, participant, number, change, reported_at, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 'unconfirmed')",
        (
            read.claim.treaty,
            deed.value,
            read.claim.action.value,
            participant,
            number,
            read.change,
            rows.to_text(read.detected_at),
        ),
    )
    if cursor.lastrowid is None:
        raise ValueError("the report's row has no number")
    return cursor.lastrowid


def settle(db: Database, verdicts: Mapping[int, Verdict], now: datetime) -> None:
    """Write what became of reports, by their numbers."""
    for number, verdict in verdicts.items():
        db.execute(
            "UPDATE reports SET state = ?, settled_at = ?, settled_by = ?, reason = ? WHERE id = ?",
            (
                verdict.state.value,
                rows.to_text(now),
                verdict.settled_by,
                verdict.reason,
                number,
            ),
        )


def not_confirmed(db: Database) -> tuple[Report, ...]:
    """All reports that the record could still confirm."""
    return _found(db, "state <> 'confirmed' ORDER BY reports.id", [])


def listed(
    db: Database,
    *,
    treaty: str | None = None,
    states: tuple[str, ...] = (),
    participant: str | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> tuple[Report, ...]:
    """Reports, newest first; all of them where nothing narrows.

    `participant` is a code; `before` is the number of a report, for a page of older ones.
    """
    # One condition for each that is asked for: so an index serves it.
    tests: list[tuple[str, object]] = [
        ("reports.treaty = ?", treaty),
        ("state IN (SELECT value FROM json_each(?))", rows.to_json(states) if states else None),
        ("reports.participant = ?", participant),
        ("reports.id < ?", before),
    ]
    asked = [test for test in tests if test[1] is not None]
    where = " AND ".join(["1", *(sql for sql, _ in asked)])
    values = [value for _, value in asked]
    return _found(db, f"{where} ORDER BY reports.id DESC LIMIT ?", [*values, limit or -1])


def counts(db: Database, treaty: str | None = None) -> dict[str, int]:
    """How many reports are in each state."""
    sql = "SELECT state, count(*) FROM reports WHERE (?1 IS NULL OR treaty = ?1) GROUP BY state"
    return dict(db.execute(sql, [treaty]).fetchall())


def page(
    db: Database,
    begin: keyset.Begin,
    size: int,
    *,
    treaty: str | None = None,
    state: str | None = None,
) -> keyset.Page[Report]:
    """Reports by the page, newest first."""
    equal = {"reports.treaty": treaty, "state": state}
    return keyset.page(db, _LISTED, _report, begin, size, equal)


def settled_by(db: Database, changes: Iterable[int]) -> tuple[Report, ...]:
    """The reports that these lines of the record confirmed."""
    return _found(
        db,
        "state = 'confirmed' "
        "AND settled_by IN (SELECT value FROM json_each(?)) ORDER BY reports.id",
        [rows.to_json(sorted(changes))],
    )


def settled_in(
    db: Database, state: ReportState, since: datetime, until: datetime
) -> tuple[Report, ...]:
    """The reports that came to this state after `since` and not after `until`, both UTC."""
    return _found(
        db,
        "state = ? AND settled_at > ? AND settled_at <= ? ORDER BY reports.id",
        [state.value, rows.to_text(since), rows.to_text(until)],
    )


def made_by(db: Database, changes: Iterable[int]) -> dict[int, tuple[Report, ...]]:
    """The reports that the claims of these entries make, by the entry's line of the log."""
    found: dict[int, tuple[Report, ...]] = {}
    for row in db.query(
        "SELECT DISTINCT reports.*, first.source, first.capture, first.new, "
        "claims.change AS said_in FROM reports "
        "JOIN changes AS first ON first.seq = reports.change "
        "JOIN report_claims ON report = reports.id JOIN claims ON claims.id = claim "
        "WHERE claims.change IN (SELECT value FROM json_each(?)) ORDER BY reports.id",
        [rows.to_json(sorted(changes))],
    ):
        found[row["said_in"]] = (*found.get(row["said_in"], ()), _report(row))
    return found


def made_only_by(db: Database, source: str, changes: Iterable[int]) -> tuple[Report, ...]:
    """The unconfirmed reports that nothing says but these lines of one source."""
    return _found(
        db,
        "state = 'unconfirmed' AND changes.source = ? AND NOT EXISTS "
        "(SELECT 1 FROM report_claims JOIN claims ON claims.id = claim "
        "WHERE report = reports.id AND claims.change NOT IN (SELECT value FROM json_each(?))) "
        "ORDER BY reports.id",
        [source, rows.to_json(sorted(changes))],
    )


def shown(db: Database, treaty: str) -> tuple[Shown, ...]:
    """What the record's pages show of a treaty now, with the line that brought each of it."""
    found = db.query(
        "SELECT findings.*, changes.detected_at FROM findings "
        "JOIN sources ON sources.id = findings.source "
        "JOIN changes ON changes.seq = findings.change "
        "WHERE changes.treaty = ? AND sources.tier = 'record' ORDER BY findings.change",
        [treaty],
    )
    stated = (_shown(rows.known(row), row) for row in found)
    return tuple(each for each in stated if each is not None)


def read_at(db: Database, treaty: str) -> datetime | None:
    """When an official page of a treaty was last read well, UTC; None where none is watched."""
    text = db.execute(
        "SELECT max(last_good) FROM sources WHERE treaty = ? AND tier = 'record'", [treaty]
    ).fetchone()[0]
    return rows.maybe_moment(text)


def _shown(known: Known, row: rows.Row) -> Shown | None:
    stated = known.finding.statement
    if stated.action is None or deed_of(stated.action) is None:
        return None
    # An entry into force is stated before it has a date: then the cell holds the condition.
    if stated.action == Action.ENTRY_INTO_FORCE and stated.date is None:
        return None
    if stated.participant is not None and stated.participant_code is None:
        return None  # a name that is not resolved can confirm nobody's act
    return Shown(
        seq=row["change"],
        action=Action(stated.action),
        participant=stated.participant_code,
        effective=as_date(stated.effective or ""),
        date=as_date(stated.date or ""),
        bracketed=bool(stated.bracketed),
        detected_at=rows.to_moment(row["detected_at"]),
    )


def _found(db: Database, where: str, values: list[object]) -> tuple[Report, ...]:
    sql = f"{_REPORTS} WHERE {where}"
    return tuple(_report(row) for row in db.query(sql, values))


def _report(row: rows.Row) -> Report:
    said = rows.statement_from_json(json.loads(row["new"]) if row["new"] else None)
    return Report(
        id=row["id"],
        treaty=row["treaty"],
        action=Action(row["action"]),
        participant=row["participant"],
        number=row["number"],
        change=row["change"],
        source=row["source"],
        capture=row["capture"],
        reported_at=rows.to_moment(row["reported_at"]),
        state=ReportState(row["state"]),
        settled_at=rows.maybe_moment(row["settled_at"]),
        settled_by=row["settled_by"],
        reason=row["reason"],
        title=title(said) if said else "",
        link=said.link if said else None,
    )
