"""How values come to stand in a page: outside text made harmless, moments in the reader's zone.

Whatever a template puts out is cleaned and escaped, markup of our own excepted. What came from
outside goes through `outside` too, so that its direction turns nothing around it, and only web
addresses become links.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from watcher import __version__
from watcher.digest.evidence import web_address
from watcher.digest.subject import time_to
from watcher.model import plain, record_words, wording
from watcher.model.plain import clean, span
from watcher.model.wire import moment_to_json
from watcher.review import marks

_ISO_DATE = re.compile(r"(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])")

#: Texts up to this length, in characters, are kept as they were written into a page.
_WORD = 200

_STATIC = files("watcher.review") / "static"


def environment(timezone: str) -> Environment:
    """The templates, with times in the zone of this IANA name."""
    made = Environment(
        loader=PackageLoader("watcher.review"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finished,
        auto_reload=False,  # it would ask the disk for each template of each page
        trim_blocks=True,
        lstrip_blocks=True,
    )
    zone = ZoneInfo(timezone)
    made.globals |= {
        "static": static,
        "version": __version__,
        "timezone": timezone,
        "marks": marks,
        "words": record_words,
        "wording": wording,
        "path": path,
        "options": options,
        "time_to": time_to,
    }
    made.filters |= {
        "outside": outside,
        "as_typed": as_typed,
        "web_address": web_address,
        "moment": _moments(zone),
        "ago": ago,
        "day": day,
        "with_days": with_days,
        "in_words": in_words,
        "counted": counted,
        "thousands": thousands,
        "cut": plain.cut,
        "capital": plain.capital,
        "span": span,
        "iso": moment_to_json,
    }
    return made


def outside(text: object) -> Markup:
    """Set outside text apart, so that its direction turns nothing around it."""
    told = _harmless(str(text))  # of markup, too: what looks like it comes from outside
    return Markup(f"<bdi>{told}</bdi>")  # noqa: S704 -- escaped right here


def as_typed(text: str) -> Markup:
    """What somebody typed, with its line breaks, to go on typing in a form."""
    return Markup("\n").join(clean(line) for line in text.splitlines())


def path(*parts: object, **query: object) -> str:
    """An address of ours: each part quoted, each given query argument that is not empty.

    `path("changes", 5)` is "/changes/5"; a list gives one argument for each of its members.
    """
    place = "/" + "/".join([_quoted(str(part)) for part in parts])
    if not query:
        return place
    given = {name.rstrip("_"): value for name, value in query.items() if value not in (None, "")}
    asked = urlencode(given, doseq=True)
    return f"{place}?{asked}" if asked else place


def options(values: Iterable[str], chosen: str) -> Markup:
    """The options of a list to choose from, each of which is called what it is."""
    made = []
    for value in values:
        told, mark = _harmless(value), " selected" if value == chosen else ""
        made.append(f'<option value="{told}"{mark}>{told}</option>')
    return Markup("".join(made))  # noqa: S704 -- escaped right here


def day(value: str | date | None) -> Markup:
    """A date as people read it, with the ISO form for machines; "undated" for none."""
    if not value:
        return Markup('<span class="quiet">undated</span>')
    return _day(value if isinstance(value, str) else value.isoformat())


@lru_cache(maxsize=4_096)  # a page of 200 participants has 600 dates, of few days
def _day(text: str) -> Markup:
    read = plain.as_date(text)
    if read is None:
        return outside(text)
    return Markup('<time datetime="{}">{}</time>').format(read.isoformat(), plain.day(text))


def with_days(text: object) -> Markup:
    """A text with each ISO date in it written as people read it; outside text is set apart."""
    pieces = _ISO_DATE.split(clean(str(text)))
    told = (day(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces))
    return Markup("<bdi>{}</bdi>").format(Markup("").join(told))


def ago(then: datetime | None, now: datetime) -> Markup:
    """How long ago, or in how long, with the moment itself for machines; "never" for none."""
    if then is None:
        return Markup("never")
    length = span(abs(now - then))
    told = f"in {length}" if then > now else f"{length} ago"
    return _time(moment_to_json(then), told)


def in_words(name: object) -> str:
    """A name of ours as words: "depositary_notification" is "depositary notification"."""
    return str(name).replace("_", " ")


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 change", "2 changes"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def thousands(number: int) -> str:
    """A number that can be read: "1,000,000"."""
    return f"{number:,}"


@cache
def static(name: str) -> str:
    """The address of a file of `static/`, which changes when the file does."""
    mark = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={mark}"


def _moments(zone: ZoneInfo) -> Callable[[datetime | None], Markup]:
    def moment(when: datetime | None) -> Markup:
        """A moment in the readers' zone, with the UTC moment for machines; "never" for none."""
        if when is None:
            return Markup('<span class="quiet">never</span>')
        return _time(moment_to_json(when), plain.moment(when.astimezone(zone)))

    return moment


def _time(iso: str, told: str) -> Markup:
    """A moment; both texts are written here, and hold nothing that needs an escape."""
    return Markup(f'<time datetime="{iso}" title="{iso}">{told}</time>')  # noqa: S704 -- see there


def _finished(value: Any) -> Any:  # noqa: ANN401 -- whatever a template puts out
    if isinstance(value, Markup):
        return value
    return _harmless(str(value))


def _harmless(text: str) -> Markup:
    return _harmless_word(text) if len(text) <= _WORD else escape(clean(text))


@lru_cache(maxsize=16_384)  # names, addresses, numbers: a page has a thousand, of few different
def _harmless_word(text: str) -> Markup:
    return escape(clean(text))


@lru_cache(maxsize=4_096)
def _quoted(part: str) -> str:
    return quote(part, safe="")
