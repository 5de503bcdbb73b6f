"""Fetches the documents behind links that changes brought, such as the PDF of a C.N.

    store -> documents that are due -> fetch -> extract -> store       one commit a document

A document is evidence: its bytes are kept even where its text cannot be had. What is no PDF, or
did not arrive whole, is refused and asked for again; in the end it is given up, and that is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from watcher.errors import ExtractError, FetchError, SourceError, StoreError
from watcher.log import get_logger
from watcher.model.capture import Capture, Validators
from watcher.model.finding import Extraction
from watcher.model.plain import clean
from watcher.model.source import Source
from watcher.schedule.documents import next_attempt
from watcher.store import documents
from watcher.store.documents import Linked
from watcher.way import Way, extract

log = get_logger(__name__)

#: The checks by which a reader says that it was given another document, or half of one.
_REFUSED = frozenset({"page", "whole"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one document. `error` is None where it is kept with its text."""

    source: str
    url: str
    kept: bool
    error: str | None = None
    next_attempt: datetime | None = None  # UTC; None where it is kept or given up


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document that is kept: its bytes, and its text or why there is none."""

    capture: Capture
    text: str
    error: str | None = None


async def fetch_due(
    way: Way, sources: Iterable[Source], now: datetime, limit: int
) -> tuple[Fetched, ...]:
    """Fetch the documents that are due `now` (UTC), at most `limit`, one after the other.

    Those of sources that are paused, or not among `sources` any more, stay wanted. StoreError
    where the store does not take one: it stays wanted, too.
    """
    asked = {source.id: source for source in sources if not source.paused}
    wanted = await way.store.read(documents.due, now, limit, asked)
    return tuple([await _fetch(way, asked[linked.source], linked) for linked in wanted])


async def _fetch(way: Way, source: Source, linked: Linked) -> Fetched:
    try:
        reading = await _read(way, source, linked)
    except SourceError as error:
        return await _failed(way, linked, error)
    except StoreError:
        raise
    except Exception as error:
        # A fault of our own, met on one document, must neither end the watch nor go untold.
        log.exception("a fault in the watcher itself", source=source.id, url=linked.url)
        told = f"a fault in the watcher itself: {type(error).__name__}: {error}"
        return await _failed(way, linked, SourceError(source.id, told))
    now = way.clock()
    await way.store.write(
        documents.keep, linked.id, reading.capture, reading.text, now, reading.error
    )
    return Fetched(source.id, linked.url, kept=True, error=reading.error)


async def _read(way: Way, source: Source, linked: Linked) -> _Reading:
    """Fetch and read one document; raises FetchError or ExtractError where it is to be refused."""
    capture = await way.fetcher.fetch(source.id, linked.url, Validators())
    if not isinstance(capture, Capture):
        raise FetchError(source.id, "the server answered 304 to a first request")
    reader = Source(source.id, "pdf", linked.url, source.tier, source.every)
    try:
        extraction = await extract(way.sandbox, reader, capture)
    except ExtractError as error:
        # A busy machine may be why, but not each time; and what came is evidence all the same.
        if next_attempt(way.clock(), linked.attempts + 1, None, way.rng) is not None:
            raise
        return _Reading(capture, "", clean(f"cannot be read: {error}"))
    failed = [check for check in extraction.checks if not check.passed]
    reason = clean("; ".join(check.detail for check in failed))
    if any(check.name in _REFUSED for check in failed):
        raise ExtractError(source.id, reason)
    return _Reading(capture, _text(extraction), reason or None)


def _text(extraction: Extraction) -> str:
    return "\n\n".join(finding.statement.text or "" for finding in extraction.findings)


async def _failed(way: Way, linked: Linked, error: SourceError) -> Fetched:
    now = way.clock()
    wish = error.retry_after if isinstance(error, FetchError) else None
    again = next_attempt(now, linked.attempts + 1, wish, way.rng)
    reason = clean(str(error))
    await way.store.write(documents.failed, linked.id, reason, again, now)
    state = "is asked for again" if again else "is given up"
    log.warning(f"a document {state}", source=linked.source, url=linked.url, reason=reason)
    return Fetched(linked.source, linked.url, kept=False, error=reason, next_attempt=again)
