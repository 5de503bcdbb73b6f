"""What news calls treaties and participants: two tables, read once and checked row by row.

`treaty_names.csv` lists the names of treaties, `participant_names.csv` the words for participants;
both stand beside this module, in order of what they mean. `language` is the one that the name is
used in (en, fr, es), or ``*`` where it is used in all.

How a name matches:

- An **abbreviation** matches as it is written, capitals and all: "WHO" is no "who", "CAT" no "cat".
  What counts as one is `is_cased`: nothing but capitals, digits and the marks between them.
- Anything else matches without regard to case, accents, and the ways of setting apostrophes,
  hyphens and spaces (`folded`): feeds write "ESCAZU", "kyoto treaty", "Perou".
- The **longest** name at a place is meant: "Kigali Amendment to the Montreal Protocol" is not the
  Montreal Protocol, "Papua New Guinea" not Guinea. So longer names of something else are listed
  for their shorter parts' sake.

A word that means two things alike is not listed at all, and so read by nobody.
"""

import csv
import functools
import importlib.resources
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from watcher.catalogue.entries import find
from watcher.model.participants import by_code

TREATY_COLUMNS = ("treaty", "language", "name", "kind")
PARTICIPANT_COLUMNS = ("code", "language", "word", "kind")

Kind = TypeVar("Kind", bound=StrEnum)

#: The languages that claims are read in; ``*`` stands for all of them.
LANGUAGES = ("en", "fr", "es")
ANY_LANGUAGE = "*"

#: "NPT", "U.S.", "EE.UU.", "C-190", "P5+1", but no "I": two signs at the least.
_CASED = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Z0-9 .&+/-]*[A-Z0-9.]")
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`"
_TYPOGRAPHY = str.maketrans(dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_APOSTROPHES, "'"))


class TreatyNameKind(StrEnum):
    """How much a name proves by itself."""

    NAME = "name"  # means the treaty wherever it stands
    LOOSE = "loose"  # means it only beside a verb of treaty action: "Kyoto", "climate pact"
    BODY = "body"  # a court or organisation: to leave or join it is an act on its treaty
    OTHER = "other"  # no treaty of the catalogue: listed so that a name inside it is not read


class ParticipantWordKind(StrEnum):
    """What sort of word it is for a participant."""

    NAME = "name"
    DEMONYM = "demonym"  # an adjective or its people: "Russian", "françaises"
    ABBREVIATION = "abbreviation"
    SEAT = "seat"  # of its government, for the government itself: "Moscow", "the Kremlin"
    OTHER = "other"  # no participant: listed so that a word inside it is not read as one


@dataclass(frozen=True, slots=True)
class TreatyName:
    """One name of one treaty."""

    treaty: str | None  # its number or id in the catalogue; None for the kind `OTHER`
    language: str  # en, fr, es, or * for all
    name: str
    kind: TreatyNameKind


@dataclass(frozen=True, slots=True)
class ParticipantName:
    """One word, or several, for one participant."""

    code: str | None  # see `watcher.model.participants`; None for the kind `OTHER`
    language: str  # en, fr, es, or * for all
    word: str
    kind: ParticipantWordKind


@functools.cache
def treaty_names() -> tuple[TreatyName, ...]:
    """Give every name of a treaty, in the order of the table."""
    return read_treaty_names(_lines("treaty_names.csv"))


@functools.cache
def participant_names() -> tuple[ParticipantName, ...]:
    """Give every word for a participant, in the order of the table."""
    return read_participant_names(_lines("participant_names.csv"))


def is_cased(name: str) -> bool:
    """Whether a name is an abbreviation, which matches as it is written and not in another case."""
    return _CASED.fullmatch(name) is not None


def folded(name: str) -> str:
    """Reduce a name to what is compared: no case, no accents, plain hyphens and apostrophes.

    Runs of white space become one space. Applying it twice changes nothing.
    """
    if name.isascii():  # most are, and there is nothing to take apart
        return " ".join(name.replace("`", "'").casefold().split())
    text = name
    while True:
        plain = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY)).casefold()
        plain = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf"))
        plain = " ".join(plain.split())
        if plain == text:
            return plain
        text = plain


def read_treaty_names(lines: Iterable[str]) -> tuple[TreatyName, ...]:
    """Read a table of treaty names in CSV.

    ValueError names the row whose treaty is not in the catalogue, whose language or kind is
    unknown, or whose name another treaty bears already in that language.
    """
    names: list[TreatyName] = []
    owners = _Owners()
    for row, (treaty, language, name, text) in _rows(lines, TREATY_COLUMNS):
        kind = _kind(row, text, TreatyNameKind)
        if bool(treaty) is (kind is TreatyNameKind.OTHER):
            raise ValueError(f"row {row}: {name!r} needs a treaty, or the kind other and none")
        if treaty and find(treaty) is None:
            raise ValueError(f"row {row}: {treaty!r} is no treaty of the catalogue")
        owners.add(row, treaty, language, name)
        names.append(TreatyName(treaty or None, language, name, kind))
    return tuple(names)


def read_participant_names(lines: Iterable[str]) -> tuple[ParticipantName, ...]:
    """Read a table of words for participants in CSV.

    ValueError names the row whose code is nobody's, whose language or kind is unknown, or whose
    word means another participant already in that language.
    """
    names: list[ParticipantName] = []
    owners = _Owners()
    for row, (code, language, word, text) in _rows(lines, PARTICIPANT_COLUMNS):
        kind = _kind(row, text, ParticipantWordKind)
        if bool(code) is (kind is ParticipantWordKind.OTHER):
            raise ValueError(f"row {row}: {word!r} needs a code, or the kind other and none")
        if code and by_code(code) is None:
            raise ValueError(f"row {row}: {code!r} is no participant's code")
        owners.add(row, code, language, word)
        names.append(ParticipantName(code or None, language, word, kind))
    return tuple(names)


class _Owners:
    """Who bears a name in a language, so that nobody else can."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], str] = {}

    def add(self, row: int, owner: str, language: str, name: str) -> None:
        if language not in (*LANGUAGES, ANY_LANGUAGE):
            raise ValueError(f"row {row}: {language!r} is not en, fr, es or *")
        if name != name.strip() or not name:
            raise ValueError(f"row {row}: {name!r} is empty, or has space around it")
        key = name if is_cased(name) else folded(name)
        for each in LANGUAGES if language == ANY_LANGUAGE else (language,):
            other = self._by_key.setdefault((each, key), owner)
            if other != owner:
                raise ValueError(f"row {row}: {name!r} ({each}) means {other or 'nobody'} already")


def _kind(row: int, text: str, kinds: Callable[[str], Kind]) -> Kind:
    try:
        return kinds(text)
    except ValueError as error:
        raise ValueError(f"row {row}: {error}") from error


def _rows(lines: Iterable[str], columns: tuple[str, ...]) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(lines, strict=True)
    header = tuple(next(reader, ()))
    if header != columns:
        raise ValueError(f"the table has the columns {header}, not {columns}")
    for cells in reader:
        if len(cells) != len(columns):
            raise ValueError(f"row {reader.line_num}: {len(cells)} cells, not {len(columns)}")
        yield reader.line_num, cells


def _lines(file: str) -> list[str]:
    table = importlib.resources.files("watcher.claims") / file
    return table.read_text(encoding="utf-8").splitlines()
