"""Render a message as an HTML document for mail clients: no script, no request.

Every piece of text is cleaned again and escaped here, whatever it was composed from, and only
web addresses become links: a message that was read back from storage is not trusted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from watcher.digest.evidence import web_address
from watcher.digest.render import operator, words
from watcher.digest.render.looks import STYLE_SHEET, look
from watcher.digest.render.words import Zone
from watcher.model.digest import Digest
from watcher.model.message import Message, TestMessage
from watcher.model.operator import OperatorAlert
from watcher.model.plain import clean


@dataclass(frozen=True, slots=True)
class Picture:
    """The chart of a treaty, as a document shows it: what comes with it, or is in it.

    `source` is a `cid:` or a `data:` address. The sizes are in pixels, `text` is what is said
    instead.
    """

    source: str
    width: int
    height: int
    text: str


def render_html(message: Message, pictures: Mapping[str, Picture] | None = None) -> str:
    """Render a message as one document that needs nothing else, times in its own time zone.

    `pictures` are by the number of the treaty; where there is none, nothing is missed.
    """
    match message:
        case Digest():
            name = "digest.html"
        case OperatorAlert():
            name = "operator.html"
        case TestMessage():
            name = "test.html"
    zone = Zone.of(message.timezone)
    return (
        _environment()
        .get_template(name)
        .render(message=message, zone=zone, pictures=pictures or {})
    )


def outside(text: str) -> Markup:
    """Set outside text apart, so that its direction turns nothing around it."""
    return Markup("<bdi>{}</bdi>").format(clean(text))


def _finished(value: object) -> object:
    """Clean whatever a template puts out, markup excepted."""
    return value if isinstance(value, Markup) else clean(str(value))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("watcher.digest.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finished,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"words": words, "operator": operator}
    environment.globals |= {"look": look, "style_sheet": STYLE_SHEET}
    environment.filters |= {"outside": outside, "web_address": web_address, "zip": zip}
    return environment
