"""How one treaty stands, as its page shows it: by the record's pages now, or by law on any day.

    Pages            what the pages of the record say, or said at an earlier moment
    History, Day     how the law stood on a day, past or ahead, by legal dates

Both come to one form here, with the same rows for every kind of answer. Pure.
"""

from dataclasses import dataclass, replace
from datetime import date

from watcher.any_day import Day, History, Pages
from watcher.law.outlook import Outlook, bound_from
from watcher.law.standing import Standing
from watcher.law.status_row import Row, of_position, of_standing
from watcher.model.force import Force
from watcher.model.plain import day as in_words


@dataclass(frozen=True, slots=True)
class Shown:
    """A treaty's standing. `on` is None for what the pages say."""

    on: date | None
    sentence: str  # how many signed and consented; without a final stop
    notes: tuple[str, ...]  # what is to be said beside it, without final stops
    rows: tuple[Row, ...]
    anyone: bool  # whether anybody was ever known to have to do with it
    in_force: bool | None
    force: Force
    origin: str | None  # where the day of entry into force comes from; None where there is none


def of_pages(number: str, found: Pages) -> Shown:
    """What the pages of the record say."""
    seen = found.seen
    rows = tuple(_with_effect(number, row, seen) for row in seen.rows)
    origin = seen.origin if seen.force.in_force_on else None
    return Shown(
        None, found.sentence, found.notes, rows, bool(rows), seen.in_force, seen.force, origin
    )


def of_day(number: str, known: History, found: Day) -> Shown:
    """How the law stood on a day."""
    treaty = found.treaty
    wait_known = treaty.waits or treaty.in_force is False
    rows = tuple(of_position(number, row, wait_known=wait_known) for row in found.rows)
    origin = found.seen.origin if treaty.force.in_force_on else None
    sentence = found.sentence if rows else _nobody(known)
    notes = known.notes(found) if rows else ()
    force, anyone = treaty.force, bool(known.lives)
    return Shown(found.on, sentence, notes, rows, anyone, treaty.in_force, force, origin)


def _with_effect(number: str, row: Standing, seen: Outlook) -> Row:
    effect = bound_from(row, seen)
    shown = of_standing(number, row, in_force=seen.in_force)
    return replace(shown, takes_effect=effect.isoformat()) if effect else shown


def _nobody(known: History) -> str:
    if known.first is None:
        return "nothing is known of it"
    return (
        "nobody had signed or consented; the first date on record is "
        f"{in_words(known.first.isoformat())}"
    )
