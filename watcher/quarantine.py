"""What a person decides of a capture that could not be believed.

    held capture -> extract -> compare -> store      accept: no gate refuses it, nothing waits
    held capture -> decision on record               reject

The caller sees to it that the source is not being polled meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from watcher.compare.changes import Comparison, compare
from watcher.draft import Draft
from watcher.errors import SourceError, StoreError, UsageError, WatcherError
from watcher.extract.kinds import body_digest, fingerprint, read_alike
from watcher.judge import judge
from watcher.log import get_logger
from watcher.model.capture import Capture
from watcher.model.change import PollRecord
from watcher.model.finding import Extraction, Known
from watcher.model.plain import clean
from watcher.model.source import Source, SourceState
from watcher.model.wire import poll_to_json
from watcher.store import log as change_log
from watcher.store import quarantine, sources
from watcher.store.quarantine import Held
from watcher.way import Way, extract

log = get_logger(__name__)


async def decide(way: Way, source: Source, *, accepted: bool) -> dict[str, object]:
    """Carry out a person's decision; how it ended, as JSON. Raises StoreError, and else nothing.

    `error` says why it could not be carried out, and `exit_code` what a command ends with then.
    """
    try:
        if accepted:
            told = {**poll_to_json(await accept(way, source)), "decision": "accepted"}
        else:
            reason = (await reject(way, source)).reason
            told = {"source": source.id, "decision": "rejected", "reason": reason}
    except StoreError:
        raise
    except WatcherError as error:
        return _refusal(source, str(error), error.exit_code)
    except Exception as error:
        # As in a poll: a fault of our own must neither end the watch nor pass for silence.
        log.exception("a fault in the watcher itself", source=source.id)
        return _refusal(source, f"a fault in the watcher itself: {type(error).__name__}: {error}")
    return {**told, "error": None}


async def accept(way: Way, source: Source) -> PollRecord:
    """Take what is held of a source as good, and commit what follows from it as a poll.

    The changes are detected now, and bear the time of the capture. The same body is unchanged
    from then on. UsageError where nothing is held, SourceError where it states nothing.
    """
    held = await _held(way, source)
    state = (await way.store.read(sources.states))[source.id]
    draft = Draft(way, source, state, way.clock())
    capture = await way.store.read(change_log.capture, held.capture_id)
    # The server's word on another address would be asked back at this one.
    asked = state.moved_to or source.url
    capture = replace(capture, redirected=capture.url != asked)
    extraction = await extract(way.sandbox, source, capture)
    refuse_nothing(source, extraction)
    record = await judge(draft, capture, extraction, moved_to=state.moved_to or "", accepted=True)
    await way.store.write(quarantine.accept, held.poll, record)
    return record


async def reject(way: Way, source: Source) -> Held:
    """Leave what is held of a source out; UsageError where nothing is held.

    The incident stays open until a poll is good, and the same body is quarantined again.
    """
    held = await _held(way, source)
    await way.store.write(quarantine.reject, held.poll, way.clock())
    return held


def refuse_nothing(source: Source, extraction: Extraction) -> None:
    """SourceError for a reading that states nothing: with it, all that is known would go."""
    if not extraction.findings:
        raise SourceError(
            source.id,
            f"{source.id}: what is held states nothing that could be taken as good. Reject it, or "
            "wait for a poll that can be read; where it may be empty, write min_findings = 0.",
        )


def difference(
    source: Source,
    state: SourceState,
    extraction: Extraction,
    known: Mapping[str, Known],
) -> Comparison:
    """What accepting a reading would write; what would wait for a second look counts as well."""
    comparison = compare(
        known,
        extraction,
        parts=state.parts,
        read_anew=not read_alike(state.fingerprint, fingerprint(source)),
        held=frozenset(),
        treaty_name=source.treaty_name,
    )
    return replace(comparison, changes=(*comparison.changes, *comparison.waiting), waiting=())


def undecided(source: Source, capture: Capture, rejected: Iterable[Capture]) -> bool:
    """Whether nobody has rejected this body; what differs at each request is left out."""
    digest = body_digest(source.kind, capture.body)
    return all(body_digest(source.kind, each.body) != digest for each in rejected)


def _refusal(source: Source, reason: str, exit_code: int = 1) -> dict[str, object]:
    return {"source": source.id, "error": clean(reason), "exit_code": exit_code}


async def _held(way: Way, source: Source) -> Held:
    held = await way.store.read(quarantine.held, source.id)
    if held is None:
        raise UsageError(nothing_held(source.id))
    return held


def nothing_held(source_id: str) -> str:
    """The sentence for a source of which nothing is held."""
    return f"{source_id}: nothing of it is held in quarantine; `watcher quarantine` lists what is."
