"""The vocabulary of claims: what a news entry says of a treaty action, and how far it went."""

from dataclasses import dataclass
from enum import StrEnum

from watcher.model.treaty import Action


class Stage(StrEnum):
    """How far an action went, by the words of the entry alone."""

    CALLED_FOR = "called_for"  # somebody asks a participant to do it
    ANNOUNCED = "announced"  # will, plans, intends, considers
    DOMESTIC_STEP = "domestic_step"  # a cabinet, parliament or president acted: nothing deposited
    DONE = "done"  # signed, deposited, notified; entered into force
    HISTORICAL = "historical"  # an old fact, told in passing
    COUNT = "count"  # a number of States, without their names


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that an entry says of one treaty: who did what, and how far it went.

    `participants` are codes (see `participants`), in the order of the text. `unnamed` says that
    others are meant beside them, or instead: "72 States", "the leaders". Both are empty where
    the treaty as a whole is meant (entry into force).
    """

    treaty: str  # its number or id (see `treaty.treaty_id`)
    action: Action
    stage: Stage
    participants: tuple[str, ...] = ()
    unnamed: bool = False
    number: int | None = None  # of States, where the stage is a count
    quote: str = ""  # the words that it was read from, on one line
