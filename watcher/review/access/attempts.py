"""How often a password may be tried: by one address, and by all together. Kept in memory."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

WINDOW = timedelta(minutes=5)
OF_ONE = 10  # attempts within the window
OF_ALL = 100


class Attempts:
    """Counts attempts. It never holds more than `OF_ALL` of them, whoever tries."""

    def __init__(self) -> None:
        self._made: deque[tuple[datetime, str]] = deque()

    def wait(self, client: str, now: datetime) -> timedelta | None:
        """Count an attempt. Where there were too many it is not one: how long to wait instead."""
        while self._made and self._made[0][0] <= now - WINDOW:
            self._made.popleft()
        own = [when for when, who in self._made if who == client]
        full = own if len(own) >= OF_ONE else self._made if len(self._made) >= OF_ALL else None
        if full is not None:
            first = own[-OF_ONE] if full is own else self._made[0][0]
            return first + WINDOW - now
        self._made.append((now, client))
        return None

    def forget(self, client: str) -> None:
        """Forget the attempts of an address from which someone came in."""
        self._made = deque(each for each in self._made if each[1] != client)


def client_of(peer: str | None, headers: Mapping[str, str]) -> str:
    """Who tries: the other end of the connection, or whom a proxy beside us speaks for.

    The last address of `X-Forwarded-For` is what the nearest proxy saw. It is believed only of a
    proxy on this machine or network. Who has one IPv6 address has 2**64 of them.
    """
    seen = _address(peer or "")
    if seen is None:
        return "unknown"
    if seen.is_loopback or seen.is_private:
        forwarded = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        seen = _address(forwarded) or seen
    if isinstance(seen, IPv6Address) and seen.ipv4_mapped is None:
        return str(IPv6Address(int(seen) >> 64 << 64))
    return str(seen)


def _address(text: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 -- of either kind
    try:
        return ip_address(text.strip("[]"))
    except ValueError:
        return None
