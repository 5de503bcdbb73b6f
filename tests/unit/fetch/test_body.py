import gzip
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.servers import chunked, cut, drip, gzipped, head, raw, reply, until_close
from watcher.fetch.client import Fetcher
from watcher.model.capture import Validators

TEXT = b"".join(b"participant %d signed\n" % number for number in range(5000))  # 110 KB


def coded(body: bytes, coding: str = "gzip"):
    return reply(body=body, headers={"Content-Encoding": coding})


def deflated(body: bytes, wbits: int) -> bytes:
    deflater = zlib.compressobj(wbits=wbits)
    return deflater.compress(body) + deflater.flush()


GZIP = {"Content-Encoding": "gzip"}
PACKED = gzip.compress(TEXT)
HALVES = gzip.compress(TEXT[:50_000]) + gzip.compress(TEXT[50_000:])

WHOLE = {
    "plain": reply(body=TEXT),
    "gzip": coded(PACKED),
    "x-gzip": coded(PACKED, "X-GZIP"),
    "identity": coded(TEXT, "identity"),
    "an empty coding": coded(TEXT, ""),
    "deflate": coded(deflated(TEXT, zlib.MAX_WBITS), "deflate"),
    "bare deflate": coded(deflated(TEXT, -zlib.MAX_WBITS), "deflate"),
    "two members": coded(HALVES),
    "padded with zeros": coded(PACKED + bytes(512)),
    "chunked": chunked(TEXT[:7], TEXT[7:]),
    "chunked gzip": chunked(*(HALVES[n : n + 1] for n in range(9)), HALVES[9:], headers=GZIP),
    "until close": until_close(TEXT),
    "gzip until close": until_close(PACKED, GZIP),
    "dripped gzip": drip(PACKED, 0.0, size=997, headers=GZIP),
}


@pytest.mark.parametrize("answer", WHOLE.values(), ids=WHOLE.keys())
async def test_a_whole_body_is_read_however_it_is_framed_and_coded(site, fetcher, answer):
    site.answer("/p", answer)
    capture = await fetcher.fetch("s", site.url("/p"), Validators())
    assert capture.body == TEXT


async def test_deflate_whose_bytes_come_one_by_one_is_read(site, fetcher):
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        body = deflated(b"short", wbits)
        site.answer("/p", drip(body, 0.001, headers={"Content-Encoding": "deflate"}))
        capture = await fetcher.fetch("s", site.url("/p"), Validators())
        assert capture.body == b"short"


async def test_a_second_gzip_member_may_be_split_inside_its_magic(site, fetcher):
    first, second = gzip.compress(b"one "), gzip.compress(b"two")
    start = head(200, {"Content-Encoding": "gzip"}, len(first + second))
    site.answer("/p", raw(start + first + second[:1], 0.05, second[1:]))
    capture = await fetcher.fetch("s", site.url("/p"), Validators())
    assert capture.body == b"one two"


@pytest.mark.parametrize("keep", [0, 1, 5, 10, 1000, len(PACKED) - 8, len(PACKED) - 1])
async def test_a_cut_gzip_body_is_a_failed_fetch_even_if_its_framing_is_whole(site, fail, keep):
    site.answer("/p", coded(PACKED[:keep]))
    error = await fail(site.url("/p"))
    assert "cut" in str(error)
    assert site.url("/p") in str(error)


NOT_WHOLE = {
    "second member cut": coded(PACKED + PACKED[:100]),
    "second member cut in its magic": coded(PACKED + PACKED[:1]),
    "gzip until close, cut": until_close(PACKED[:-3], GZIP),
    "deflate cut": coded(deflated(TEXT, zlib.MAX_WBITS)[:-2], "deflate"),
    "one byte of deflate": coded(b"x", "deflate"),
    "one byte short": cut(TEXT, after=len(TEXT) - 1),
    "nothing of it": cut(TEXT, after=0),
    "reset": cut(TEXT, after=5000, reset=True),
    "gzip short": cut(PACKED, after=400, headers=GZIP),
    "no last chunk": chunked(TEXT, finish=False),
    "half a chunk": raw(head(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nab"),
    "no chunk": raw(head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\nab\r\n0\r\n\r\n"),
}


@pytest.mark.parametrize("answer", NOT_WHOLE.values(), ids=NOT_WHOLE.keys())
async def test_a_body_that_is_not_whole_is_a_failed_fetch(site, fail, answer):
    site.answer("/p", answer)
    error = await fail(site.url("/p"))
    assert site.url("/p") in str(error)


DAMAGED = {
    "no gzip at all": (b"<html>not gzip at all", "gzip"),
    "altered inside": (PACKED[:200] + b"\xff" * 50 + PACKED[250:], "gzip"),
    "wrong checksum": (PACKED[:-8] + bytes(4) + PACKED[-4:], "gzip"),
    "words behind it": (PACKED + b"<!-- appended -->", "gzip"),
    "a byte behind the padding": (PACKED + bytes(8) + b"x", "gzip"),
    "a byte behind deflate": (deflated(TEXT, zlib.MAX_WBITS) + b"x", "deflate"),
}


@pytest.mark.parametrize(("body", "coding"), DAMAGED.values(), ids=DAMAGED.keys())
async def test_a_damaged_body_or_one_with_bytes_behind_it_is_a_failed_fetch(
    site, fail, body, coding
):
    site.answer("/p", coded(body, coding))
    error = await fail(site.url("/p"))
    assert "compressed body" in str(error)


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "\x7f"])
async def test_a_coding_that_was_not_asked_for_is_refused(site, fail, coding):
    site.answer("/p", coded(PACKED, coding))
    error = await fail(site.url("/p"))
    assert "only gzip was asked for" in str(error)


async def test_a_body_at_the_limit_passes_and_one_byte_more_does_not(site, fail, settings):
    site.answer("/plain", reply(body=TEXT))
    site.answer("/chunked", chunked(TEXT))
    site.answer("/packed", gzipped(TEXT))
    site.answer("/members", coded(HALVES))
    for path in ("/plain", "/chunked", "/packed", "/members"):
        error = await fail(site.url(path), max_body=len(TEXT) - 1)
        assert f"{len(TEXT) - 1:,} bytes" in str(error)
        async with Fetcher(replace(settings, max_body=len(TEXT))) as exact:
            assert (await exact.fetch("s", site.url(path), Validators())).body == TEXT


async def test_a_gzip_bomb_is_given_up_at_the_limit(site, fail):
    bomb = gzip.compress(bytes(50_000_000))  # 50 KB on the wire
    site.answer("/p", coded(bomb))
    error = await fail(site.url("/p"), max_body=1_000_000)
    assert "larger than the limit" in str(error)


async def test_a_body_announced_too_large_is_not_read(site, fail):
    site.answer("/p", raw(head(200, {}, 10**12), 3600.0))
    error = await fail(site.url("/p"))
    assert "larger than the limit" in str(error)


async def test_a_dripped_body_cannot_hold_us(site, fail):
    site.answer("/p", drip(TEXT, 0.02))
    error = await fail(site.url("/p"), total_time=timedelta(seconds=0.3))
    assert "0.3 seconds" in str(error)


async def test_dripped_headers_cannot_hold_us(site, fail):
    steps = [step for byte in b"HTTP/1.1 200 OK\r\n" for step in (bytes([byte]), 0.05)]
    site.answer("/p", raw(*steps))
    error = await fail(site.url("/p"), total_time=timedelta(seconds=0.2))
    assert "0.2 seconds" in str(error)


async def test_an_empty_page_is_a_capture_of_no_bytes(site, fetcher):
    site.answer("/p", reply(body=b""))
    assert (await fetcher.fetch("s", site.url("/p"), Validators())).body == b""
