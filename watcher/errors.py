"""The errors of the watcher, as one tree.

    WatcherError                    what a person can read and act on
    ├── UsageError                  the command or its arguments are wrong        exit 2
    │   └── ConfigError             the configuration is wrong, every place of it exit 2
    ├── StoreError                  the database cannot be used                   exit 3
    │   └── DatabaseBusy            another process holds it                      exit 3
    ├── SourceError                 a source failed, with its id                  exit 1
    │   ├── FetchError              no answer, or not a usable one
    │   └── ExtractError            the answer could not be read
    ├── DrawingError                a chart cannot be drawn                       exit 1
    └── DeliveryError               a channel did not take a digest               exit 1

Foreign exceptions are converted where they are met (fetch, extract, store, deliver), with the
cause kept; nothing above those stages catches a library's own exception.
"""

from typing import ClassVar


class WatcherError(Exception):
    """A failure told in a sentence that says what is wrong, where, and what to do."""

    exit_code: ClassVar[int] = 1


class UsageError(WatcherError):
    """The command line asks for something that does not exist or cannot be done."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration is wrong; `problems` holds one sentence for each wrong place."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StoreError(WatcherError):
    """The database cannot be opened, is not ours, is newer than this program, or failed."""

    exit_code = 3


class DatabaseBusy(StoreError):
    """Another process holds the database; the sentence names it."""


class SourceError(WatcherError):
    """A poll of one source failed; `source_id` names it."""

    def __init__(self, source_id: str, message: str) -> None:
        super().__init__(message)
        self.source_id = source_id


class FetchError(SourceError):
    """There was no answer, or one that cannot be used.

    `status` is the HTTP status where there was one. `retry_after` is the server's wish in
    seconds from now, where it stated one.
    """

    def __init__(
        self,
        source_id: str,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(source_id, message)
        self.status = status
        self.retry_after = retry_after


class ExtractError(SourceError):
    """The body could not be read within the bounds of time and memory, or is no such document."""


class DrawingError(WatcherError):
    """A chart could not be drawn, or not in time; whatever would show it does without."""


class DeliveryError(WatcherError):
    """A channel did not take a delivery; it is tried again by the outbox's schedule.

    Unless it is `permanent`: the other side refuses this delivery for good. `retry_after` is
    the other side's wish in seconds from now, where it stated one.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
