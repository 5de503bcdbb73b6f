"""By which names the desk may be asked for. Pure.

A page of another site can make its own name lead to 127.0.0.1 and then read what is there as if it
were its own ("DNS rebinding"). Its requests still carry its own name as Host: so only names that
are known are answered.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from watcher.config import Web
from watcher.config.web import host_of, is_loopback

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 -- compared, not bound
_AUTHORITY = re.compile(r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names that are answered, in small letters, without ports and brackets."""

    names: frozenset[str]
    any_address: bool = False  # IP addresses, too: rebinding needs a name

    def holds(self, host: str) -> bool:
        """Whether a host is one of them."""
        return host in self.names or (self.any_address and _is_address(host))


def hosts(web: Web) -> Hosts:
    """The names that follow from the configuration, where it does not list them itself.

    Without a password and a proxy's header the desk is for this machine alone, so that the host of
    `public_url` is not enough then: through a proxy everyone would come in.
    """
    if web.allowed_hosts:
        return Hosts(frozenset(web.allowed_hosts))
    listening = web.place[0].lower() if web.place else ""
    names: set[str] = set()
    if is_loopback(listening):
        names |= _LOOPBACK | {listening}
    public = host_of(web.public_url)
    if not web.is_open or is_loopback(public):
        names.add(public)
    if listening in _EVERYWHERE:
        return Hosts(frozenset(names | {"localhost"}), any_address=True)
    return Hosts(frozenset(names | {listening}) - {""})


def named(header: str) -> str | None:
    """The host that a Host header names, as in `Hosts`; None where it is no such header."""
    match = _AUTHORITY.fullmatch(header.lower())
    if match is None:
        return None
    return _canonical(match["v6"]) if match["v6"] else match["name"]


def _canonical(address: str) -> str | None:
    try:
        return str(ip_address(address))
    except ValueError:
        return None


def _is_address(host: str) -> bool:
    return _canonical(host) is not None
