"""Reading an answer's body: whole, within its limit, with the content coding undone by us.

httpx and aiohttp accept a gzip body that was cut, and know no limit on what it grows to.
"""

import zlib
from collections.abc import Iterator

import httpx

from watcher.net.failures import Unusable

_GZIP = 16 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


async def read_body(response: httpx.Response, limit: int) -> bytes:
    """Read and decode a streamed answer, of at most `limit` decoded bytes.

    Raises `Unusable` where it is too large, cut, damaged, or in a coding that was not asked for;
    and whatever httpx raises when the transfer breaks.
    """
    decoder = _decoder(response, limit)
    received = 0
    parts: list[bytes] = []
    size = 0
    stated = _stated_length(response)
    if stated is not None and stated > limit:
        raise _too_large(limit)
    async for chunk in response.aiter_raw():
        received += len(chunk)
        if received > limit:
            raise _too_large(limit)
        if decoder is None:
            parts.append(chunk)
            continue
        for part in decoder.feed(chunk):
            size += len(part)
            if size > limit:
                raise _too_large(limit)
            parts.append(part)
    if stated is not None and stated != received:
        raise Unusable(
            f"the transfer was cut: {stated:,} bytes were announced and {received:,} came",
            status=response.status_code,
        )
    if decoder is not None and not decoder.whole:
        raise Unusable(
            "the transfer was cut: its compressed body ends in the middle",
            status=response.status_code,
        )
    return b"".join(parts)


class _Inflater:
    """Undoes gzip or deflate step by step; no step yields more than the limit and one byte.

    Several gzip members in a row are one body (RFC 1952, 2.2), and zero bytes after the last one
    are padding. Anything else after the end is refused: the checksum vouches only for what came
    before it, so a body that goes on is not the one that was meant.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self._gzip = coding != "deflate"
        self._step = limit + 1
        self._inflate = zlib.decompressobj(_GZIP) if self._gzip else None
        self._head = b""  # deflate only: its first byte, until the second one tells the form
        self._tail = b""  # a byte after a member that may be the start of the next

    @property
    def whole(self) -> bool:
        return self._inflate is not None and self._inflate.eof and not self._tail

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if self._inflate is None:
            self._head += chunk
            if len(self._head) < 2:
                return
            chunk, self._inflate = self._head, zlib.decompressobj(_deflate_form(self._head))
        while chunk:
            if self._inflate.eof:
                chunk = self._next_member(chunk)
                continue
            try:
                part = self._inflate.decompress(chunk, self._step)
            except zlib.error as error:
                raise Unusable(f"its compressed body is damaged ({error})") from error
            chunk = self._inflate.unconsumed_tail or self._inflate.unused_data
            yield part

    def _next_member(self, chunk: bytes) -> bytes:
        rest = (self._tail + chunk).lstrip(b"\0") if self._gzip else chunk
        self._tail = b""
        if not rest:
            return b""
        if self._gzip and rest == _GZIP_MAGIC[:1]:
            self._tail = rest
            return b""
        if not self._gzip or not rest.startswith(_GZIP_MAGIC):
            raise Unusable("its compressed body is followed by bytes that do not belong to it")
        self._inflate = zlib.decompressobj(_GZIP)
        return rest


def _decoder(response: httpx.Response, limit: int) -> _Inflater | None:
    codings = [
        token
        for line in response.headers.get_list("content-encoding", split_commas=True)
        if (token := line.strip().lower()) not in ("", "identity")
    ]
    if not codings:
        return None
    if codings[0] not in ("gzip", "x-gzip", "deflate") or len(codings) > 1:
        raise Unusable(
            f"its body is coded as {', '.join(codings)[:80]!r}, and only gzip was asked for: "
            "the server, or a proxy before it, does not keep to HTTP",
            status=response.status_code,
        )
    return _Inflater(codings[0], limit)


def _deflate_form(head: bytes) -> int:
    """HTTP's deflate is zlib's form (RFC 9110, 8.4.1.2), but some servers send the bare stream."""
    is_zlib = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if is_zlib else _RAW_DEFLATE


def _stated_length(response: httpx.Response) -> int | None:
    text = response.headers.get("content-length")
    if text is None or "transfer-encoding" in response.headers:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise Unusable(f"its Content-Length is no number: {text[:40]!r}")
    return int(text)


def _too_large(limit: int) -> Unusable:
    return Unusable(f"its body is larger than the limit of {limit:,} bytes: watch a smaller page")
