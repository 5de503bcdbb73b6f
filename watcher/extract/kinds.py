"""The kinds of source: one visible table.

A kind names its reader's module instead of importing it: readers load parsers, and the process
that polls must start fast and stay small. The sandbox imports the module in its workers.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from watcher.model.source import Source


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of source is read.

    `module` has `extract(source, document)`. `version` rises whenever the same bytes would be
    read differently: the next poll of each such source is then a silent baseline of what
    differs. `noise` matches bytes that differ at each request and mean nothing.
    """

    module: str
    version: int
    noise: tuple[re.Pattern[bytes], ...] = ()


_ASPNET_STATE = re.compile(
    rb'id="__(?:VIEWSTATE|EVENTVALIDATION|VIEWSTATEGENERATOR)"\s+value="[^"]*"'
)
#: The site's clock, the same for all treaties: no revision of this one.
_UNTC_STAMP = re.compile(rb"STATUS AS AT\s*:[^<]{0,60}")

KINDS: Mapping[str, Kind] = {
    "untc-status": Kind("watcher.extract.untc.status", 1, (_ASPNET_STATE, _UNTC_STAMP)),
    "feed": Kind("watcher.extract.feed", 1),
    "page": Kind("watcher.extract.page", 1, (_ASPNET_STATE,)),
}


def fingerprint(source: Source) -> str:
    """How the source is read: a hash of what is watched, a dot, and the reader's version.

    A new fingerprint means that what differs is recorded as a silent baseline.
    """
    what = (source.kind, source.url, source.treaty or "", source.select or "", *source.ignore)
    digest = hashlib.sha256("\0".join(what).encode()).hexdigest()[:32]
    return f"{digest}.{KINDS[source.kind].version}"


def watches_the_same(one: str | None, other: str | None) -> bool:
    """Whether two fingerprints differ at most in the reader's version."""
    return one is not None and other is not None and one.split(".")[0] == other.split(".")[0]


def body_digest(kind: str, body: bytes) -> str:
    """SHA-256 of the body without its noise; equal digests need no reading."""
    for pattern in KINDS[kind].noise:
        body = pattern.sub(b"", body)
    return hashlib.sha256(body).hexdigest()
