"""WARC files: the responses in them that are of the source's address."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from watcher.errors import UsageError
from watcher.model.source import Source
from watcher.past.saved import MAX_BODY, LeftAside, Saved, capture_of, unreadable

_NAME = re.compile(r"\.warc(?:\.gz)?", re.IGNORECASE)


def is_warc(path: Path) -> bool:
    """Whether a file is a WARC by its name."""
    return _NAME.fullmatch("".join(path.suffixes[-2:])) is not None or path.suffix == ".warc"


def from_warc(source: Source, path: Path) -> Iterator[Saved | LeftAside]:
    """Read the responses of the source's address; UsageError where the file is no WARC.

    Responses of other addresses are passed over in silence: an archive holds a whole site.
    """
    wanted = _address(source.url)
    try:
        with path.open("rb") as stream:
            for number, record in enumerate(ArchiveIterator(stream), 1):
                uri = record.rec_headers.get_header("WARC-Target-URI") or ""
                if record.rec_type in ("response", "resource") and _address(uri) == wanted:
                    yield _read(record, uri, f"{path}, record {number}")
    except OSError as error:
        raise unreadable(path, error) from error
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        reason = " ".join(str(error).split()) or "it ends in the middle"
        raise UsageError(f"{path}: is no whole WARC file: {reason}.") from error


def _read(record: Any, uri: str, where: str) -> Saved | LeftAside:  # noqa: ANN401 -- warcio ships no types
    headers: tuple[tuple[str, str], ...] = ()
    if record.rec_type == "response" and record.http_headers is not None:
        status = record.http_headers.get_statuscode()
        if status != "200":
            return LeftAside(where, f"it was answered with {status}")
        headers = tuple((name, value) for name, value in record.http_headers.headers)
    date = record.rec_headers.get_header("WARC-Date") or ""
    try:
        moment = datetime.fromisoformat(date).astimezone(UTC)
    except ValueError:
        return LeftAside(where, f"its WARC-Date {date!r} is no date")
    body = record.content_stream().read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        return LeftAside(where, f"it is larger than {MAX_BODY:,} bytes")
    return Saved(where, capture_of(uri, body, moment, headers))


def _address(url: str) -> tuple[str, str, frozenset[tuple[str, str]]]:
    """What names a page in its address: neither the scheme nor the order of parameters does."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url, "", frozenset()
    query = frozenset(
        (name.lower(), value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    return host, parts.path.rstrip("/"), query
