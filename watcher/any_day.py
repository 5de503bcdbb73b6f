"""How a treaty stands on any day, as the store knows it or knew it at a moment.

findings, or the log up to a moment -> pages     what the record says, or said
the log, or the log up to a moment  -> history   how the law stood, on any day
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from watcher.config import Config
from watcher.digest.subject import standing
from watcher.law.between import Event, Tally, between, first_day, tally
from watcher.law.history import lives
from watcher.law.outlook import Outlook, outlook, with_progress
from watcher.law.position import Position, Regime, positions, regime
from watcher.law.record import Statements, entry_into_force
from watcher.law.standing import count
from watcher.model.digest import Counts
from watcher.model.force import Terms
from watcher.model.life import Life
from watcher.model.participants import ParticipantKind, by_code
from watcher.store import past, sources


@dataclass(frozen=True, slots=True)
class Pages:
    """How the record's pages stand, now or at a moment: the rows, and the sentence of counts."""

    seen: Outlook
    counts: Counts

    @property
    def sentence(self) -> str:
        """How many signed and consented, in the words of the law."""
        withdrawn = sum(row.withdrawn for row in self.seen.rows)
        return standing(self.counts) + (f", {withdrawn} withdrawn" if withdrawn else "")


@dataclass(frozen=True, slots=True)
class History:
    """All that is known, or was known at a moment, of a treaty's participants through time."""

    number: str
    lives: tuple[Life, ...]
    statements: Statements
    terms: Terms
    today: date

    def day(self, on: date) -> "Day":
        """How the law stood on a day."""
        stated = entry_into_force(self.statements)
        seen = outlook(self.number, self.terms, self.statements, on)
        own = {life.code or life.participant.casefold() for life in self.lives}
        further = [each for each in seen.instruments if each.identity not in own]
        treaty = regime(
            seen.rule,
            self.lives,
            on,
            stated.day,
            stated=stated.text is not None,
            further=further,
        )
        return Day(on, seen, treaty, positions(self.lives, treaty, on, self.today))

    @property
    def first(self) -> date | None:
        """The first day on which anything happened."""
        return first_day(self.lives)

    def events(self, since: date, until: "Day") -> Sequence[Event]:
        """What happened after one day, up to another."""
        return between(self.lives, until.treaty, since, until.on)


@dataclass(frozen=True, slots=True)
class Day:
    """How the law stood on one day."""

    on: date
    seen: Outlook
    treaty: Regime
    rows: tuple[Position, ...]

    @property
    def counts(self) -> Tally:
        """Who counts on that day."""
        return tally(self.rows)

    @property
    def sentence(self) -> str:
        """How many signed and consented, in the words of the law."""
        counted, force = self.counts, self.treaty.force
        in_force = self.treaty.in_force
        ahead = force.in_force_on if in_force is False else None
        told = standing(
            Counts(
                signatories=counted.signatories,
                bound=counted.parties if in_force else counted.consented,
                in_force=in_force,
                organisations=sum(map(_bound_organisation, self.rows)),
                counted=force.counted if self.treaty.rule is not None else None,
                needed=force.needed,
                waits_for=force.waits_for,
                in_force_on=ahead.isoformat() if ahead else None,
            )
        )
        if in_force and counted.consented > counted.parties:
            told += f", {counted.consented - counted.parties} more consented and not bound yet"
        return told + (f", {counted.withdrawn} withdrawn" if counted.withdrawn else "")


def pages(
    db: Database, config: Config, number: str, today: date, known_at: datetime | None
) -> Pages | None:
    """How the pages stand now, or stood as far as was known at a moment; None for nothing."""
    found = _statements(db, number, known_at)
    seen = outlook(number, config.terms.get(number, Terms()), found, today)
    return Pages(seen, with_progress(count(seen.rows), seen)) if seen.rows else None


def history(
    db: Database, config: Config, number: str, today: date, known_at: datetime | None
) -> History:
    """Everyone's history, from all lines of the log, or those up to a moment."""
    return History(
        number=number,
        lives=lives(past.steps(db, number, known_at)),
        statements=_statements(db, number, known_at),
        terms=config.terms.get(number, Terms()),
        today=today,
    )


def _statements(db: Database, number: str, known_at: datetime | None) -> Statements:
    if known_at is None:
        return sources.statements(db, number)
    return past.statements(db, number, known_at)


def _bound_organisation(row: Position) -> bool:
    known = by_code(row.code) if row.code else None
    return known is not None and known.kind is ParticipantKind.ORGANISATION and row.consented
