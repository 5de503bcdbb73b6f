"""Writes a message as a letter: headers, its text, the same as HTML. Pure.

The bytes are the same at each attempt, so that an attempt whose outcome is not known may be
repeated: nothing in them is of the moment or of chance.

The lines are written here and not by `email.message`: its folding decodes what looks like an
encoded word, line breaks in it included (CVE-2024-6923, unmended in Python 3.11.7), and loses
the quotes of names (python/cpython#100884). Every header here is one of: plain ASCII that is
wrapped at its blanks, or encoded words of our own.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from email.utils import format_datetime
from urllib.parse import quote, unquote

from watcher.deliver.pictures import Inline
from watcher.digest.render.html import render_html
from watcher.digest.render.text import render_text
from watcher.errors import DeliveryError
from watcher.model.channel import Delivery
from watcher.model.digest import Digest
from watcher.model.message import Message, TestMessage
from watcher.model.operator import OperatorAlert
from watcher.model.plain import clean, cut

SUBJECT_LENGTH = 200  # characters; the letter begins with the whole of it
_NAME_LENGTH = 80

_COLUMNS = 76
_CHUNK = 39  # octets in one encoded word: it fits behind "Subject: " into 76 (RFC 2047, 2)
# What no address of ours holds: it would end the address, or begin a second one.
_PIECE = r'[^\s"(),:;<>@\[\\\]\x00-\x1f\x7f]+'
_ADDRESS = re.compile(f"{_PIECE}@{_PIECE}")
_LONGEST_ADDRESS = 254
_ID = re.compile(r"[^A-Za-z0-9]+")


def write_letter(
    message: Message,
    delivery: Delivery,
    *,
    sender: str,
    contact: str | None,
    pictures: Sequence[Inline] = (),
) -> bytes:
    """Write the letter that carries a message to the delivery's recipient.

    `pictures` go along with its HTML, which shows them (RFC 2387, RFC 2392).
    `sender` may have a name before its address. Who wants no more of it writes to `contact`
    where that is a `mailto:` address, else to the sender. DeliveryError where sender or recipient
    is no address: a permanent one for the recipient, since the configuration can mend a sender.
    """
    headers = _headers(message, delivery, sender=sender, contact=contact)
    lines = [f"{name}: {value}" for name, value in headers]
    head = "".join(f"{line}\r\n" for line in lines).encode()
    domain = domain_of(mailbox(sender)[1])
    plain = _part("plain", render_text(message))
    html = _html(message, delivery, domain, pictures)
    return head + _multipart("alternative", delivery.id, [plain, html])


def mailbox(sender: str) -> tuple[str, str]:
    """Take a sender apart: the name, "" where it has none, and the address."""
    if not sender.endswith(">"):
        return "", sender.strip()
    # A name may hold commas, with quotes or without, so this is no list to be parsed.
    name, _, address = sender[:-1].rpartition("<")
    name = name.strip()
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name, address.strip()


def address_of(text: str) -> str:
    """Give back a plain mail address; DeliveryError, a permanent one, for anything else."""
    if not _is_address(text):
        raise DeliveryError(f'"{cut(text, 100)}" is not a mail address', permanent=True)
    return text


def domain_of(address: str) -> str:
    """The part of an address behind the @."""
    return address.rpartition("@")[2]


def _headers(
    message: Message, delivery: Delivery, *, sender: str, contact: str | None
) -> Iterator[tuple[str, str]]:
    name, address = mailbox(sender)
    if not _is_address(address):
        raise DeliveryError(f'the sender "{cut(sender, 100)}" is not a mail address')
    domain = domain_of(address)
    yield "From", _named(name, address)
    yield "To", address_of(delivery.recipient)
    yield "Subject", _text(cut(message.subject, SUBJECT_LENGTH), len("Subject: "))
    yield "Date", format_datetime(message.composed_at.astimezone(UTC))
    yield "Message-ID", _message_id(delivery.id, domain)
    if delivery.reply_to:
        yield "In-Reply-To", _message_id(delivery.reply_to, domain)
        yield "References", _message_id(delivery.reply_to, domain)
    yield "List-Id", _named(_title(message), f"{_label(message.series)}.{domain}")  # RFC 2919
    yield "List-Unsubscribe", f"<{_unsubscribe(message.series, address, contact)}>"  # RFC 2369
    yield "Auto-Submitted", "auto-generated"  # RFC 3834: no answer by a machine
    yield "Content-Language", "en"
    yield "MIME-Version", "1.0"


def _title(message: Message) -> str:
    match message:
        case Digest():
            return message.title
        case OperatorAlert():
            return "Alerts to the operator"
        case TestMessage():
            return "Test messages"


def _text(value: str, used: int) -> str:
    """Write free text; `used` are the columns that stand before it on its line."""
    # Even as plain text, an encoded word would be decoded by readers that look twice.
    value = clean(value).replace("=?", "= ?")
    words = value.split(" ")
    if value.isascii() and max(map(len, words)) < _COLUMNS:
        return _wrapped(words, used)
    return "\r\n ".join(_encoded(value))


def _named(name: str, address: str) -> str:
    """Write an address with a name before it."""
    name = cut(name, _NAME_LENGTH).replace("=?", "= ?")
    if not name:
        return f"<{address}>"
    if name.isascii():
        escaped = re.sub(r'(["\\])', r"\\\1", name)
        return f'"{escaped}"\r\n <{address}>'
    return "\r\n ".join((*_encoded(name), f"<{address}>"))


def _wrapped(words: list[str], used: int) -> str:
    lines = [words[0]]
    for word in words[1:]:
        if used + len(lines[-1]) + 1 + len(word) <= _COLUMNS:
            lines[-1] += f" {word}"
        else:
            used = 1
            lines.append(word)
    return "\r\n ".join(lines)


def _encoded(value: str) -> Iterator[str]:
    """Cut a text into encoded words (RFC 2047), none of them in the middle of a character."""
    chunk = b""
    for character in value:
        octets = character.encode("utf-8", "replace")
        if len(chunk) + len(octets) > _CHUNK:
            yield f"=?utf-8?b?{base64.b64encode(chunk).decode()}?="
            chunk = b""
        chunk += octets
    yield f"=?utf-8?b?{base64.b64encode(chunk).decode()}?="


def _message_id(delivery_id: str, domain: str) -> str:
    return f"<{_ID.sub('-', delivery_id)[:100]}@{domain}>"


def _label(series: str) -> str:
    return _ID.sub("-", series).strip("-").lower()[:60] or "messages"


def _unsubscribe(series: str, sender: str, contact: str | None) -> str:
    """Where to write to get no more; there is no page on which to do so, only people."""
    scheme, _, rest = (contact or "").partition(":")
    address = unquote(rest.partition("?")[0])
    if scheme.lower() != "mailto" or not (_is_address(address) and address.isascii()):
        address = sender
    subject = quote(f"unsubscribe {cut(series, 60)}", safe="", errors="replace")
    return f"mailto:{quote(address, safe='@+')}?subject={subject}"


def _is_address(text: str) -> bool:
    whole = len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text)
    return bool(whole) and text.isprintable()


def _html(message: Message, delivery: Delivery, domain: str, pictures: Sequence[Inline]) -> bytes:
    """The HTML, together with the pictures that it shows."""
    if not pictures:
        return _part("html", render_html(message))
    own = _ID.sub("-", delivery.id)[:100]
    domain = domain if domain.isascii() else "localhost"
    ids = {each.treaty: f"{each.name}.{own}@{domain}" for each in pictures}
    shown = {
        each.treaty: each.shown(f"cid:{quote(ids[each.treaty], safe='@')}") for each in pictures
    }
    parts = [_part("html", render_html(message, shown))]
    parts += [_picture(each, ids[each.treaty]) for each in pictures]
    return _multipart("related", f"{delivery.id} with pictures", parts, ' type="text/html";\r\n')


def _multipart(subtype: str, mark: str, parts: Sequence[bytes], parameter: str = "") -> bytes:
    """Put parts together; `mark` makes the boundary, which no part can hold."""
    boundary = f"=_{hashlib.sha256(mark.encode()).hexdigest()[:32]}"
    head = f'Content-Type: multipart/{subtype};\r\n{parameter} boundary="{boundary}"\r\n\r\n'
    line = f"--{boundary}".encode()
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
    return head.encode() + body + line + b"--\r\n"


def _picture(inline: Inline, content_id: str) -> bytes:
    content = base64.encodebytes(inline.content).replace(b"\n", b"\r\n")
    return (
        f'Content-Type: image/png;\r\n name="{inline.name}.png"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-ID: <{content_id}>\r\n"
        f'Content-Disposition: inline;\r\n filename="{inline.name}.png"\r\n\r\n'
    ).encode() + content


def _part(subtype: str, text: str) -> bytes:
    """Write a body as quoted-printable: pure ASCII, and lines of at most 76 octets."""
    lines = "\n".join(text.replace("\x00", "").splitlines()) + "\n"
    octets = binascii.b2a_qp(lines.encode("utf-8", "replace"), istext=True)
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode() + octets.replace(b"\n", b"\r\n")
