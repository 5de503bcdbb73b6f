"""The way of a notice, and nothing else.

    fetch -> extract -> vet -> compare -> store        poll (`judge` holds vet and compare)
                                 └── cross-check       of a source that names a second reading
    store -> digest -> store                           compose (`outgoing`)
    store -> deliver -> store                          send (`outgoing`)

Each step is idempotent: what it decides is committed as a whole, and a step that was cut off is
simply done again.
"""

from dataclasses import replace

from watcher.crosscheck import cross_check, second_address
from watcher.draft import Draft
from watcher.errors import FetchError, SourceError, StoreError
from watcher.extract.kinds import body_digest, fingerprint
from watcher.judge import judge
from watcher.log import get_logger
from watcher.model.capture import Capture, NotModified, Validators
from watcher.model.change import PollRecord
from watcher.model.source import Outcome, Source, SourceState
from watcher.store import sources
from watcher.way import Way, ask, extract

log = get_logger(__name__)


async def poll(way: Way, source: Source, state: SourceState) -> PollRecord:
    """Poll one source and decide what it means; the caller hands the record to the store."""
    draft = Draft(way, source, state, way.clock())
    try:
        record = await _polled(draft)
        return await _cross_checked(draft, record)
    except SourceError as error:
        return draft.failed(error)
    except StoreError:
        raise
    except Exception as error:
        # A fault of our own, met on one source: it must neither end the watch over the others
        # nor pass for silence. It is an incident with back-off, like any poll that failed.
        log.exception("a fault in the watcher itself", source=source.id)
        told = f"a fault in the watcher itself: {type(error).__name__}: {error}"
        return draft.failed(SourceError(source.id, told))


async def _polled(draft: Draft) -> PollRecord:
    way, source, state = draft.way, draft.source, draft.state
    same = state.fingerprint == fingerprint(source)
    asked, answer = await _fetch(way, source, state, state.validators if same else Validators())
    if isinstance(answer, NotModified):
        return draft.not_modified(answer)
    digest = body_digest(source.kind, answer.body)
    # Where the permanent redirects lead to now: the next poll asks there.
    moved_to = answer.moved_to or asked
    moved_to = "" if moved_to == source.url else moved_to
    if same and digest == state.body_digest and moved_to == (state.moved_to or ""):
        return draft.unchanged(answer)
    extraction = await extract(way.sandbox, source, answer)
    return await judge(draft, answer, extraction, moved_to=moved_to)


async def _fetch(
    way: Way, source: Source, state: SourceState, validators: Validators
) -> tuple[str, Capture | NotModified]:
    """Ask where permanent redirects led to, else the source's own address; which one answered."""
    if state.moved_to is None:
        return source.url, await ask(way.fetcher, source, validators)
    try:
        return state.moved_to, await ask(way.fetcher, source, validators, state.moved_to)
    except FetchError as error:
        # Who asks for rest is not asked by the old address again, which would lead there.
        if error.retry_after is not None:
            raise
        there = error
    # A redirect can have been a mistake: the configured address has the last word.
    log.warning("the new address failed", source=source.id, reason=str(there))
    try:
        return source.url, await ask(way.fetcher, source, Validators())
    except FetchError as error:
        if str(error) == str(there):
            raise
        both = f"{error}; it had moved for good, and there: {there}"
        wish = error.retry_after
        raise FetchError(source.id, both, status=error.status, retry_after=wish) from error


async def _cross_checked(draft: Draft, record: PollRecord) -> PollRecord:
    """Ask the second reading of a source that names one whether it says the same."""
    way, source, state = draft.way, draft.source, draft.state
    settled = record.outcome.good and record.outcome is not Outcome.UNCONFIRMED
    if source.cross_check is None or not settled:
        return record
    known = await way.store.read(sources.known, source.id)
    stated = {key: item.finding for key, item in known.items()}
    for change in record.changes:
        for key, finding in change.updates:
            if finding is None:
                stated.pop(key, None)
            else:
                stated[key] = finding
    address = second_address(source, stated.values())
    agreement = await cross_check(way, source, state, stated.values(), address)
    return replace(record, agreement=agreement.notices, disagreement=agreement.disagreement)
