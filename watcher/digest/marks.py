"""What differs between two passages, word by word; in text [-gone-] and {+new+}."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MOST_WORDS = 400  # on either side; comparing takes time with the square of it
MOST_MARKS = 6  # more than these are harder to read than before and after
LEAST_ALIKE = 0.5  # of the words
MARKS = ("[-", "-]", "{+", "+}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that stand in both passages, in the old one alone, or in the new one alone."""

    kind: Literal["same", "gone", "new"]
    text: str


def pieces(old: str, new: str) -> tuple[Piece, ...] | None:
    """Cut two passages into pieces, in reading order; None where marks would not be readable.

    They are not where the passages are long or have little in common, or where the differences
    are many. What is gone stands before what is new in its place.
    """
    before, after = old.split(), new.split()
    if max(len(before), len(after)) > MOST_WORDS:
        return None
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    steps = matcher.get_opcodes()
    if matcher.ratio() < LEAST_ALIKE or sum(step[0] != "equal" for step in steps) > MOST_MARKS:
        return None
    return tuple(
        piece
        for step, i, j, k, m in steps
        for piece in _pieces(step, " ".join(before[i:j]), " ".join(after[k:m]))
    )


def _pieces(step: str, gone: str, new: str) -> Iterator[Piece]:
    if step == "equal":
        yield Piece("same", new)
        return
    if gone:
        yield Piece("gone", gone)
    if new:
        yield Piece("new", new)


def marked(old: str, new: str) -> str | None:
    """Mark the differences in the new passage; None as above, and where a text uses the signs."""
    if any(sign in old or sign in new for sign in MARKS):
        return None
    told = pieces(old, new)
    return None if told is None else " ".join(map(_marked, told))


def _marked(piece: Piece) -> str:
    match piece.kind:
        case "gone":
            return f"[-{piece.text}-]"
        case "new":
            return f"{{+{piece.text}+}}"
    return piece.text
