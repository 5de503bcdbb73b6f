"""Deliveries and their attempts: recorded first, sent later, each attempt logged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from watcher.model.channel import Delivery, DeliveryState, Failing
from watcher.store import rows

#: The series of messages to the operator. No digest's id begins with a slash.
OPERATOR = "/operator"

#: What `state_of` reads, and from where: a delivery, its message's name and its last attempt.
COLUMNS = "deliveries.*, digests.name, digests.subject, last.answer, last.started_at"
JOINED = (
    "deliveries JOIN digests ON digests.id = deliveries.digest "
    "LEFT JOIN attempts AS last ON last.id = "
    "(SELECT max(id) FROM attempts WHERE delivery = deliveries.id)"
)
STATE = f"{COLUMNS} FROM {JOINED}"


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that is to be tried now, without what it carries."""

    id: str
    series: str  # of the message: a digest's id, "daily/immediate", "/operator"
    channel: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a delivery, and what follows from it."""

    delivery: str
    started_at: datetime  # UTC
    milliseconds: int
    accepted: bool
    answer: str
    next_attempt: datetime | None  # UTC; None: accepted, or given up


def due(db: Database, now: datetime, under_way: Collection[str] = ()) -> tuple[Due, ...]:
    """The deliveries to try now, oldest first, without those that are under way."""
    found = db.query(
        "SELECT deliveries.id, digests.name AS series, channel, recipient FROM deliveries "
        "JOIN digests ON digests.id = deliveries.digest "
        "WHERE state = 'queued' AND next_attempt <= ? ORDER BY deliveries.rowid",
        [rows.to_text(now)],
    )
    return tuple(Due(**row) for row in found if row["id"] not in under_way)


def delivery(db: Database, delivery_id: str) -> Delivery:
    """A delivery with what it carries. KeyError where there is none of this id."""
    row = next(
        db.query(
            "SELECT deliveries.*, digests.document FROM deliveries "
            "JOIN digests ON digests.id = deliveries.digest WHERE deliveries.id = ?",
            [delivery_id],
        ),
        None,
    )
    if row is None:
        raise KeyError(delivery_id)
    return Delivery(
        id=row["id"],
        digest_id=row["digest"],
        channel=row["channel"],
        payload=row["document"],
        attempts=row["attempts"],
        recipient=row["recipient"],
        reply_to=row["reply_to"],
        tries=row["tries"],
    )


def attempted(db: Database, attempt: Attempt) -> None:
    """Record an attempt and its outcome, inside one transaction."""
    at = rows.to_text(attempt.started_at)
    db.execute(
        "INSERT INTO attempts (delivery, started_at, milliseconds, accepted, answer) "
        "VALUES (?, ?, ?, ?, ?)",
        (attempt.delivery, at, attempt.milliseconds, int(attempt.accepted), attempt.answer),
    )
    over = attempt.next_attempt is None
    state = "delivered" if attempt.accepted else "dead" if over else "queued"
    db.execute(
        "UPDATE deliveries SET attempts = attempts + 1, tries = tries + 1, state = ?, "
        "next_attempt = ?, finished_at = ? WHERE id = ?",
        (
            state,
            rows.to_text(attempt.next_attempt) if attempt.next_attempt else None,
            at if over else None,
            attempt.delivery,
        ),
    )


def resend(db: Database, delivery_id: str, now: datetime) -> None:
    """Queue a delivery again, under the same id, with all its attempts before it."""
    db.execute(
        "UPDATE deliveries SET state = 'queued', next_attempt = ?, finished_at = NULL, tries = 0 "
        "WHERE id = ?",
        (rows.to_text(now), delivery_id),
    )


def matching(db: Database, beginning: str) -> tuple[str, ...]:
    """The ids that begin so; a few of them where there are many."""
    found = db.query(
        "SELECT id FROM deliveries WHERE substr(id, 1, length(:text)) = :text LIMIT 5",
        {"text": beginning.lower()},
    )
    return tuple(row["id"] for row in found)


def listed(
    db: Database, *, states: tuple[str, ...] = (), failed: bool = False, limit: int | None = None
) -> tuple[DeliveryState, ...]:
    """Deliveries, newest first. `failed` keeps those whose last attempt failed."""
    tests = ["1"]
    if states:
        tests.append("state IN (SELECT value FROM json_each(:states))")
    if failed:
        tests.append("state <> 'delivered' AND last.accepted = 0")
    found = db.query(
        f"SELECT {STATE} WHERE {' AND '.join(tests)} ORDER BY deliveries.rowid DESC LIMIT :limit",
        {"states": rows.to_json(list(states)), "limit": -1 if limit is None else limit},
    )
    return tuple(map(state_of, found))


def states(db: Database, ids: Collection[str]) -> dict[str, DeliveryState]:
    """How these deliveries stand now, by id."""
    wanted = set(ids)
    return {each.id: each for each in listed(db) if each.id in wanted}


def of_digest(db: Database, number: int) -> tuple[str, ...]:
    """The ids of a digest's deliveries."""
    found = db.query("SELECT id FROM deliveries WHERE digest = ? ORDER BY rowid", [number])
    return tuple(row["id"] for row in found)


def dead(db: Database, since: datetime) -> tuple[DeliveryState, ...]:
    """The deliveries that were given up since, oldest first, but for those to the operator.

    One that the operator was told of stays among them for as long as it is dead.
    """
    found = db.query(
        f"SELECT {STATE} WHERE state = 'dead' AND digests.name <> ? "  # noqa: S608 -- our own text
        "AND (deliveries.finished_at >= ? OR "
        "deliveries.id IN (SELECT subject FROM episodes WHERE closed_at IS NULL)) "
        "ORDER BY deliveries.finished_at",
        [OPERATOR, rows.to_text(since)],
    )
    return tuple(map(state_of, found))


def failing(db: Database) -> tuple[Failing, ...]:
    """The recipients whose last attempt failed, and since when they take nothing."""
    # The last attempt failed: its delivery has not arrived, and those that have are only asked for
    # the last of them. An attempt that was good ends the episode, also one of a delivery that was
    # sent again since. What was given up before something arrived was tried before it, too, and is
    # not looked at: that grows with the years.
    found = db.query(
        "WITH waiting AS (SELECT id, channel, recipient FROM deliveries AS each "
        "WHERE state IN ('queued', 'dead') AND attempts > 0 AND (state = 'queued' "
        "OR finished_at > coalesce((SELECT max(finished_at) FROM deliveries "
        "WHERE channel = each.channel AND recipient = each.recipient "
        "AND state = 'delivered'), ''))), "
        "tried AS (SELECT channel, recipient, started_at, accepted, answer FROM waiting "
        "JOIN attempts ON attempts.delivery = waiting.id), "
        "good AS (SELECT channel, recipient, max("
        "coalesce(max(CASE WHEN accepted THEN started_at END), ''), "
        "coalesce((SELECT max(finished_at) FROM deliveries WHERE channel = tried.channel "
        "AND recipient = tried.recipient AND state = 'delivered'), '')) AS last_good "
        "FROM tried GROUP BY channel, recipient), "
        "bad AS (SELECT tried.*, min(started_at) OVER recipients AS since "
        "FROM tried JOIN good USING (channel, recipient) WHERE started_at > last_good "
        "WINDOW recipients AS (PARTITION BY channel, recipient)) "
        # With max() alone among the aggregates, SQLite takes `answer` from the row of the maximum.
        "SELECT channel, recipient, answer, since, max(started_at) AS tried_at "
        "FROM bad GROUP BY channel, recipient"
    )
    return tuple(
        Failing(
            channel=row["channel"],
            recipient=row["recipient"],
            since=rows.to_moment(row["since"]),
            tried_at=rows.to_moment(row["tried_at"]),
            answer=row["answer"],
        )
        for row in found
    )


def state_of(row: rows.Row) -> DeliveryState:
    """A row of `STATE`."""
    return DeliveryState(
        id=row["id"],
        digest="operator" if row["name"] == OPERATOR else row["name"].partition("/")[0],
        subject=row["subject"],
        channel=row["channel"],
        recipient=row["recipient"],
        state=row["state"],
        attempts=row["attempts"],
        created_at=rows.to_moment(row["created_at"]),
        next_attempt=rows.maybe_moment(row["next_attempt"]),
        finished_at=rows.maybe_moment(row["finished_at"]),
        answer=row["answer"],
        tried_at=rows.maybe_moment(row["started_at"]),
        tries=row["tries"],
        message=row["digest"],
    )
