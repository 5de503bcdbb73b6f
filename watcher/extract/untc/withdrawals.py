"""Withdrawals from the treaty that an end note announces, often long before any bracket shows.

    On 20 August 2025, the Government of Poland deposited with the Secretary-General a
    notification of withdrawal (see ...). The withdrawal will take effect for Poland on ...

A note is read sentence by sentence, and only those are the depositary's own account that begin
with a date ("On 20 August 2025, ...") or go on about the withdrawal. What counts is one in which a
participant notifies that it withdraws from, or denounces, the treaty. The withdrawal of a
reservation, a declaration, an objection or a signature is none. A later sentence in which the
participant takes its notification back is told with it, one in which it joins again ends it. A
sentence that speaks of a withdrawal in any other way is unclear, and for a person to read; so is
one that does not begin with a date, where it can only mean that a participant leaves, or where
the note has no account at all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from watcher.extract.untc.cells import read_day
from watcher.extract.untc.record import EndNote
from watcher.model.participants import resolve

_DAY = r"\d{1,2}\s+[A-Z][a-z]+\s+\d{4}"
_NAME = r"(?:St\.|[^,;:.]){2,100}?"
_LEAVING = r"(?:withdrawal|denunciation)"
_NOTICE = r"(?:notification|notice|instrument)s?"
#: No digits: a treaty that is named by its year is usually another one.
_TREATY = (
    r"(?:the|this|that)\s+(?:[^\W\d][^\W\d\u2019'-]*\s+){0,8}?"
    r"(?:convention|protocol|agreement|treaty|statute|covenant|pact|charter|constitution|accord)\b"
)

_SPEAKS = re.compile(r"withdr[ae]w|denounc|denunciat", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_ACCOUNT = re.compile(
    r"[\"“]?(?:(?:subsequently|thereafter|further|furthermore|in addition|later|then),?\s+)?"
    rf"(?:on\s+(?:{_DAY}|(?:that|the)\s+same\s+date)\b"
    rf"|(?:in|by)\s+an?\s+(?:further\s+)?[a-z]+\s+(?:received|dated|deposited)\s+(?:on\s+)?{_DAY}\b"
    rf"|(?:the|this|such|its)\s+(?:said\s+)?(?:{_LEAVING}|{_NOTICE})\b)",
    re.IGNORECASE,
)
#: Between two sentences; the page often leaves out the space where it breaks a line.
_BETWEEN = re.compile(
    r"(?<=[.!?\"”)])\s*(?=(?:Subsequently, )?On \d{1,2} [A-Z])"
    r"|(?<=[.!?])(?<!No\.)(?<!St\.)(?<!Art\.)[\"\u201d\u2019)\]]*\s+(?=[\"\u201c\u2018(\[]?[A-Z])"
)

#: Words that can only mean that the participant leaves the treaty.
_LEAVES = re.compile(
    rf"\b(?:decided|decision)\s+to\s+(?:withdraw\s+from|denounce)\s+{_TREATY}"
    rf"|\bits\s+(?:withdrawal\s+from|denunciation\s+of)\s+{_TREATY}"
    rf"|\b{_NOTICE}\s+of\s+(?:its\s+)?(?:withdrawal\s+from|denunciation\s+of)\s+{_TREATY}"
    rf"|\b(?:it\s+(?:withdraws|is\s+withdrawing)\s+from|it\s+denounces|withdrew\s+from|denounced)"
    rf"\s+{_TREATY}",
    re.IGNORECASE,
)
#: Words that mean it where nothing else is named that might be withdrawn.
_SEEMS_TO_LEAVE = re.compile(
    rf"\b{_NOTICE}\s+of\s+(?:its\s+)?{_LEAVING}\b(?!\s+of\b)"
    r"|\bof\s+its\s+(?:withdrawal|denunciation|decision\s+to\s+(?:withdraw|denounce))"
    r"(?=\s*(?:[.,;]|$|with\s+effect|effective))",
    re.IGNORECASE,
)
#: It takes its notification back: "of its decision to rescind its notification of withdrawal".
_TAKES_BACK = re.compile(
    r"\b(?:withdr[ae]w\w*|rescind\w*|rescission|revok\w+|revocation|retract\w*|cancel\w*|annul\w*)"
    rf"\s+(?:of\s+)?(?:(?:its|the|this|that|such)\s+)?(?:said\s+|above-mentioned\s+)?"
    rf"(?:decision\s+to\s+(?:withdraw|denounce)|{_NOTICE}\s+of\s+(?:its\s+)?{_LEAVING}|{_LEAVING})"
    rf"|\b(?:{_NOTICE}|decision|{_LEAVING})\b.{{0,160}}?\b(?:has|have|had|is|was|were)\s+"
    r"(?:been\s+)?(?:withdrawn|rescinded|revoked|cancelled|retracted)\b",
    re.IGNORECASE,
)
_JOINS_AGAIN = re.compile(r"\bre-?(?:acceded|ratified|joined|accession)\b", re.IGNORECASE)
_JOINS = re.compile(r"\b(?:acceded|ratified|joined)\b", re.IGNORECASE)
#: Something else is withdrawn, or somebody speaks of what another did.
_SOMETHING_ELSE = re.compile(
    r"reservation|declaration|objection|object[s ]|understanding|interpretation|statement"
    r"|\bsignature|provisional|territorial|extension|with\s+regard\s+to|relating\s+to",
    re.IGNORECASE,
)

_VERB = (
    r"(?:has\s+|had\s+)?(?:deposited|notified|informed|communicated|submitted|transmitted|gave"
    r"|withdrew|denounced|effected|acceded|re-?acceded)\b"
)
_ACTOR = re.compile(
    rf"(?P<date>{_DAY}|same\s+date)\s*,?\s*(?:the\s+)?(?:Governments?\s+(?:of\s+)?)?"
    rf"(?P<who>{_NAME})\s+{_VERB}"
)
_RECEIVED = re.compile(
    rf"(?P<date>{_DAY})\s*,?\s*the\s+Secretary-General\s+received\s+(?:an?\s+{_NOTICE}\b.{{0,80}}?\s+)?"
    rf"from\s+(?:the\s+)?(?:Governments?\s+(?:of\s+)?)?(?P<who>{_NAME})"
    rf"(?=\s+(?:an?|its|the)\s+{_NOTICE}|\s+(?:with|of|that)\b|\s*[,.;]|\s*$)"
)
_EFFECT = re.compile(
    r"\beffect(?:ive)?(?:\s+for\s+" + _NAME + r")?"
    rf"\s+(?:on|from|of|as\s+(?:of|from|on))\s+(?P<date>{_DAY})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal of which a note tells. Dates are ISO 8601, None where not stated.

    `who` is the participant in the note's words, `text` the sentences that say so; in a line of
    its own stands the one that takes the notification back, where there is one.
    """

    who: str
    note: str  # the number of the end note
    text: str
    date: str | None = None  # of the notification
    effective: str | None = None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """The withdrawals of which notes tell, and the sentences that are not clear about one."""

    withdrawals: tuple[Withdrawal, ...]
    unclear: tuple[str, ...]


def announced(notes: Iterable[EndNote]) -> Announced:
    """Read every note for withdrawals that stand, or were taken back."""
    standing: list[Withdrawal] = []
    unclear: list[str] = []
    for note in notes:
        text = "\n".join(note.lines) or note.text
        if _SPEAKS.search(text):
            reader = _Reader(note.number)
            account, others = _sentences(text)
            for sentence in account:
                reader.read(sentence)
            standing += reader.standing.values()
            unclear += reader.unclear
            unclear += (each for each in others if _may_announce(each, alone=not account))
    return Announced(tuple(standing), tuple(unclear))


def _sentences(text: str) -> tuple[list[str], list[str]]:
    """Those in which the depositary tells what happened and when, and all others."""
    account: list[str] = []
    others: list[str] = []
    for paragraph in text.split("\n"):
        for sentence in map(str.strip, _BETWEEN.split(paragraph)):
            (account if _ACCOUNT.match(sentence) else others).append(sentence)
    return account, others


def _may_announce(sentence: str, *, alone: bool) -> bool:
    """Whether a sentence that is no account may announce a withdrawal from the treaty.

    Beside an account ("alone" is false) others' opinions are quoted, which speak of it as well.
    """
    if alone:
        return bool(_SPEAKS.search(sentence)) and not _SOMETHING_ELSE.search(sentence)
    return _announces(_IN_BRACKETS.sub("", sentence))


class _Reader:
    """What a note has told so far."""

    def __init__(self, note: str) -> None:
        self.standing: dict[str, Withdrawal] = {}  # by participant
        self.unclear: list[str] = []
        self._note = note
        self._last = ""  # whose withdrawal was told last
        self._day: str | None = None  # of the last sentence that has one
        self._latest: dict[str, str] = {}  # what is older than this was told already

    def read(self, sentence: str) -> None:
        plain = _IN_BRACKETS.sub("", sentence)
        # Names have brackets too: "Iran (Islamic Republic of)".
        actor = _ACTOR.search(sentence) or _ACTOR.search(plain) or _RECEIVED.search(plain)
        who = _person(actor["who"]) if actor else self._last
        if actor:
            self._day = _day(actor["date"]) or self._day  # "that same date"
            if self._day and self._day < self._latest.get(who, ""):
                return  # others tell again what happened, in a communication that is quoted
        if _TAKES_BACK.search(plain):
            self._taken_back(who, sentence)
        elif _JOINS_AGAIN.search(plain):
            self._ended(who)
        elif _announces(plain):
            self._announced(sentence, plain, actor)
        elif _JOINS.search(plain):
            self._ended(who)
        elif actor is None and _EFFECT.search(plain):
            self._goes_on(sentence, plain)
        elif _SPEAKS.search(plain) and not _SOMETHING_ELSE.search(plain):
            self.unclear.append(sentence)

    def _ended(self, who: str) -> None:
        self.standing.pop(who, None)
        self._latest[who] = self._day or ""

    def _taken_back(self, who: str, sentence: str) -> None:
        told = self.standing.get(who)
        self._ended(who)
        if told is not None:
            self.standing[who] = replace(
                told, text=f"{told.text}\n{sentence}", effective=None, taken_back=True
            )

    def _announced(self, sentence: str, plain: str, actor: re.Match[str] | None) -> None:
        if actor is None:
            self.unclear.append(sentence)
            return
        self._last = _person(actor["who"])
        self._latest[self._last] = self._day or ""
        self.standing[self._last] = Withdrawal(
            actor["who"], self._note, sentence, self._day, _effect(plain)
        )

    def _goes_on(self, sentence: str, plain: str) -> None:
        told = self.standing.get(self._last)
        if told is None or told.taken_back:
            self.unclear.append(sentence)
            return
        self.standing[self._last] = replace(
            told, text=f"{told.text} {sentence}", effective=_effect(plain)
        )


def _announces(plain: str) -> bool:
    if _LEAVES.search(plain):
        return True
    return bool(_SEEMS_TO_LEAVE.search(plain)) and not _SOMETHING_ELSE.search(plain)


def _person(words: str) -> str:
    known = resolve(words)
    return known.code if known else words


def _effect(plain: str) -> str | None:
    stated = _EFFECT.search(plain)
    return _day(stated["date"]) if stated else None


def _day(words: str) -> str | None:
    try:
        return read_day(words).isoformat()
    except ValueError:
        return None
