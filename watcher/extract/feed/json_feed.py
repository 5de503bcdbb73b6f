"""JSON Feed 1.0 and 1.1 (https://jsonfeed.org/version/1.1)."""

import json
import re
from typing import Any, NoReturn

from watcher.extract import markup
from watcher.extract.entry import Entry, Feed
from watcher.extract.moment import utc_moment
from watcher.extract.text import tidy, web_link
from watcher.model.capture import Document
from watcher.model.finding import Check

_VERSION = re.compile(r"https?://jsonfeed\.org/version/(1(?:\.\d+)?)/?")
_MAX_DATE = 100


def recognised(body: bytes) -> bool:
    """Tell whether a body is JSON rather than XML by its first sign, UTF-16 and 32 included."""
    head = body[:400].removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe\x00 \t\r\n")
    return head.startswith(b"{")


def read(document: Document) -> Feed | Check:
    """Read the feed, or return the check that it fails: "feed" (is it one) or "whole"."""
    try:
        feed = _load(document.body)
    except (ValueError, RecursionError) as error:
        return _broken(document.body, error)
    if not isinstance(feed, dict):
        return _no_feed("it is JSON, but no object")
    version = _VERSION.fullmatch(_string(feed, "version"))
    if version is None:
        return _no_feed("it is JSON without the version of JSON Feed")
    items = feed.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return _no_feed("its items are no list of objects, as JSON Feed has it")
    entries = tuple(_entry(item, document.url) for item in items)
    return Feed(
        format=f"JSON Feed {version[1]}",
        title=tidy(_string(feed, "title")),
        entries=tuple(entry for entry in entries if not entry.blank),
    )


def _load(body: bytes) -> object:
    text = body.decode(json.detect_encoding(body)).removeprefix("\ufeff")
    return json.loads(text, parse_constant=_refuse)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _broken(body: bytes, error: Exception) -> Check:
    if b"jsonfeed.org/version/1" not in body.replace(b"\x00", b"").replace(b"\\/", b"/"):
        return _no_feed("it seems to be JSON data, which cannot be read either")
    return Check("whole", passed=False, detail=f"the JSON is cut or broken: {error}")


def _no_feed(reason: str) -> Check:
    return Check("feed", passed=False, detail=f"this is no feed: {reason}")


def _entry(item: dict[str, Any], base: str) -> Entry:
    title = tidy(_string(item, "title"))
    summary = (
        tidy(_string(item, "summary"))
        or tidy(_string(item, "content_text"))
        or markup.plain(_string(item, "content_html"))
    )
    served = _string(item, "date_published") or _string(item, "date_modified")
    published = tidy(served)[:_MAX_DATE]
    return Entry(
        id=tidy(_string(item, "id")) or None,
        title=title,
        summary="" if summary == title else summary,
        link=web_link(_string(item, "url") or _string(item, "external_url"), base),
        published=published or None,
        moment=utc_moment(published),
    )


def _string(item: dict[str, Any], name: str) -> str:
    """Return a text; an id that is a number counts as its text (JSON Feed 1.1, "id")."""
    value = item.get(name)
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if name == "id" and is_number else ""
