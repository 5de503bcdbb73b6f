"""The signature of Standard Webhooks (https://www.standardwebhooks.com). Pure.

Symmetric keys alone (`v1`, HMAC with SHA-256): the receiver has the same secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

_PREFIX = "whsec_"
#: Bytes of a key; the specification asks for 24 to 64, and its own libraries for one at least.
_SHORTEST = 16
_LONGEST = 256


def key_of(secret: str) -> bytes:
    """Read a secret, `whsec_` and the key in base64, or the base64 alone.

    ValueError for what is none; it repeats nothing of it.
    """
    words = secret.strip().removeprefix(_PREFIX)
    try:
        key = base64.b64decode(words.encode("ascii"), validate=True)
    except ValueError:  # binascii.Error and UnicodeEncodeError are; the latter quotes the secret
        key = b""
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise ValueError(
            f"is no webhook secret: it must be {_PREFIX} and a key of {_SHORTEST} to {_LONGEST} "
            "bytes in base64, with its = at the end"
        )
    return key


def signed(
    keys: Iterable[bytes], delivery_id: str, moment: datetime, body: bytes
) -> dict[str, str]:
    """Make the three headers for a body that is sent at a moment (aware, of any time zone).

    One signature for each key, in their order: while a secret is replaced, a receiver has one
    of the two.
    """
    if moment.tzinfo is None:
        raise ValueError("the moment of a signature has no time zone")
    timestamp = str(int(moment.timestamp()))
    content = b".".join((delivery_id.encode(), timestamp.encode(), body))
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(key, content) for key in keys),
    }


def _signature(key: bytes, content: bytes) -> str:
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
