"""Finding a treaty by number, title or another name, whatever the case, accents and typography."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from watcher.catalogue.entries import CatalogueEntry
from watcher.model.treaty import ROMAN, TreatyNumber

_NOT_WORDS = re.compile(r"[\W_]+")
#: How a number may be typed: "xviii-12-a", "XVIII.12.a", "xi b 19".
_BETWEEN_PARTS = re.compile(r"[-.\s]+")


def fold(text: str) -> str:
    """Reduce a text to its words: without case, accents and punctuation, one space between."""
    if text.isascii():  # most are, and there is nothing to take apart
        return _NOT_WORDS.sub(" ", text.casefold()).strip()
    while True:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        plain = "".join(char for char in plain if not unicodedata.combining(char))
        if plain == text:
            return _NOT_WORDS.sub(" ", plain).strip()
        text = plain


def search(entries: Iterable[CatalogueEntry], wanted: str) -> list[CatalogueEntry]:
    """Give the treaties that have every word of `wanted` in number or names, the best first.

    A word may be the beginning or a part of another. Before the rest come those whose number or
    one of whose names is just that, then those that begin with it, then those with whole words.
    Where only single words fit, treaties of the UN Treaty Collection come before others.
    """
    words = fold(wanted)
    if not words:
        return []
    ranked = [
        (rank, position, entry)
        for position, entry in enumerate(entries)
        if (rank := _rank(entry, words)) is not None
    ]
    return [entry for _, _, entry in sorted(ranked, key=lambda found: found[:2])]


def _rank(entry: CatalogueEntry, words: str) -> int | None:
    """How well the words fit, 0 for best; None where one of them is nowhere."""
    texts = [fold(entry.number), *map(fold, entry.names)]
    everything = " ".join(texts)
    if not all(word in everything for word in words.split()):
        return None
    if words in texts:
        return 0
    if any(text.startswith(f"{words} ") for text in texts):
        return 1
    whole = set(everything.split())
    behind = 0 if entry.depositary is None else 2
    if all(word in whole for word in words.split()):
        return 2 + behind
    begun = all(any(each.startswith(word) for each in whole) for word in words.split())
    return (3 if begun else 4) + behind


def treaty_named(entries: Mapping[str, CatalogueEntry], text: str) -> list[CatalogueEntry]:
    """Give the treaties that `text` may mean: one where it is clear, none where nothing fits.

    A number or id means that treaty; a title or name, in full, the treaties that bear it; anything
    else, those that `search` finds.
    """
    number = number_in(text)
    if number is not None:
        entry = entries.get(number)
        return [entry] if entry else [CatalogueEntry(number, number)]
    words = fold(text)
    called = [entry for entry in entries.values() if words == fold(entry.number)]
    called = called or [entry for entry in entries.values() if words in map(fold, entry.names)]
    return called if words and called else search(entries.values(), text)


def number_in(text: str) -> str | None:
    """Read a treaty's number as people type it, in any case; None where it is none."""
    parts = [part for part in _BETWEEN_PARTS.split(text.strip()) if part]
    if len(parts) < 2 or parts[0].upper() not in ROMAN:
        return None
    parts[0] = parts[0].upper()
    if len(parts) > 2 and parts[1].isalpha():
        parts[1] = parts[1].upper()  # a subchapter, such as the B of XI-B-19
    rest = [part.lower() if part.isalpha() and len(part) == 1 else part for part in parts[2:]]
    try:
        return TreatyNumber.parse("-".join([*parts[:2], *rest])).text
    except ValueError:
        return None
