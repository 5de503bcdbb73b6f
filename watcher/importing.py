"""Imports the past: saved captures go the way of a poll, in order, and alert nobody.

saved captures -> extract -> vet -> compare -> store, labelled as imported
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from watcher.draft import Draft
from watcher.errors import SourceError, UsageError
from watcher.extract.kinds import body_digest, fingerprint
from watcher.judge import judge
from watcher.model.capture import Capture
from watcher.model.change import PollRecord
from watcher.model.source import Source, SourceState
from watcher.past.saved import Saved
from watcher.store import sources
from watcher.way import Way, extract


async def import_saved(
    way: Way, source: Source, saved: Sequence[Saved]
) -> AsyncIterator[tuple[Saved, PollRecord]]:
    """Record each capture as if it had been polled at its time, oldest first.

    Each is durable when it is yielded; one that was imported before is passed over, so that an
    import that was cut off can be begun again. UsageError, before anything is written, where the
    source has been polled, or where some captures are older than what was imported before.
    """
    for each in await _still_to_import(way, source, saved):
        capture = each.read()
        state = (await way.store.read(sources.states)).get(source.id) or SourceState(source.id)
        record = await _record(Draft(way, source, state, way.clock()), capture)
        # What a server said to an archive long ago says nothing to a poll of today.
        record = replace(
            record,
            imported=True,
            started_at=capture.fetched_at,
            validators=None,
            agreement=None,
        )
        await way.store.writer.submit(record)
        yield each, record


async def _record(draft: Draft, capture: Capture) -> PollRecord:
    source, state = draft.source, draft.state
    unseen = body_digest(source.kind, capture.body) != state.body_digest
    if state.fingerprint == fingerprint(source) and not unseen:
        return draft.unchanged(capture)
    try:
        extraction = await extract(draft.way.sandbox, source, capture)
        return await judge(draft, capture, extraction)
    except SourceError as error:
        return draft.failed(error)


async def _still_to_import(way: Way, source: Source, saved: Sequence[Saved]) -> list[Saved]:
    past = await way.store.read(sources.past_of, source.id)
    if past.live_polls:
        raise UsageError(
            f"{source.id} has been polled already: its history cannot be written anew. Import "
            "into a source with another id, or into a new database."
        )
    left = [each for each in saved if each.captured_at not in past.imported]
    newest = max(past.imported, default=None)
    late = [each for each in left if newest is not None and each.captured_at < newest]
    if late and newest is not None:
        raise UsageError(
            f"{late[0].where} was captured on {late[0].captured_at:%Y-%m-%d %H:%M} UTC, "
            f"and {source.id} has captures imported up to {newest:%Y-%m-%d %H:%M}: the past can be "
            "imported in order only. Import what is newer, or all of it into a new database."
        )
    return left
