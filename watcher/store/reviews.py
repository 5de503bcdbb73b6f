"""Reviews of lines of the log, and where each line stands. Rows are only added.

The states and their counts are kept by triggers, see `migrations/m006_review_desk.py`.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from watcher.model.plain import clean
from watcher.model.review import UNREVIEWED, Review, Unreviewed, Verdict
from watcher.store import rows


def add(
    db: Database, seq: int, verdict: Verdict, note: str, reviewer: str, now: datetime
) -> Review:
    """Write a review, inside a transaction; `now` is UTC.

    KeyError where the log has no such line, ValueError for a note without words.
    """
    if db.execute("SELECT 1 FROM changes WHERE seq = ?", [seq]).fetchone() is None:
        raise KeyError(seq)
    lines = [clean(line) for line in note.splitlines()]
    words, who = "\n".join(lines).strip(), clean(reviewer)
    if verdict is Verdict.NOTE and not words:
        raise ValueError("a note needs words")
    ((number,),) = db.execute(
        "INSERT INTO reviews (change, verdict, note, reviewer, reviewed_at) "
        "VALUES (?, ?, ?, ?, ?) RETURNING id",
        (seq, verdict.value, words, who, rows.to_text(now)),
    ).fetchall()
    return Review(number, seq, verdict, words, who, rows.to_moment(rows.to_text(now)))


def of_change(db: Database, seq: int) -> tuple[Review, ...]:
    """All reviews of a line, oldest first."""
    found = db.query("SELECT * FROM reviews WHERE change = ? ORDER BY id", [seq])
    return tuple(
        Review(
            id=row["id"],
            change=row["change"],
            verdict=Verdict(row["verdict"]),
            note=row["note"],
            reviewer=row["reviewer"],
            reviewed_at=rows.to_moment(row["reviewed_at"]),
        )
        for row in found
    )


def states(db: Database, seqs: Iterable[int]) -> dict[int, str]:
    """Where these lines stand: "unreviewed", or the last verdict that is no note.

    A line that waits for nobody and that nobody reviewed is left out.
    """
    found = db.query(
        "SELECT change, verdict FROM review_state WHERE change IN (SELECT value FROM json_each(?))",
        [rows.to_json(list(seqs))],
    )
    return {row["change"]: row["verdict"] for row in found}


def counts(db: Database) -> Unreviewed:
    """How many lines are news that nobody has reviewed. It takes no longer with a longer log."""
    found = db.query("SELECT kind, lines FROM review_counts WHERE verdict = ?", [UNREVIEWED])
    lines = {row["kind"]: row["lines"] for row in found}
    return Unreviewed(lines.get("added", 0), lines.get("modified", 0), lines.get("removed", 0))
