"""One act in a sentence, with what stands around it: all that its stage is decided by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from watcher.claims.lexicon import Verb
from watcher.claims.pieces import Group

#: Forms that make a sentence.
FINITE = frozenset({"present", "plural", "past", "perfect", "future", "progressive", "subjunctive"})
#: Forms that tell of what is or was, and not of what will be.
FACT = FINITE - {"progressive", "future", "subjunctive"}


@dataclass(frozen=True, slots=True)
class Mood:
    """A word that says how far the act went, and where it stands."""

    kind: str
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """An act on one or more treaties."""

    verb: Verb
    form: str
    treaties: tuple[str, ...]
    start: int  # characters of the quote in the sentence
    end: int
    subject: Group | None = None  # who acts, by the grammar
    close: bool = False  # nothing unknown stands between subject and verb
    asked: Group | None = None  # who stands between a call and the act, or is taken out
    companions: tuple[Group, ...] = ()  # everybody in the clause, the nearest first
    home: tuple[str, ...] = ()  # the only participant that the entry names
    moods: tuple[Mood, ...] = ()  # before the act, in its clause, from the left
    later: frozenset[str] = frozenset()  # behind it, by their kinds
    intro: str = ""  # what the clause begins with: relative, after, ...
    past_date: bool = False  # a year, or "ago"
    dated: bool = False  # a date of any sort stands behind it
    by: bool = False  # "by Brazil" stands behind it
    sent: bool = False  # the treaty is sent somewhere
    planned: bool = False  # and the word for that says that it will be: "enviara"
    bare: bool = False  # nothing stands before it in its clause
    voted: bool = False  # "Spain ratifies T: Congress approves it"
    ahead: bool = False  # and that date is still to come
    owned: bool = False  # "Brazil's ratification", "ratification by Brazil"
    first: bool = False  # the treaty begins the sentence
    at_end: bool = False  # nothing but a date stands behind
    causative: bool = False  # somebody takes `asked` out of the treaty
    set_to: bool = False  # "Parliament to vote on"
    signed: bool = False  # what is signed is an instrument, or a bill on the act
    brings_force: bool = False  # the sentence tells of the treaty's entry into force

    def has(self, *kinds: str) -> bool:
        """Whether a mood of one of these kinds stands before the act."""
        return any(mood.kind in kinds for mood in self.moods)

    def words(self, kind: str) -> Iterator[str]:
        """The words of the moods of a kind."""
        return (mood.text for mood in self.moods if mood.kind == kind)


@dataclass(slots=True)
class Context:
    """What an entry, and its earlier sentences, lend to a sentence."""

    treaty: str | None = None  # that "the treaty" means
    who: tuple[str, ...] = ()  # that "it" means
    home: tuple[str, ...] = ()  # the only participant that the entry names
    published: date | None = None  # the day of the entry, where that is known
