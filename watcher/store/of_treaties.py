"""What the pages of treaties ask of the store, beside how the treaties stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.model.change import LoggedChange
from watcher.model.correction import CORRECTIONS, KEYS
from watcher.model.finding import Statement
from watcher.store import rows

#: Lines that are read one after the other; where there are more each treaty is asked for.
_FURTHER = 2_000

#: The kinds of lines that are news, as the index `changes_news_of_treaty` has them.
_NEWS = "kind IN ('added', 'modified', 'removed')"


@dataclass(frozen=True, slots=True)
class Mark:
    """What all that the log says of a treaty can be told by: its newest line, and its sources.

    The hash of a line stands for every line before it, so that a restored backup is told, too.
    """

    hash: str
    sources: tuple[str, ...]  # of the record


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of many treaties, and the line of the log up to which they go."""

    seq: int
    hash: str  # of that line
    of: Mapping[str, Mark]  # by number, in order; the very same as before where nothing is new


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that the record states of a treaty now, with the line of the log that says so."""

    part: str
    statement: Statement
    source: str
    seq: int


def mark(db: Database, treaty: str) -> Mark:
    """The mark of what is known of a treaty."""
    newest = db.execute(
        "SELECT hash FROM changes WHERE treaty = ? ORDER BY seq DESC LIMIT 1", [treaty]
    ).fetchone()
    record = db.execute(
        "SELECT id FROM sources WHERE treaty = ? AND tier = 'record' ORDER BY id", [treaty]
    ).fetchall()
    return Mark(newest[0] if newest else "", tuple(row[0] for row in record))


def read_at(db: Database, treaty: str) -> dict[str, datetime | None]:
    """When each source that is about a treaty was last read well, UTC, by its id."""
    found = db.execute("SELECT id, last_good FROM sources WHERE treaty = ?", [treaty])
    return {id_: rows.maybe_moment(text) for id_, text in found.fetchall()}


def marks(db: Database, treaties: Iterable[str], before: Marks | None = None) -> Marks:
    """The marks of these treaties, then of those that a source of the record is or was about.

    With the marks of before only the lines since are read: one by one treaties take long.
    """
    record: dict[str, list[str]] = {}
    for each, treaty in db.execute(
        "SELECT id, treaty FROM sources WHERE treaty IS NOT NULL AND tier = 'record' ORDER BY id"
    ).fetchall():
        record.setdefault(treaty, []).append(each)
    wanted = tuple(dict.fromkeys((*treaties, *sorted(record))))
    head = db.execute("SELECT seq, hash FROM changes ORDER BY seq DESC LIMIT 1").fetchone()
    seq, hash_ = head or (0, "")
    newest = _newest(db, wanted, seq, before)
    known = {number: Mark(newest[number], tuple(record.get(number, ()))) for number in wanted}
    return Marks(seq, hash_, before.of if before and known == before.of else known)


def _newest(db: Database, wanted: Iterable[str], seq: int, before: Marks | None) -> dict[str, str]:
    """The hash of the newest line of each of these treaties, "" for none."""
    kept: dict[str, str] = {}
    if before is not None and before.seq <= seq <= before.seq + _FURTHER and _goes_on(db, before):
        kept = {number: mark.hash for number, mark in before.of.items()}
        kept |= db.execute(
            "SELECT treaty, hash FROM changes WHERE seq > ? AND treaty IS NOT NULL ORDER BY seq",
            [before.seq],
        ).fetchall()
    missing = [number for number in wanted if number not in kept]
    if missing:
        kept |= db.execute(
            "SELECT value, coalesce((SELECT hash FROM changes WHERE treaty = value "
            "ORDER BY seq DESC LIMIT 1), '') FROM json_each(?)",
            [rows.to_json(missing)],
        ).fetchall()
    return kept


def _goes_on(db: Database, before: Marks) -> bool:
    """Whether the log goes on where it was, as that of a restored backup need not."""
    found = db.execute("SELECT hash FROM changes WHERE seq = ?", [before.seq]).fetchone()
    return (found[0] if found else "") == before.hash


def lists(db: Database) -> tuple[str, ...]:
    """The newest line of each list of notifications, by its hash."""
    found = db.execute(
        "SELECT (SELECT hash FROM changes WHERE source = sources.id ORDER BY seq DESC LIMIT 1) "
        "FROM sources WHERE kind = 'untc-notifications' ORDER BY id"
    )
    return tuple(row[0] or "" for row in found.fetchall())


def numbers(db: Database) -> tuple[str, ...]:
    """The treaties that a source of the record is or was about, by number."""
    found = db.execute(
        "SELECT DISTINCT treaty FROM sources "
        "WHERE treaty IS NOT NULL AND tier = 'record' ORDER BY treaty"
    )
    return tuple(row[0] for row in found.fetchall())


def news(db: Database, treaty: str, limit: int) -> tuple[LoggedChange, ...]:
    """The newest lines on a treaty that are no baseline and not editorial, newest first."""
    sql = f"SELECT * FROM changes WHERE treaty = ? AND {_NEWS} ORDER BY seq DESC LIMIT ?"  # noqa: S608 -- our own text
    return tuple(map(rows.logged_change, db.query(sql, [treaty, limit])))


def newest_news(db: Database, treaties: Iterable[str]) -> dict[str, LoggedChange]:
    """The newest such line of each of these treaties that has one, by number."""
    newest = f"(SELECT max(seq) FROM changes WHERE treaty = value AND {_NEWS})"  # noqa: S608 -- our own text
    sql = f"SELECT changes.* FROM json_each(?) JOIN changes ON seq = {newest}"  # noqa: S608
    found = db.query(sql, [rows.to_json(list(treaties))])
    return {row["treaty"]: rows.logged_change(row) for row in found}


def news_of(db: Database, participant: str, limit: int) -> tuple[LoggedChange, ...]:
    """The newest lines about a participant, by its code, that are no baseline and not editorial."""
    sql = f"SELECT * FROM changes WHERE participant_code = ? AND {_NEWS} ORDER BY seq DESC LIMIT ?"  # noqa: S608 -- our own text
    return tuple(map(rows.logged_change, db.query(sql, [participant, limit])))


def stated(db: Database, treaty: str, *families: str) -> tuple[Stated, ...]:
    """What the record states of a treaty in these families of parts now, by source and line."""
    found = db.query(
        "SELECT findings.* FROM findings "
        "JOIN sources ON sources.id = findings.source "
        "WHERE sources.treaty = :treaty AND sources.tier = 'record' "
        "AND iif(instr(part, '/'), substr(part, 1, instr(part, '/') - 1), part) "
        "IN (SELECT value FROM json_each(:families)) ORDER BY findings.change, key",
        {"treaty": treaty, "families": rows.to_json(list(families))},
    )
    return tuple(map(_stated, found))


def cited(db: Database, treaty: str, limit: int) -> tuple[Stated, ...]:
    """The depositary notifications of a treaty that lists of them name now, the newest first."""
    # A line holds the keys of what it brought; that it is the finding's newest says that it stands.
    found = db.query(
        "SELECT findings.* FROM changes INDEXED BY changes_by_treaty "
        "CROSS JOIN sources ON sources.id = changes.source "
        "CROSS JOIN json_each(CAST(record AS TEXT), '$.updates') AS updates "
        "CROSS JOIN findings ON findings.source = changes.source "
        "AND findings.key = updates.value ->> 0 AND findings.change = changes.seq "
        "WHERE changes.treaty = ? AND sources.kind = 'untc-notifications' "
        "ORDER BY changes.seq DESC LIMIT ?",
        [treaty, limit],
    )
    return tuple(map(_stated, found))


def entered(db: Database, treaty: str) -> tuple[Stated, ...]:
    """What people entered of a treaty, and stands."""
    begins = KEYS.format(treaty=treaty)
    found = db.query(
        "SELECT * FROM findings WHERE source = ? AND substr(key, 1, ?) = ? ORDER BY change",
        [CORRECTIONS, len(begins), begins],
    )
    return tuple(map(_stated, found))


def _stated(row: rows.Row) -> Stated:
    known = rows.known(row)
    return Stated(known.finding.part, known.finding.statement, row["source"], row["change"])
