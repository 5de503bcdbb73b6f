"""The bytes that the chains are made of, and their hash."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(record: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed: JSON with sorted keys, no white space, UTF-8, on one line."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A lone surrogate in a hostile page must not stop the log; it is kept, escaped.
    return text.encode("utf-8", "backslashreplace")


def chain_hash(record: bytes) -> str:
    """SHA-256 in hex, as sha256sum prints it."""
    return hashlib.sha256(record).hexdigest()
