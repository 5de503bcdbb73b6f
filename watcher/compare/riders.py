"""What follows from a row's own change, and is told with it instead of beside it.

The header's counts follow from the table. An end note that came with a footnote is told as that
footnote. Both are written down with the change that they belong to; without one they are a
change of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from watcher.compare.identity import Pair
from watcher.compare.tell import EDITORIAL_FAMILIES, change
from watcher.model.change import Change, ChangeKind
from watcher.model.essence import essence

_COUNTS = "counts/"
_PREFIX = 500  # letters by which a note is recognised in a footnote, which may be cut


def is_rider(part: str) -> bool:
    """Whether findings of this part may be told with a change of something else."""
    return part.split("/", 1)[0] in EDITORIAL_FAMILIES


def ride_along(
    riders: Iterable[Pair], changes: list[Change], waiting: list[Change], treaty_name: str | None
) -> None:
    """Put each rider's updates to the change that it belongs to, in the lists as they are."""
    footnotes = _footnotes(changes, waiting)
    own: list[Change] = []
    for pair in riders:
        if pair.part.startswith(_COUNTS):
            told, place = (changes, 0) if changes else (waiting, 0)
        else:
            told, place = footnotes.get(_words(pair), ([], 0))
        if place < len(told):
            told[place] = replace(told[place], updates=(*told[place].updates, *pair.updates))
        else:
            own.append(change(ChangeKind.EDITORIAL, pair, [pair], treaty_name))
    changes += own


def _footnotes(*lists: list[Change]) -> dict[str, tuple[list[Change], int]]:
    """Which change has which footnotes, old or new; where several have one, the first."""
    found: dict[str, tuple[list[Change], int]] = {}
    for told in lists:
        for place, each in enumerate(told):
            for footnote in _of(each):
                found.setdefault(essence(footnote)[:_PREFIX], (told, place))
    return found


def _of(each: Change) -> Iterator[str]:
    before = each.old.footnotes if each.old else ()
    now = [note for _, found in each.updates if found for note in found.statement.footnotes]
    yield from (note for note in before if note not in now)
    yield from (note for note in now if note not in before)


def _words(pair: Pair) -> str:
    stated = pair.new or pair.old
    return essence(stated.text or "")[:_PREFIX] if stated else ""
