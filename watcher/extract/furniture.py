"""What stands on every page of a site around the text: navigation, header, footer and the like.

It changes without the page saying anything else, so a page is read without it. Left out are

* navigation: ``nav`` and its role, breadcrumbs, page numbers, buttons to share, links that jump
  to the text, the search form, each as long as it is mostly links;
* the header of the page. The header of an article, a section or the main part holds its title
  and is read (HTML, 4.3.8: only outside of them it is the header of the page);
* footers, of the page and of its parts, but for footnotes and what quotations are signed with;
* notices about cookies.

Where an end tag is missing, a parser puts the rest of the page inside: so an element that holds
the main part is none of these, whatever it is called, nor is a navigation or footer with the
page's first heading, or a header with a footer. Sidebars are read: what a page says of a treaty
in a few words often stands there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.extract import markup

#: Text outside links that navigation may have at most beyond its text inside links: characters.
_MORE_THAN_LINKS = 300
#: Text outside links that the footer of an article may have at most. Longer ones say something.
_OF_A_FOOTER = 1_000

_SECTIONS = ("main", "article", "section", "aside", "nav", "[role=main]", "[role=article]")
_PARTS = (
    "nav, [role=navigation], [role=search], header, [role=banner], footer, [role=contentinfo], "
    '[class*="breadcrumb" i], [id*="breadcrumb" i], [class*="pag" i], [class*="share" i], '
    '[class*="social" i], [class*="addthis" i], [class*="addtoany" i], a[href^="#"], '
    '[class*="cookie" i], [id*="cookie" i], [id*="onetrust" i]'
)
_INSIDE = ", ".join(f"{section} header, {section} footer" for section in _SECTIONS)
_SIGNED = "blockquote footer, figure footer"
_NOTES = re.compile(r"foot-?note|end-?note|reference|citation|source", re.IGNORECASE)

_MOSTLY_LINKS = re.compile(
    r"breadcrumbs?(?:[-_].*)?|pagination|pager|page-?numbers?|addthis.*|addtoany.*|"
    r"(?:social|share|sharing)(?:[-_]?(?:links?|buttons?|btns?|bar|media|icons?|nav|menu|share|"
    r"sharing|tools?|list|this))*",
    re.IGNORECASE,
)
_TO_THE_TEXT = re.compile(
    r".*skip.*|sr-only.*|visually-?hidden.*|screen-reader.*|element-invisible", re.IGNORECASE
)
_COOKIES = re.compile(r"cookie.*|cybotcookie.*|onetrust.*", re.IGNORECASE)


@dataclass(slots=True)
class _Part:
    """An element that may be furniture, and what it holds."""

    node: int  # mem_id
    kind: str  # header, footer, cookies or links
    inside: bool  # an article, a section, the main part
    text: int = 0  # characters
    linked: int = 0  # of them inside links and buttons
    holds: set[str] = field(default_factory=set)  # tags and roles that matter

    @property
    def left_out(self) -> bool:
        """Whether it is furniture."""
        if "main" in self.holds:
            return False
        if self.kind == "header":
            return "footer" not in self.holds
        if "h1" in self.holds:
            return False
        unlinked = self.text - self.linked
        if self.kind == "footer":
            return not self.inside or unlinked <= _OF_A_FOOTER
        if self.kind == "cookies":
            return "table" not in self.holds
        return "article" not in self.holds and unlinked <= self.linked + _MORE_THAN_LINKS


def furniture(tree: LexborHTMLParser) -> frozenset[int]:
    """The elements of a page that are left out, by their `mem_id`."""
    body = tree.body
    if body is None:
        return frozenset()
    inside = {node.mem_id for node in body.css(_INSIDE)}
    signed = {node.mem_id for node in body.css(_SIGNED)}
    parts = {
        node.mem_id: _Part(node.mem_id, kind, node.mem_id in inside)
        for node in body.css(_PARTS)
        if (kind := _kind(node, inside, signed)) is not None
    }
    if not parts:
        return frozenset()
    return frozenset(part.node for part in _measured(body, parts) if part.left_out)


def _kind(node: LexborNode, inside: set[int], signed: set[int]) -> str | None:
    """What an element may be, by its name, role, class and id; None for nothing of the kind."""
    tag, attributes = node.tag, node.attributes
    if tag in ("body", "main", "article", "pre"):
        return None
    role = (attributes.get("role") or "").strip().lower()
    if role == "banner" or (tag == "header" and node.mem_id not in inside):
        return "header"
    names = [*(attributes.get("class") or "").split(), attributes.get("id") or ""]
    if tag == "footer" or role == "contentinfo":
        noted = role.startswith("doc-") or any(map(_NOTES.search, names))
        return None if noted or node.mem_id in signed else "footer"
    if any(map(_COOKIES.fullmatch, names)):
        return "cookies"
    if tag == "nav" or role in ("navigation", "search"):
        return "links"
    if tag == "a" and (attributes.get("href") or "").startswith("#"):
        return "links" if any(map(_TO_THE_TEXT.fullmatch, names)) else None
    return "links" if any(map(_MOSTLY_LINKS.fullmatch, names)) else None


def _measured(body: LexborNode, parts: dict[int, _Part]) -> Iterator[_Part]:
    """Each part once it is measured; what it holds counts for those around it as well."""
    around: list[_Part] = []
    links = 0
    for node, leaving in markup.walk(body):
        if node.is_text_node:
            if around:
                length = len((node.text_content or "").strip())
                around[-1].text += length
                around[-1].linked += length if links else 0
            continue
        tag = node.tag or ""
        links += (tag in ("a", "button")) * (-1 if leaving else 1)
        part = parts.get(node.mem_id)
        if not leaving:
            if around:
                around[-1].holds.update(_telling(node, tag))
            if part is not None:
                around.append(part)
        elif part is not None:
            around.pop()
            if around:
                around[-1].text += part.text
                around[-1].linked += part.linked
                around[-1].holds |= part.holds
            yield part


def _telling(node: LexborNode, tag: str) -> Iterator[str]:
    if tag in ("main", "article", "h1", "table", "footer"):
        yield tag
    elif tag == "div" and node.attributes.get("role") == "main":
        yield "main"
