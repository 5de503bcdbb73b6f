"""How treaties stand: worked out once, and kept for as long as nothing new is known of them.

A treaty's history is folded from all its lines of the log, and its table from all its findings.
Both are kept, a bounded number of them, under what they follow from: the treaty's newest line,
the day on which it is asked, and the moment up to which it is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from threading import Lock
from time import monotonic

from sqlite_utils import Database

from watcher.any_day import Day, History, Pages, history, pages
from watcher.config import Config
from watcher.errors import WatcherError
from watcher.forecast import unpolled, with_dates
from watcher.review.treaties.brief import Brief, brief
from watcher.review.treaties.newest import Newest
from watcher.review.treaties.standing_on import Shown, of_day, of_pages
from watcher.review.treaties.texts import FAMILIES
from watcher.review.treaties.together import Together, together
from watcher.review.treaties.treaty_charts import Pair, pairs
from watcher.review.treaties.treaty_names import Names
from watcher.store import of_treaties
from watcher.store.of_treaties import Mark, Marks, Stated

#: How many are kept: a table of 200 participants takes about half a megabyte, a history two.
_PAGES = 48
_HISTORIES = 16
_DAYS = 48
_SHOWN = 48
_STATED = 24
_CHARTS = 24

#: In short all treaties are kept, of today and of the day that comes: 50 kB each.
_BRIEFS = 64
_TIMES = 3  # so often all treaties
_WHOLE = 4  # days of which all treaties together are kept

#: Seconds that a request waits for all treaties, when most are not worked out yet.
PATIENCE = 3.0

#: The same for a list that can do without some of its treaties.
_AT_ONCE = 1.0

#: The families of findings in which participants declare something.
_TEXTS = ("declarations", "reservations", "objections")


class NotYet(WatcherError):
    """All treaties together are asked for, and they are not all worked out yet."""

    def __init__(self, done: int, treaties: int) -> None:
        super().__init__(
            f"The log of {treaties} treaties is being read, which is done once after a start: "
            f"{done} so far. Ask again in a few seconds."
        )


@dataclass(frozen=True, slots=True)
class _Whole:
    """All treaties together, under what they follow from."""

    marks: Marks
    together: Together


class Treaties:
    """What is worked out of the store and kept. May be used from any thread.

    Each method is a query: it is handed a connection that sees one moment, as by `desk.read`.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self.names = Names(config)
        self.watched = with_dates(config)
        self._pages: Newest[Pages | None] = Newest(_PAGES)
        self._histories: Newest[History] = Newest(_HISTORIES)
        self._days: Newest[Day] = Newest(_DAYS)
        self._charts: Newest[tuple[Pair, ...]] = Newest(_CHARTS)
        self._shown: Newest[Shown | None] = Newest(_SHOWN)
        self._stated: Newest[tuple[Stated, ...]] = Newest(_STATED)
        self._cited: Newest[tuple[Stated, ...]] = Newest(_STATED)
        self._briefs: Newest[Brief] = Newest(_BRIEFS)
        self._wholes: Newest[_Whole] = Newest(_WHOLE)
        self._marks: Marks | None = None
        self._looked_at: Newest[Mark] = Newest(_CHARTS)
        self._folding = Lock()  # one reads all treaties, and the others wait for it

    def pages(
        self, db: Database, number: str, today: date, known_at: datetime | None = None
    ) -> Pages | None:
        """What the record's pages say; None where nothing is on record."""
        key = (number, of_treaties.mark(db, number), today, known_at)
        return self._pages.get(key, lambda: pages(db, self._config, number, today, known_at))

    def history(
        self, db: Database, number: str, today: date, known_at: datetime | None = None
    ) -> History:
        """Everyone's history with a treaty."""
        key = (number, of_treaties.mark(db, number), today, known_at)
        return self._histories.get(key, lambda: history(db, self._config, number, today, known_at))

    def day(
        self, db: Database, number: str, on: date, today: date, known_at: datetime | None = None
    ) -> Day:
        """How the law stood on a day."""
        key = (number, of_treaties.mark(db, number), on, today, known_at)
        return self._days.get(key, lambda: self.history(db, number, today, known_at).day(on))

    def law_on(
        self, db: Database, number: str, on: date, today: date, known_at: datetime | None = None
    ) -> tuple[History, Day]:
        """Everyone's history with a treaty, and how the law stood on a day."""
        known = self.history(db, number, today, known_at)
        return known, self.day(db, number, on, today, known_at)

    def charts(
        self, db: Database, number: str, on: date, today: date, known_at: datetime | None = None
    ) -> tuple[Pair, ...]:
        """The charts of a day, as the treaty's page has them."""
        key = (number, of_treaties.mark(db, number), on, today, known_at)
        name = self.names.name(number) or number
        return self._charts.get(
            key, lambda: pairs(name, *self.law_on(db, number, on, today, known_at))
        )

    def shown(
        self, db: Database, number: str, on: date | None, today: date, known_at: datetime | None
    ) -> Shown | None:
        """How a treaty stands by its pages, or stood by the law on a day; None for nothing."""
        key = (number, of_treaties.mark(db, number), on, today, known_at)
        return self._shown.get(key, partial(self._show, db, number, on, today, known_at))

    def stated(self, db: Database, number: str) -> tuple[Stated, ...]:
        """What the record says beside its table of participants."""
        key = (number, of_treaties.mark(db, number))
        return self._stated.get(key, lambda: of_treaties.stated(db, number, *FAMILIES))

    def cited(self, db: Database, number: str, limit: int) -> tuple[Stated, ...]:
        """The newest depositary notifications of a treaty that lists of them name."""
        key = (number, of_treaties.mark(db, number), of_treaties.lists(db), limit)
        return self._cited.get(key, lambda: of_treaties.cited(db, number, limit))

    def marks(self, db: Database) -> Marks:
        """The marks of the treaties that are watched, in the order of the file, or once were."""
        self._marks = marks = of_treaties.marks(db, self.watched, self._marks)
        return marks

    def brief(self, db: Database, number: str, today: date) -> Brief:
        """A treaty in short."""
        return self._in_short(db, number, of_treaties.mark(db, number), today)

    def briefs(self, db: Database, numbers: Iterable[str], today: date) -> dict[str, Brief]:
        """Some treaties in short, by number: those that are worked out within a second."""
        marks, until = of_treaties.marks(db, numbers, self._marks).of, monotonic() + _AT_ONCE
        return {
            number: self._in_short(db, number, marks[number], today)
            for number in numbers
            if self._ready(number, marks[number], today) or monotonic() < until
        }

    def together(self, db: Database, today: date, patience: float = PATIENCE) -> Together:
        """All treaties together; NotYet where they are not worked out within some seconds."""
        marks, until = self.marks(db), monotonic() + patience
        whole = self._wholes.peek(today)
        if whole is not None and whole.marks.of is marks.of:
            return whole.together
        if not self._folding.acquire(timeout=patience):
            raise NotYet(self._done(marks, today), len(marks.of))
        try:
            made = self._together(db, marks, today, until)
        finally:
            self._folding.release()
        return made

    def look_at(self, db: Database, number: str, today: date) -> None:
        """Remember whose page is looked at: what is on it is worked out anew when it changes."""
        self._looked_at.put((number, today), of_treaties.mark(db, number))

    def go_on(self, db: Database, today: date) -> bool:
        """Work out one treaty that is not; False where none is left, and all are together."""
        marks = self.marks(db)
        self._briefs.room(_TIMES * len(marks.of))
        for number, mark in marks.of.items():
            looked_at = self._looked_at.peek((number, today))
            if looked_at is not None and looked_at != mark:
                self.look_at(db, number, today)
                self.shown(db, number, None, today, None)
                self.charts(db, number, today, today)
                return True
            if not self._ready(number, mark, today):
                self._in_short(db, number, mark, today)
                return True
        self.together(db, today)
        return False

    def _together(self, db: Database, marks: Marks, today: date, until: float) -> Together:
        whole = self._wholes.peek(today)
        self._briefs.room(_TIMES * len(marks.of))
        found: dict[str, Brief] = {}
        for number, mark in marks.of.items():
            if whole is not None and whole.marks.of.get(number) == mark:
                found[number] = whole.together.briefs[number]
            elif monotonic() < until or self._ready(number, mark, today):
                found[number] = self._in_short(db, number, mark, today)
            else:
                raise NotYet(self._done(marks, today), len(marks.of))
        made = together(found, whole.together if whole else None)
        self._wholes.put(today, _Whole(marks, made))
        return made

    def _done(self, marks: Marks, today: date) -> int:
        return sum(self._ready(number, mark, today) for number, mark in marks.of.items())

    def _ready(self, number: str, mark: Mark, today: date) -> bool:
        return self._briefs.peek((number, mark, today)) is not None

    def _in_short(self, db: Database, number: str, mark: Mark, today: date) -> Brief:
        return self._briefs.get((number, mark, today), partial(self._brief, db, number, today))

    def _brief(self, db: Database, number: str, today: date) -> Brief:
        found = pages(db, self._config, number, today, None)
        seen = found.seen if found else unpolled(self._config, (number,), today)[number]
        texts = (each.statement for each in of_treaties.stated(db, number, *_TEXTS))
        return brief(
            number, found, seen, (each.participant_code or each.participant or "" for each in texts)
        )

    def _show(
        self, db: Database, number: str, on: date | None, today: date, known_at: datetime | None
    ) -> Shown | None:
        if on is None:
            found = self.pages(db, number, today, known_at)
            return of_pages(number, found) if found else None
        known, day = self.law_on(db, number, on, today, known_at)
        return of_day(number, known, day)
