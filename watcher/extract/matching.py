"""Which entries and passages are kept: `match` and `exclude`, looked for in title and summary.

A phrase is looked for as whole words: case, accents, white space, and the kinds of hyphen and
quotation mark mean nothing. A treaty's number is found in its usual spellings (XXVI-5, XXVI.5),
and never inside a longer one (XXVI-2 is not in XXVI-2-a). A regular expression is searched for
without regard to case, in the text as it stands and with plain hyphens and quotation marks.

Both the expressions and the texts come from outside: an expression that takes for ever on some
text is ended with the process that reads the document, and the poll fails.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from watcher.model.finding import Filtered, Finding
from watcher.model.reading import Matching, Pattern
from watcher.model.source import Source
from watcher.model.treaty import treaty_id

_PASSAGES = "passages"

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212"
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02b9\u02bc"
_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_PLAIN = str.maketrans(
    dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_QUOTES, '"')
)
#: Soft hyphens and characters without width, which may stand inside a word.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u2060\ufeff"))
_ACCENTS = re.compile("[\u0300-\u036f]")
_SPACES = re.compile(r"\s+")

#: Letters and digits of scripts that write a blank between words (Latin, Greek, Cyrillic,
#: Armenian, Georgian). Elsewhere nothing shows where a word ends, or particles stand close to it.
_LETTER = (
    "0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u037d"
    "\u037f-\u0481\u048a-\u052f\u0531-\u0587\u10a0-\u10ff\u1e00-\u1fff"
)
_AT_WORD = re.compile(rf"[{_LETTER}]")
_NOT_BEHIND = rf"(?<![{_LETTER}])"
_NOT_BEFORE = rf"(?![{_LETTER}])"
#: What would make a treaty's number a longer one: XXVI-2-a, XXVI.2(a), XI-A-1.
_NO_LONGER = r"(?!(?:[-.]| ?\()(?:\d|[a-z](?![a-z])))"
_PARTS = re.compile(r"[-._]")


class Text:
    """A text in the forms in which it is searched, each made when it is needed."""

    def __init__(self, served: str) -> None:
        self.served = served

    @cached_property
    def plain(self) -> str:
        """With plain hyphens, quotation marks and spaces."""
        return _plain(self.served)

    @cached_property
    def folded(self) -> str:
        """Without case and accents, too."""
        return fold(self.served)


#: Whether a pattern finds something.
_Finds = Callable[[Text], bool]


def sift(
    source: Source, findings: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[Filtered, ...]]:
    """Part findings into those that are kept and those that are left out, both in order.

    A finding's text is an entry's title, a blank line, and its summary, which are searched one
    by one; or a passage, which is searched as a whole wherever a pattern looks. An entry without
    a title is told by its first lines, so these stand in for it.
    """
    matching = source.matching
    if not matching.match and not matching.exclude:
        return tuple(findings), ()
    wanted = [_searching(each, by_treaty=matching.by_treaty) for each in matching.match]
    unwanted = [(each, _searching(each)) for each in matching.exclude]
    kept: list[Finding] = []
    left_out: list[Filtered] = []
    for finding in findings:
        reason = _reason(matching, wanted, unwanted, _Places.of(finding))
        if reason is None:
            kept.append(finding)
        else:
            left_out.append(Filtered(_key(finding), finding.statement, reason))
    return tuple(kept), tuple(left_out)


def facts(
    source: Source, kept: Sequence[Finding], left_out: Sequence[Filtered]
) -> tuple[tuple[str, str], ...]:
    """How many were left out, as a label and a value, where anything is looked for."""
    if not source.matching.match and not source.matching.exclude:
        return ()
    return (("filtered", f"{len(left_out)} of {len(kept) + len(left_out)}"),)


def fold(text: str) -> str:
    """What of a text counts when a phrase is looked for. Folding twice is folding once."""
    before = ""
    while text != before:  # twice, but for a few letters that decompose into capitals
        before = text
        text = _plain(_ACCENTS.sub("", unicodedata.normalize("NFKD", _plain(text))).casefold())
    return text


def _plain(text: str) -> str:
    visible = unicodedata.normalize("NFC", text.translate(_INVISIBLE).translate(_PLAIN))
    return _SPACES.sub(" ", visible).strip()


@dataclass(frozen=True, slots=True)
class _Places:
    title: Text
    summary: Text

    @classmethod
    def of(cls, finding: Finding) -> "_Places":
        text = finding.statement.text or ""
        if finding.part == _PASSAGES:
            passage = Text(text)
            return cls(passage, passage)
        title, _, summary = text.partition("\n\n")
        return cls(Text(title), Text(summary))


def _reason(
    matching: Matching,
    wanted: Sequence["_Search"],
    unwanted: Sequence[tuple[Pattern, "_Search"]],
    places: _Places,
) -> str | None:
    """Why a finding is left out, as the rest of a sentence; None where it is kept."""
    for pattern, search in unwanted:
        if search.finds_in(places):
            return f"excluded by {_as_written(pattern)}"
    if not wanted or any(search.finds_in(places) for search in wanted):
        return None
    return "names no watched treaty" if matching.by_treaty else "not matched by match"


def _as_written(pattern: Pattern) -> str:
    return f"/{pattern.text}/" if pattern.regex else f'"{pattern.text}"'


def _key(finding: Finding) -> str:
    """A passage has no key, so its text names it."""
    if finding.key:
        return finding.key
    text = (finding.statement.text or "").encode(errors="backslashreplace")
    return f"{finding.part}/sha256:{hashlib.sha256(text).hexdigest()[:32]}"


# -- searching -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Search:
    where: str
    finds: _Finds

    def finds_in(self, places: _Places) -> bool:
        match self.where:
            case "title":
                return self.finds(places.title)
            case "summary":
                return self.finds(places.summary)
            case _:
                return self.finds(places.title) or self.finds(places.summary)


def _searching(pattern: Pattern, *, by_treaty: bool = False) -> _Search:
    if pattern.regex:
        return _Search(pattern.where, _expression(pattern.text))
    number = _number(pattern.text)
    if number is not None:
        return _Search(pattern.where, lambda text: number.search(text.folded) is not None)
    if by_treaty and _is_abbreviation(pattern.text):
        return _Search(pattern.where, _abbreviation(pattern.text))
    return _Search(pattern.where, _phrase(pattern.text))


def _expression(written: str) -> _Finds:
    expression = re.compile(written, re.IGNORECASE)
    return lambda text: (
        expression.search(text.served) is not None or expression.search(text.plain) is not None
    )


def _phrase(written: str) -> _Finds:
    folded = fold(written)
    if not folded:
        return lambda _: False
    words = re.compile(_whole_words(folded))
    return lambda text: folded in text.folded and words.search(text.folded) is not None


def _abbreviation(written: str) -> _Finds:
    words = re.compile(_whole_words(_plain(written)))
    return lambda text: words.search(text.plain) is not None


def _is_abbreviation(name: str) -> bool:
    """Whether a treaty's name is one word in capitals: CAT is a convention, a cat is none."""
    return name.isupper() and len(name.split()) == 1


def _whole_words(text: str) -> str:
    before = _NOT_BEHIND if _AT_WORD.match(text[0]) else ""
    behind = _NOT_BEFORE if _AT_WORD.match(text[-1]) else ""
    return f"{before}{re.escape(text)}{behind}"


def _number(written: str) -> re.Pattern[str] | None:
    """What finds a treaty's number in folded text; None for a phrase that is no number."""
    try:
        number = treaty_id(written)
    except ValueError:
        return None
    first, *rest = [re.escape(fold(part)) for part in _PARTS.split(number)]
    if _is_of_the_un(number):
        parts = [rf"(?:[-.]| ?\(){part}\)?" if part.isalpha() else f"[-.]{part}" for part in rest]
    else:  # "CETS-185" is written "CETS 185" and "CETS No. 185" as well
        parts = [rf"(?:[-._ ]| ?n[o\u00b0]?\.? ?){part}" for part in rest]
    return re.compile(f"{_NOT_BEHIND}{first}{''.join(parts)}{_NOT_BEFORE}{_NO_LONGER}")


def _is_of_the_un(number: str) -> bool:
    return not number.split("-", 1)[0].strip("IVXLC")
