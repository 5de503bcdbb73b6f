"""Where things stand in the text of a TOML file: the spans of its `[[sections]]`.

It is for texts that are TOML already: a line is told by how it begins, and where a value ends is
all that has to be found out. `tomllib` gives values and no places.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["blank", "comment", "header", "value"]

_NEXT = re.compile(r"[\"'#\[\]{}\n]")
_SPACE = re.compile(r"[ \t]*")
_ENDS = {'"': re.compile(r'\\.|"'), '"""': re.compile(r'\\.|"{3,5}', re.DOTALL)}
_ENDS |= {"'": re.compile(r"'"), "'''": re.compile(r"'{3,5}")}


@dataclass(frozen=True, slots=True)
class Section:
    """One `[[name]]`, the `index`-th of its name, with its values and `[name.…]` tables.

    Places count characters. `end` is behind its last value, `tail` behind the remarks that
    follow on it without a blank line; both stand before the line's end.
    """

    name: str
    index: int
    start: int  # of its header's line
    end: int
    tail: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, or the lines of one value. `end` is before the line's end."""

    kind: Kind
    start: int
    end: int


def sections(text: str) -> tuple[Section, ...]:
    """Find the sections with two brackets, in order."""
    found: list[Section] = []
    counted: Counter[str] = Counter()
    current: Section | None = None  # the section that the piece at hand belongs to
    remarks = 0  # where the remarks that follow on it end; 0 for none
    touching = False  # whether nothing but remarks stands between it and the piece at hand
    for piece in _pieces(text):
        if current is not None and piece.kind == "blank":
            current = found[-1] = replace(current, tail=max(current.tail, remarks))
        if piece.kind == "header":
            name, fresh = _header(text[piece.start : piece.end])
            if fresh:
                current = Section(name, counted[name], piece.start, piece.end, piece.end)
                counted[name] += 1
                found.append(current)
            elif current is not None and current.name == name:
                current = found[-1] = replace(current, end=piece.end, tail=piece.end)
            else:
                current = None
        elif piece.kind == "value" and current is not None:
            current = found[-1] = replace(current, end=piece.end, tail=piece.end)
        touching = piece.kind in ("header", "value") or (touching and piece.kind == "comment")
        remarks = piece.end if touching and piece.kind == "comment" else 0
    if current is not None:
        found[-1] = replace(current, tail=max(current.tail, remarks))
    return tuple(found)


def last_line(text: str) -> int:
    """Where the last line that is not blank ends; behind everything where there is none."""
    ends = [piece.end for piece in _pieces(text) if piece.kind != "blank"]
    return ends[-1] if ends else len(text)


def line_end(text: str) -> str:
    """How lines end: as the first one does."""
    return "\r\n" if "\n" in text and text[: text.index("\n")].endswith("\r") else "\n"


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        first = _skip_space(text, at)
        char = text[first : first + 1]
        kind: Kind = "value"
        if char in ("", "\r", "\n"):
            kind = "blank"
        elif char in "#[":
            kind = "comment" if char == "#" else "header"
        newline = _value_end(text, first) if kind == "value" else _newline(text, first)
        end = newline - 1 if text[newline - 1 : newline] == "\r" else newline
        yield _Piece(kind, at, max(at, end))
        at = newline + 1


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _newline(text: str, at: int) -> int:
    place = text.find("\n", at)
    return len(text) if place < 0 else place


def _value_end(text: str, at: int) -> int:
    """The line end behind a value, which may be a list or a text over several lines."""
    depth = 0
    while match := _NEXT.search(text, at):
        char, at = match[0], match.end()
        if char == "\n":
            if depth <= 0:
                return match.start()
        elif char == "#":
            at = _newline(text, at)
        elif char in "\"'":
            at = _string_end(text, match.start())
        else:
            depth += 1 if char in "[{" else -1
    return len(text)


def _string_end(text: str, at: int) -> int:
    quote = text[at]
    if text.startswith(quote * 3, at):
        quote *= 3
    at += len(quote)
    while match := _ENDS[quote].search(text, at):
        if not match[0].startswith("\\"):
            return match.end()
        at = match.end()
    return len(text)


def _header(line: str) -> tuple[str, bool]:
    """The first name in a header, and whether it begins a further section of that name."""
    ((name, value),) = tomllib.loads(line).items()
    return name, isinstance(value, list)
