"""Is it an HTML page, is it whole, and what is selected in it: shared by all readers of pages."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from watcher.extract.text import (
    binary_kind,
    media_type,
    tidy,
    web_link,
    what_it_seems,
)
from watcher.model.capture import Document
from watcher.model.finding import Check
from watcher.model.source import Source

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
#: Servers that do not know better say these of anything: the body itself is looked at.
_VAGUE_TYPES = frozenset(
    {"", "application/octet-stream", "application/xml", "text/xml", "unknown/unknown"}
)
_LANDMARK = re.compile(r"<(/?)(html|body|script)\b", re.IGNORECASE)


def not_a_page(document: Document) -> Check | None:
    """The failed check that says what a document is instead of a page; None for a page."""
    declared = media_type(document)
    readable = declared in _VAGUE_TYPES or declared in HTML_TYPES or declared.startswith("text/")
    seems = what_it_seems(document)
    if binary_kind(document.body) is not None or seems == "JSON data":
        detail = f"this is no page: it seems to be {seems}"
    elif seems.startswith("an XML document"):
        detail = f'this is no page: it seems to be {seems} (for a feed use kind = "feed")'
    elif not readable:
        detail = f"this is no page: the server calls it {declared[:80]}"
    elif seems == "an empty body":
        detail = "the page is empty"
    else:
        return None
    return Check("page", passed=False, detail=detail)


def whole(source: Source, text: str, last: str) -> Check:
    """Check that the end of the page arrived; `last` is the last of its readable text.

    HTML lets an author leave out both end tags. For such a page, a required text that stands in
    its last passage proves the end as well; without one a cut page could not be told.
    """
    begun, closed = _ends(text)
    if closed:
        return Check("whole", passed=True, detail="the page is closed by its end tag")
    if not begun:
        return Check("whole", passed=True, detail="a fragment: it opens no <html> or <body>")
    if any(tidy(wanted) in last for wanted in source.require_text):
        return Check("whole", passed=True, detail="a required text stands at the page's end")
    detail = (
        "the page is cut: neither </html> nor </body> is there "
        "(if it never has them, name words of its last passage in require_text)"
    )
    return Check("whole", passed=False, detail=detail)


def _ends(text: str) -> tuple[bool, bool]:
    """Tell whether <html> or <body> is opened, and whether one is closed, outside scripts."""
    begun = closed = in_script = False
    for match in _LANDMARK.finditer(text):
        ends = match[1] == "/"
        if match[2].lower() == "script":
            in_script = not ends
        elif not in_script:
            begun = begun or not ends
            closed = closed or ends
    return begun, closed


def select(tree: LexborHTMLParser, selector: str) -> list[LexborNode] | Check:
    """Find the elements that a selector matches, without those inside another match.

    The failed check "selector" where it is none, or matches nothing.
    """
    try:
        matches = tree.css(selector)
    except (SelectolaxError, ValueError) as error:
        detail = f"{selector!r} is no CSS selector: {tidy(str(error))}"
        return Check("selector", passed=False, detail=detail)
    if not matches:
        return Check("selector", passed=False, detail=f"nothing on the page is {selector}")
    seen: set[int] = set()
    outermost = []
    for node in matches:
        if node.mem_id not in seen and not _inside(node, seen):
            outermost.append(node)
        seen.add(node.mem_id)
    return outermost


def _inside(node: LexborNode, seen: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in seen:
            return True
        parent = parent.parent
    return False


def title_of(tree: LexborHTMLParser) -> str:
    """The page's own title, on one line; "" where it has none."""
    node = tree.css_first(":not(svg) > title")
    return tidy(node.text()) if node is not None else ""


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """The address that links on the page are relative to."""
    node = tree.css_first("base[href]")
    href = node.attributes.get("href") if node is not None else None
    return web_link(href, url) or url
