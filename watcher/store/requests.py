"""What other processes ask of the daemon: it takes up a request at its next tick."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from watcher.store import rows


class Kind(StrEnum):
    """What can be asked."""

    POLL = "poll"  # now, whenever the source is due
    ACCEPT = "accept"  # take what is held in quarantine as good
    REJECT = "reject"  # leave it out, and list it no more
    RESEND = "resend"  # send a delivery again
    CORRECT = "correct"  # write down what a person enters
    PAUSE = "pause"  # poll a source no more, until it is resumed
    RESUME = "resume"  # poll it again


@dataclass(frozen=True, slots=True)
class Request:
    """One request, about a source, (to send it again) a delivery, or what a person enters.

    `answer` is JSON, None until it is done.
    """

    id: int
    kind: Kind
    subject: str
    answer: str | None


def ask(db: Database, kind: Kind, subjects: Sequence[str], now: datetime) -> list[int]:
    """Ask the same of each source or delivery; returns the requests' numbers."""
    numbers: list[int] = []
    for subject in subjects:
        cursor = db.execute(
            "INSERT INTO requests (kind, subject, asked_at) VALUES (?, ?, ?)",
            (kind.value, subject, rows.to_text(now)),
        )
        if cursor.lastrowid is not None:
            numbers.append(cursor.lastrowid)
    return numbers


def waiting(db: Database) -> tuple[Request, ...]:
    """The requests that wait, oldest first."""
    found = db.query(
        "SELECT id, kind, subject, answer FROM requests WHERE done_at IS NULL ORDER BY id"
    )
    return tuple(Request(**{**row, "kind": Kind(row["kind"])}) for row in found)


def answers(db: Database, numbers: Sequence[int]) -> dict[int, str]:
    """The answers that are there, by number."""
    found = db.query(
        "SELECT id, answer FROM requests WHERE done_at IS NOT NULL "
        "AND id IN (SELECT value FROM json_each(?))",
        [rows.to_json(list(numbers))],
    )
    return {row["id"]: row["answer"] for row in found}


def answer(db: Database, number: int, text: str, now: datetime) -> None:
    """Close a request with its answer."""
    db.execute(
        "UPDATE requests SET done_at = ?, answer = ? WHERE id = ?",
        (rows.to_text(now), text, number),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its moments, UTC; `done_at` and `answer` are None until it is done."""

    id: int
    kind: str
    subject: str
    asked_at: datetime
    done_at: datetime | None
    answer: str | None


def one(db: Database, number: int) -> Asked | None:
    """The request of a number; None where there is none."""
    return next(map(_asked, db.query("SELECT * FROM requests WHERE id = ?", [number])), None)


def recent(db: Database, limit: int) -> tuple[Asked, ...]:
    """What was asked last, newest first, and what became of it."""
    found = db.query("SELECT * FROM requests ORDER BY id DESC LIMIT ?", [limit])
    return tuple(map(_asked, found))


def of_subjects(db: Database, subjects: Sequence[str], limit: int) -> tuple[Asked, ...]:
    """What was asked last of these sources or deliveries, newest first."""
    found = db.query(
        "SELECT * FROM requests WHERE subject IN (SELECT value FROM json_each(?)) "
        "ORDER BY id DESC LIMIT ?",
        [rows.to_json(list(subjects)), limit],
    )
    return tuple(map(_asked, found))


def _asked(row: rows.Row) -> Asked:
    return Asked(
        id=row["id"],
        kind=row["kind"],
        subject=row["subject"],
        asked_at=rows.to_moment(row["asked_at"]),
        done_at=rows.maybe_moment(row["done_at"]),
        answer=row["answer"],
    )


def ask_once(db: Database, kind: Kind, subject: str, now: datetime) -> int:
    """Ask, unless the same is asked already and waits; returns the request's number."""
    row = next(
        db.query(
            "SELECT id FROM requests WHERE done_at IS NULL AND kind = ? AND subject = ? LIMIT 1",
            [kind.value, subject],
        ),
        None,
    )
    return int(row["id"]) if row else ask(db, kind, [subject], now)[0]
