"""`/feed.atom` and `/changes.atom`: the log, or any view of it, as an Atom feed (RFC 4287).

It is written with lxml, which the readers have anyway: escaping is the serialiser's, and what XML
cannot hold is replaced. Older entries are a page further (RFC 5005, paged feeds).
"""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from lxml import etree
from markupsafe import escape
from sqlite_utils import Database

from watcher import __version__
from watcher.digest.evidence import web_address
from watcher.errors import UsageError
from watcher.model.change import LoggedChange
from watcher.model.finding import Statement
from watcher.model.plain import clean, day
from watcher.model.wire import moment_to_json
from watcher.review.api.answers import tagged
from watcher.review.changelog.view import PAGING, View, number, read
from watcher.review.desk import Desk, TheDesk
from watcher.review.templating import path
from watcher.store import log_pages
from watcher.store.log_pages import Page

router = APIRouter(include_in_schema=False)

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50

#: A line's hash names it among all logs there are, at whatever address it is read.
_OURS = uuid.UUID("6f0a7f5c-7a0e-5d63-8a44-2f6b0a9c1d11")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Of a log without a line: the same feed must be the same bytes.
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

_TIERS = {"record": "on record", "official": "reported (official)", "press": "reported (press)"}


@router.api_route("/feed.atom", methods=["GET", "HEAD"])
@router.api_route("/changes.atom", methods=["GET", "HEAD"])
def feed(request: Request, desk: TheDesk) -> Response:
    """Give the newest lines of a view, or those older than one of them."""
    asked = request.query_params
    view = read(asked.multi_items(), desk.config, PAGING)
    begins = {name: number(name, asked.get(name)) for name in PAGING}
    if all(begins.values()):
        raise UsageError("A page has the lines before a number, or the newer ones: not both.")
    before, newer = (int(text) if text else None for text in begins.values())

    def found(db: Database) -> Page:
        return log_pages.page(db, view.wanted(), before=before, after=newer, size=ENTRIES)

    page = desk.read(found)
    place = request.url.path
    here = view.address(place, **{name: text for name, text in begins.items() if text})
    made = write(desk, view, page, place, here)
    return tagged(request, made, "application/atom+xml")


def write(desk: Desk, view: View, page: Page, place: str, here: str) -> bytes:
    """Write a page of a view as Atom; `place` is the feed's own path, `here` its whole address."""
    url = desk.config.web.public_url
    names = desk.names
    feed = etree.Element("feed", nsmap={None: ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    _text(feed, "id", f"{url}{view.address(place)}")
    _text(feed, "title", view.words(names))
    newest = max((each.detected_at for each in page.rows), default=_BEGINNING)
    _text(feed, "updated", moment_to_json(newest))
    author = _element(feed, "author")
    _text(author, "name", "Treaty watcher")
    _text(feed, "generator", "Treaty watcher").set("version", __version__)
    _link(feed, "self", f"{url}{here}", "application/atom+xml")
    _link(feed, "alternate", f"{url}{view.address()}", "text/html")
    _link(feed, "first", f"{url}{view.address(place)}", "application/atom+xml")
    for relation, address in _beside(view, page, place):
        _link(feed, relation, f"{url}{address}", "application/atom+xml")
    sources = {source.id: source.url for source in desk.config.sources}
    for logged in page.rows:
        _entry(feed, logged, url, names, sources.get(logged.source))
    made: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _beside(view: View, page: Page, place: str) -> Iterator[tuple[str, str]]:
    if page.older is not None:
        yield "next", view.address(place, before=page.older)
    if page.newer is not None:
        yield "previous", view.address(place, newer=page.newer)


def _entry(
    feed: etree._Element,
    logged: LoggedChange,
    url: str,
    names: dict[str, str],
    official: str | None,
) -> None:
    change = logged.change
    entry = _element(feed, "entry")
    _text(entry, "id", f"urn:uuid:{uuid.uuid5(_OURS, logged.hash)}")
    _text(entry, "title", change.summary)
    _text(entry, "updated", moment_to_json(logged.detected_at))
    _text(entry, "published", moment_to_json(logged.detected_at))
    author = _element(entry, "author")
    _text(author, "name", logged.source)
    _link(entry, "alternate", f"{url}{path('changes', logged.seq)}", "text/html")
    page = web_address(change.stated.link) or web_address(official)
    if page:
        _link(entry, "related", page, "text/html")
    treaty = logged.treaty and names.get(logged.treaty, logged.treaty)
    for term, label in (
        (change.kind.value, None),
        (logged.tier, _TIERS.get(logged.tier)),
        (logged.treaty, treaty),
        (change.action, None),
        (change.stated.participant_code, change.stated.participant),
    ):
        if term:
            category = _element(entry, "category")
            category.set("term", _legal(term))
            category.set("label", _legal(label or term.replace("_", " ")))
    content = _text(entry, "content", _content(logged, treaty))
    content.set("type", "html")


def _content(logged: LoggedChange, treaty: str | None) -> str:
    """The change as a list of its facts; a reader shows it as HTML, so it is escaped twice."""
    change = logged.change
    facts = [
        ("Kind", f"{change.kind.value}, {_TIERS.get(logged.tier, logged.tier)}"),
        ("Treaty", f"{logged.treaty} {treaty if treaty != logged.treaty else ''}".strip()),
        ("Date", change.date and day(change.date)),
        ("Takes effect", change.effective and day(change.effective)),
        ("Before", _said(change.old)),
        ("After", _said(change.new)),
        ("Source", logged.source),
        ("Detected", moment_to_json(logged.detected_at)),
        ("Capture (SHA-256)", logged.capture),
    ]
    told = (
        f"<dt>{name}</dt><dd>{escape(clean(value))}</dd>"
        for name, value in facts
        if value and not (name == "Treaty" and logged.treaty is None)
    )
    return f"<p>{escape(clean(change.summary))}</p><dl>{''.join(told)}</dl>"


def _said(statement: Statement | None) -> str | None:
    """One side of a change in a line: its text, or its fields."""
    if statement is None:
        return None
    if statement.text:
        return statement.text
    said = [statement.participant, (statement.action or "").replace("_", " ")]
    said += [day(statement.date) if statement.date else None, statement.mark]
    told = ", ".join(each for each in said if each)
    return f"[{told}]" if statement.bracketed else told


def _element(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, name)


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = _element(parent, name)
    element.text = _legal(text)
    return element


def _link(parent: etree._Element, relation: str, address: str, kind: str) -> None:
    link = _element(parent, "link")
    link.set("rel", relation)
    link.set("type", kind)
    link.set("href", _legal(address))


def _legal(text: str) -> str:
    """One harmless line that XML 1.0 can hold."""
    return _NO_XML.sub("\ufffd", clean(text))
