"""Text as a reader would see it: bytes decoded, white space folded, lengths bounded."""

import hashlib
import re
import unicodedata
from html import unescape
from urllib.parse import urljoin, urlsplit

from watcher.model.capture import Document
from watcher.model.finding import Check
from watcher.model.source import Source

#: Longer texts are cut in a finding; the mark at the cut changes with what was cut away.
MAX_TEXT = 20_000
MAX_LINK = 4_000

_HEAD = 4_096  # bytes in which a declaration of the encoding is looked for
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta\b[^<>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml\b[^<>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,400})", re.IGNORECASE)
_HTML_START = re.compile(
    r"(?>\s+|\ufeff|<\?[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FIRST_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_JSON = re.compile(r"\{\s*[\"}]|\[\s*[\"{\]]")
_FEED_ROOTS = frozenset({"rss", "feed", "rdf:rdf"})

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"),  # no mark, but what markup begins with
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"\x1f\x8b", "compressed data"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
)
#: WHATWG Encoding, 4.2: labels that mean a larger encoding to every browser.
_LABELS = dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "windows-1252")
_LABELS |= dict.fromkeys(("gb2312", "gbk"), "gb18030")
_LABELS |= dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949")
_LABELS |= {"shift_jis": "cp932", "big5": "big5hkscs", "iso-8859-9": "cp1254", "tis-620": "cp874"}
#: Python codecs that are no encodings of pages (some take quadratic time).
_NOT_FOR_PAGES = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7"})


def tidy(text: str) -> str:
    """Make one line without invisible characters, composed (NFC), white space folded."""
    visible = _SURROGATES.sub("\ufffd", text).translate(_INVISIBLE)
    return unicodedata.normalize("NFC", _BLANK.sub(" ", visible).strip())


def bounded(text: str) -> str:
    """Cut the text at `MAX_TEXT` characters; the mark differs where the rest differs."""
    if len(text) <= MAX_TEXT:
        return text
    rest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{text[:MAX_TEXT]}… [cut: {len(text):,} characters in all, sha256 {rest}]"


def web_link(address: str | None, base: str) -> str | None:
    """Make the address absolute, or return None where it does not lead to a place on the web."""
    if not address or address.startswith("#"):
        return None
    try:
        absolute = urljoin(base, tidy(address))
        parts = urlsplit(absolute)
    except ValueError:  # "http://[half" and the like
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or len(absolute) > MAX_LINK:
        return None
    return absolute


def media_type(document: Document) -> str:
    """Return the content type without parameters, in lower case; "" where the server named none."""
    return (document.content_type or "").partition(";")[0].strip().lower()


def byte_order_mark(body: bytes) -> str | None:
    """Return the encoding that the first bytes give away, or None."""
    return next((encoding for mark, encoding in _BOMS if body.startswith(mark)), None)


def decode(document: Document) -> str:
    """Decode by what browsers go by: byte order mark, HTTP, the document itself, UTF-8.

    A declared encoding is kept to even where single bytes do not fit it: one stray byte must
    not turn every other letter into a change.
    """
    body = document.body
    encoding = byte_order_mark(body) or _declared(document)
    if encoding is not None:
        return body.decode(encoding, errors="replace").removeprefix("\ufeff")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("windows-1252", errors="replace")


def binary_kind(body: bytes) -> str | None:
    """Say what a body that is no text seems to be, in words for a sentence; None for text."""
    for magic, words in _MAGIC:
        if body.startswith(magic):
            return words
    if b"\x00" in body[:_HEAD] and byte_order_mark(body) is None:
        return "binary data"
    return None


def what_it_seems(document: Document) -> str:
    """Say what a body seems to be, in words for a sentence."""
    if not document.body.strip():
        return "an empty body"
    binary = binary_kind(document.body)
    if binary is not None:
        return binary
    text = decode(document).lstrip()
    if _JSON.match(text):
        return "JSON data"
    if looks_like_html(text):
        title = _TITLE.search(text)
        return f"an HTML page titled “{tidy(unescape(title[1]))}”" if title else "an HTML page"
    element = _FIRST_ELEMENT.search(text[:_HEAD])
    if element and (text.startswith("<?xml") or element[1].lower() in _FEED_ROOTS):
        return f"an XML document whose first element is <{element[1][:60]}>"
    return f"text that begins with “{tidy(text[:60])}”"


def looks_like_html(text: str) -> bool:
    """Tell whether a text begins as an HTML page does; a feed may quote one further down."""
    return _HTML_START.match(text[:_HEAD]) is not None


def required_text(source: Source, text: str) -> tuple[Check, ...]:
    """Check that each of the source's required texts stands in the document, if it has any."""
    if not source.require_text:
        return ()
    missing = [wanted for wanted in source.require_text if tidy(wanted) not in text]
    if missing:
        words = ", ".join(f"“{wanted}”" for wanted in missing)
        return (Check("required text", passed=False, detail=f"not found: {words}"),)
    return (Check("required text", passed=True, detail="every required text is there"),)


def _declared(document: Document) -> str | None:
    """Find the encoding that HTTP or the document itself names, where Python knows it."""
    http = _CHARSET.search(document.content_type or "")
    if http and (encoding := _usable(http[1])):
        return encoding
    head = document.body[:_HEAD]
    inside = _META_CHARSET.search(head) or _XML_ENCODING.search(head)
    if inside and (encoding := _usable(inside[1].decode("ascii", errors="replace"))):
        # A declaration that could be read as ASCII cannot be right in naming UTF-16.
        return "utf-8" if encoding.startswith(("utf-16", "utf_16", "utf-32")) else encoding
    return None


def _usable(label: str) -> str | None:
    name = _LABELS.get(label.lower(), label.lower())
    if name.replace("-", "_") in _NOT_FOR_PAGES:
        return None
    try:
        b"a".decode(name, errors="replace")  # LookupError for codecs that are no encodings, too
    except (LookupError, ValueError):
        return None
    return name
