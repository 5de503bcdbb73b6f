"""Numbers as treaties write them, in words: from one to two hundred. Pure.

English, and of French and Spanish what final clauses use. "Ninetieth" becomes "90th" in all three
languages, and "ninety" becomes "90"; a number that is then said twice, "forty (40)", once.
"""

import functools
import re
from collections.abc import Iterator
from typing import Literal

Language = Literal["en", "fr", "es"]

_HIGHEST = 200
_ONES = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_UN = (
    *("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze"),
    *("douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_VINGT = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante")
_UNO = (
    *("", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    *("once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho"),
    *("diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro"),
    *("veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"),
)
_TREINTA = (
    *("", "", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta"),
    "noventa",
)
_PRIMERO = (
    *("", "primer", "segund", "tercer", "cuart", "quint", "sext", "séptim", "octav", "noven"),
)
_DECIMO = (
    *("", "décim", "vigésim", "trigésim", "cuadragésim", "quincuagésim", "sexagésim"),
    *("septuagésim", "octogésim", "nonagésim"),
)

#: Between two words; what is not a space or a hyphen ends a number.
_WORD = re.compile(r"([\s-]+|[^\w'\s-]+)")
#: Of a number, the longest first: "one hundred and seventy fifth", with what is between.
_LENGTHS = (9, 7, 5, 3, 1)
_FIGURE = re.compile(r"\b(\d+)(?:st|nd|rd|th|e|ème|er|re|º|ª|\.º)(?!\w)")
_TWICE = re.compile(r"\b(\d+)(th)? \(\1(?:th)?\)")


def in_figures(text: str, language: Language = "en") -> str:
    """Write the numbers of a text in lower case in figures, ordinals as "90th"."""
    values = _values(language)
    words = _WORD.split(text)  # a word, what is between, a word ...
    found: list[str] = []
    at = 0
    while at < len(words):
        length = _length(words, at, values)
        found.append(values[_phrase(words, at, length)] if length else words[at])
        found += words[at + max(length, 1) : at + max(length, 1) + 1]
        at += max(length, 1) + 1
    return _TWICE.sub(r"\1\2", _FIGURE.sub(r"\1th", "".join(found)))


def _length(words: list[str], at: int, values: dict[str, str]) -> int:
    """How many pieces from a word on are a number, the longest there is; 0 for none."""
    return next((length for length in _LENGTHS if _phrase(words, at, length) in values), 0)


def _phrase(words: list[str], at: int, length: int) -> str:
    pieces = words[at : at + length]
    whole = pieces[0] and pieces[-1]  # between two signs there is no word
    return _plain("".join(pieces)) if whole else ""


@functools.cache
def _values(language: Language) -> dict[str, str]:
    numerals = {"en": _english, "fr": _french, "es": _spanish}[language]
    found: dict[str, str] = {}
    for words, number, ordinal in numerals():
        found.setdefault(_plain(words), f"{number}th" if ordinal else str(number))
    return found


def _plain(words: str) -> str:
    return " ".join(words.replace("-", " ").split())


def _english() -> Iterator[tuple[str, int, bool]]:
    for number in range(1, _HIGHEST + 1):
        for words in _in_english(number):
            head, _, last = words.rpartition(" ")
            yield words, number, False
            yield f"{head} {_ordinal(last)}".strip(), number, True


def _in_english(number: int) -> Iterator[str]:
    hundreds, rest = divmod(number, 100)
    below = _ONES[rest] if rest < 20 else f"{_TENS[rest // 10]} {_ONES[rest % 10]}".strip()
    if not hundreds:
        yield below
        return
    for hundred in ("hundred", "a hundred", "one hundred") if hundreds == 1 else ("two hundred",):
        yield from (f"{hundred} and {below}", f"{hundred} {below}") if rest else (hundred,)


def _ordinal(word: str) -> str:
    return _ORDINALS.get(word) or (f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th")


def _french() -> Iterator[tuple[str, int, bool]]:
    for feminine in ("premier", "première"):
        yield feminine, 1, True
    for number in range(2, 101):
        words = _in_french(number)
        yield words, number, False
        stem = words.removesuffix("s") if words.endswith("vingts") else words.removesuffix("e")
        stem = {"cinq": "cinqu", "neuf": "neuv"}.get(stem, stem)
        for last, changed in ((" cinq", " cinqu"), (" neuf", " neuv")):
            stem = stem.removesuffix(last) + changed if stem.endswith(last) else stem
        yield f"{stem}ième", number, True


def _in_french(number: int) -> str:
    if number == 100:
        return "cent"
    if number < 20:
        return _plain(_UN[number])
    tens, rest = divmod(number, 10)
    if tens in (7, 9):
        tens, rest = tens - 1, rest + 10
    base = "quatre vingt" if tens == 8 else _VINGT[tens]
    if not rest:
        return "quatre vingts" if tens == 8 else base
    joined = " et " if rest in (1, 11) and tens != 8 else " "
    return f"{base}{joined}{_plain(_UN[rest])}"


def _spanish() -> Iterator[tuple[str, int, bool]]:
    yield "primer", 1, True
    yield "tercer", 3, True
    for number in range(2, 101):
        yield _in_spanish(number), number, False
    for number in range(1, 100):
        for end in "oa":
            yield from ((words, number, True) for words in _spanish_ordinals(number, end))
    yield "centésimo", 100, True


def _in_spanish(number: int) -> str:
    if number == 100:
        return "cien"
    if number < len(_UNO):
        return _UNO[number]
    tens, rest = divmod(number, 10)
    return f"{_TREINTA[tens]} y {_UNO[rest]}" if rest else _TREINTA[tens]


def _spanish_ordinals(number: int, end: str) -> Iterator[str]:
    tens, rest = divmod(number, 10)
    if not tens:
        yield _PRIMERO[rest] + end
        return
    if not rest:
        yield _DECIMO[tens] + end
        return
    yield f"{_DECIMO[tens]}{end} {_PRIMERO[rest]}{end}"
    joined = _DECIMO[tens].translate(str.maketrans("éá", "ea")) + "o"
    yield f"{joined}{_PRIMERO[rest]}{end}"
    if number in (11, 12):
        yield f"{'un' if number == 11 else 'duo'}décim{end}"
