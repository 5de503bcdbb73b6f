"""The messages of one series with their deliveries, and how the deliveries of messages stand."""

from collections.abc import Collection

from sqlite_utils import Database

from watcher.model.channel import DeliveryState
from watcher.store import deliveries, rows, sent
from watcher.store.deliveries import Attempt
from watcher.store.sent import Composed


def newest(db: Database, series: str, limit: int) -> tuple[Composed, ...]:
    """The messages of a series, by their period, newest first: a digest's id, or "ID/immediate"."""
    found = db.query(
        f"SELECT {sent.COMPOSED} FROM digests WHERE name = ? ORDER BY period_end DESC LIMIT ?",  # noqa: S608 -- our own text
        [series, limit],
    )
    return tuple(map(sent.composed_of, found))


def names(db: Database) -> tuple[str, ...]:
    """All series of which there is a message, or whose beginning was noted."""
    found = db.query("SELECT name FROM cursors UNION SELECT name FROM digests ORDER BY name")
    return tuple(row["name"] for row in found)


def deliveries_of(
    db: Database, numbers: Collection[int], most: int
) -> dict[int, tuple[DeliveryState, ...]]:
    """The deliveries of these messages, by the message's number; those that arrived stand last.

    `most` of each message at most.
    """
    by_message: dict[int, tuple[DeliveryState, ...]] = {}
    for number in numbers:
        found = db.query(
            f"SELECT {deliveries.STATE} WHERE deliveries.digest = ? "
            "ORDER BY state = 'delivered', deliveries.rowid LIMIT ?",
            [number, most],
        )
        by_message[number] = tuple(map(deliveries.state_of, found))
    return by_message


def counts(db: Database, numbers: Collection[int]) -> dict[int, dict[str, int]]:
    """How many deliveries of each message are queued, delivered, dead."""
    found = db.query(
        "SELECT digest, state, count(*) AS many FROM deliveries "
        "WHERE digest IN (SELECT value FROM json_each(?)) GROUP BY digest, state",
        [rows.to_json(list(numbers))],
    )
    counted: dict[int, dict[str, int]] = {}
    for row in found:
        counted.setdefault(row["digest"], {})[row["state"]] = row["many"]
    return counted


def corrected_by(db: Database, number: int) -> tuple[int, ...]:
    """The messages that correct what this one told, by number."""
    found = db.query(
        "SELECT DISTINCT later.digest FROM deliveries "
        "JOIN deliveries AS later ON later.reply_to = deliveries.id "
        "WHERE deliveries.digest = ? ORDER BY later.digest",
        [number],
    )
    return tuple(row["digest"] for row in found)


def attempts_of(db: Database, ids: Collection[str]) -> dict[str, tuple[Attempt, ...]]:
    """All tries at these deliveries, by the delivery's id, oldest first."""
    found = db.query(
        "SELECT * FROM attempts WHERE delivery IN (SELECT value FROM json_each(?)) ORDER BY id",
        [rows.to_json(list(ids))],
    )
    tried: dict[str, tuple[Attempt, ...]] = {}
    for row in found:
        tried[row["delivery"]] = (*tried.get(row["delivery"], ()), sent.attempt_of(row))
    return tried
