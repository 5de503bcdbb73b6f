"""WARC files: the responses in them that are of the source's address."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from watcher.errors import UsageError
from watcher.model.capture import Capture
from watcher.model.source import Source
from watcher.past.saved import MAX_BODY, LeftAside, Saved, capture_of, unreadable

_NAME = re.compile(r"\.warc(?:\.gz)?", re.IGNORECASE)


def is_warc(path: Path) -> bool:
    """Whether a file is a WARC by its name."""
    return _NAME.fullmatch("".join(path.suffixes[-2:])) is not None or path.suffix == ".warc"


def from_warc(source: Source, path: Path) -> Iterator[Saved | LeftAside]:
    """Find the responses of the source's address; UsageError where the file is no WARC.

    Responses of other addresses are passed over in silence: an archive holds a whole site.
    """
    with _sound(path), path.open("rb") as stream:
        records = ArchiveIterator(stream)
        for number, record in enumerate(records, 1):
            uri = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type in ("response", "resource") and _is_of(source, uri):
                where = f"{path}, record {number}"
                reason = _unfit(record)
                if reason is not None:
                    yield LeftAside(where, reason)
                    continue
                moment = _moment(record)
                place = records.get_record_offset()
                yield Saved(where, moment, partial(_read, path, place, uri, moment))


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unreadable(path, error) from error
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        reason = " ".join(str(error).split()) or "it ends in the middle"
        raise UsageError(f"{path}: is no whole WARC file: {reason}.") from error


def _unfit(record: Any) -> str | None:  # noqa: ANN401 -- warcio ships no types
    """Why a record is no capture, or None. The whole of it is read, and none of it kept."""
    http = record.http_headers
    if record.rec_type == "response" and http is not None and http.get_statuscode() != "200":
        return f"it was answered with {http.get_statuscode()}"
    try:
        _moment(record)
    except ValueError:
        return f"its WARC-Date {record.rec_headers.get_header('WARC-Date')!r} is no date"
    if len(record.content_stream().read(MAX_BODY + 1)) > MAX_BODY:
        return f"it is larger than {MAX_BODY:,} bytes"
    return None


def _moment(record: Any) -> datetime:  # noqa: ANN401 -- as above
    date = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    return date.astimezone(UTC).replace(microsecond=0)


def _read(path: Path, place: int, uri: str, moment: datetime) -> Capture:
    with _sound(path), path.open("rb") as stream:
        stream.seek(place)
        record = next(iter(ArchiveIterator(stream)))
        http = record.http_headers
        headers = tuple((name, value) for name, value in http.headers) if http else ()
        return capture_of(uri, record.content_stream().read(), moment, headers)


def _is_of(source: Source, uri: str) -> bool:
    """Whether an address is the source's. A status page is named by its treaty and language."""
    host, path, query = _address(uri)
    if source.kind == "untc-status" and "viewdetails" in path.lower():
        asked = dict(query)
        of_treaty = asked.get("mtdsg_no", "").upper() == (source.treaty or "").upper()
        same_language = asked.get("clang", "_en") == dict(_address(source.url)[2]).get(
            "clang", "_en"
        )
        return of_treaty and same_language and host == _address(source.url)[0]
    return (host, path, query) == _address(source.url)


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
