"""What the operator was told of: one row an episode, open until it is over."""

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from watcher.model.operator import Episode, OperatorEvent, Trouble
from watcher.store import rows


def current(db: Database) -> tuple[Episode, ...]:
    """The episodes that are open, oldest first."""
    found = db.query("SELECT * FROM episodes WHERE closed_at IS NULL ORDER BY id")
    return tuple(
        Episode(
            trouble=Trouble(row["trouble"]),
            subject=row["subject"],
            text=row["text"],
            since=rows.to_moment(row["since"]),
            opened_at=rows.to_moment(row["opened_at"]),
        )
        for row in found
    )


def write(db: Database, events: Iterable[OperatorEvent], now: datetime) -> None:
    """Open and close episodes, inside the transaction that queues the message about them."""
    for event in events:
        if event.over:
            db.execute(
                "UPDATE episodes SET closed_at = ? "
                "WHERE trouble = ? AND subject = ? AND closed_at IS NULL",
                (rows.to_text(now), event.trouble.value, event.subject),
            )
        else:
            db.execute(
                "INSERT INTO episodes (trouble, subject, text, since, opened_at) "
                "VALUES (?, ?, ?, ?, ?)",
                (
                    *(event.trouble.value, event.subject, event.text),
                    *(rows.to_text(event.since), rows.to_text(now)),
                ),
            )
