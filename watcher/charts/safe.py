"""Whether a picture may be drawn, and served: it runs nothing and asks for nothing. Pure."""

import re

#: What names something outside of a specification, at whatever depth. The engine lets no address
#: through that is not allowed, but opens files.
_OUTSIDE = frozenset({"url", "href", "usermeta", "loader"})

#: The largest picture that is believed, in characters; a map has some 130,000.
LARGEST = 4_000_000

_ELEMENTS = frozenset({"svg", "g", "path", "rect", "line", "text", "tspan", "title", "desc"})
_GROUPS = frozenset({"defs", "clipPath"})
_ELEMENT = re.compile(r"<([A-Za-z!?][^\s/>]*)")
#: What an attribute may not be called or say. Text holds no < and no attribute: it is escaped.
_TAG = re.compile(r"<[^>]*>")
_FORBIDDEN = re.compile(
    r"\s(?:on\w+|(?:xlink:)?href|style|src)\s*=|url\(\s*['\"]?(?!#)", re.IGNORECASE
)


def asks_outside(spec: object) -> str | None:
    """The first word of a specification that asks for something outside of it; None for none."""
    waiting = [spec]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if found := sorted(_OUTSIDE & each.keys()):
                return found[0]
            if each.get("mark") == "image" or each.get("type") == "image":
                return "image"
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return None


def problem_of(svg: str) -> str | None:
    """What speaks against an SVG that our specifications cannot have led to; None for nothing.

    Only shapes, text and clips are let through: no image, script, style, link, foreign object,
    document type, event handler or reference to anything outside.
    """
    if len(svg) > LARGEST:
        return f"is larger than {LARGEST:,} characters"
    for name in _ELEMENT.findall(svg):
        if name not in _ELEMENTS and name not in _GROUPS:
            return f"has an element <{name}>, which is not let through"
    for tag in _TAG.findall(svg):
        if found := _FORBIDDEN.search(tag):
            return f"has an attribute that is not let through ({found[0].strip()})"
    return None
