"""Pages of the change log, by the number of the line where they begin: as fast at its end.

One page looks at a bounded number of lines, however the filter's parts meet; where that ends a
page before it is full, it says so, and the next page goes on from there.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from watcher.model.change import LoggedChange
from watcher.store import log, rows
from watcher.store.log import LogFilter
from watcher.store.log_candidates import Candidates, best, ordered, span_of

#: Lines that one page looks at.
BUDGET = 10_000
#: Lines of a page, unless another number is asked for.
SIZE = 50
#: Lines that an export reads at a time.
_CHUNK = 500

#: All of a line but the bytes that were hashed.
_COLUMNS = (
    "seq, kind, source, tier, treaty, action, date, effective, old, new, summary, detected_at, "
    "captured_at, imported, capture, capture_id, hash"
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of the log, newest first, and where the pages beside it begin.

    `searched_to` is None where all was looked at that the page is made from. Else the page may be
    short, even empty: nothing more was found as far as this line, and `older` (or, where lines
    were asked for after a number, `newer`) leads on from there.
    """

    rows: tuple[LoggedChange, ...]
    older: int | None  # `before` of the page with older lines; None where there are none
    newer: int | None  # `after` of the page with newer lines
    searched_to: int | None = None


def page(
    db: Database,
    wanted: LogFilter,
    *,
    before: int | None = None,
    after: int | None = None,
    size: int = SIZE,
) -> Page:
    """The lines that the filter asks for: the newest, those before a number, or those after it.

    After 0 comes the oldest page. `wanted.limit` counts for nothing here. ValueError where both
    numbers are given.
    """
    if before is not None and after is not None:
        raise ValueError("a page begins before a line or after one")
    newest_first = after is None
    span = span_of(db, wanted, before, after)
    wanted = replace(wanted, after_seq=None, up_to_seq=None)  # they are in the span
    candidates = best(db, wanted, span, newest_first=newest_first)
    seqs, stopped = _matching(db, wanted, candidates, size + 1, newest_first=newest_first)
    onward = seqs[size - 1] if len(seqs) > size else stopped
    lines = _lines(db, sorted(seqs[:size], reverse=True))
    if newest_first:
        begun = before is not None and before <= log.head(db)
        first = lines[0].seq if lines else before and before - 1
        return Page(lines, onward, first if begun else None, stopped)
    last = lines[-1].seq if lines else after and after + 1
    return Page(lines, last if after else None, onward, stopped)


def each(db: Database, wanted: LogFilter) -> Iterator[LoggedChange]:
    """All lines that the filter asks for, newest first, up to its limit; for exports.

    It reads them a chunk at a time, and holds up no writer's checkpoint in between. What the log
    gains meanwhile is left out.
    """
    left = wanted.limit
    before: int | None = log.head(db) + 1
    while before is not None and (left is None or left > 0):
        size = _CHUNK if left is None else min(left, _CHUNK)
        chunk = page(db, wanted, before=before, size=size)
        yield from chunk.rows
        left = None if left is None else left - len(chunk.rows)
        before = chunk.older


def _matching(
    db: Database,
    wanted: LogFilter,
    candidates: Candidates | None,
    limit: int,
    *,
    newest_first: bool,
) -> tuple[list[int], int | None]:
    """The first lines that match, in the order in which they are read, and where that stopped."""
    if candidates is None:
        return [], None
    seqs: set[int] = set()
    stops: list[int] = []
    for stream in candidates.streams:
        found = _of_stream(db, wanted, candidates, stream, limit, newest_first=newest_first)
        seqs.update(found)
        if len(found) < limit and not candidates.few:
            stop = _stopped(db, candidates, stream, newest_first=newest_first)
            stops += [] if stop is None else [stop]
    # Beyond where the first stream stopped, what another one found may not be all there is.
    stopped = (max if newest_first else min)(stops, default=None)
    in_order = sorted(seqs, reverse=newest_first)
    if stopped is not None:
        in_order = [seq for seq in in_order if (seq >= stopped if newest_first else seq <= stopped)]
    return in_order[:limit], None if len(in_order) >= limit else stopped


def _of_stream(
    db: Database,
    wanted: LogFilter,
    candidates: Candidates,
    stream: str,
    limit: int,
    *,
    newest_first: bool,
) -> list[int]:
    test = "" if candidates.searches else log.SEARCHED_EACH
    conditions, values = log.conditions_of(wanted, search=test)
    # A cross join keeps its order: the candidates are the outer loop, and no sort is needed.
    sql = (
        f"SELECT DISTINCT seq FROM ({ordered(stream, newest_first=newest_first)}) AS candidate "  # noqa: S608 -- our own text
        "CROSS JOIN changes INDEXED BY changes_facets ON seq = candidate.at "
        f"WHERE {' AND '.join(conditions) or '1'} LIMIT :limit"
    )
    every = {**values, **candidates.values, "budget": BUDGET, "limit": limit}
    return [seq for (seq,) in db.execute(sql, every).fetchall()]


def _stopped(
    db: Database, candidates: Candidates, stream: str, *, newest_first: bool
) -> int | None:
    """The last line that was looked at, where the budget ended before the stream did."""
    furthest = "min(at)" if newest_first else "max(at)"
    inner = ordered(stream, newest_first=newest_first)
    sql = f"SELECT count(*), {furthest} FROM ({inner})"  # noqa: S608 -- our own text
    values = {**candidates.values, "budget": BUDGET}
    count, at = db.execute(sql, values).fetchone()
    return int(at) if count == BUDGET else None


def _lines(db: Database, seqs: Sequence[int]) -> tuple[LoggedChange, ...]:
    found = db.query(
        f"SELECT {_COLUMNS} FROM changes "  # noqa: S608 -- our own names
        "WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq DESC",
        [json.dumps(seqs)],
    )
    return tuple(map(rows.logged_change, found))
