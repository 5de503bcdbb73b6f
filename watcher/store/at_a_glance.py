"""What the overview asks of the store: each in a time that does not grow with the log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.model.change import LoggedChange
from watcher.store import rows

#: What was news since a moment, of sources of the record or of others. The days hold the first
#: line of each, so that no index is gone through further back; a clock that goes back is a day off
#: at most. A cross join keeps its order: of sources there are few.
_SINCE = """
    FROM sources CROSS JOIN changes INDEXED BY changes_news_of_source
    ON changes.source = sources.id
    WHERE (sources.tier = 'record') = :record AND changes.kind IN ('added', 'modified', 'removed')
    AND changes.seq >= (SELECT coalesce(min(first_seq), 0) FROM log_days
                        WHERE day >= substr(:since, 1, 10))
    AND detected_at > :since AND imported = 0
"""


@dataclass(frozen=True, slots=True)
class NewsSince:
    """What was news since a moment: how many lines, up to a most, and the record's newest ones."""

    record: int
    reported: int
    newest: tuple[LoggedChange, ...]


@dataclass(frozen=True, slots=True)
class RecordRead:
    """How lately the sources of the record were read well."""

    newest: datetime | None  # the last good poll of any of them, UTC; None where none ever was
    behind: int  # those without a good poll since the moment that was asked about
    sources: int


def record_read(db: Database, sources: Collection[str], since: datetime) -> RecordRead:
    """How lately those of these sources that are of the record were read well; `since` is UTC."""
    newest, behind, count = db.execute(
        "SELECT max(last_good), total(last_good IS NULL OR last_good < ?), count(*) FROM sources "
        "WHERE tier = 'record' "
        "AND id IN (SELECT value FROM json_each(?))",
        [rows.to_text(since), rows.to_json(list(sources))],
    ).fetchone()
    return RecordRead(rows.maybe_moment(newest), int(behind), count)


def news_since(db: Database, since: datetime, most: int, shown: int) -> NewsSince:
    """What was news after a moment (UTC), without what was imported; `shown` lines at most."""
    values = {"since": rows.to_text(since), "most": most, "shown": shown}
    sql = f"SELECT count(*) FROM (SELECT 1 {_SINCE} LIMIT :most)"  # noqa: S608 -- our own text
    record, reported = (
        db.execute(sql, {**values, "record": record}).fetchone()[0] for record in (1, 0)
    )
    found = db.query(
        f"SELECT changes.* {_SINCE} ORDER BY changes.seq DESC LIMIT :shown",
        {**values, "record": 1},
    )
    return NewsSince(record, reported, tuple(map(rows.logged_change, found)))


def newest_news(db: Database, treaties: Collection[str]) -> dict[str, int]:
    """The newest line of each treaty that is no baseline and not editorial, by treaty."""
    found = db.execute(
        "SELECT value, (SELECT max(seq) FROM changes INDEXED BY changes_news_of_treaty "
        "WHERE treaty = value AND kind IN ('added', 'modified', 'removed')) FROM json_each(?)",
        [rows.to_json(list(treaties))],
    ).fetchall()
    return {treaty: seq for treaty, seq in found if seq is not None}
