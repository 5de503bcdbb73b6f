"""The way of a notice, and nothing else.

    fetch -> extract -> vet -> compare -> store        poll
    store -> digest -> store                           compose
    store -> deliver -> store                          send

Each step is idempotent: what it decides is committed as a whole, and a step that was cut off is
simply done again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from watcher.compare.changes import UNKNOWN_COLUMN, Comparison, compare, token
from watcher.errors import ExtractError, FetchError, SourceError, StoreError
from watcher.extract.encodable import encodable
from watcher.extract.kinds import KINDS, body_digest, fingerprint, watches_the_same
from watcher.fetch.client import Fetcher
from watcher.log import get_logger
from watcher.model.capture import Capture, Document, NotModified, Validators
from watcher.model.change import Change, ChangeKind, PollRecord
from watcher.model.finding import Extraction
from watcher.model.plain import clean
from watcher.model.source import Outcome, Source, SourceState
from watcher.sandbox import Sandbox
from watcher.schedule.polls import next_poll
from watcher.store import log as change_log
from watcher.store import sources as known_sources
from watcher.store.handle import Store
from watcher.vet import reasons, verdict, vet

log = get_logger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Way:
    """The tools along the way. `clock` gives the present moment, UTC."""

    store: Store
    fetcher: Fetcher
    sandbox: Sandbox
    clock: Clock
    rng: Random = field(default_factory=Random)


async def poll(way: Way, source: Source, state: SourceState) -> PollRecord:
    """Poll one source and decide what it means; the caller hands the record to the store."""
    draft = _Draft(way, source, state, way.clock())
    same = state.fingerprint == fingerprint(source)
    try:
        answer = await way.fetcher.fetch(
            source.id, source.url, state.validators if same else Validators()
        )
        if isinstance(answer, NotModified):
            return draft.record(Outcome.NOT_MODIFIED)
        digest = body_digest(source.kind, answer.body)
        if same and digest == state.body_digest:
            unchanged = draft.record(Outcome.UNCHANGED, answer)
            return replace(unchanged, validators=answer.validators)
        extraction = await extract(way.sandbox, source, answer)
        return await _judge(draft, answer, extraction, digest)
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


async def extract(sandbox: Sandbox, source: Source, capture: Capture) -> Extraction:
    """Read a capture in the sandbox; raises ExtractError. All text in it can be stored."""
    document = Document(
        url=capture.url,
        body=capture.body,
        content_type=capture.header("content-type"),
        content_location=capture.header("content-location"),
    )
    return encodable(await sandbox.extract(source, document, KINDS[source.kind].module))


async def _judge(
    draft: "_Draft", capture: Capture, extraction: Extraction, digest: str
) -> PollRecord:
    way, source, state = draft.way, draft.source, draft.state
    known = await way.store.read(known_sources.known, source.id)
    now_read = fingerprint(source)
    same_page = watches_the_same(state.fingerprint, now_read)
    checks = vet(source, extraction, known if same_page else {}, state.parts)
    refused = verdict(checks)
    if refused is not None:
        return replace(draft.record(refused, capture), error=reasons(checks), capture=capture)
    comparison = await asyncio.to_thread(
        compare,
        known,
        extraction,
        parts=state.parts,
        read_anew=state.fingerprint != now_read,
        held=state.held,
        removed=await way.store.read(change_log.removed, source.id),
        treaty_name=source.treaty_name,
    )
    waiting = frozenset(map(token, comparison.waiting))
    record = draft.record(_outcome(state, comparison), capture)
    return replace(
        record,
        capture=capture if comparison.changes else None,
        changes=comparison.changes,
        held=waiting,
        held_summaries=tuple(change.summary for change in comparison.waiting),
        validators=None if waiting else capture.validators,
        body_digest=None if waiting else digest,
        forget_body=bool(waiting),
        fingerprint=now_read,
        parts=_parts(state, extraction, comparison) if same_page else extraction.parts,
        notices=(*extraction.notices, *comparison.notices),
    )


def _parts(state: SourceState, extraction: Extraction, comparison: Comparison) -> frozenset[str]:
    """The parts that have had their baseline.

    A column that nobody understood and that is gone for certain is forgotten: should it return,
    its cells are a new baseline.
    """
    if comparison.waiting or not extraction.complete:
        return state.parts | extraction.parts
    lasting = (part for part in state.parts if not part.startswith(f"{UNKNOWN_COLUMN}/"))
    return extraction.parts.union(lasting)


def _outcome(state: SourceState, comparison: Comparison) -> Outcome:
    if comparison.waiting:
        return Outcome.UNCONFIRMED
    if state.fingerprint is None or _only_baselines(comparison.changes):
        return Outcome.BASELINE
    return Outcome.CHANGED if comparison.changes else Outcome.UNCHANGED


def _only_baselines(changes: tuple[Change, ...]) -> bool:
    return bool(changes) and all(change.kind is ChangeKind.BASELINE for change in changes)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is known of a poll before its outcome is."""

    way: Way
    source: Source
    state: SourceState
    started_at: datetime

    def record(
        self, outcome: Outcome, capture: Capture | None = None, *, retry_after: float | None = None
    ) -> PollRecord:
        now = self.way.clock()
        return PollRecord(
            source_id=self.source.id,
            tier=self.source.tier.value,
            treaty=self.source.treaty,
            started_at=self.started_at,
            finished_at=now,
            outcome=outcome,
            next_poll=next_poll(
                now,
                self.source.every,
                outcome,
                failures=self.state.failures + 1,
                retry_after=retry_after,
                rng=self.way.rng,
            ),
            status=capture.status if capture else 304 if outcome is Outcome.NOT_MODIFIED else None,
            bytes=len(capture.body) if capture else 0,
            milliseconds=round((now - self.started_at).total_seconds() * 1000),
        )

    def failed(self, error: SourceError) -> PollRecord:
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        status = error.status if isinstance(error, FetchError) else None
        record = self.record(Outcome.FAILED, retry_after=retry_after)
        reason = f"cannot be read: {error}" if isinstance(error, ExtractError) else str(error)
        return replace(record, status=status, error=clean(reason))
