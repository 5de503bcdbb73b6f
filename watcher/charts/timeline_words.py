"""A timeline in words and figures: what is said beside the picture, or instead of it. Pure."""

from collections.abc import Iterator
from datetime import date

from watcher.charts.chart import Table
from watcher.model.chart import Point, Timeline
from watcher.model.plain import clean, day


def text(told: Timeline) -> str:
    """The chart in words: from when, how many, what is asked, and the marks."""
    last = last_point(told)
    if last is None:
        return f"{clean(told.name)}: nothing is on record up to {_day(told.until)}."
    first = told.points[0].date
    span = (
        f"from {_day(first)} to {_day(told.until)}" if first < told.until else f"on {_day(first)}"
    )
    counts = f"{signatories(last.signatories)} and {consented(told, last)}"
    sentences = [f"{clean(told.name)}, {span}: {counts}."]
    if told.needed is not None:
        sentences.append(f"{told.needed} are needed for entry into force.")
    sentences += [f"{label}." for _, label in marks(told)]
    return " ".join(sentences)


def table(told: Timeline) -> Table:
    """The figures of each day on which one of them changed."""
    return Table(
        caption="Signatories and consents by day",
        columns=("Date", "Signatories", "Consented to be bound", "Parties"),
        rows=tuple(
            (each.date.isoformat(), str(each.signatories), str(each.consented), str(each.parties))
            for each in told.points
        ),
    )


def signatories(count: int) -> str:
    """How many signed."""
    return f"{count} {'signatory' if count == 1 else 'signatories'}"


def consented(told: Timeline, last: Point) -> str:
    """What those who consented are called: before the entry into force contracting States."""
    count = last.consented
    if told.in_force is None:
        return f"{count} consented"
    if not told.in_force:
        return f"{count} contracting {'State' if count == 1 else 'States'}"
    more = count - last.parties
    parties = f"{last.parties} {'party' if last.parties == 1 else 'parties'}"
    return f"{parties}, {more} to follow" if more > 0 else parties


def marks(told: Timeline) -> Iterator[tuple[date, str]]:
    """The days that are marked, in order, each with its words."""
    found: list[tuple[date, str]] = []
    if told.closes_for_signature is not None:
        verb = "Closed" if told.closes_for_signature < told.until else "Closes"
        what = f"{verb} for signature {_day(told.closes_for_signature)}"
        found.append((told.closes_for_signature, what))
    if told.in_force_on is not None:
        verb = "In force from" if told.in_force_on <= told.until else "Enters into force"
        found.append((told.in_force_on, f"{verb} {_day(told.in_force_on)}"))
    yield from sorted(found)


def _day(when: date) -> str:
    return day(when.isoformat())


def last_point(told: Timeline) -> Point | None:
    """How it stands; None where nothing has happened."""
    return told.points[-1] if told.points else None
