"""Plain English and plain characters: dates, moments, and outside text made harmless."""

import re
import unicodedata
from datetime import date, datetime, timedelta

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WORDS_LENGTH = 80  # characters of a passage or a cell, enough to recognise it

# Controls, invisible format characters (bidirectional overrides among them), lone surrogates,
# line and paragraph separators. U+200D joins letters in several scripts and stays.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: What a spreadsheet takes for the beginning of a formula, or cuts off before one; the wide ones
#: are typed on East Asian keyboards.
_FORMULA = frozenset("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def clean(text: str) -> str:
    """Make outside text one line that can do no harm to a terminal, a header or a log.

    Line breaks and controls become spaces, runs of spaces one; invisible format characters
    that could turn or hide the text around them are dropped. It does not escape HTML.
    """
    if not text.isprintable():
        text = "".join(map(_printable, text))
    return " ".join(text.split())


def cut(text: str, length: int) -> str:
    """Clean the text and, where it is longer than `length` characters, cut it at a word."""
    line = clean(text)
    if len(line) <= length:
        return line
    head = line[: length - 1]
    at_word, _, _ = head.rpartition(" ")
    return (at_word if len(at_word) > length // 2 else head).rstrip(" ,;:.") + "…"


def inert(text: str) -> str:
    """Make a cell of a CSV file that no spreadsheet takes for a formula.

    An apostrophe before it keeps it a text (OWASP, "CSV Injection"); a plain number stays one.
    """
    risky = text.lstrip(" ")[:1] in _FORMULA and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def quoted(text: str | None) -> str:
    """Quote the first words of a text; "nothing" where there is none."""
    return f'"{cut(text, WORDS_LENGTH)}"' if text else "nothing"


def possessive(name: str) -> str:
    """Form a name's genitive: "Viet Nam's", "Netherlands'"."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def capital(text: str) -> str:
    """Begin with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """Begin with a small letter, for what goes on in a sentence."""
    return text[:1].lower() + text[1:]


def day(text: str | None) -> str:
    """Write a date as people read it: "19 Nov 2025" for an ISO 8601 date or moment.

    What is no such date is given as it stands, and None as "an unstated date".
    """
    if not text:
        return "an unstated date"
    parsed = as_date(text)
    if parsed is None:
        return clean(text)
    return f"{parsed.day} {MONTHS[parsed.month - 1]} {parsed.year}"


def moment(when: datetime) -> str:
    """Write a moment as people read it, in its own zone: "19 Nov 2025, 08:05"."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}, {when:%H:%M}"


def span(length: timedelta) -> str:
    """Write a length of time as people take it in: "45 min", "6 h", "3 d"."""
    seconds = length.total_seconds()
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{round(seconds / size)} {unit}"
    return f"{round(seconds)} s"


def as_date(text: str) -> date | None:
    """Read the day of an ISO 8601 date or moment; None for anything else."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _printable(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category not in _UNPRINTABLE or character == "\u200d":
        return character
    return "" if category == "Cf" else " "
