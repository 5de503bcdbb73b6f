"""The last polls of a source as a small strip, one mark a poll. Pure.

What a mark means is told by its height and by whether it is filled, as well as by its colour, and
once more in words for those who do not see it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup

from watcher.model.source import Outcome

POLLS = 30  # marks in a strip

_WIDTH, _GAP, _HEIGHT = 6, 2, 24

#: Class, height and whether it is filled, by outcome.
_MARKS = {
    Outcome.UNCHANGED: ("p-same", 6, True),
    Outcome.NOT_MODIFIED: ("p-same", 6, True),
    Outcome.BASELINE: ("p-new", 15, True),
    Outcome.CHANGED: ("p-new", 15, True),
    Outcome.UNCONFIRMED: ("p-wait", 15, False),
    Outcome.QUARANTINED: ("p-held", 24, False),
    Outcome.FAILED: ("p-fail", 24, True),
}

#: The legend: an outcome that stands for its class, and what the class means.
LEGEND = (
    (Outcome.UNCHANGED, "nothing new"),
    (Outcome.CHANGED, "something new"),
    (Outcome.UNCONFIRMED, "waits for a second look"),
    (Outcome.QUARANTINED, "not believed, held in quarantine"),
    (Outcome.FAILED, "could not be read"),
)


def strip(outcomes: Sequence[str]) -> Markup:
    """Draw the last polls, given newest first as the store has them; the newest stands right.

    Nothing where there are none.
    """
    return _strip(tuple(outcomes))


@lru_cache(maxsize=2_048)  # most sources of a page went the same way
def _strip(outcomes: tuple[str, ...]) -> Markup:
    marks = known(outcomes)[:POLLS][::-1]
    if not marks:
        return Markup("")
    first = POLLS - len(marks)
    drawn = "".join(_MARKED[name][first + place] for place, name in enumerate(marks))
    return _svg(drawn, POLLS, in_words(outcomes))


def sample(outcome: Outcome) -> Markup:
    """One mark alone, for the legend, whose words stand beside it."""
    return _svg(_MARKED[outcome][0], 1, "")


def known(outcomes: Iterable[str]) -> tuple[str, ...]:
    """Those that this version knows: a newer one may have written others."""
    return tuple(each for each in outcomes if each in _MARKED)


def in_words(outcomes: Sequence[str]) -> str:
    """Say what the strip shows."""
    marks = known(outcomes)[:POLLS]
    if not marks:
        return "Never polled"
    counted = Counter(map(_word, marks))
    told = ", ".join(f"{number} {word}" for word, number in counted.most_common())
    many = "Last poll" if len(marks) == 1 else f"Last {len(marks)} polls"
    return f"{many}: {told}. The newest: {_word(marks[0])}"


def _word(outcome: str) -> str:
    return outcome.replace("_", " ")


def _mark(name: str, height: int, place: int, *, filled: bool) -> str:
    x, y, width = place * (_WIDTH + _GAP), _HEIGHT - height, _WIDTH
    if not filled:  # the line lies on the edge: half of it would stand outside
        x, y, width, height = x + 1, y + 1, width - 2, height - 2
    return f'<rect class="{name}" x="{x}" y="{y}" width="{width}" height="{height}"/>'


#: Each mark at each place, written once: a page has thousands of them.
_MARKED = {
    outcome.value: tuple(_mark(name, height, place, filled=filled) for place in range(POLLS))
    for outcome, (name, height, filled) in _MARKS.items()
}


def _svg(marks: str, places: int, label: str) -> Markup:
    """Put the marks, which are our own, into a picture; one without a label is decoration."""
    width = places * (_WIDTH + _GAP) - _GAP
    seen = f'role="img" aria-label="{label}"' if label else 'aria-hidden="true"'
    return Markup(  # noqa: S704 -- all of it is our own: no outcome is drawn that we do not know
        f'<svg class="strip" viewBox="0 0 {width} {_HEIGHT}" width="{width}" '
        f'height="{_HEIGHT}" {seen}>{marks}</svg>'
    )
