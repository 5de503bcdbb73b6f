"""A notification's title, such as "POLAND: WITHDRAWAL" -> the participant and its action.

The titles are the depositary's, and short. One is understood whole or not at all: "GAMBIA:
WITHDRAWAL OF NOTIFICATION OF WITHDRAWAL" and "PERU: WITHDRAWAL OF RESERVATION" end in a
withdrawal and are none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from watcher.extract.deeds import understood
from watcher.model.participants import resolve
from watcher.model.treaty import CONSENT_ACTIONS, Action

_COLON = re.compile(r"\s*[:\uff1a]\s*")
_BY = re.compile(r"(?P<words>[A-Za-z ]{4,40}?) by (?P<name>.+)", re.IGNORECASE)

_TEXTS = r"(?:reservations?|declarations?|understandings?|statements?|notifications?)"
#: What may stand behind an action without making it another: "RATIFICATION WITH DECLARATIONS".
_WITH = re.compile(
    rf" with (?:an? )?{_TEXTS}(?:(?:,| and|, and) (?:an? )?{_TEXTS})*", re.IGNORECASE
)
_ARTICLE = (
    r" (?:under|pursuant to|in accordance with|in respect of|with respect to|regarding|to|upon|"
    r"concerning|relating to) .+"
)
_WITH_ARTICLE = re.compile(_ARTICLE, re.IGNORECASE)
#: Corrections and amendments are objected to as well, and that is no objection of treaty law.
_OBJECTED = re.compile(rf" to (?:the |an? )?{_TEXTS} (?:made )?by .+", re.IGNORECASE)
_FROM_TREATY = re.compile(
    r" (?:from|of) the (?:convention|protocol|agreement|treaty|statute|covenant)", re.IGNORECASE
)

#: What may follow each action.
_TAILS = {
    **dict.fromkeys((*CONSENT_ACTIONS, Action.SIGNATURE), _WITH),
    Action.DECLARATION: _WITH_ARTICLE,
    Action.RESERVATION: _WITH_ARTICLE,
    Action.TERRITORIAL_APPLICATION: _WITH_ARTICLE,
    Action.OBJECTION: _OBJECTED,
    Action.WITHDRAWAL: _FROM_TREATY,
}
#: Words that stand for an action where they are a title.
_PLURALS = {
    "declarations": Action.DECLARATION,
    "reservations": Action.RESERVATION,
    "objections": Action.OBJECTION,
    "territorial applications": Action.TERRITORIAL_APPLICATION,
}
_LONGEST = 400  # characters of a title
_NAME = re.compile(r"[^\d.]{2,80}")  # of a participant that is not known yet


@dataclass(frozen=True, slots=True)
class Subject:
    """What a title states; None for each that it does not state for certain.

    `unresolved` is a name that nobody knows, in front of an action.
    """

    participant: str | None = None
    code: str | None = None
    action: Action | None = None
    unresolved: str | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a row ("" for none), what it states, and the lines that it is made of."""

    subject: Subject
    text: str
    lines: tuple[str, ...] = ()


def read(title: str) -> Subject:
    """Read a title; an empty Subject where it is not understood."""
    if len(title) > _LONGEST:
        return Subject()
    text = title.strip(" .;,")
    if text.casefold() == "entry into force":
        return Subject(action=Action.ENTRY_INTO_FORCE)
    name, words = _parted(text)
    if name is None:
        return Subject()
    action = _action(words)
    known = resolve(name)
    if known is None:
        return Subject(unresolved=name if action and _NAME.fullmatch(name) else None)
    # Capitals are how titles are set, and no way to spell a name.
    return Subject(known.name if name.isupper() else name, known.code, action)


def read_lines(lines: Sequence[str]) -> Title:
    """The title of a row: its line that names an action, else a participant, else the first.

    Where two lines state different things none of them is certain. A name and an action may
    also stand in cells of their own.
    """
    stated = {line: subject for line in lines if (subject := read(line)) != Subject()}
    acting = {line: subject for line, subject in stated.items() if subject.action} or stated
    if acting:
        line, subject = next(iter(acting.items()))
        return Title(subject if len(set(acting.values())) == 1 else Subject(), line, (line,))
    names = [line for line in dict.fromkeys(lines) if resolve(line)]
    actions = [line for line in dict.fromkeys(lines) if _action(line)]
    if len(names) == len(actions) == 1:
        text = f"{names[0]}: {actions[0]}"
        return Title(read(text), text, (*names, *actions))
    return Title(Subject(), "".join(lines[:1]), tuple(lines[:1]))


def _parted(text: str) -> tuple[str | None, str]:
    """The name and the words: "POLAND: WITHDRAWAL", or "Withdrawal by Poland"."""
    name, *rest = _COLON.split(text, maxsplit=1)
    if rest:
        return name, rest[0]
    match = _BY.fullmatch(text)
    if match and _action(match["words"]) is not None:
        return match["name"], match["words"]
    return None, text


def _action(words: str) -> Action | None:
    """The action that words name, with nothing behind it but what is known to belong there."""
    whole = _named(words)
    if whole is not None:
        return whole
    for action, tail in _TAILS.items():
        match = tail.search(words)
        if match and match.end() == len(words) and _named(words[: match.start()]) is action:
            return action
    return None


def _named(words: str) -> Action | None:
    action = understood(words) or _PLURALS.get(words.casefold())
    # Of a treaty, and not of a participant.
    return None if action is Action.ENTRY_INTO_FORCE else action
