"""Which lines of the log a page looks at, so that a long log costs no more than a short one.

A filter is answered from one index in the order of the log: the candidates. The other conditions
are asked of each candidate, of `changes_facets` alone. Which index has the fewest candidates is
counted, up to a point. Their number is bounded by whoever reads them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from watcher.model.change import ChangeKind
from watcher.store import log, rows
from watcher.store.log import LogFilter

#: Candidates of one index that are counted; from there on an index is simply a long one.
_MANY = 1_000
#: Names that a part of a name may stand for before each line is looked at instead.
_NAMES = 16
#: Different names that are looked through for a part of one.
_ALL_NAMES = 5_000

_CHANGES = "SELECT seq AS at FROM changes INDEXED BY {} WHERE {} AND seq > :low AND seq < :high"
_ANY = "SELECT seq AS at FROM changes INDEXED BY changes_facets WHERE seq > :low AND seq < :high"
_REVIEWED = (
    "SELECT change AS at FROM review_state INDEXED BY review_state_by_verdict "
    "WHERE verdict = :review AND change > :low AND change < :high"
)
_WORDS = (
    "SELECT rowid AS at FROM changes_text "
    "WHERE changes_text MATCH :search AND rowid > :low AND rowid < :high"
)
#: Documents are asked for in the order of the changes that bring them, so that both orders agree.
_WORDS_OF_DOCUMENTS = (
    "SELECT change AS at FROM (SELECT rowid AS document FROM documents_text "
    "WHERE documents_text MATCH :search AND rowid > :low_document AND rowid < :high_document "
    "ORDER BY rowid {order}) CROSS JOIN documents ON id = document "
    "WHERE change > :low AND change < :high LIMIT :budget"
)


@dataclass(frozen=True, slots=True)
class Span:
    """The lines between two numbers, both excluded."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Lines from one index: each of `streams` gives numbers as `at`, in the order of the log.

    A search has two: the lines themselves, and the documents that they brought. `few` says that
    all of them were counted, and are fewer than `_MANY`.
    """

    streams: tuple[str, ...]
    values: Mapping[str, Any]
    searches: bool = False  # they are what was searched for: it need not be asked again
    few: bool = False


def span_of(db: Database, wanted: LogFilter, before: int | None, after: int | None) -> Span:
    """The span of the log in which all that a filter asks for lies, also by its moments."""
    low = max(0, wanted.after_seq or 0, after or 0)
    high = log.head(db) + 1
    for bound in (before, None if wanted.up_to_seq is None else wanted.up_to_seq + 1):
        high = high if bound is None else min(high, bound)
    if wanted.since is not None:
        low = max(low, (_bound(db, "min(first_seq)", "day >=", wanted.since) or high) - 1)
    if wanted.until is not None:
        high = min(high, (_bound(db, "max(last_seq)", "day <=", wanted.until) or 0) + 1)
    return Span(min(low, 2**62), max(high, 0))


def best(db: Database, wanted: LogFilter, span: Span, *, newest_first: bool) -> Candidates | None:
    """The fewest candidates that hold all that is wanted; None where nothing can match."""
    found = [each for each in _all(db, wanted, span) if each is not None]
    if not found:
        return _candidates([_ANY], {}, span)
    if any(not each.streams for each in found):
        return None
    if len(found) == 1:
        return found[0]
    counted = [(_count(db, each, newest_first=newest_first), each) for each in found]
    fewest, chosen = min(counted, key=lambda each: each[0])
    return replace(chosen, few=fewest < _MANY)


def ordered(stream: str, *, newest_first: bool) -> str:
    """One stream of candidates as a query that ends after `:budget` of them."""
    order = "DESC" if newest_first else "ASC"
    if stream is _WORDS_OF_DOCUMENTS:
        return stream.format(order=order)
    return f"{stream} ORDER BY 1 {order} LIMIT :budget"


def _all(db: Database, wanted: LogFilter, span: Span) -> Iterable[Candidates | None]:
    """The candidates by each part of a filter that has an index, what is dearest to ask first."""
    yield _by_words(db, wanted, span)
    if wanted.review is not None:
        yield _candidates([_REVIEWED], {"review": wanted.review}, span)
    names = _names(db, wanted.participant) if wanted.participant is not None else None
    for index, column, values in (
        ("changes_by_name", "participant", names),
        ("changes_by_participant", "participant_code", _one(wanted.participant_code)),
        ("changes_by_source", "source", _one(wanted.source)),
        ("changes_by_treaty", "treaty", _one(wanted.treaty)),
    ):
        if values is not None:
            yield _by_values(index, column, values, span)
    kinds = sorted(set(wanted.kinds))
    if wanted.action is not None:
        # With the kind, since a treaty's first table is so much longer than what follows.
        every = kinds or [kind.value for kind in ChangeKind]
        test = "action = :action AND kind = :kind{}"
        yield _by_values("changes_by_action", "kind", every, span, test, action=wanted.action)
    elif kinds:
        yield _by_values("changes_by_kind", "kind", kinds, span)


def _by_words(db: Database, wanted: LogFilter, span: Span) -> Candidates | None:
    phrases = log.phrases(wanted.search)
    if phrases is None:
        return None
    low = db.execute(
        "SELECT max(id) FROM documents WHERE change = "
        "(SELECT max(change) FROM documents WHERE change <= ?)",
        [span.low],
    ).fetchone()[0]
    high = db.execute(
        "SELECT min(id) FROM documents WHERE change = "
        "(SELECT min(change) FROM documents WHERE change >= ?)",
        [span.high],
    ).fetchone()[0]
    values = {
        "search": phrases,
        "low_document": low or 0,
        "high_document": 2**62 if high is None else high,
    }
    found = _candidates([_WORDS], values, span)
    return replace(found, streams=(*found.streams, _WORDS_OF_DOCUMENTS), searches=True)


def _by_values(
    index: str, column: str, values: Sequence[str], span: Span, test: str = "", **more: str
) -> Candidates:
    """The lines that have one of these values in a column; `test` is what is asked instead."""
    test = test or f"{column} = :{column}{{}}"
    arms = [_CHANGES.format(index, test.format(number)) for number in range(len(values))]
    named = {f"{column}{number}": value for number, value in enumerate(values)} | more
    cleaned = {name: log.searchable(value) for name, value in named.items()}
    return _candidates(arms, cleaned, span)


def _candidates(arms: Sequence[str], values: Mapping[str, Any], span: Span) -> Candidates:
    """SQLite merges arms that are in order as it reads them, and holds none of them."""
    stream = " UNION ALL ".join(arms)
    bounds = {"low": span.low, "high": span.high}
    return Candidates((stream,) if arms else (), {**values, **bounds})


def _count(db: Database, candidates: Candidates, *, newest_first: bool) -> int:
    """How many there are, up to `_MANY`."""
    count, values = 0, {**candidates.values, "budget": _MANY}
    for stream in candidates.streams:
        if count < _MANY:
            sql = f"SELECT count(*) FROM ({ordered(stream, newest_first=newest_first)})"  # noqa: S608 -- our own text
            count += db.execute(sql, values).fetchone()[0]
    return count


def _names(db: Database, part: str) -> list[str] | None:
    """The names in the log that hold a part of a name; None where there are too many to ask."""
    found = db.execute(
        "WITH RECURSIVE names (name) AS (SELECT min(participant) FROM changes UNION ALL "
        "SELECT (SELECT min(participant) FROM changes WHERE participant > name) FROM names "
        "WHERE name IS NOT NULL LIMIT :all) "
        "SELECT name, instr(lower(name), lower(:part)) FROM names WHERE name IS NOT NULL",
        {"part": log.searchable(part), "all": _ALL_NAMES},
    ).fetchall()
    names = [name for name, place in found if place]
    return names if len(names) <= _NAMES and len(found) < _ALL_NAMES - 1 else None


def _one(value: str | None) -> list[str] | None:
    return None if value is None else [value]


def _bound(db: Database, what: str, test: str, moment: datetime) -> int | None:
    day = rows.to_text(moment)[:10]
    found = db.execute(f"SELECT {what} FROM log_days WHERE {test} ?", [day])  # noqa: S608 -- our own text
    bound: int | None = found.fetchone()[0]
    return bound
