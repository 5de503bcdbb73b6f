"""What is held of a source, and what accepting it would write: to be seen before a person decides.

The capture is read anew for that, in a process of its own that is bounded in time and memory: it is
what could not be believed, and may be anything.
"""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlite_utils import Database

from watcher.config import Config
from watcher.errors import WatcherError
from watcher.held import Beside, Case, beside, cases, counts, read_again, would_write
from watcher.model.change import Change, ChangeKind
from watcher.model.finding import Extraction
from watcher.review.desk import TheDesk
from watcher.review.pages.source import found
from watcher.review.templating import path

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303

#: Lines of what would be written that are shown.
SHOWN = 100
#: What a reader would be told of stands first, and what would be taken away before all else.
_WEIGHT = {
    kind: place
    for place, kind in enumerate(
        (
            ChangeKind.REMOVED,
            ChangeKind.MODIFIED,
            ChangeKind.ADDED,
            ChangeKind.EDITORIAL,
            ChangeKind.BASELINE,
        )
    )
}
#: Readings that are kept: a person looks at one, goes back, and comes again.
_KEPT = 4


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting would write, or why it cannot be accepted."""

    changes: Sequence[Change] = ()
    counts: tuple[tuple[str, int], ...] = ()  # by kind, without those of which there are none
    total: int = 0
    refusal: str = ""


class Readings:
    """Reads what is held, one capture at a time, and keeps the last readings.

    A reading follows from the source and the bytes alone, so nobody waits for it twice.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, str], Extraction] = OrderedDict()

    def of(self, case: Case) -> Extraction:
        """What the capture states; ExtractError. It may take some seconds."""
        key = (case.source, case.capture.sha256)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = asyncio.run(read_again(case))
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


_readings = Readings()


@router.get("/sources/{source_id}/quarantine")
def quarantine(request: Request, desk: TheDesk, source_id: str) -> Response:
    """Show what would be written, with the forms that decide; back where nothing is held."""
    case, known = desk.read(_read, desk.config, source_id)
    if case is None or known is None:
        return RedirectResponse(path("sources", source_id), _SEE_OTHER)
    return desk.page(
        request,
        "quarantine.html",
        {"case": case, "held": case.held, "preview": preview(case, known), "shown": SHOWN},
    )


def preview(case: Case, known: Beside) -> Preview:
    """What accepting a case would write beside what is known."""
    try:
        comparison = would_write(case, _readings.of(case), known)
    except WatcherError as error:
        return Preview(refusal=str(error))
    counted = tuple((kind, number) for kind, number in counts(comparison).items() if number)
    changes = sorted(comparison.changes, key=lambda change: _WEIGHT[change.kind])
    return Preview(changes[:SHOWN], counted, len(changes))


def _read(db: Database, config: Config, source_id: str) -> tuple[Case | None, Beside | None]:
    source = found(db, config, source_id).source
    held = cases(db, [source]) if source is not None else []
    if source is None or not held:
        return None, None
    return held[0], beside(db, source)
