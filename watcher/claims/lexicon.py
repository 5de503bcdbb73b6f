"""The words that claims are read by: the lists of a language, and every name, in one tree.

`words/en.toml` and its sisters hold the lists; `names` the treaties and participants. A lookup
walks the tree token by token, so that a text costs its length and not the number of names.
"""

import functools
import importlib.resources
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from watcher.claims.names import (
    ANY_LANGUAGE,
    LANGUAGES,
    ParticipantWordKind,
    TreatyNameKind,
    is_cased,
    participant_names,
    treaty_names,
)
from watcher.claims.text import Token, tokenised
from watcher.model.treaty import Action

#: Forms in which a verb of treaty action may stand.
FORMS = (
    "present",
    "plural",
    "past",
    "participle",
    "infinitive",
    "gerund",
    "future",
    "subjunctive",
    "noun",
    "role",
)


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb of treaty action with its nouns."""

    action: Action
    links: tuple[str, ...]  # what may stand between it and the treaty: "to", "from"
    linked: bool  # one of `links` must stand there
    causative: bool = False  # takes its participant as object: "pull the U.S. out of"
    body: bool = False  # can be done to an organisation: leave, join
    moves: bool = False  # its perfect is made with "to be": "est sorti"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run of tokens means: a treaty, a participant, a form of a verb, or a word class."""

    kind: str
    value: str = ""
    verbs: tuple[tuple[Verb, frozenset[str]], ...] = ()  # each with the forms that the word is of
    exact: str = ""  # must be written just so, where case means something


@dataclass(slots=True)
class _Node:
    below: dict[str, "_Node"] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


class Tree:
    """Runs of folded tokens, and what each means."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, words: str, entry: Entry) -> None:
        """Add a run of words, as they are written."""
        node = self._root
        for token in tokenised(words).tokens:
            node = node.below.setdefault(token.folded, _Node())
        if node is not self._root and entry not in node.entries:
            node.entries.append(entry)

    def longest(
        self, tokens: tuple[Token, ...], start: int, *, cased: bool
    ) -> tuple[int, Entry] | None:
        """Give the end and the meaning of the longest run at `start`, the first listed first."""
        node, found = self._root, None
        for place in range(start, len(tokens)):
            below = node.below.get(tokens[place].folded)
            if below is None:
                break
            node = below
            for entry in node.entries:
                if not entry.exact or _as_written(
                    entry.exact, tokens[start : place + 1], cased=cased
                ):
                    found = place + 1, entry
                    break
        return found


def _as_written(exact: str, tokens: tuple[Token, ...], *, cased: bool) -> bool:
    if cased:
        return exact == "".join(token.text for token in tokens)
    # Without meaning in its capitals a text may hold an abbreviation in any, if it is no word.
    return exact.lower() not in _WORDS_TOO or all(t.text.isupper() for t in tokens)


#: Abbreviations that are words in one of the languages, in small letters.
_WORDS_TOO = frozenset({"who", "cat", "it", "is", "as", "crc", "att", "son", "eu", "un", "sea"})


#: The organisations that news tell of as participants.
_ORGANISATIONS = frozenset({"ORG-EU"})
#: Endings of English demonyms that take an s for the people.
_PLURAL_IN_S = ("n", "i", "o")
#: Classes that are passed over like other adverbs, and tell when.
_DATES = frozenset({"date", "weekday"})
#: What English headlines call any treaty.
_WORDINGS = frozenset({"treaty", "convention", "pact", "accord", "agreement", "deal"})
_THE = " the "
_TREATY_PIECES = {
    TreatyNameKind.NAME: "treaty",
    TreatyNameKind.LOOSE: "treaty",
    TreatyNameKind.BODY: "body",
    TreatyNameKind.OTHER: "other",
}
_PARTICIPANT_PIECES = {
    ParticipantWordKind.DEMONYM: "people",
    ParticipantWordKind.OTHER: "nobody",
}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that one language is read by."""

    language: str
    tree: Tree
    abbreviations: frozenset[str]
    adverbs: tuple[str, ...]  # endings
    ordinals: tuple[str, ...]  # endings
    common: frozenset[str]  # little words by which the language is told


@functools.cache
def lexicon(language: str) -> Lexicon:
    """Read the lists of a language (en, fr, es), once."""
    file = importlib.resources.files("watcher.claims") / "words" / f"{language}.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    tree = Tree()
    for entry, words in (*_names(language), *_reworded(language)):
        tree.add(words, entry)
    for name, words in lists["classes"].items():
        for word in words:
            tree.add(word, Entry("filler", name) if name in _DATES else Entry(name))
    for word, code in lists["leaders"].items():
        tree.add(word, Entry("leader", code))
    for word, code in lists["organs"].items():
        tree.add(word, Entry("organ", code))
    for word, number in lists["numbers"].items():
        tree.add(word, Entry("number_word", str(number)))
    for words, treaties in lists["several"].items():
        tree.add(words, Entry("several", treaties))
    _add_verbs(tree, lists["verbs"])
    return Lexicon(
        language=language,
        tree=tree,
        abbreviations=frozenset(lists["abbreviations"]),
        adverbs=tuple(lists["adverbs"]),
        ordinals=tuple(lists["ordinals"]),
        common=frozenset(lists["common"]),
    )


def _names(language: str) -> Iterable[tuple[Entry, str]]:
    for treaty in treaty_names():
        if treaty.language in (language, ANY_LANGUAGE):
            kind = _TREATY_PIECES[treaty.kind]
            entry = Entry(kind, treaty.treaty or "", exact=_exact(treaty.name))
            yield entry, treaty.name
            if _THE in treaty.name:  # headlines leave articles out
                yield entry, treaty.name.replace(_THE, " ")
    for who in participant_names():
        if who.language in (language, ANY_LANGUAGE):
            kind = _PARTICIPANT_PIECES.get(who.kind, "who")
            if (who.code or "").startswith("ORG-") and who.code not in _ORGANISATIONS:
                kind = "filler"  # its members act, or others notify it
            entry = Entry(kind, who.code or "", exact=_exact(who.word))
            yield entry, who.word
            if kind == "people" and language == "en" and who.word.endswith(_PLURAL_IN_S):
                yield entry, f"{who.word}s"


def _reworded(language: str) -> Iterable[tuple[Entry, str]]:
    """Give descriptive names with the other words for a treaty: "torture convention", "pact".

    Only those that do not begin with the name of a place or person: "the Singapore deal" may be
    any. A wording that would mean two treaties means none.
    """
    owners: dict[str, str | None] = {}
    for treaty in treaty_names():
        words = treaty.name.rsplit(" ", 1)
        if treaty.language != language or not treaty.treaty or len(words) == 1:
            continue
        first = words[0].split(" ", 1)[0]
        if words[1] in _WORDINGS and (first.islower() or first.isupper()):
            for other in _WORDINGS - {words[1]}:
                name = f"{words[0]} {other}"
                known = owners.setdefault(name.casefold(), treaty.treaty)
                if known != treaty.treaty:
                    owners[name.casefold()] = None
    for name, owner in owners.items():
        if owner is not None:
            yield Entry("treaty", owner), name


def _exact(name: str) -> str:
    return "".join(token.text for token in tokenised(name).tokens) if is_cased(name) else ""


def _add_verbs(tree: Tree, listed: Iterable[Mapping[str, Any]]) -> None:
    """Add each form of each verb; a word may be of several: "withdraw from", "withdraw X from"."""
    meanings: dict[str, dict[Verb, set[str]]] = {}
    for each in listed:
        verb = Verb(
            action=Action(each["action"]),
            links=tuple(tokenised(link).folded for link in each.get("links", ())),
            linked=each.get("linked", False),
            causative=each.get("causative", False),
            body=each.get("body", False),
            moves=each.get("moves", False),
        )
        for form in FORMS:
            for word in each.get(form, ()):
                meanings.setdefault(tokenised(word).folded, {}).setdefault(verb, set()).add(form)
    for word, verbs in meanings.items():
        known = tuple((verb, frozenset(forms)) for verb, forms in verbs.items())
        tree.add(word, Entry("act", verbs=known))


def told_language(text: str) -> str:
    """Tell the language of a text by its little words; English where nothing tells."""
    words = {token.folded for token in tokenised(text[:1_000]).tokens}
    return max(LANGUAGES, key=lambda language: len(words & lexicon(language).common))
