"""Reads a treaty's own words on its entry into force, as a status page prints them. Pure.

The reading is strict: a sentence is understood as a whole, by the wordings of final clauses that
are in use, or it yields no rule and a sentence that says so. Nothing is left out of a condition:
what narrows it down ("including the Governments of", "accounting for 55 per cent") makes the
rule conditional, and a person states the rest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from watcher.law import clauses
from watcher.law.numerals import Language, in_figures
from watcher.law.wordings import WORDINGS
from watcher.model.force import ForceRule, Quota, Wait
from watcher.model.participants import resolve
from watcher.model.plain import cut

STATE_IT = "state the rule in the configuration, as entry_into_force of the treaty"
STATE_THE_DAY = (
    "state in the configuration, as entry_into_force of the treaty, the numbers and the day on "
    "which that was met (condition_met), or a quota"
)

_QUOTED = 300  # characters of what is not understood
_LONGEST = 4000  # characters of a sentence; a longer one is no final clause
_PRINTED = re.compile(
    r"\b(?:reads? as follows|dispose ce qui suit|dice lo siguiente)\s{0,9}:", re.IGNORECASE
)
_LABEL = re.compile(r"^\s*(?:Not yet in force\s*:)?\s*(?:\[[^\]]{0,80}\]\.?)?\s*", re.IGNORECASE)
#: A list that the article itself repeats: "all States listed in Annex 2 (that is to say: …)".
_LISTED = re.compile(
    r"\bby all (?:the )?States listed in (?P<place>Annex \w+)[^(]{0,40}"
    r"\((?:that is to say|namely|i\.e\.):? (?P<names>.+)\)"
)
_QUOTES = '"\u201c\u201d\u201e\u201f\u2019\u00ab\u00bb'
_SENTENCE = re.compile(rf"(?<=[.;])[{_QUOTES}')\]]*\s+(?=[{_QUOTES}(\[]*[A-Z\u00c0-\u00dd0-9])")
_NUMBER = re.compile(r"^\s*(?:\(?\d{1,2}\)|\d{1,2}\.?|\([a-z]\))\s*")
_NOISE = re.compile(rf"[{_QUOTES},:;.()\[\]]".replace("\u2019", ""))
#: Every way in which pages set a hyphen and an apostrophe.
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u02bc", "'")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words ask for. `doubts` say, without a final stop, what a person must state."""

    rule: ForceRule | None = None
    doubts: tuple[str, ...] = ()


def read(text: str | None) -> Reading:
    """Read what the page prints in its entry-into-force cell; no text asks for nothing.

    A date with the number of an article holds no condition, and that is no doubt.
    """
    *_, printed = _PRINTED.split(text or "", maxsplit=1)
    printed = _LABEL.sub("", printed, count=1)
    lower = printed.lower()
    language = next((each for each in WORDINGS if re.search(WORDINGS[each].force, lower)), None)
    if language is None:
        return Reading()
    return _read(printed, language)


def _read(printed: str, language: Language) -> Reading:
    words = WORDINGS[language]
    rule: ForceRule | None = None
    later: Wait | None = None
    doubts: list[str] = []
    for sentence in _sentences(printed):
        told = _bare(sentence[:_LONGEST], language)
        if len(sentence) > _LONGEST:
            told += " and more"  # which no wording ends with: half a sentence is never understood
        if re.search(words.not_additional, told):
            continue  # as it is where a rule says nothing of organisations
        if re.match(words.later, told):
            later = clauses.later(told, words)
            if later is None:
                doubts.append(_not_understood(sentence))
        elif re.search(words.defines, told):
            found = clauses.condition(told, words)
            if found is None or rule is not None:
                return Reading(doubts=(f"{_not_understood(sentence)}; {STATE_IT}",))
            rule = replace(found, quotas=_quotas(sentence))
            if rule.conditional:
                doubts.append(
                    f"the condition is not a number alone; {STATE_THE_DAY}: "
                    f"“{cut(sentence, _QUOTED)}”"
                )
    if rule is None:
        return Reading(doubts=(f"{_not_understood(printed)}; {STATE_IT}",))
    same = later == rule.wait
    known = replace(rule, later=None if same else later, later_known=later is not None)
    return Reading(known, tuple(doubts))


def _quotas(sentence: str) -> tuple[Quota, ...]:
    """The States that are listed by name, where each name is one that is known."""
    match = _LISTED.search(sentence)
    if match is None:
        return ()
    *most, last = match["names"].split(", ")
    pair = last.split(" and ")
    names = [*most, *(pair if len(pair) == 2 and resolve(last) is None else [last])]
    codes = {known.code for name in names if (known := resolve(name)) is not None}
    if len(codes) != len(names):
        return ()
    return (Quota(f"the States listed in {match['place']}", frozenset(codes), len(codes)),)


def _not_understood(words: str) -> str:
    return f"the words on the entry into force are not understood: “{cut(words, _QUOTED)}”"


def _sentences(printed: str) -> Iterator[str]:
    for part in _SENTENCE.split(printed):
        sentence = _NUMBER.sub("", part.strip(), count=1)
        if sentence.strip():
            yield sentence.strip()


def _bare(sentence: str, language: Language) -> str:
    """The sentence in lower case, numbers in figures, without the signs between its words."""
    lower = " ".join(sentence.translate(_TYPOGRAPHY).lower().split())
    return " ".join(_NOISE.sub(" ", in_figures(lower, language)).split())
