"""What can become of a digest's period, and the words in which that is said. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from watcher.model.plain import capital
from watcher.review.digests.wall import Wall
from watcher.review.standing import Standing


class Fate(StrEnum):
    """What became of a period's message, as a word; those that a person should look at are bad."""

    ARRIVED = "arrived"
    NOTHING_TO_TELL = "nothing to tell"
    TOLD_LATER = "told later"
    QUIET = "held by quiet hours"
    ON_ITS_WAY = "on its way"
    WAITING = "waiting for the watch"
    FAILING = "not arrived yet"
    GIVEN_UP = "given up"
    NOT_COMPOSED = "not composed"
    COMPOSING = "being composed"
    NO_RECIPIENT = "sent to nobody"

    @property
    def look(self) -> str:
        """The class of its badge."""
        if self in (Fate.GIVEN_UP, Fate.NOT_COMPOSED, Fate.NO_RECIPIENT):
            return "bad"
        if self in (Fate.FAILING, Fate.WAITING):
            return "warn"
        return "good" if self is Fate.ARRIVED else ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an answer. `outside`: other people's words, which a page sets apart."""

    text: str
    outside: bool = False
    message: int | None = None  # the number of the message that it names


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one period. `name` is its subject: "Today's digest, due at 07:00,"."""

    fate: Fate
    name: str
    pieces: tuple[Piece, ...]  # the predicate, which begins with a verb

    @property
    def sentence(self) -> tuple[Piece, ...]:
        """The whole answer."""
        return (Piece(f"{self.name} "), *self.pieces)

    @property
    def predicate(self) -> tuple[Piece, ...]:
        """The answer where the period stands beside it, begun with a capital."""
        first, *rest = self.pieces
        return (replace(first, text=capital(first.text)), *rest)

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.sentence)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known beside the period itself."""

    now: datetime  # UTC
    wall: Wall  # the clock that the digest's schedule goes by
    standing: Standing

    @property
    def off(self) -> str:
        """That the watch is not running, and since when."""
        last = self.standing.last_tick
        if last is None:
            return "The watch never ran with this database"
        return f"The watch is not running; its last sign of life was {self.wall.when(last)}"
