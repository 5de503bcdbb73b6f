"""Reads the change log, and the captures that its rows lead to."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict

from sqlite_utils import Database

from watcher.model.capture import Capture
from watcher.model.change import LoggedChange
from watcher.model.participants import by_code, resolve
from watcher.model.plain import clean
from watcher.store import rows

#: In a change itself, or in the document that it brought: all hits are gathered first.
SEARCHED = (
    "(seq IN (SELECT rowid FROM changes_text WHERE changes_text MATCH :search) "
    "OR seq IN (SELECT change FROM documents WHERE id IN "
    "(SELECT rowid FROM documents_text WHERE documents_text MATCH :search)))"
)
#: The same, asked of one line at a time: for few lines and a search with many hits.
SEARCHED_EACH = (
    "(EXISTS (SELECT 1 FROM changes_text WHERE changes_text MATCH :search AND rowid = seq) "
    "OR EXISTS (SELECT 1 FROM documents WHERE change = seq AND EXISTS "
    "(SELECT 1 FROM documents_text WHERE documents_text MATCH :search AND rowid = id)))"
)
_REVIEW = "EXISTS (SELECT 1 FROM review_state WHERE change = seq AND verdict = :review)"


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which rows of the log are wanted; what is None or empty does not narrow. Moments are UTC."""

    treaty: str | None = None
    participant_code: str | None = None
    participant: str | None = None  # a part of the name, where there is no code
    action: str | None = None
    source: str | None = None
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None
    review: str | None = None  # unreviewed, seen, important, false_alarm
    after_seq: int | None = None
    up_to_seq: int | None = None
    limit: int | None = None


class About(TypedDict, total=False):
    """The part of a filter that asks for a participant."""

    participant_code: str
    participant: str


def about(participant: str) -> About:
    """What of a filter asks for a participant as people type it: its code, or a part of a name."""
    person = resolve(participant) or by_code(participant.strip().upper())
    return {"participant_code": person.code} if person else {"participant": participant}


def head(db: Database) -> int:
    """The newest sequence number; 0 for an empty log."""
    return int(db.execute("SELECT seq FROM head").fetchone()[0])


def changes(
    db: Database, wanted: LogFilter, *, newest_first: bool = True
) -> Iterator[LoggedChange]:
    """The rows that the filter asks for."""
    conditions, values = conditions_of(wanted)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = "DESC" if newest_first else "ASC"
    limit = " LIMIT :limit" if wanted.limit is not None else ""
    sql = f"SELECT * FROM changes{where} ORDER BY seq {order}{limit}"  # noqa: S608 -- our own text
    for row in db.query(sql, {**values, "limit": wanted.limit}):
        yield rows.logged_change(row)


def change(db: Database, seq: int) -> LoggedChange | None:
    """One row of the log, or None where there is no such number."""
    row = next(db.query("SELECT * FROM changes WHERE seq = ?", [seq]), None)
    return rows.logged_change(row) if row else None


def removed(db: Database, source_id: str) -> frozenset[tuple[str | None, str | None, str | None]]:
    """What was ever removed from a source, as participant, action and date."""
    found = db.query(
        "SELECT DISTINCT coalesce(participant_code, participant) AS who, action, date "
        "FROM changes WHERE source = ? AND kind = 'removed'",
        [source_id],
    )
    return frozenset((row["who"], row["action"], row["date"]) for row in found)


def capture(db: Database, capture_id: int) -> Capture:
    """The capture with its bytes, exactly as they were served."""
    row = next(
        db.query(
            "SELECT captures.*, bodies.deflated FROM captures JOIN bodies USING (sha256) "
            "WHERE captures.id = ?",
            [capture_id],
        )
    )
    return Capture(
        url=row["url"],
        status=row["status"],
        headers=tuple((name, value) for name, value in json.loads(row["headers"])),
        fetched_at=rows.to_moment(row["fetched_at"]),
        body=zlib.decompress(row["deflated"]),
        elapsed=timedelta(0),
        sha256=row["sha256"],
    )


def last_believed(db: Database, source_id: str) -> Capture | None:
    """The newest capture of a source that changed what is known of it; None where none is kept."""
    found = db.execute(
        "SELECT max(capture) FROM polls WHERE source = ? AND changes > 0", [source_id]
    ).fetchone()[0]
    return None if found is None else capture(db, found)


def conditions_of(wanted: LogFilter, *, search: str = SEARCHED) -> tuple[list[str], dict[str, Any]]:
    """The conditions that a row of `changes` must meet, and their values by name.

    `search` is how the search is made; "" leaves it out, where it was made already.
    """
    tests: dict[str, tuple[str, object]] = {
        "treaty": ("treaty = :treaty", wanted.treaty),
        "code": ("participant_code = :code", wanted.participant_code),
        "name": ("instr(lower(participant), lower(:name))", wanted.participant),
        "action": ("action = :action", wanted.action),
        "source": ("source = :source", wanted.source),
        "kinds": (
            "kind IN (SELECT value FROM json_each(:kinds))",
            json.dumps(wanted.kinds) if wanted.kinds else None,
        ),
        "since": ("detected_at >= :since", _text(wanted.since)),
        "until": ("detected_at < :until", _text(wanted.until)),
        "search": (search, phrases(wanted.search) if search else None),
        "review": (_REVIEW, wanted.review),
        "after": ("seq > :after", wanted.after_seq),
        "up_to": ("seq <= :up_to", wanted.up_to_seq),
    }
    used = {name: test for name, test in tests.items() if test[1] is not None}
    values = {
        name: searchable(value) if isinstance(value, str) else value
        for name, (_, value) in used.items()
    }
    return [sql for sql, _ in used.values()], values


def _text(moment: datetime | None) -> str | None:
    return rows.to_text(moment.astimezone(UTC)) if moment else None


def searchable(text: str) -> str:
    """A text that SQLite takes: a terminal hands over what is no text as lone surrogates."""
    return clean(text)


def phrases(search: str | None) -> str | None:
    """Words as people type them, each a phrase: operators of the search engine are plain words."""
    words = clean(search or "").split()
    return " ".join('"' + word.replace('"', '""') + '"' for word in words) or None
