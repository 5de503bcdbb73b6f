"""The entries that `match` or `exclude` left out: remembered, so that they can be listed.

They are no findings, and stand in no change log: a row goes when its entry is kept after all, and
of each source only the newest are remembered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from watcher.model.change import PollRecord
from watcher.model.wording import title
from watcher.store import rows

#: Of each source. What the newest poll left out is remembered whole, however much it is.
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class LeftOutEntry:
    """An entry that was left out. Moments are UTC."""

    source: str
    title: str
    link: str | None
    date: str | None  # as ISO 8601, where the entry has one that can be read
    reason: str
    first_seen_at: datetime
    last_seen_at: datetime  # when the document that has it was last read


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which are wanted; None does not narrow. Moments are UTC, and of the first time seen."""

    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None  # words, each in the title or the address


def note(db: Database, record: PollRecord) -> None:
    """Remember what one poll left out, inside its transaction, and forget what it kept."""
    source_id, now = record.source_id, rows.to_text(record.finished_at)
    db.conn.executemany(
        "INSERT INTO filtered (source, key, digest, title, link, date, reason, first_seen_at, "
        "last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, key) "
        "DO UPDATE SET digest = excluded.digest, title = excluded.title, link = excluded.link, "
        "date = excluded.date, reason = excluded.reason, last_seen_at = excluded.last_seen_at",
        [
            (
                source_id,
                each.key,
                each.statement.said,
                title(each.statement),
                each.statement.link,
                each.statement.date,
                each.reason,
                now,
                now,
            )
            for each in record.filtered
        ],
    )
    if record.changes:
        _forget_kept(db, record)
    if record.filtered:
        _forget_oldest(db, source_id, now)


def said(db: Database, source_id: str) -> dict[str, str]:
    """What each entry that was left out said (`Statement.said`), by its key."""
    found = db.query("SELECT key, digest FROM filtered WHERE source = ?", [source_id])
    return {row["key"]: row["digest"] for row in found}


def listing(db: Database, wanted: Wanted) -> Iterator[LeftOutEntry]:
    """The entries that were left out, those seen first last on top."""
    words = (wanted.search or "").casefold().split()
    for row in db.query(
        "SELECT * FROM filtered WHERE (:source IS NULL OR source = :source) "
        "AND (:since IS NULL OR first_seen_at >= :since) "
        "AND (:until IS NULL OR first_seen_at < :until) "
        "ORDER BY first_seen_at DESC, source, date DESC, key",
        {
            "source": wanted.source,
            "since": rows.to_text(wanted.since) if wanted.since else None,
            "until": rows.to_text(wanted.until) if wanted.until else None,
        },
    ):
        searched = f"{row['title']} {row['link'] or ''}".casefold()
        if all(word in searched for word in words):
            yield _entry(row)


def _forget_kept(db: Database, record: PollRecord) -> None:
    if not db.execute("SELECT 1 FROM filtered WHERE source = ?", [record.source_id]).fetchone():
        return
    left_out = {each.key for each in record.filtered}
    db.conn.executemany(
        "DELETE FROM filtered WHERE source = ? AND key = ?",
        [
            (record.source_id, key)
            for change in record.changes
            for key, finding in change.updates
            if finding is not None and key not in left_out
        ],
    )


def _forget_oldest(db: Database, source_id: str, now: str) -> None:
    (count,) = db.execute("SELECT count(*) FROM filtered WHERE source = ?", [source_id]).fetchone()
    if count <= REMEMBERED:
        return
    db.conn.execute(
        "DELETE FROM filtered WHERE source = :source AND last_seen_at < :now AND key IN ("
        "SELECT key FROM filtered WHERE source = :source "
        "ORDER BY last_seen_at DESC, first_seen_at DESC LIMIT -1 OFFSET :remembered)",
        {"source": source_id, "now": now, "remembered": REMEMBERED},
    )


def _entry(row: dict[str, Any]) -> LeftOutEntry:
    return LeftOutEntry(
        source=row["source"],
        title=row["title"],
        link=row["link"],
        date=row["date"],
        reason=row["reason"],
        first_seen_at=rows.to_moment(row["first_seen_at"]),
        last_seen_at=rows.to_moment(row["last_seen_at"]),
    )
