"""Which digest told what: so that nothing is told twice, and corrections find what they correct."""

from collections.abc import Iterable
from datetime import timedelta

from sqlite_utils import Database

from watcher.model.change import ChangeKind, LoggedChange
from watcher.model.digest import Earlier
from watcher.model.source import Tier
from watcher.model.wire import statement_to_json
from watcher.store import rows

#: An action is told by a second source within this time: 90 % of deposits stand on the status
#: page 41 days after their date, the latest that was seen 135 days after it (80 events, 2019-22).
_SAME_NEWS = timedelta(days=200)

#: How many editorial changes of one statement are gone back through.
_LONGEST_LINEAGE = 20

_EARLIER = "digests.id, digests.name, digests.subject, digests.composed_at"


def sent_at_once(db: Database, alerts: str, since: int, until: int) -> dict[int, Earlier]:
    """The changes of a span that were told at once, each with the message that told it.

    A message that has not reached everybody counts for nothing: what it said is told in full.
    """
    found = db.query(
        f"SELECT told.change, {_EARLIER} FROM told "  # noqa: S608 -- our own text
        "JOIN digests ON digests.id = told.digest "
        "WHERE digests.name = ? AND told.change > ? AND told.change <= ? AND NOT EXISTS "
        "(SELECT 1 FROM deliveries WHERE digest = digests.id AND state <> 'delivered')",
        [alerts, since, until],
    )
    return {row["change"]: _earlier(row) for row in found}


def from_another_source(
    db: Database, series: tuple[str, str], changes: Iterable[LoggedChange]
) -> dict[int, Earlier]:
    """Which of the changes state an action that an earlier digest told from another record.

    One told change explains one new one. A source that gives no date leaves it to the other.
    """
    explained: dict[int, Earlier] = {}
    used: set[int] = set()
    for logged in changes:
        change, stated = logged.change, logged.change.stated
        if logged.tier != Tier.RECORD or change.kind is not ChangeKind.ADDED or not change.action:
            continue
        found = db.query(
            f"SELECT changes.seq, {_EARLIER} FROM changes "  # noqa: S608 -- our own text
            "JOIN told ON told.change = changes.seq JOIN digests ON digests.id = told.digest "
            "WHERE changes.participant_code IS :code AND changes.participant IS NOT NULL "
            "AND (:code IS NOT NULL OR lower(changes.participant) = lower(:name)) "
            "AND changes.treaty IS :treaty AND changes.action = :action "
            "AND changes.tier = 'record' AND changes.kind = 'added' "
            "AND changes.source <> :source AND changes.seq < :seq "
            "AND (changes.date IS NULL OR :date IS NULL OR changes.date = :date) "
            "AND changes.detected_at > :since AND digests.name IN (:own, :alerts) "
            "ORDER BY changes.seq",
            {
                "code": stated.participant_code,
                "name": stated.participant,
                "treaty": logged.treaty,
                "action": change.action,
                "source": logged.source,
                "seq": logged.seq,
                "date": change.date,
                "since": rows.to_text(logged.detected_at - _SAME_NEWS),
                "own": series[0],
                "alerts": series[1],
            },
        )
        row = next((row for row in found if row["seq"] not in used), None)
        if row is not None:
            used.add(row["seq"])
            explained[logged.seq] = _earlier(row)
    return explained


def corrected(
    db: Database, series: tuple[str, str], changes: Iterable[LoggedChange]
) -> dict[int, Earlier]:
    """Which of the changes alter or take back what an earlier digest told, and which one it was."""
    found: dict[int, Earlier] = {}
    for logged in changes:
        if logged.change.kind in (ChangeKind.MODIFIED, ChangeKind.REMOVED):
            earlier = _told_before(db, series, logged)
            if earlier is not None:
                found[logged.seq] = earlier
    return found


def _told_before(db: Database, series: tuple[str, str], logged: LoggedChange) -> Earlier | None:
    """Go back from statement to statement until one that was told; footnotes lie in between."""
    before, seq = logged.change.old, logged.seq
    text = rows.to_json(statement_to_json(before)) if before else None
    code = before.participant_code if before else None
    for _ in range(_LONGEST_LINEAGE):
        if text is None:
            return None
        row = next(
            db.query(
                "SELECT seq, old FROM changes WHERE source = ? AND seq < ? AND new = ? "
                "AND participant_code IS ? ORDER BY seq DESC LIMIT 1",
                [logged.source, seq, text, code],
            ),
            None,
        )
        if row is None:
            return None
        told = next(
            db.query(
                f"SELECT {_EARLIER} FROM told JOIN digests ON digests.id = told.digest "  # noqa: S608 -- our own text
                "WHERE told.change = ? AND digests.name IN (?, ?) ORDER BY digests.id LIMIT 1",
                [row["seq"], *series],
            ),
            None,
        )
        if told is not None:
            return _earlier(told)
        seq, text = row["seq"], row["old"]
    return None


def _earlier(row: rows.Row) -> Earlier:
    at_once = "/" in row["name"]
    return Earlier(
        number=row["id"],
        subject=row["subject"],
        composed_at=rows.to_moment(row["composed_at"]),
        type="alert" if at_once else "digest",
    )
