"""A captured body as it can be shown to people: no script runs in it, and nothing leaves. Pure.

The browser holds both: the copy is served under `POLICY`, in a sandbox. What a policy cannot hold
back is taken out here as well: a `<link rel="preconnect">` opens a connection under any policy, a
`<meta>` may redirect, a `<base>` turns every address around. Scripts, and pictures and styles from
elsewhere, go too. Tags and attributes are only renamed, wherever they stand, and nothing is parsed:
a body made to choke a parser chokes none here, and none can be made to see another page than the
browser does.
"""

import re
from dataclasses import dataclass

from watcher.extract.text import binary_kind, decode, looks_like_html, media_type
from watcher.model.capture import Capture, Document

#: What the copy may do: look as it is told by its own styles, and show pictures that are in it.
#: `sandbox` without a word after it: no script, form, pop-up, download, or origin of its own.
POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)

#: Bytes beyond which a body is only handed out, and not shown.
LARGEST = 8_000_000

_HTML = ("text/html", "application/xhtml+xml")

#: What is renamed, and to what. A tag begins with "<" or "</" and a letter, and an attribute after
#: a blank, a quotation mark or a slash, so nothing slips through; in comments and texts more is
#: renamed than would be needed. The first three are void elements, and so is the one that takes
#: their place, which does nothing much (a long word may break there). A script becomes a style of a
#: type that is none: its text is not shown either. What the policy would refuse anyway goes, too,
#: so that the browser has nothing to complain of.
_RENAMED = (
    (re.compile(r"<(?:link|meta|base)(?![a-z0-9])", re.IGNORECASE), "<wbr"),
    (re.compile(r"<script(?![a-z0-9])", re.IGNORECASE), '<style type="text/plain"'),
    (re.compile(r"</script(?![a-z0-9])", re.IGNORECASE), "</style"),
    (
        re.compile(
            r"<(/?)(image|feimage|use|i?frame|object|embed|applet)(?![a-z0-9])", re.IGNORECASE
        ),
        r"<\1x-\2",
    ),
    (re.compile(r"@import(?![a-z0-9])", re.IGNORECASE), "@x-import"),
    (re.compile(r"""\burl\((?!\s*["']?data:)""", re.IGNORECASE), "x-url("),
    (re.compile(r"""(?<=[\s"'/])(on[a-z]++)(?=\s*=)""", re.IGNORECASE), r"data-\1"),
    (
        re.compile(
            r"""(?<=[\s"'/])(src|srcset|poster|background)(?=\s*=)(?!\s*=\s*["']?data:)""",
            re.IGNORECASE,
        ),
        r"data-\1",
    ),
)


@dataclass(frozen=True, slots=True)
class Copy:
    """What is served in place of the bytes, always in UTF-8."""

    body: bytes
    media_type: str  # with its charset


def copy_of(capture: Capture) -> Copy | None:
    """What can be shown of a capture; None for what is no text (a PDF), empty, or too large."""
    body = capture.body
    if not body or len(body) > LARGEST or binary_kind(body) is not None:
        return None
    document = Document(capture.url, body, content_type=capture.header("content-type"))
    text = decode(document)
    html = media_type(document) in _HTML or (not media_type(document) and looks_like_html(text))
    if html:
        for named, other in _RENAMED:
            text = named.sub(other, text)
    kind = "text/html" if html else "text/plain"
    return Copy(text.encode(errors="replace"), f"{kind}; charset=utf-8")


def file_name(number: int, capture: Capture) -> str:
    """A name for the bytes on a reader's disk, that no double click opens in a browser."""
    if capture.body.startswith(b"%PDF-"):
        ending = "pdf"
    else:
        ending = "bin" if binary_kind(capture.body) is not None else "txt"
    return f"capture-{number}-{capture.sha256[:12]}.{ending}"
