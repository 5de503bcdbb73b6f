"""Vet what a capture states, compare it with what is known, and decide how the poll ended.

    extraction -> vet -> Quarantined | compare -> changes that count, and that wait

Nothing is written here: the record says what is to be committed.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from watcher.compare.changes import Comparison, compare, lasting, token
from watcher.compare.left_out import LeftOut
from watcher.draft import Draft
from watcher.extract.kinds import body_digest, fingerprint, read_alike, watches_the_same
from watcher.model.capture import Capture
from watcher.model.change import Change, ChangeKind, PollRecord
from watcher.model.finding import Extraction, Filtered, Notice
from watcher.model.plain import clean
from watcher.model.source import Outcome, Source, SourceState
from watcher.store import filtered
from watcher.store import log as change_log
from watcher.store import sources as known_sources
from watcher.vet import Remembered, examine


async def judge(
    draft: Draft,
    capture: Capture,
    extraction: Extraction,
    *,
    moved_to: str | None = None,
    accepted: bool = False,
) -> PollRecord:
    """Vet what a capture states and compare it with what is known.

    `moved_to` is the address to ask from now on, where that is known ("" for the source's own).
    A capture that a person `accepted` passes every gate, and nothing of it waits.
    """
    way, source, state = draft.way, draft.source, draft.state
    known = await way.store.read(known_sources.known, source.id)
    now_read = fingerprint(source)
    same_page = watches_the_same(state.fingerprint, now_read)
    alike = read_alike(state.fingerprint, now_read)
    past = Remembered()
    if same_page:
        past = Remembered(known, state.parts, alike, state.title, state.candidate)
    believed = examine(source, extraction, past, capture.fetched_at)
    if believed.refused is not None and not accepted:
        return replace(
            draft.record(believed.refused, capture),
            error=believed.reason,
            capture=capture,
            candidate=believed.candidate,
            moved_to=draft.doubted_move,
        )
    comparison = await asyncio.to_thread(
        compare,
        known,
        extraction,
        parts=state.parts,
        read_anew=not alike,
        held=state.held,
        removed=await way.store.read(change_log.removed, source.id),
        treaty_name=source.treaty_name,
        left_out=LeftOut(
            await way.store.read(filtered.said, source.id), state.fingerprint != now_read
        ),
    )
    if accepted:
        counting = (*comparison.changes, *comparison.waiting)
        comparison = replace(comparison, changes=counting, waiting=())
    waiting = frozenset(map(token, comparison.waiting))
    record = draft.record(_outcome(state, comparison), capture, rhythm=extraction.rhythm)
    return replace(
        record,
        capture=capture if comparison.changes else None,
        changes=comparison.changes,
        held=waiting,
        held_summaries=tuple(change.summary for change in comparison.waiting),
        validators=None if waiting else capture.validators,
        body_digest=None if waiting else body_digest(source.kind, capture.body),
        forget_body=bool(waiting),
        fingerprint=now_read,
        parts=_parts(state, extraction, comparison) if same_page else extraction.parts,
        notices=(*extraction.notices, *comparison.notices, *_moved(source, moved_to)),
        filtered=_noted(extraction, comparison),
        moved_to=moved_to,
        title=extraction.title or "",
        candidate=None if accepted else believed.candidate,
    )


def _noted(extraction: Extraction, comparison: Comparison) -> tuple[Filtered, ...]:
    """What was left out, but for what waits to be told: once noted it would be told no more."""
    waiting = {key for change in comparison.waiting for key, _ in change.updates}
    return tuple(each for each in extraction.filtered if each.key not in waiting)


def _moved(source: Source, moved_to: str | None) -> Iterator[Notice]:
    if moved_to:
        yield Notice(
            "moved",
            moved_to,
            f"{source.url} has moved for good to {clean(moved_to)}, and is asked there now: "
            "write the new address into the configuration.",
        )


def _parts(state: SourceState, extraction: Extraction, comparison: Comparison) -> frozenset[str]:
    """The parts that have had their baseline.

    A column that nobody understood and that is gone for certain is forgotten: should it return,
    its cells are a new baseline.
    """
    if comparison.waiting or not extraction.complete:
        return state.parts | extraction.parts
    return extraction.parts.union(filter(lasting, state.parts))


def _outcome(state: SourceState, comparison: Comparison) -> Outcome:
    if comparison.waiting:
        return Outcome.UNCONFIRMED
    if state.fingerprint is None or _only_baselines(comparison.changes):
        return Outcome.BASELINE
    return Outcome.CHANGED if comparison.changes else Outcome.UNCHANGED


def _only_baselines(changes: tuple[Change, ...]) -> bool:
    return bool(changes) and all(change.kind is ChangeKind.BASELINE for change in changes)
