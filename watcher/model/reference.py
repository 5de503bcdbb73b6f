"""References to depositary notifications: C.N.360.2025.TREATIES-XXVI-5 in each of its spellings.

Number and year identify a C.N.; what stands behind TREATIES does not. Since 2010 it is mostly
the treaty, ``TREATIES-XXVI.5`` or ``TREATIES.XXVI-8``; before that it counted the year's C.N.s of
one treaty, ``TREATIES-2``, which names no treaty at all.
"""

import re
from dataclasses import dataclass

from watcher.model.treaty import TreatyNumber

#: What stands before a part, or between parts. Non-breaking spaces and line breaks are in ``\s``;
#: the hyphens are those that a word processor puts in place of a plain one.
_HYPHEN = r"[-\u2010-\u2015\u2212]"
_GAP = r"\s{0,3}"
#: Not behind "A/" or "E/": A/CN.9 and E/CN.15 are other documents of the UN. An address ends in
#: a year before it, /CN/2025/CN.360.2025-Eng.pdf.
_START = r"(?<![^\W_])(?<![A-Za-z]/)"
_NUMBER = rf"C{_GAP}\.?{_GAP}N{_GAP}\.{_GAP}(?P<number>[1-9]\d{{0,4}})"
_YEAR = rf"{_GAP}\.{_GAP}(?P<year>(?:19[4-9]|20\d)\d)(?!\d)"
_WORD = rf"{_GAP}[.,]?{_GAP}(?i:TREAT(?:IES|Y)|TRAIT[ÉE]S?)"
_CHAPTER = rf"{_GAP}(?:{_HYPHEN}|\.){_GAP}(?P<chapter>[IVX]{{1,6}}){_GAP}(?:{_HYPHEN}|\.){_GAP}"
#: Behind the chapter a blank ends the number, but for a line that was broken at a hyphen.
_PART = r"(?:\d{1,3}[a-z]?|[A-Z]|[a-z])(?![^\W_])"
_REST = rf"(?P<rest>{_PART}(?:(?:\.|{_HYPHEN}{_GAP}){_PART}){{0,3}})"

#: Which C.N. of the year on its treaty.
_COUNT = rf"(?:{_HYPHEN}|\.){_GAP}\d{{1,4}}(?![^\W_])"
_REFERENCE = re.compile(rf"{_START}{_NUMBER}{_YEAR}(?:{_WORD}(?:{_CHAPTER}{_REST}|{_COUNT})?)?")
_BETWEEN = re.compile(rf"(?:\.|{_HYPHEN})\s*")


@dataclass(frozen=True, slots=True)
class Reference:
    """One depositary notification. Equal number and year are the same one, spelled anyhow."""

    number: int
    year: int
    treaty: str | None = None  # an MTDSG number; None where the reference names no full one

    @property
    def key(self) -> str:
        """What identifies it: ``C.N.360.2025``."""
        return f"C.N.{self.number}.{self.year}"

    @property
    def text(self) -> str:
        """One spelling for all: ``C.N.360.2025.TREATIES-XXVI-5``; the key where no treaty is."""
        return f"{self.key}.TREATIES-{self.treaty}" if self.treaty else self.key


def find_references(text: str) -> tuple[Reference, ...]:
    """The C.N.s that a text names, each once, in the order of their first places.

    Where one is named several times the first treaty that is named counts. What merely looks
    alike (A/CN.9/1025, a year before 1940) is none.
    """
    found: dict[str, Reference] = {}
    for reference in map(_reference, _REFERENCE.finditer(text)):
        if reference.key not in found or found[reference.key].treaty is None:
            found[reference.key] = reference
    return tuple(found.values())


def begins_with(text: str | None) -> Reference | None:
    """The C.N. that a text names before anything else, as the title of a listed one does."""
    match = _REFERENCE.match(text or "")
    return _reference(match) if match else None


def without(key: str, text: str) -> str:
    """The text with one C.N. cut out, wherever it is named; others stay."""
    return _REFERENCE.sub(lambda match: "" if _reference(match).key == key else match[0], text)


def _reference(match: re.Match[str]) -> Reference:
    return Reference(int(match["number"]), int(match["year"]), _treaty(match))


def _treaty(match: re.Match[str]) -> str | None:
    if match["chapter"] is None:
        return None
    try:
        rest = _BETWEEN.sub("-", match["rest"])
        return TreatyNumber.parse(f"{match['chapter']}-{rest}").text
    except ValueError:
        return None
