"""Which addresses may be connected to, and the socket factory that holds to it.

The check is made on each address that a connection is really opened to. A check of the name
before the request is beaten by a name that resolves differently the second time, and a resolver
is never asked about a literal such as `0x7f.1` or `[::ffff:127.0.0.1]`.
"""

import errno
import ipaddress
import socket
from dataclasses import dataclass
from typing import Any, Literal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
AddrInfo = tuple[int, int, int, str, tuple[Any, ...]]  # one row of getaddrinfo

# The IANA special-purpose registries (RFC 6890 and after), written out: `is_global` of the
# standard library holds 192.88.99.1, 224.0.0.1, 2002:7f00:1:: and fec0::1 to be global.
_REFUSED_V4 = tuple(
    (ipaddress.IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "multicast tunnelling"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved or broadcast"),
    )
)
# The first match names the kind, so the narrow networks stand before the wide ones. All global
# unicast lies in 2000::/3; the last three rows are the rest of the space.
_REFUSED_V6 = tuple(
    (ipaddress.IPv6Network(network), kind)
    for network, kind in (
        ("::1/128", "loopback"),
        ("::/128", "unspecified"),
        ("::/96", "IPv4-compatible"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard-only"),
        ("2001::/32", "Teredo"),
        ("2001:2::/48", "benchmarking"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3ffe::/16", "6bone"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
        ("::/3", "not global"),
        ("4000::/2", "not global"),
        ("8000::/1", "not global"),
    )
)
# Forms that are another way to write an IPv4 address: the address inside is judged. The NAT64
# prefix is one of them, since on a network with IPv6 alone each IPv4 site is reached through it.
_V4_INSIDE = (ipaddress.IPv6Network("::ffff:0:0/96"), ipaddress.IPv6Network("64:ff9b::/96"))


class AddressRefused(OSError):
    """The address lies in a network that must not be connected to."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(errno.EACCES, f"{address} {why}")

    def __str__(self) -> str:
        return str(self.strerror)


def refusal(address: Address) -> str | None:
    """Name the kind of network because of which an address is refused; None where it is public."""
    if isinstance(address, ipaddress.IPv6Address):
        if not any(address in network for network in _V4_INSIDE):
            return next((kind for network, kind in _REFUSED_V6 if address in network), None)
        address = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return next((kind for network, kind in _REFUSED_V4 if address in network), None)


@dataclass(frozen=True, slots=True)
class PublicOnly:
    """Lets nothing through to a private address.

    `why` ends the sentence "ADDRESS …" and has a place for the kind of network.
    """

    why: str

    def check(self, address: Address) -> None:
        """Raise `AddressRefused` unless the address is public."""
        if kind := refusal(address):
            raise AddressRefused(str(address), self.why.format(kind=kind))

    def check_behind_proxy(self, host: str) -> None:
        """Raise `AddressRefused` if a host *says* a private address, in any spelling.

        For requests that go through a proxy: it opens the connection, so names cannot be checked
        here; but `http://127.0.0.1/` and `http://localhost/` would be the proxy's own machine.
        """
        said = _said(host)
        if said == "localhost":
            raise AddressRefused(host, self.why.format(kind="loopback"))
        if said is not None:
            self.check(said)


@dataclass(frozen=True, slots=True)
class PrivateOnly:
    """Lets nothing through to a public address; `why` ends the sentence "ADDRESS …"."""

    why: str

    def check(self, address: Address) -> None:
        """Raise `AddressRefused` unless the address is private."""
        if refusal(address) is None:
            raise AddressRefused(str(address), self.why)

    def check_behind_proxy(self, host: str) -> None:
        """Raise `AddressRefused` unless the host says a private address: a name proves nothing."""
        said = _said(host)
        if said is None:
            raise AddressRefused(host, self.why)
        if said != "localhost":
            self.check(said)


Guard = PublicOnly | PrivateOnly


def guarded_socket(guard: Guard, info: AddrInfo) -> socket.socket:
    """Make a socket for an address that is about to be connected to, if the guard allows it.

    With its guard bound, it serves as aiohttp's `socket_factory`. Raises `AddressRefused`.
    """
    family, kind, protocol, _, place = info
    guard.check(ipaddress.ip_address(place[0]))
    return socket.socket(family, kind, protocol)


def _said(host: str) -> Address | Literal["localhost"] | None:
    """The address that a host is another spelling of; None for a name."""
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return "localhost"
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    try:
        # The resolver's own reading of 0x7f.1, 0177.1, 2130706433.
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
