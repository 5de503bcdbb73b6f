"""What pages write of a review: a verdict with its note, and many lines seen at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from watcher.errors import UsageError
from watcher.model.review import UNREVIEWED, Review, Verdict
from watcher.store import reviews

#: Characters of a note.
LONGEST_NOTE = 2_000


def verdict_of(text: str, note: str) -> Verdict:
    """The verdict that a form names, and whether its note may be; UsageError says what is wrong."""
    try:
        verdict = Verdict(text)
    except ValueError as error:
        asked = f"{text[:40]!r} is no verdict" if text else "Choose what you make of the change"
        raise UsageError(f"{asked}: {', '.join(Verdict)}.") from error
    if len(note) > LONGEST_NOTE:
        raise UsageError(
            f"A note has at most {LONGEST_NOTE:,} characters, and this one has {len(note):,}."
        )
    if verdict is Verdict.NOTE and not note.strip():
        raise UsageError("A note alone needs words: write some, or choose a verdict.")
    return verdict


def mark_seen(db: Database, seqs: Sequence[int], reviewer: str, now: datetime) -> list[Review]:
    """Mark those lines as seen that wait for a review, inside a transaction; `now` is UTC."""
    states = reviews.states(db, seqs)
    return [
        reviews.add(db, seq, Verdict.SEEN, "", reviewer, now)
        for seq in seqs
        if states.get(seq) == UNREVIEWED
    ]
