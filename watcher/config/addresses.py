"""Where messages go, and secrets: the rules for mail addresses, endpoints and services.

As in `values`, a rule returns what the program works with or raises ValueError with the rest of
a sentence that begins with the name and the value. No sentence repeats what may be a secret.
"""

import re
from email.utils import formataddr, parseaddr

from watcher.config import values
from watcher.model.channel import Address, Secret

#: A local part without quotes (RFC 5321's dot-string) and a domain, in ASCII.
_MAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]+\]?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_LONGEST_MAIL = 254  # characters (RFC 5321, 4.5.3.1.3, without the angle brackets)

#: Services of apprise whose URL names a host and a place on it, and nothing that is secret.
_PLAIN_SERVICES = ("json", "jsons", "form", "forms", "xml", "xmls", "ntfy", "ntfys")


def secret(value: object) -> Secret:
    """Read where a secret is found; the secret itself may not stand in the file."""
    words = value.strip() if isinstance(value, str) else ""
    kind, _, place = words.partition(":")
    if kind == "env" and _VARIABLE.fullmatch(place):
        return Secret(words)
    if kind == "file" and place and place.isprintable():
        return Secret(words)
    raise ValueError(
        "must not stand here itself; write where it is found, "
        'such as "env:NAME" (a variable of the environment) or "file:PATH"'
    )


def secrets(value: object) -> tuple[Secret, ...]:
    """Read one secret or several; the first one is the newest."""
    found = tuple(secret(item) for item in (value if isinstance(value, list) else [value]))
    if not 1 <= len(found) <= 5:
        raise ValueError("must be one to five secrets")
    return found


def endpoint(value: object) -> Address:
    """Read a web address, or where one is found that is secret itself."""
    if isinstance(value, str) and value.startswith(("env:", "file:")):
        return secret(value)
    return values.url(value)


def services(value: object) -> tuple[Address, ...]:
    """Read the URLs of chat services, as apprise writes them."""
    found = tuple(_service(item) for item in (value if isinstance(value, list) else [value]))
    if not found:
        raise ValueError("is empty; write at least one")
    if len(set(found)) < len(found):
        raise ValueError("names one service twice")
    return found


def _service(value: object) -> Address:
    words = values.text(value)
    scheme, separator, rest = words.partition("://")
    if separator and "@" not in rest and scheme.lower() in _PLAIN_SERVICES:
        return words
    if separator and not words.startswith(("env:", "file:")):
        raise ValueError(
            "must not stand here itself, since such a URL holds a secret; write where it is "
            'found, such as "env:CHAT_URL" or "file:PATH"'
        )
    return secret(words)


def host(value: object) -> str:
    """Read a server's name or address, without its port."""
    name = values.text(value)
    if not _HOST.fullmatch(name):
        raise ValueError('is not a host; write its name, such as "smtp.example.org"')
    return name.strip("[]")


def mail(value: object) -> str:
    """Read one plain mail address."""
    address = values.text(value)
    if len(address) > _LONGEST_MAIL or not _MAIL.fullmatch(address):
        raise ValueError(
            'is not a mail address; write one such as "desk@example.org", in ASCII (a domain '
            "with other letters has a form that begins with xn--)"
        )
    return address


def sender(value: object) -> str:
    """Read a mail address with or without a name before it."""
    words = values.text(value)
    name, address = parseaddr(words)
    if words.count("<") > 1 or ("<" in words and not words.endswith(">")):
        address = ""
    mail(address or "-")
    return formataddr((name, address)) if name.isascii() else f"{name} <{address}>"


def recipients(value: object) -> tuple[str, ...]:
    """Read mail addresses; one alone may stand without the brackets."""
    found = tuple(mail(item) for item in (value if isinstance(value, list) else [value]))
    if not found:
        raise ValueError("is empty; write at least one address")
    doubles = [each for each in found if [one.lower() for one in found].count(each.lower()) > 1]
    if doubles:
        raise ValueError(f"names {doubles[0]} twice")
    return found
