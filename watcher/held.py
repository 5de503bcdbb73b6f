"""What is held in quarantine, for a person to judge: the case, and what accepting it would write.

`quarantine` carries out what the person decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from watcher.compare.changes import Comparison
from watcher.model.capture import Capture
from watcher.model.change import ChangeKind
from watcher.model.finding import Extraction, Known
from watcher.model.source import Source, SourceState
from watcher.quarantine import difference, refuse_nothing, undecided
from watcher.sandbox import Sandbox
from watcher.store import log as change_log
from watcher.store import quarantine as stored
from watcher.store import sources
from watcher.store.quarantine import Held
from watcher.way import extract


@dataclass(frozen=True, slots=True)
class Case:
    """What is held of one source, with the capture, and whether nobody has rejected it."""

    source: Source
    held: Held
    capture: Capture
    undecided: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a source, which a reading is compared with."""

    state: SourceState
    known: dict[str, Known]


def cases(db: Database, wanted: Iterable[Source]) -> list[Case]:
    """What is held of these sources, decided or not."""
    found = []
    for source in wanted:
        held = stored.held(db, source.id)
        if held is None:
            continue
        capture = change_log.capture(db, held.capture_id)
        rejected = [change_log.capture(db, number) for number in stored.rejected(db, source.id)]
        found.append(Case(source, held, capture, undecided(source, capture, rejected)))
    return found


def beside(db: Database, source: Source) -> Beside:
    """What is known of a source now."""
    state = sources.states(db).get(source.id) or SourceState(source.id)
    return Beside(state, sources.known(db, source.id))


async def read_again(case: Case) -> Extraction:
    """Read what is held, in a process that ends with this call; raises ExtractError."""
    async with Sandbox(workers=1) as sandbox:
        return await extract(sandbox, case.source, case.capture)


def would_write(case: Case, extraction: Extraction, known: Beside) -> Comparison:
    """What accepting it would write; SourceError where it states nothing that could be accepted."""
    refuse_nothing(case.source, extraction)
    return difference(case.source, known.state, extraction, known.known)


def counts(comparison: Comparison) -> dict[str, int]:
    """How many lines of each kind that is."""
    kinds = [change.kind for change in comparison.changes]
    return {kind.value: kinds.count(kind) for kind in ChangeKind}
