"""An entry's title and text as sentences, and a sentence as tokens.

Bounded first: what stands behind the first few thousand characters of an entry is not read. Each
step is one pass, so that no text takes longer than its length.
"""

import html
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from watcher.claims.names import folded

TITLE_LENGTH = 600  # characters that are read
TEXT_LENGTH = 4_000
SENTENCE_TOKENS = 250  # a longer sentence is cut

_QUOTES = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u201f", '"')
    | dict.fromkeys("\u2010\u2011", "-")
    | dict.fromkeys("\u2012\u2013\u2014\u2015\u2212", "\u2014")
)
#: Letters with stops between them (U.S., EE.UU.), numbers, words, and single marks.
_TOKEN = re.compile(
    r"(?:[^\W\d_]{1,2}\.){2,4}|\d+(?:st|nd|rd|th|e|er|ème|eme|\.?[ºª])\b|\d+(?:[.,]\d+)*|[^\W\d_]+\d*|[^\w\s]|_"
)
#: Where a sentence may end: a stop, white space, and what can begin one.
_STOP = re.compile(r"[.!?\u2026]+[\"')\]]*\s+(?=[\"'(\[\u00bf\u00a1]*[A-Z\u00c0-\u00de\d])")
#: What always ends one: a line, a bar between parts of a title, the sign for more.
_BREAK = re.compile(r"\n+|\s\|\s|\s//\s|\[\.\.\.\]|\s\u2022\s")
#: A line that was broken to fit a width: a long one without a stop, or one that goes on small.
_WRAPPED = re.compile(r"(?<=[^\n]{50})(?<![.!?:;])\n(?=\S)|(?<=\S)\n(?=[a-z\u00df-\u00ff])")
_LAST_WORD = re.compile(r"[^\s(\"']+$")
_MANY = re.compile(r"[^\S\n]+")

_LONG = 3  # letters; shorter words have small letters in titles too
_FEW = 3  # words that prove nothing
#: An apostrophe that belongs to the letters before it (l'accord, Russia's).
_ELIDED = frozenset({"l", "d", "qu", "n", "s", "j", "c", "m", "t", "jusqu", "lorsqu", "puisqu"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark."""

    text: str
    folded: str  # without case and accents
    start: int  # of its characters in the sentence
    end: int
    glued: bool = False  # a hyphen joins it to the token before


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and whether its capitals mean anything."""

    text: str
    tokens: tuple[Token, ...]
    cased: bool = True  # False: all capitals, all small, or Each Word With One

    @property
    def folded(self) -> str:
        """Its tokens as they are compared, with a space between."""
        return " ".join(token.folded for token in self.tokens)


def tidy(text: str, length: int) -> str:
    """Cut a text to a length, and set its quotes, dashes and spaces in one way."""
    text = html.unescape(text[: 2 * length])[:length]  # some feeds escape twice
    text = unicodedata.normalize("NFC", text).translate(_QUOTES).replace("**", "")
    text = "".join(c if c == "\n" or c.isprintable() else " " for c in text)
    text = _WRAPPED.sub(" ", text)
    return _MANY.sub(" ", text).strip()


def sentences(text: str, abbreviations: Collection[str]) -> list[str]:
    """Split a tidy text; a stop behind one of `abbreviations` or a single letter ends nothing."""
    parts: list[str] = []
    for line in _BREAK.split(text):
        begin = 0
        for stop in _STOP.finditer(line):
            word = _LAST_WORD.search(line, max(begin, stop.start() - 20), stop.start())
            last = folded(word[0]) if word else ""
            if line[stop.start()] == "." and _abbreviates(last, abbreviations):
                continue
            parts.append(line[begin : stop.end()].strip())
            begin = stop.end()
        parts.append(line[begin:].strip())
    return [part for part in parts if part]


def _abbreviates(last: str, abbreviations: Collection[str]) -> bool:
    return last in abbreviations or (len(last) == 1 and last.isalpha()) or "." in last


def tokenised(text: str) -> Sentence:
    """Split a sentence into its tokens; hyphens are taken out, and kept as `glued`."""
    tokens: list[Token] = []
    glued = False
    for match in _TOKEN.finditer(text):
        word = match[0]
        if word == "-":
            before = match.start() > 0 and not text[match.start() - 1].isspace()
            after = match.end() < len(text) and not text[match.end()].isspace()
            if before and after:
                glued = True
                continue
            word = "\u2014"
        if word == "'" and _elides(tokens, match.start()):
            continue  # l'accord: two words
        tokens.append(Token(word, _fold(word), match.start(), match.end(), glued))
        glued = False
        if len(tokens) >= SENTENCE_TOKENS:
            break
    tokens = _possessives(tokens)
    return Sentence(text, tuple(tokens), _cased(tokens))


def _fold(word: str) -> str:
    return word.lower() if word.isascii() else folded(word) or word


def _elides(tokens: list[Token], place: int) -> bool:
    return bool(tokens) and tokens[-1].end == place and tokens[-1].folded in _ELIDED


def _possessives(tokens: list[Token]) -> list[Token]:
    """Join an apostrophe and the s behind it to one token, "'s"; a bare one becomes it too."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if before and before.text == "'" and before.end == token.start and token.folded == "s":
            joined[-1] = Token("'s", "'s", before.start, token.end)
        elif (
            before and token.text == "'" and before.end == token.start and before.folded[-1] == "s"
        ):
            joined.append(Token("'s", "'s", token.start, token.end))
        else:
            joined.append(token)
    return joined


def _cased(tokens: list[Token]) -> bool:
    """Whether capitals mean something: not where all or none have them, nor nearly each word."""
    words = [token.text for token in tokens if token.text.isalpha()]
    if not any(word[0].isupper() for word in words) or all(word.isupper() for word in words):
        return False
    long = [word for word in words if len(word) > _LONG]
    return len(long) < _FEW or sum(word[0].isupper() for word in long) < 0.75 * len(long)
