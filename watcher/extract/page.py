"""Any page, by its readable text: one finding a passage, in document order.

The passages carry no keys; comparing aligns them and assigns their places.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from watcher.extract import markup
from watcher.extract.markup import Passage
from watcher.extract.text import (
    binary_kind,
    bounded,
    decode,
    looks_like_html,
    media_type,
    required_text,
    tidy,
    web_link,
    what_it_seems,
)
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction, Finding, Statement
from watcher.model.source import Source

PART = "passages"

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
#: Servers that do not know better say these of anything: the body itself is looked at.
_VAGUE_TYPES = frozenset(
    {"", "application/octet-stream", "application/xml", "text/xml", "unknown/unknown"}
)
_LANDMARK = re.compile(r"<(/?)(html|body|script)\b", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n")


def extract(source: Source, document: Document) -> Extraction:
    """Read the text of the selected part of a page, in passages."""
    refusal = _not_a_page(document)
    if refusal is not None:
        return _failed(refusal)
    text = decode(document)
    if media_type(document) not in _HTML_TYPES and not looks_like_html(text):
        return _plain_text(source, text)
    try:
        tree = markup.parse(text)
    except markup.NestedTooDeepError as error:
        return _failed(Check("page", passed=False, detail=f"this is no page for people: {error}"))
    return _html(source, document, text, tree)


def _html(source: Source, document: Document, text: str, tree: LexborHTMLParser) -> Extraction:
    base = _base(tree, document.url)
    everything = markup.passages(tree.body, base) if tree.body is not None else ()
    title_node = tree.css_first(":not(svg) > title")
    title = tidy(title_node.text()) if title_node is not None else ""
    selected = _select(source, tree)
    checks = [
        Check("page", passed=True, detail="an HTML page"),
        _whole(source, text, everything),
    ]
    found: tuple[Passage, ...] = ()
    if isinstance(selected, Check):
        checks.append(selected)
    elif source.select is None:
        found = everything
    else:
        detail = f"{source.select} matches {len(selected)}"
        checks.append(Check("selector", passed=True, detail=detail))
        found = tuple(p for node in selected for p in markup.passages(node, base))
    return _extraction(source, found, (title, *(p.text for p in everything)), checks)


def _plain_text(source: Source, text: str) -> Extraction:
    found = tuple(Passage(tidied) for part in _BLANK_LINES.split(text) if (tidied := tidy(part)))
    checks = [
        Check("page", passed=True, detail="plain text"),
        Check("whole", passed=True, detail="plain text has no mark at its end"),
    ]
    if source.select is not None:
        detail = f"plain text has no elements for the selector {source.select}"
        checks.append(Check("selector", passed=False, detail=detail))
    return _extraction(source, found, ("", *(p.text for p in found)), checks)


def _extraction(
    source: Source, found: tuple[Passage, ...], everything: tuple[str, ...], checks: list[Check]
) -> Extraction:
    """Make the findings and their checks; `everything` is the title and all passages."""
    kept = _without_ignored(source, found)
    if isinstance(kept, Check):
        checks.append(kept)
        found = kept = ()
    elif all(check.passed for check in checks):
        detail = f"{len(kept)} passages" if kept else "no readable text was found"
        checks.append(Check("text", passed=bool(kept), detail=detail))
    checks.extend(required_text(source, " ".join(everything)))
    return Extraction(
        findings=tuple(
            Finding("", PART, Statement(text=bounded(passage.text), link=passage.link))
            for passage in kept
        ),
        complete=True,
        parts=frozenset({PART}),
        checks=tuple(checks),
        title=everything[0] or None,
        facts=(("passages", str(len(kept))), ("ignored", str(len(found) - len(kept)))),
    )


def _not_a_page(document: Document) -> Check | None:
    declared = media_type(document)
    readable = declared in _VAGUE_TYPES or declared in _HTML_TYPES or declared.startswith("text/")
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


def _whole(source: Source, text: str, everything: tuple[Passage, ...]) -> Check:
    """Check that the end of the page arrived.

    HTML lets an author leave out both end tags. For such a page, a required text that stands in
    its last passage proves the end as well; without one a cut page could not be told.
    """
    begun, closed = _ends(text)
    if closed:
        return Check("whole", passed=True, detail="the page is closed by its end tag")
    if not begun:
        return Check("whole", passed=True, detail="a fragment: it opens no <html> or <body>")
    last = everything[-1].text if everything else ""
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


def _select(source: Source, tree: LexborHTMLParser) -> list[LexborNode] | Check:
    """Find the elements that the selector matches, without those inside another match."""
    if source.select is None:
        return []
    try:
        matches = tree.css(source.select)
    except (SelectolaxError, ValueError) as error:
        detail = f"{source.select!r} is no CSS selector: {tidy(str(error))}"
        return Check("selector", passed=False, detail=detail)
    if not matches:
        return Check("selector", passed=False, detail=f"nothing on the page is {source.select}")
    seen: set[int] = set()
    outermost = []
    for node in matches:
        if not _inside(node, seen):
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


def _without_ignored(source: Source, found: tuple[Passage, ...]) -> tuple[Passage, ...] | Check:
    try:
        patterns = [re.compile(pattern) for pattern in source.ignore]
    except re.error as error:
        detail = f"{error.pattern!r} in ignore is no regular expression: {error}"
        return Check("ignore", passed=False, detail=detail)
    return tuple(p for p in found if not any(pattern.search(p.text) for pattern in patterns))


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    href = node.attributes.get("href") if node is not None else None
    return web_link(href, url) or url


def _failed(check: Check) -> Extraction:
    return Extraction(findings=(), complete=True, parts=frozenset({PART}), checks=(check,))
