"""Edits of a configuration's text: a treaty in, a treaty out, and every other byte as it was.

A library that writes TOML would put a section behind the remarks of the next one. So the text of
a section is put in as it is, behind the last section of its kind, and each edit is checked: what
the result says must be what the file said before, with just that added or taken out.

Behind the last section means in the middle of the file, with one empty line before:

    …
    every = "6h"
                                        <- added from here: line end, line end,
    [[source]]
    id = "untc-xviii-12"
    …
    every = "12h"                       <- to here, without the line end, which was there before
"""

import json
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from watcher.config.layout import last_line, line_end, sections
from watcher.errors import UsageError

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Addition:
    """A section to be added: its name, and its values in order (texts, or lists of texts)."""

    section: str
    values: tuple[tuple[str, str | tuple[str, ...]], ...]

    def written(self, newline: str = "\n") -> str:
        """The section as it stands in the file, without a line end behind it."""
        lines = (f"{name} = {_written(value)}" for name, value in self.values)
        return newline.join((f"[[{self.section}]]", *lines))

    @property
    def said(self) -> Raw:
        """What the section says, as `tomllib` reads it."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in self.values
        }


def add(text: str, additions: Sequence[Addition]) -> str:
    """Put sections in, each behind the last one of its name, else at the end of the file.

    Raises UsageError where the file is written so that nothing can be added, with what to add.
    """
    said = tomllib.loads(text)
    for addition in additions:
        said[addition.section] = [*said.get(addition.section, []), addition.said]
    end = last_line(text)
    near = [_place(text, addition.section) for addition in additions]
    for places in (near, [end] * len(additions)):
        result = _with(text, additions, places)
        if _says(result, said):
            return result
    wanted = "\n\n".join(addition.written() for addition in additions)
    raise UsageError(f"is written so that no section can be added to it; add this:\n{wanted}")


def sections_of(text: str, number: str) -> frozenset[tuple[str, int]]:
    """The sections of a treaty and of its sources: name, and place among those of that name."""
    said = tomllib.loads(text)
    return frozenset(
        (section, index)
        for section, key in (("treaty", "number"), ("source", "treaty"))
        for index, item in enumerate(said.get(section, ()))
        if str(item.get(key, "")).strip() == number
    )


def remove(text: str, name_and_index: Collection[tuple[str, int]]) -> str:
    """Take sections out, each with the empty line before it; remarks outside of them stay.

    Raises UsageError where the file is written so that this cannot be done for certain.
    """
    said = tomllib.loads(text)
    for name in {name for name, _ in name_and_index}:
        kept = [
            item for index, item in enumerate(said[name]) if (name, index) not in name_and_index
        ]
        said |= {name: kept}
        if not kept:
            del said[name]
    result = text
    for section in reversed(sections(text)):
        if (section.name, section.index) in name_and_index:
            result = _without(result, section.start, section.end)
    if not _says(result, said):
        raise UsageError("is written so that its sections cannot be taken out for certain")
    return result


def remarks_above(text: str, name_and_index: Collection[tuple[str, int]]) -> list[int]:
    """The lines, counted from 1, of remarks right above these sections: they stay."""
    found = []
    for section in sections(text):
        above = text[: section.start].removesuffix("\n").removesuffix("\r")
        line = above.rpartition("\n")[2].strip()
        if (section.name, section.index) in name_and_index and line.startswith("#"):
            found.append(text.count("\n", 0, section.start))
    return found


def _place(text: str, name: str) -> int:
    """Behind the last section of this name; a treaty goes to the sources where it is the first."""
    for wanted in (name, "source"):
        tails = [section.tail for section in sections(text) if section.name == wanted]
        if tails:
            return tails[-1]
    return last_line(text)


def _with(text: str, additions: Sequence[Addition], places: Sequence[int]) -> str:
    """Put each addition in at its place, in order where places are the same."""
    newline = line_end(text)
    parts, done = [], 0
    for place, addition in sorted(zip(places, additions, strict=True), key=lambda each: each[0]):
        parts += [text[done:place], newline * 2 + addition.written(newline)]
        done = place
    result = "".join([*parts, text[done:]])
    return result if text else result.removeprefix(newline * 2)


def _without(text: str, start: int, end: int) -> str:
    before, behind = text[:start], text[end:]
    if not before:
        return _unled(_unled(behind))
    before = _unended(before)
    last = before.rpartition("\n")[2]
    return (_unended(before[: len(before) - len(last)]) if not last.strip() else before) + behind


def _unended(text: str) -> str:
    """Without the line end at its end."""
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text


def _unled(text: str) -> str:
    """Without the blank line that it begins with."""
    first, newline, rest = text.partition("\n")
    return rest if newline and not first.strip() else text


def _says(text: str, wanted: Raw) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _written(value: str | tuple[str, ...]) -> str:
    """A text or a list of texts in TOML, whose escapes are JSON's."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
