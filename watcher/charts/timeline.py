"""The timeline: signatures and consents through time, with what the treaty asks for. Pure.

The two lines are told apart by their dashes and the labels at their ends as well as by colour. All
words in the picture are ours: nothing that a page says is in it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from watcher.charts.chart import Chart, Margins, Spec, sized
from watcher.charts.frame import Frame, Size
from watcher.charts.looks import LIGHT, Looks
from watcher.charts.timeline_words import consented, last_point, marks, signatories, table, text
from watcher.model.chart import Timeline

#: What is drawn of a treaty at most: a line of 450 pixels shows no more.
MOST_POINTS = 400

_TEXT = 13  # the size of all labels, in pixels
_ROW = 18  # a line of labels
#: Pixels: the average letter of a label is no wider, also where the reader has a wide font.
_LETTER, _BOLD_LETTER = 7.5, 8.1
_BELOW = 28  # room for the axis of time

#: Of a mark that stands where it is told, whatever the scales say.
_ALONE: Spec = {"data": {"values": [{}]}}

_WIDE = Size(width=640, height=260, left=40, right=190, ticks=7, narrow=False)
#: A telephone's mail program makes it smaller, to some three quarters: it is not made for more.
_MAIL = Size(width=262, height=180, left=34, right=152, ticks=4, narrow=False)
_NARROW = Size(width=172, height=200, left=34, right=114, ticks=3, narrow=True)


def timeline(told: Timeline, looks: Looks = LIGHT, *, narrow: bool = False) -> Chart:
    """Draw a treaty's signatures and consents through time.

    A mark on the axis stands for the closing for signature and the entry into force, where they
    are known; they may lie ahead of the day as of which the chart is told.
    """
    return _drawn(told, looks, _NARROW if narrow else _WIDE)


def mail_timeline(told: Timeline) -> Chart:
    """The same for a mail, which has one picture for every screen and both schemes."""
    return _drawn(told, LIGHT, _MAIL)


def _drawn(told: Timeline, looks: Looks, size: Size) -> Chart:
    marked = tuple(marks(told))
    days = [*(each.date for each in told.points[:1]), told.until, *(day for day, _ in marked)]
    counts = [count for each in told.points for count in (each.signatories, each.consented)]
    frame = Frame.around(size, days, max([*counts, told.needed or 0]))
    margins = Margins(size.left, size.right, 12 + _ROW * len(marked), _BELOW)
    lines = _of_lines(told)
    return Chart(
        spec=sized(
            [
                *_lines(lines, frame, looks),
                *_threshold(told, lines, frame, looks),
                *_marks(marked, frame, looks),
                *_ends(told, [frame.x(day) for day, _ in marked], frame, looks),
            ],
            width=size.width,
            height=size.height,
            margins=margins,
            look=looks.config,
        ),
        width=size.width + margins.left + margins.right,
        height=size.height + margins.top + margins.bottom,
        text=text(told),
        table=table(told),
    )


class _Value(NamedTuple):
    day: date
    number: int


_Lines = tuple[list[_Value], list[_Value]]


def _of_lines(told: Timeline) -> _Lines:
    """Both lines, over each step to the day as of which they are told; empty for no points."""
    points = told.thinned(MOST_POINTS).points
    if not points:
        return [], []
    signed = [_Value(points[0].date, 0), *(_Value(each.date, each.signatories) for each in points)]
    bound = [_Value(points[0].date, 0), *(_Value(each.date, each.consented) for each in points)]
    for line in (signed, bound):
        line.append(_Value(told.until, line[-1].number))
    return signed, bound


def _lines(lines: _Lines, frame: Frame, looks: Looks) -> Iterator[Spec]:
    # Invisible where there is nothing: the axes are drawn with their values alone.
    yield {
        "data": {"values": [_datum(_Value(frame.first, 0))]},
        "mark": {"type": "point", "opacity": 0},
        "encoding": frame.axes,
    }
    styles = ((looks.signed, [5, 3], "triangle-up"), (looks.bound, [1, 0], "circle"))
    for line, (colour, dash, shape) in zip(lines, styles, strict=True):
        values = [_datum(each) for each in line]
        yield {
            "data": {"values": values},
            "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5}
            | {"color": colour, "strokeDash": dash, "strokeJoin": "round"},
            "encoding": frame.axes,
        }
        yield {
            "data": {"values": values[-1:]},
            "mark": {"type": "point", "shape": shape, "size": 80, "opacity": 1, "filled": True}
            | {"fill": colour, "stroke": looks.ground, "strokeWidth": 1},
            "encoding": frame.axes,
        }


def _datum(value: _Value) -> dict[str, Any]:
    return {"date": value.day.isoformat(), "count": value.number}


def _threshold(told: Timeline, lines: _Lines, frame: Frame, looks: Looks) -> Iterator[Spec]:
    if told.needed is None:
        return
    y = frame.y(told.needed)
    label = f"{told.needed} needed" + ("" if frame.size.narrow else " to enter into force")
    wide = len(label) * _LETTER
    # At the right end of the lines, unless one of them runs through the words there.
    end = min(frame.x(told.until) - 8, frame.size.width)
    boxes = (("right", end, end - wide, end), ("left", 4.0, 4.0, 4.0 + wide))
    free = (box for box in boxes if not any(_crosses(line, box, y, frame) for line in lines))
    align, x, *_ = next(free, boxes[0])
    yield _rule(looks.quiet, 1.5, x=0, x2=frame.size.width, y=y, dash=[2, 3])
    yield from _words([label], looks.quiet, looks, x=x, y=y - 10, align=align)


def _crosses(
    line: Sequence[_Value], box: tuple[str, float, float, float], y: float, frame: Frame
) -> bool:
    """Whether a line runs through a label that stands on the height `y`."""
    _, left, right = box[0], box[2] - 4, box[3] + 4
    before = [each for each in line if frame.x(each.day) <= left][-1:]
    within = [each for each in line if left < frame.x(each.day) < right]
    heights = [frame.y(each.number) for each in (*before, *within)]
    return bool(heights) and min(heights) < y + 2 and max(heights) > y - _ROW


def _marks(marked: Sequence[tuple[date, str]], frame: Frame, looks: Looks) -> Iterator[Spec]:
    """A line for each day that is marked, its words above the plot, each on a line of its own."""
    size = frame.size
    for at, (when, label) in enumerate(marked):
        x = frame.x(when)
        y = -10 - _ROW * (len(marked) - 1 - at)
        # Its words stand behind it, or as far behind it as there is room.
        start = min(x + 5, size.width + size.right - len(label) * _LETTER)
        yield _rule(looks.ink, 1.25, x=x, y=y - 7 if start > x else y + 8, y2=size.height)
        yield from _words([label], looks.ink, looks, x=max(start, 2 - size.left), y=y)


def _ends(told: Timeline, marked: Sequence[float], frame: Frame, looks: Looks) -> Iterator[Spec]:
    """What the lines are, beside their ends; two that would touch are moved apart."""
    last = last_point(told)
    if last is None:
        return
    labels = [
        (last.signatories, signatories(last.signatories), looks.signed),
        (last.consented, consented(told, last), looks.bound),
    ]
    if last.consented > last.signatories:
        labels.reverse()
    broken = [_broken(label) if frame.size.narrow else [label] for _, label, _ in labels]
    heights = [len(lines) * _ROW for lines in broken]
    upper, lower = (frame.y(value) for value, _, _ in labels)
    gap = (heights[0] + heights[1]) / 2
    if lower - upper < gap:
        middle = (upper + lower) / 2
        upper, lower = middle - gap / 2, middle + gap / 2
    lower = min(lower, frame.size.height - heights[1] / 2)
    upper = min(upper, lower - gap)
    wide = max(len(line) for lines in broken for line in lines) * _BOLD_LETTER
    x = _beside(frame.x(told.until) + 10, wide, marked, frame.size)
    for (_, _, colour), lines, y in zip(labels, broken, (upper, lower), strict=True):
        yield from _words(lines, colour, looks, x=x, y=y - (len(lines) - 1) * _ROW / 2, bold=True)


def _beside(x: float, wide: float, marked: Sequence[float], size: Size) -> float:
    """Where labels begin: behind a line that would run through them, where there is room."""
    crossed = [line for line in marked if x - 8 < line < x + wide]
    behind = max(crossed, default=x - 6) + 6
    return behind if behind + wide <= size.width + size.right else x


def _broken(label: str) -> list[str]:
    """A label on two lines, where it has two."""
    head, comma, tail = label.partition(", ")
    if comma:
        return [f"{head},", tail]
    words = label.split(" ")
    return [" ".join(words[:2]), *words[2:]] if len(words) > 2 else [label]


def _rule(
    colour: str,
    width: float,
    *,
    x: float,
    y: float,
    x2: float | None = None,
    y2: float | None = None,
    dash: Sequence[int] = (1, 0),
) -> Spec:
    end = {"x2": x2, "y2": y2}
    return {
        **_ALONE,
        "mark": {"type": "rule", "color": colour, "strokeWidth": width, "strokeDash": list(dash)},
        "encoding": {
            "x": {"value": x},
            "y": {"value": y},
            **{name: {"value": value} for name, value in end.items() if value is not None},
        },
    }


def _words(
    lines: list[str],
    colour: str,
    looks: Looks,
    *,
    x: float,
    y: float,
    align: str = "left",
    bold: bool = False,
) -> Iterator[Spec]:
    """A label, and below it its letters made wider in the colour of the ground."""
    mark: Spec = {"type": "text", "align": align, "baseline": "middle", "text": lines}
    mark |= {"fontSize": _TEXT, "fontWeight": "bold" if bold else "normal", "lineHeight": _ROW}
    at = {"x": {"value": x}, "y": {"value": y}}
    yield {
        **_ALONE,
        "mark": mark | {"fill": looks.ground, "stroke": looks.ground, "strokeWidth": 4},
        "encoding": at,
    }
    yield {**_ALONE, "mark": mark | {"color": colour}, "encoding": at}
