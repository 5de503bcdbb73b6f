"""Passwords: argon2id, slow on purpose (RFC 9106), at most two at once and off the event loop."""

import unicodedata

from anyio import CapacityLimiter, to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12  # characters
LONGEST = 1000
_AT_ONCE = 2  # each takes 64 MiB for a moment


def hashed(password: str) -> str:
    """The hash that the configuration holds, in the PHC string format. Takes a moment."""
    return PasswordHasher().hash(_one_form(password))


class Passwords:
    """Compares what people type with the hash."""

    def __init__(self, stored: str) -> None:
        self._stored = stored
        self._turns = CapacityLimiter(_AT_ONCE)

    async def match(self, password: str) -> bool:
        """Whether this is the password."""
        if not password or len(password) > LONGEST:
            return False
        return await to_thread.run_sync(
            _matches, self._stored, _one_form(password), limiter=self._turns
        )


def _matches(stored: str, password: bytes) -> bool:
    try:
        return PasswordHasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _one_form(password: str) -> bytes:
    """The same bytes for the same letters, however a keyboard composes them."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
