"""How a treaty stands on any day, as the store knows it or knew it at a moment.

findings, or the log up to a moment -> pages     what the record says, or said
the log, or the log up to a moment  -> history   how the law stood, on any day
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from watcher.config import Config
from watcher.digest.subject import standing
from watcher.law.between import Event, Tally, between, first_day, tally
from watcher.law.history import lives
from watcher.law.outlook import Outlook, difference, outlook, with_progress
from watcher.law.position import Position, Regime, positions, regime
from watcher.law.record import Statements, entry_into_force
from watcher.law.standing import count
from watcher.law.through_time import through_time
from watcher.model.chart import Timeline
from watcher.model.digest import Counts
from watcher.model.force import Terms
from watcher.model.life import Life
from watcher.model.participants import ParticipantKind, by_code
from watcher.store import past, sources

_NO_WAIT = (
    "How long an instrument waits before it takes effect is not known for this treaty: the "
    "day of its deposit counts. entry_into_force in the configuration can state it."
)


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

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the entry into force beside the counts, a line each."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[str]:
        if self.seen.in_force is None and self.seen.rule is None:
            return
        if self.seen.force.in_force_on is not None and self.seen.in_force:
            yield f"in force since {self.seen.force.in_force_on}, {self.seen.origin}"
        if self.seen.in_force is False:
            yield from self.seen.doubts
        if (other := difference(self.seen)) is not None:
            yield other


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

    def notes(self, of: "Day") -> tuple[str, ...]:
        """What is to be said of a day beside its counts, a line each."""
        return tuple(self._notes(of))

    def _notes(self, of: "Day") -> Iterator[str]:
        force = of.treaty.force
        if of.treaty.in_force and force.in_force_on is not None:
            yield f"in force since {force.in_force_on}, {of.seen.origin}"
        if of.on > self.today:
            yield (
                f"{of.on} lies ahead: it shows what is on record now, and what that will come to "
                "by then; withdrawals that are notified are expected to take effect."
            )
        if of.treaty.in_force is None or (of.treaty.in_force and not of.treaty.waits):
            yield _NO_WAIT
        for life in self.lives:
            yield from life.doubts

    def events(self, since: date, until: "Day") -> Sequence[Event]:
        """What happened after one day, up to another."""
        return between(self.lives, until.treaty, since, until.on)

    def timeline(self, name: str, until: "Day") -> Timeline:
        """Its signatures and consents through time, up to a day, for a chart."""
        force = until.treaty.force
        return Timeline(
            treaty=self.number,
            name=name,
            until=until.on,
            points=through_time(self.lives, until.treaty, until.on),
            in_force=until.treaty.in_force,
            needed=force.needed,
            closes_for_signature=self.terms.closes_for_signature,
            in_force_on=force.in_force_on,
        )


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
