"""What one saved capture is, and what was left aside on the way to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.errors import UsageError
from watcher.model.capture import Capture

#: Bytes of one document; no more is fetched from a site either.
MAX_BODY = 20_000_000


@dataclass(frozen=True, slots=True)
class Saved:
    """A capture in a file; `where` says which, for people.

    Its bytes are read when they are wanted: years of a page do not fit into memory at once.
    """

    where: str
    captured_at: datetime  # UTC
    read: Callable[[], Capture]  # raises UsageError


@dataclass(frozen=True, slots=True)
class LeftAside:
    """Something in the files that is no capture of the source, and why."""

    where: str
    reason: str


def capture_of(
    url: str, body: bytes, moment: datetime, headers: tuple[tuple[str, str], ...] = ()
) -> Capture:
    """A capture that came from a file. `moment` is UTC."""
    return Capture(
        url=url, status=200, headers=headers, fetched_at=moment, body=body, elapsed=timedelta(0)
    )


def unreadable(where: object, error: OSError) -> UsageError:
    """The error for a file that cannot be read."""
    return UsageError(f"{where}: cannot be read: {(error.strerror or str(error)).lower()}.")
