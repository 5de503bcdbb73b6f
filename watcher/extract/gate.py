"""A gate over many things: passed where none of them failed, else it names the first few."""

from collections.abc import Sequence

from watcher.model.finding import Check

_NAMED = 3


def gate(name: str, failures: Sequence[str], good: str, bad: str) -> Check:
    """Make the check; `bad` has a place, `{}`, for what failed."""
    if not failures:
        return Check(name, True, good)
    shown = "; ".join(failures[:_NAMED])
    more = f" (and {len(failures) - _NAMED} more)" if len(failures) > _NAMED else ""
    return Check(name, False, bad.format(shown + more))
