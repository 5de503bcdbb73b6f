"""Two versions of a statement side by side: what is gone stands left, what is new stands right.

Texts are compared line by line, and within a line word by word as digests do it
(`digest/marks.py`); where that would not be readable, the whole line is marked. Pure.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from watcher.digest.marks import Piece, pieces
from watcher.model.finding import Statement
from watcher.model.plain import capital, clean, day
from watcher.model.wire import statement_to_json

#: Lines on either side that are compared; comparing takes time with the square of them. What has
#: more is shown as it stands.
MOST_LINES = 1_000

#: How the fields of a statement are called; in this order. Texts stand apart.
_NAMES = {
    "participant": "Participant",
    "participant_code": "Code",
    "action": "Action",
    "date": "Date",
    "effective": "Takes effect",
    "mark": "Mark behind the date",
    "bracketed": "In brackets",
    "published": "Date as served",
    "footnotes": "Notes",
    "link": "Link",
}
_DATES = frozenset({"date", "effective"})

Line = tuple[Piece, ...]
Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field before and after; "" where a side has none."""

    name: str
    before: str
    after: str
    link: bool = False  # they are addresses

    @property
    def differs(self) -> bool:
        """Whether it is what changed."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Texts:
    """The lines of a text before and after, in pieces. None where a side has no text.

    `compared` is False where the texts are too long to be compared.
    """

    before: tuple[Line, ...] | None
    after: tuple[Line, ...] | None
    compared: bool = True


def compared_fields(old: Statement | None, new: Statement | None) -> tuple[Field, ...]:
    """The fields that either side has, in their order, without the text."""
    before, after = statement_to_json(old) or {}, statement_to_json(new) or {}
    if old is None or new is None:
        before, after = ({**side, "participant_code": None} for side in (before, after))
    found = (
        Field(
            label,
            _told(name, before.get(name)),
            _told(name, after.get(name)),
            link=name == "link",
        )
        for name, label in _NAMES.items()
    )
    told = (each for each in found if each.before or each.after)
    # A code tells apart what is spelled alike, and else repeats the name.
    return tuple(each for each in told if each.name != _NAMES["participant_code"] or each.differs)


def compared_texts(old: Statement | None, new: Statement | None) -> Texts | None:
    """The texts of both sides; None where neither has one.

    A text that is new or gone as a whole is not marked: its column says so.
    """
    before, after = old.text if old else None, new.text if new else None
    if not before and not after:
        return None
    if not before or not after or before == after:
        return Texts(_unmarked(before), _unmarked(after))
    left, right = before.splitlines(), after.splitlines()
    if max(len(left), len(right)) > MOST_LINES:
        return Texts(_unmarked(before), _unmarked(after), compared=False)
    pairs = tuple(_pairs(left, right))
    return Texts(
        tuple(pair[0] for pair in pairs if pair[0] is not None),
        tuple(pair[1] for pair in pairs if pair[1] is not None),
    )


def _told(name: str, value: object) -> str:
    """A value as people read it. What is absent, and no brackets, say nothing."""
    if value in (None, "", False, []):
        return ""
    if value is True:
        return "yes"
    if isinstance(value, list):
        return "; ".join(map(clean, value))
    text = clean(str(value))
    if name in _DATES:
        return day(text)
    return capital(text.replace("_", " ")) if name == "action" else text


def _unmarked(text: str | None) -> tuple[Line, ...] | None:
    return tuple(_whole("same", line) for line in text.splitlines()) if text else None


def _pairs(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[Line | None, Line | None]]:
    """The lines that stand beside each other."""
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for step, i, j, k, m in matcher.get_opcodes():
        if step == "equal":
            yield from ((_whole("same", line),) * 2 for line in left[i:j])
        else:
            yield from (_beside(*pair) for pair in zip_longest(left[i:j], right[k:m]))


def _beside(gone: str | None, new: str | None) -> tuple[Line | None, Line | None]:
    """Two lines in the same place, word by word where they are much alike."""
    if gone is None or new is None:
        left = None if gone is None else _whole("gone", gone)
        return left, None if new is None else _whole("new", new)
    told = pieces(gone, new)
    if told is None:
        return _whole("gone", gone), _whole("new", new)
    return _without("new", told), _without("gone", told)


def _without(kind: Kind, told: Iterable[Piece]) -> Line:
    return tuple(piece for piece in told if piece.kind != kind)


def _whole(kind: Kind, line: str) -> Line:
    return (Piece(kind, line),)
