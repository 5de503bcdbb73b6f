"""RSS 0.9x to 2.0, RDF and Atom, through feedparser."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it ships no types

from watcher.errors import ExtractError
from watcher.extract import markup
from watcher.extract.entry import Entry, Feed
from watcher.extract.feed.rhythm import read_rhythm
from watcher.extract.moment import utc_moment
from watcher.extract.text import (
    decode,
    looks_like_html,
    tidy,
    web_link,
    what_it_seems,
)
from watcher.model.capture import Document
from watcher.model.finding import Check

_MARKUP_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_HTML_TAG = re.compile(
    r"</?(?:a|b|big|br|code|div|em|font|h[1-6]|i|iframe|img|li|ol|p|script|small|span|strong|"
    r"style|sub|sup|table|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_ROOT_CLOSED = re.compile(r"</\s*(?:[\w.-]+:)?(?:rss|rdf|feed)\s*>", re.IGNORECASE)
_ROOT_EMPTY = re.compile(r"<(?:[\w.-]+:)?(?:rss|rdf|feed)\b[^<>]*/>", re.IGNORECASE)
_DECLARATION = re.compile(r"<!DOCTYPE\b[^<>\[]*\[", re.IGNORECASE)
_ELEMENT = re.compile(r"<[A-Za-z]")
_ENTITY = re.compile(r"""<!ENTITY\s+[^\s%"']+\s+(["'])(.*?)\1""", re.IGNORECASE | re.DOTALL)
_MAX_DATE = 100

#: feedparser gets text that is decoded already: its own order of encodings puts HTTP before a
#: byte order mark (RFC 7303, 3.3, the reverse) and changes where chardet is installed. It is not
#: told the address: it would resolve identifiers with it, and all be new when the feed moves.
_AS_UTF_8 = {"content-type": "application/xml; charset=utf-8"}

#: What feedparser is known to stumble over: "&#xD800;", "&#99999999999;", broken addresses.
_STUMBLES = (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError)


def read(source_id: str, document: Document) -> Feed | Check:
    """Read the feed, or return the check that it fails; ExtractError where feedparser gives up."""
    text = decode(document)
    if looks_like_html(text):
        return _no_feed(document)
    if _nests_entities(text):
        detail = "its document type makes entities of entities, as a bomb does: it is not read"
        return Check("feed", passed=False, detail=detail)
    try:
        parsed = feedparser.parse(
            BytesIO(text.encode("utf-8", errors="replace")),
            response_headers=_AS_UTF_8,
            sanitize_html=False,  # every text is reduced to plain text below
            resolve_relative_uris=False,
        )
    except _STUMBLES as error:
        message = f"the feed cannot be read: {type(error).__name__}: {error}"
        raise ExtractError(source_id, message) from error
    version = parsed.get("version")  # missing where the body is empty
    if not version:
        return _no_feed(document)
    typed = version.startswith("atom")
    entries = tuple(_entry(entry, document.url, typed=typed) for entry in parsed.entries)
    wishes = read_rhythm(parsed.feed, text)
    return Feed(
        format=feedparser.api.SUPPORTED_VERSIONS.get(version, version),
        title=_text(parsed.feed, "title", typed=typed),
        entries=tuple(entry for entry in entries if not entry.blank),
        fault=_fault(text),
        rhythm=wishes.rhythm,
        facts=wishes.facts,
    )


def _nests_entities(text: str) -> bool:
    """Whether an entity is declared that holds another; no feed that was ever seen has one."""
    start = _DECLARATION.search(text)
    if start is None:
        return False
    element = _ELEMENT.search(text, start.end())
    declared = text[start.start() : element.start() if element else len(text)]
    return any("&" in match[2].replace("&#", "") for match in _ENTITY.finditer(declared))


def _no_feed(document: Document) -> Check:
    detail = f"this is no feed: it seems to be {what_it_seems(document)}"
    return Check("feed", passed=False, detail=detail)


def _entry(entry: Mapping[str, Any], base: str, *, typed: bool) -> Entry:
    identifier = tidy(entry.get("id") or "") or None
    title = _text(entry, "title", typed=typed)
    summary = _text(entry, "summary", typed=typed) or next(
        (text for content in entry.get("content", ()) if (text := _plain(content, typed=typed))), ""
    )
    published = _published(entry)
    return Entry(
        id=identifier,
        title=title,
        summary="" if summary == title else summary,
        link=_link(entry, base),
        published=published,
        moment=utc_moment(published) if published else None,
    )


def _text(element: Mapping[str, Any], name: str, *, typed: bool) -> str:
    # Without a detail, feedparser has copied another element here: it is read from there.
    return _plain(element.get(f"{name}_detail") or {}, typed=typed)


def _plain(detail: Mapping[str, Any], *, typed: bool) -> str:
    """Reduce a text to plain text by its type; only Atom says for certain which one it is."""
    value = detail.get("value") or ""
    is_markup = detail.get("type") in _MARKUP_TYPES or (not typed and _HTML_TAG.search(value))
    return markup.plain(value) if is_markup else tidy(value)


def _link(entry: Mapping[str, Any], base: str) -> str | None:
    link = entry.get("link")
    if link and link == entry.get("id") and "://" not in link:
        return None  # a guid that never was an address, though RSS 2.0 takes it for one
    return web_link(link, base)


def _published(entry: Mapping[str, Any]) -> str | None:
    # feedparser warns when "updated" is asked for and only "published" is there, hence `in`.
    for name in ("published", "updated", "created"):
        if entry.get(name):
            return tidy(str(entry[name]))[:_MAX_DATE] or None
    return None


def _fault(text: str) -> str | None:
    """Say what is missing at the end, or None."""
    if _ROOT_CLOSED.search(text) or _ROOT_EMPTY.search(text):
        return None
    return "the feed is cut: its closing tag is missing"
