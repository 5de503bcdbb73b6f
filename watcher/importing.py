"""Imports the past: saved captures go the way of a poll, in order, and alert nobody.

saved captures -> extract -> vet -> compare -> store, labelled as imported
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime

from watcher.draft import Draft
from watcher.errors import SourceError, UsageError
from watcher.extract.kinds import body_digest, fingerprint
from watcher.judge import judge
from watcher.model.change import PollRecord
from watcher.model.source import Source, SourceState
from watcher.past.saved import Saved
from watcher.store import sources
from watcher.way import Way, extract


async def import_saved(
    way: Way, source: Source, saved: Sequence[Saved]
) -> AsyncIterator[tuple[Saved, PollRecord]]:
    """Record each capture as if it had been polled at its time, oldest first.

    Each is durable when it is yielded. UsageError, before anything is written, where the source
    has been polled, or where some captures are not newer than what was imported before.
    """
    await _refuse_what_would_disturb(way, source, saved)
    for each in saved:
        state = (await way.store.read(sources.states)).get(source.id) or SourceState(source.id)
        record = await _record(Draft(way, source, state, way.clock()), each)
        # What a server said to an archive long ago says nothing to a poll of today.
        record = replace(
            record,
            imported=True,
            started_at=each.capture.fetched_at,
            validators=None,
            agreement=None,
        )
        await way.store.writer.submit(record)
        yield each, record


async def _record(draft: Draft, saved: Saved) -> PollRecord:
    source, state = draft.source, draft.state
    unseen = body_digest(source.kind, saved.capture.body) != state.body_digest
    if state.fingerprint == fingerprint(source) and not unseen:
        return draft.unchanged(saved.capture)
    try:
        extraction = await extract(draft.way.sandbox, source, saved.capture)
        return await judge(draft, saved.capture, extraction)
    except SourceError as error:
        return draft.failed(error)


async def _refuse_what_would_disturb(way: Way, source: Source, saved: Sequence[Saved]) -> None:
    past = await way.store.read(sources.past_of, source.id)
    if past.live_polls:
        raise UsageError(
            f"{source.id} has been polled already: its history cannot be written anew. Import "
            "into a source with another id, or into a new database."
        )
    late = [each for each in saved if not _is_newer(each, past.newest_import)]
    if late and past.newest_import is not None:
        raise UsageError(
            f"{late[0].where} was captured on {late[0].capture.fetched_at:%Y-%m-%d %H:%M} UTC, "
            f"and {source.id} has captures imported up to "
            f"{past.newest_import:%Y-%m-%d %H:%M}: the past can be imported in order only. "
            "Import what is newer, or all of it into a new database."
        )


def _is_newer(saved: Saved, than: datetime | None) -> bool:
    return than is None or saved.capture.fetched_at > than
