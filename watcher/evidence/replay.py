"""The findings that follow from the log, change by change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from watcher.model.finding import Statement

#: How many earlier statements of a finding are remembered, to notice one that comes back.
EARLIER = 20


@dataclass(frozen=True, slots=True)
class Stated:
    """A row of `findings`."""

    part: str
    subject: str | None
    statement: Statement
    earlier: tuple[str, ...]  # digests of the statements before, oldest first
    since: str  # as the database holds moments
    change: int


def apply(
    findings: dict[str, Stated],
    updates: Iterable[tuple[str, Mapping[str, Any] | None]],
    *,
    since: str,
    change: int,
) -> None:
    """Bring a source's findings up to what one change says, as its record has it.

    A finding that moves to another key keeps its past: it is taken out just before it comes in.
    """
    moving: Stated | None = None
    for key, stated in updates:
        before = findings.get(key)
        if stated is None:
            findings.pop(key, None)
            moving = before
            continue
        statement = statement_from(stated["statement"])
        past = before or moving
        findings[key] = Stated(
            part=stated["part"],
            subject=stated["subject"],
            statement=statement,
            earlier=earlier(past.statement, past.earlier, statement) if past else (),
            since=since,
            change=change,
        )
        moving = None


def earlier(before: Statement, known: Iterable[str], now: Statement) -> tuple[str, ...]:
    """The digests of what a finding stated before `now`, oldest first."""
    digests = tuple(known)
    if before.substance != now.substance:
        digests = (*digests, before.digest)
    return digests[-EARLIER:]


def statement_from(value: Mapping[str, Any]) -> Statement:
    """A statement from its JSON."""
    return Statement(**{**value, "footnotes": tuple(value["footnotes"])})
