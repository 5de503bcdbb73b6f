"""The charts of a digest, drawn for a mail or a file; what cannot be drawn is left out.

A digest is sent whether or not there is a picture: all that a chart shows is in its text as well.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from watcher.charts.drawing import Drawer, Form
from watcher.charts.timeline import mail_timeline
from watcher.digest.render.html import Picture
from watcher.errors import DrawingError
from watcher.log import get_logger
from watcher.model.digest import Digest
from watcher.model.message import Message

log = get_logger(__name__)

_ID = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture that goes along with a mail: PNG, shown in this size, in pixels."""

    treaty: str  # its number
    content: bytes
    width: int
    height: int
    text: str  # what is said instead

    @property
    def name(self) -> str:
        """The name of its file, and the first half of its Content-ID."""
        return f"chart-{_ID.sub('-', self.treaty).strip('-').lower()[:40] or 'of-a-treaty'}"

    @property
    def embedded(self) -> Picture:
        """The same in the document itself, for one that is a file."""
        content = base64.b64encode(self.content).decode()
        return self.shown(f"data:image/png;base64,{content}")

    def shown(self, source: str) -> Picture:
        """The same as a document shows it from an address."""
        return Picture(source, self.width, self.height, self.text)


def draw(message: Message, drawer: Drawer) -> tuple[Inline, ...]:
    """Draw the charts of a digest; other messages have none. Raises nothing.

    Where one cannot be drawn, those after it are not tried: whoever waits for the message is kept
    waiting once at most.
    """
    found: list[Inline] = []
    try:
        found.extend(_drawn(message, drawer))
    except DrawingError as error:
        log.warning("a digest is sent without a chart", reason=str(error))
    return tuple(found)


def embedded(message: Message, drawer: Drawer) -> Mapping[str, Picture]:
    """The charts of a digest as a file shows them, by the number of the treaty."""
    return {inline.treaty: inline.embedded for inline in draw(message, drawer)}


def _drawn(message: Message, drawer: Drawer) -> Iterator[Inline]:
    sections = message.record if isinstance(message, Digest) else ()
    for section in sections:
        if section.chart is not None and section.number is not None:
            chart = mail_timeline(section.chart)
            drawn = drawer.draw(chart.spec, Form.PNG)
            yield Inline(section.number, drawn.content, chart.width, chart.height, chart.text)
