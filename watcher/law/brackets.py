"""What brackets around a date, or their absence, say of a participant's withdrawal. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from watcher.law.cells import Place
from watcher.law.leaves import ends, left_between
from watcher.model.finding import Statement
from watcher.model.life import Act, Leave


def seen_in_brackets(
    leaves: Sequence[Leave], acts: Sequence[Act], row: Sequence[Place]
) -> list[Leave]:
    """Brackets say that a participant left; where nothing says when, they bound the day."""
    found = list(leaves)
    ordered = sorted(acts, key=lambda act: (act.date, act.seq))
    for number, act in enumerate(ordered):
        if not act.statement.bracketed:
            continue
        following = ordered[number + 1].date if number + 1 < len(ordered) else date.max
        own = [each for each in found if left_between(act.date, each, following)]
        if any(each.end for each in own):
            continue
        seen = _first_in_brackets(act.statement, row)
        if own:
            found[found.index(own[0])] = replace(own[0], by=seen)
        else:
            # A date ahead of its own capture is a slip of the page; it left all the same.
            by = max(min(seen, following), act.date + timedelta(days=1))
            found.append(Leave(act.statement, None, None, act.seq, by=by))
    return sorted(found, key=lambda each: each.begin or date.max)


def _first_in_brackets(stated: Statement, row: Iterable[Place]) -> date:
    return min(
        version.seen
        for place in row
        for version in place.versions
        if version.statement.bracketed and version.statement.date == stated.date
    )


def shown(leave: Leave, acts: Iterable[Act]) -> Leave:
    """Brackets that a page would have, and has not, leave a noted withdrawal open."""
    pending = any(
        ends(leave, act.date) and act.statement.bracketed is False and not act.entered
        for act in acts
    ) and not any(leave.begin and act.date >= leave.begin for act in acts)
    return replace(leave, shown=leave.entered or not pending)
