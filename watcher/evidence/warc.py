"""Captures as WARC records (ISO 28500, version 1.0), as web archives write and read them.

A record holds the body after its content coding was undone, which is what was hashed. Headers that
speak of another coding or length are therefore named `X-Archive-Orig-…`, as archives do.
"""

import json
import re
import uuid
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from watcher import __version__
from watcher.evidence.case import Exhibit

_CODING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_BREAK = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Archive:
    """Writes captures into a WARC. The same captures make the same bytes."""

    def __init__(self, file: BinaryIO, *, gzip: bool, made_at: str) -> None:
        """Begin an archive; `made_at` is a UTC moment in ISO 8601, and stands in its first record.

        It is no time of ours: what is the same shall be the same file.
        """
        self._writer: Any = WARCWriter(file, gzip=gzip)
        info = {
            "software": f"treaty-watcher/{__version__}",
            "format": "WARC File Format 1.0",
            "conformsTo": "http://bibnum.bnf.fr/WARC/WARC_ISO_28500_version1_latestdraft.pdf",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in info.items()).encode()
        headers = {
            "WARC-Record-ID": _id("warcinfo", made_at),
            "WARC-Date": _seconds(made_at),
        }
        self._add("", "warcinfo", lines, headers)

    def add(self, exhibit: Exhibit, role: str) -> None:
        """Write a capture's response, where its bytes are kept, and what is known of it."""
        capture = exhibit.capture
        date = f"{capture.fetched_at:%Y-%m-%dT%H:%M:%SZ}"
        response = _id("response", f"{exhibit.hash}")
        uri = _BREAK.sub("", capture.url)
        if exhibit.deleted_at is None:
            record = self._writer.create_warc_record(
                uri,
                "response",
                payload=BytesIO(capture.body),
                length=len(capture.body),
                warc_headers_dict={"WARC-Record-ID": response, "WARC-Date": date},
                http_headers=_http(exhibit),
            )
            self._writer.write_record(record)
        known = {
            "role": role,
            "source": exhibit.source,
            "number": exhibit.number,
            "sha256": capture.sha256,
            "bytes": exhibit.size,
            "record_sha256": exhibit.hash,
            "record": exhibit.record.decode(),
            "bytes_deleted_at": exhibit.deleted_at,
        }
        text = json.dumps(known, ensure_ascii=False, indent=1).encode()
        headers = {
            "WARC-Record-ID": _id("metadata", exhibit.hash),
            "WARC-Date": date,
            "WARC-Concurrent-To": response,
        }
        self._add(uri, "metadata", text, headers, "application/json")

    def _add(
        self, uri: str, kind: str, body: bytes, headers: dict[str, str], type_: str = ""
    ) -> None:
        record = self._writer.create_warc_record(
            uri,
            kind,
            payload=BytesIO(body),
            length=len(body),
            warc_content_type=type_,
            warc_headers_dict=headers,
        )
        self._writer.write_record(record)


def _http(exhibit: Exhibit) -> Any:  # noqa: ANN401 -- warcio ships no types
    status = exhibit.capture.status
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    headers = []
    for name, value in exhibit.capture.headers:
        coding = name.lower() in _CODING and value != str(exhibit.size)
        shown = f"X-Archive-Orig-{name}" if coding else name
        headers.append((_BREAK.sub("", shown), _BREAK.sub(" ", value)))
    return StatusAndHeaders(f"{status} {phrase}".strip(), headers, protocol="HTTP/1.1")


def _id(kind: str, name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'treaty-watcher {kind} {name}')}>"


def _seconds(moment: str) -> str:
    return f"{moment[:19] or '1970-01-01T00:00:00'}Z"
