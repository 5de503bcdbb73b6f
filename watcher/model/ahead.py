"""The vocabulary of the calendar: what lies ahead for a treaty."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AheadKind(StrEnum):
    """What a day in the calendar is the day of."""

    CLOSES_FOR_SIGNATURE = "closes_for_signature"
    ENTRY_INTO_FORCE = "entry_into_force"  # of the treaty
    TAKES_EFFECT = "takes_effect"  # the treaty enters into force for one participant
    WITHDRAWAL = "withdrawal"  # one takes effect
    ANNOUNCED = "announced"
    PERIOD_BEGINS = "period_begins"
    PERIOD_ENDS = "period_ends"


@dataclass(frozen=True, slots=True)
class Ahead:
    """One day in the calendar of a treaty.

    `what` is a clause without a subject and a day where the treaty does something ("closes for
    signature"), else a name ("Conference of the Parties"). `basis` says where the day comes from.
    """

    treaty: str
    date: date
    kind: AheadKind
    what: str
    basis: str
    participant: str | None = None  # as the record spells it
    participant_code: str | None = None
