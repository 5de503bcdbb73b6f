"""The kinds of source: one visible table.

A kind names its reader's module instead of importing it: readers load parsers, and the process
that polls must start fast and stay small. The sandbox imports the module in its workers.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from watcher.model.reading import Listing, Matching, Records, Table
from watcher.model.source import Format, Source


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of source is read.

    `module` has `extract(source, document)`. `version` rises whenever the same bytes would be
    read differently: the next poll of each such source is then a silent baseline of what
    differs. `reach` rises when further parts are read beside the known ones, which are read as
    before: the body is then read again although it did not change, and the further parts get
    their silent baseline. `noise` matches bytes that differ at each request and mean nothing.
    """

    module: str
    version: int
    noise: tuple[re.Pattern[bytes], ...] = ()
    reach: int = 0


_ASPNET_STATE = re.compile(
    rb'id="__(?:VIEWSTATE|EVENTVALIDATION|VIEWSTATEGENERATOR)"\s+value="[^"]*"'
)
#: The site's clock, the same for all treaties: no revision of this one.
_UNTC_STAMP = re.compile(rb"STATUS AS AT\s*:[^<]{0,60}")

#: Form fields and tokens, anew at each request and never text for people.
_FORM_FIELD = re.compile(rb'<(?:input\b|meta name="csrf-)[^<>]*>', re.IGNORECASE)
_NONCE = re.compile(rb' nonce="[\w+/=-]{16,64}"')
#: What caches write behind a page.
_COMMENT = re.compile(rb"<!--[^<>]{0,2000}-->")

#: Kinds whose findings are passages, which are what they say and nothing else.
_OF_PASSAGES = frozenset({"page", "pdf"})

KINDS: Mapping[str, Kind] = {
    "untc-status": Kind("watcher.extract.untc.status", 1, (_ASPNET_STATE, _UNTC_STAMP), reach=1),
    "untc-notifications": Kind("watcher.extract.notifications", 1, (_ASPNET_STATE,)),
    "feed": Kind("watcher.extract.feed", 1, reach=1),
    "listing": Kind("watcher.extract.listing", 1, (_ASPNET_STATE,)),
    "page": Kind("watcher.extract.page", 2, (_FORM_FIELD, _NONCE, _COMMENT)),
    "table": Kind("watcher.extract.table", 1, (_ASPNET_STATE,)),
    "json": Kind("watcher.extract.json_records", 1),
    "pdf": Kind("watcher.extract.pdf", 1),
}


def fingerprint(source: Source) -> str:
    """How the source is read: `what.version`, a slash, and how far it is read.

    `what` is a hash of what is watched and where. A new `what` or version means that whatever
    differs is recorded as a silent baseline; a new rest, behind the slash, only that the body is
    read again: what was known is compared as ever, and what was left out may come in.
    """
    # Those that came later stand in it only where they are used: older databases know the rest.
    later = (source.listing, source.table, source.records)
    settings = [_written(each) for each in later if each is not None]
    if source.format is not Format.HTML:
        settings.append(source.format.value)
    if source.kind in _OF_PASSAGES and source.matching != Matching():
        settings.append(_written(source.matching))  # as `ignore`: a passage has no identity
    what = (source.kind, source.url, source.treaty or "", source.select or "", *source.ignore)
    kind = KINDS[source.kind]
    rest = _hash(str(kind.reach), _written(source.matching))[:16]
    return f"{_hash(*what, *settings)[:32]}.{kind.version}/{rest}"


def read_alike(one: str | None, other: str | None) -> bool:
    """Whether two fingerprints differ at most in how far the source is read."""
    return one is not None and other is not None and one.split("/")[0] == other.split("/")[0]


def watches_the_same(one: str | None, other: str | None) -> bool:
    """Whether two fingerprints differ at most in the reader's version and reach."""
    return one is not None and other is not None and one.split(".")[0] == other.split(".")[0]


def _written(settings: Listing | Table | Records | Matching) -> str:
    """The settings that are not left at their defaults: a default added later changes nothing."""
    stated = {
        field.name: value
        for field in fields(settings)
        if (value := getattr(settings, field.name)) != field.default
    }
    return json.dumps(stated, sort_keys=True, default=asdict)


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def body_digest(kind: str, body: bytes) -> str:
    """SHA-256 of the body without its noise; equal digests need no reading."""
    for pattern in KINDS[kind].noise:
        body = pattern.sub(b"", body)
    return hashlib.sha256(body).hexdigest()
