"""The section `[web]`: where the review desk listens, and who may use it.

As in `values`, a rule returns what the program works with or raises ValueError with the rest of a
sentence that begins with the name and the value. No sentence repeats what may be a secret.
"""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from watcher.config import addresses, values
from watcher.model.channel import Address, Secret

DEFAULT = "127.0.0.1:8080"
OFF = "off"  # as a place to listen: there is no web page

#: What argon2id writes in the PHC string format: version, parameters, salt, hash.
_HASH = re.compile(
    r"\$argon2id\$v=19\$m=[1-9]\d{0,9},t=[1-9]\d{0,5},p=[1-9]\d{0,3}"
    r"\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,128}",
    re.ASCII,
)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
#: Headers whose value comes from the browser, so that they prove nobody's name.
_BROWSERS = frozenset(
    {"accept", "authorization", "content-type", "cookie", "host", "origin", "referer", "user-agent"}
)
_MOST = 20  # tokens, and names of hosts


def listen(value: object) -> str:
    """Read a host and a port (an IPv6 host stands in brackets), or the word for no page."""
    if value == OFF:
        return OFF
    try:
        return values.listen(value)
    except ValueError as error:
        raise ValueError(
            'is not a place to listen; write "off" for no web page, or write host:port, such as '
            f'"{DEFAULT}"'
        ) from error


def password(value: object) -> Address:
    """Read a password's hash, or where it is found. The password itself may not stand here."""
    words = value.strip() if isinstance(value, str) else ""
    if words.startswith(("env:", "file:")):
        return addresses.secret(words)
    if is_hash(words):
        return words
    raise ValueError(
        "is not a hash of a password; make one with `watcher password`, or write where one is "
        'found, such as "env:NAME" or "file:PATH"'
    )


def is_hash(words: str) -> bool:
    """Tell whether this is an argon2id hash as `watcher password` prints it."""
    return _HASH.fullmatch(words) is not None


def tokens(value: object) -> tuple[Secret, ...]:
    """Read where tokens are found, each a secret of its own."""
    found = tuple(map(addresses.secret, value if isinstance(value, list) else [value]))
    if len(set(found)) < len(found):
        raise ValueError("names one token twice")
    if len(found) > _MOST:
        raise ValueError(f"must be at most {_MOST} tokens")
    return found


def header(value: object) -> str:
    """Read the name of a header that only a proxy sets; names of headers have no case."""
    name = values.text(value)
    if not _HEADER.fullmatch(name):
        raise ValueError('is not the name of a header; write one such as "X-Forwarded-User"')
    if name.lower() in _BROWSERS:
        raise ValueError(
            "is set by browsers, so it proves nobody's name; have the proxy set another"
        )
    return name.lower()


def hosts(value: object) -> tuple[str, ...]:
    """Read the names by which the desk may be asked for, without their ports."""
    found = tuple(_host(item) for item in (value if isinstance(value, list) else [value]))
    if not 1 <= len(found) <= _MOST:
        raise ValueError(f"must be one to {_MOST} names of hosts")
    return tuple(dict.fromkeys(found))


def _host(value: object) -> str:
    name = values.text(value).lower().strip("[]")
    try:
        return str(ip_address(name))
    except ValueError:
        if _NAME.fullmatch(name):
            return name
    raise ValueError(
        'holds what is no name of a host; write names such as "watch.example.org", without '
        "https:// and without a port"
    )


def place(words: str) -> tuple[str, int] | None:
    """Host and port of what `listen` holds; None for "off"."""
    if words == OFF:
        return None
    host, _, port = words.rpartition(":")
    return host.strip("[]"), int(port)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host. Of names only localhost is known to be so."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The host that an address names, in small letters and without brackets."""
    return urlsplit(url).hostname or ""


def disagreements(section: Mapping[str, object]) -> Iterator[str]:
    """Where the values of the section do not go together."""
    given = section.get("listen", DEFAULT)
    if "password" in section and "trusted_header" in section:
        yield (
            "password and trusted_header are two ways in; keep the one that people use and leave "
            "the other out"
        )
    try:
        where = place(listen(given))
    except ValueError:
        return  # the rule for the value says so
    guarded = "password" in section or "trusted_header" in section
    if where is not None and not guarded and not is_loopback(where[0]):
        yield (
            f'listen = "{given}" lets other machines in, so it needs a password: make one with '
            "`watcher password`, or name the header in which a reverse proxy says who asks "
            "(trusted_header), or listen at 127.0.0.1"
        )
