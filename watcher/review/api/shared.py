"""What several resources of the API share."""

from datetime import UTC, date

from sqlite_utils import Database

from watcher.review.desk import Desk
from watcher.review.treaties.together import Together


def today_of(desk: Desk) -> date:
    """The day on which treaties are asked about, UTC, as for `watcher status`."""
    return desk.clock().astimezone(UTC).date()


def watched(db: Database, desk: Desk) -> tuple[str, ...]:
    """The treaties that are watched, in the order of the file, and those that once were."""
    return tuple(desk.treaties.marks(db).of)


def together(db: Database, desk: Desk) -> Together:
    """All of them in short, and what follows from them; NotYet soon after a start."""
    return desk.treaties.together(db, today_of(desk))
