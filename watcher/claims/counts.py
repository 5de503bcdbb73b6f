"""A number of States: "more than 65 countries", "Sixty-seven United Nations member states"."""

import re

from watcher.claims.line import Line
from watcher.claims.pieces import Group, Piece

_REACH = 8
_NEAR = 4
_NOT_DIGITS = re.compile(r"\D")
#: What may stand between a number and "states".
_BETWEEN = frozenset(
    {"filler", "definite", "of", "body", "who", "cap", "word", "people", "possessive"}
)
#: Plural words that mean States without a number.
_MANY = frozenset(
    {"world leaders", "leaders", "states parties", "member states", "countries", "nations"}
)


def counted(line: Line, start: int) -> tuple[Group, int] | None:
    """Read a number of States that begins at `start`, and the place behind it."""
    number, counts = None, False
    for place in range(start, min(start + _REACH, len(line))):
        piece = line[place]
        if piece.kind == "states" and (counts or piece.folded in _MANY):
            return _of(line, line.over(place, ("states",)), number, counts=counts)
        if piece.kind in ("number", "number_word"):
            number = _added(number, piece)
            counts = True
        elif not counts or not _between(piece, place - start):
            return None
    return None


def _between(piece: Piece, distance: int) -> bool:
    """Whether a piece may stand between a number and its States; unknown words not far."""
    return piece.kind in _BETWEEN and (piece.kind not in ("word", "cap") or distance <= _NEAR)


def _of(line: Line, end: int, number: int | None, *, counts: bool) -> tuple[Group, int]:
    """Step over "of NATO" behind the States, or read "leaders from 175 countries"."""
    if not counts and line.folded(end) in ("from", "de", "of"):
        further = counted(line, end + 1)
        if further is not None and further[0].number is not None:
            return further
    ahead = line.over(end + 1, ("definite",))
    if line.kind(end) == "of" and line.kind(ahead) in ("who", "body", "cap"):
        end = ahead + 1
    return Group(unnamed=True, number=number), end


def _added(number: int | None, piece: Piece) -> int | None:
    """Add a word of a number to those before it; digits stand for themselves."""
    if piece.kind == "number":
        digits = _NOT_DIGITS.sub("", piece.folded)
        return int(digits[:6]) if digits else None
    return int(piece.value) + (number or 0) if piece.value.isdigit() else number
