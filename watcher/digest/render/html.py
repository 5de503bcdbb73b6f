"""Render a message as an HTML document for mail clients: no script, no picture, no request.

Every piece of text is cleaned again and escaped here, whatever it was composed from, and only
web addresses become links: a message that was read back from storage is not trusted.
"""

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


def render_html(message: Message) -> str:
    """Render a message as one document that needs nothing else, times in its own time zone."""
    match message:
        case Digest():
            name = "digest.html"
        case OperatorAlert():
            name = "operator.html"
        case TestMessage():
            name = "test.html"
    zone = Zone.of(message.timezone)
    return _environment().get_template(name).render(message=message, zone=zone)


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
