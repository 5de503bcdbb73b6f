import asyncio
import gzip
import hashlib
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.servers import FOREVER, Site, head, page, raw, reply
from watcher import __version__
from watcher.errors import FetchError
from watcher.fetch.client import Fetcher, FetchSettings, user_agent
from watcher.model.capture import Capture, NotModified, Validators

MODIFIED = "Wed, 19 Nov 2025 09:00:00 GMT"


async def test_a_page_becomes_a_capture_with_its_bytes_and_headers_as_served(site, fetcher):
    site.answer("/p", reply(body=b"<p>72</p>", headers={"ETag": '"a"', "x-Odd-CASE": "caf\xe9"}))
    before = datetime.now(UTC)
    capture = await fetcher.fetch("s", site.url("/p?x=1#part"), Validators())
    assert isinstance(capture, Capture)
    assert capture.body == b"<p>72</p>"
    assert capture.sha256 == hashlib.sha256(b"<p>72</p>").hexdigest()
    assert capture.url == site.url("/p?x=1")
    assert capture.headers == (("ETag", '"a"'), ("x-Odd-CASE", "caf\xe9"), ("Content-Length", "9"))
    assert capture.validators == Validators(etag='"a"')
    assert before <= capture.fetched_at <= datetime.now(UTC)
    assert timedelta(0) < capture.elapsed < timedelta(seconds=20)
    assert site.requests[0].target == "/p?x=1"


async def test_we_say_who_we_are_and_ask_for_gzip(site, fetcher):
    site.answer("/p", reply(body=b"x"))
    await fetcher.fetch("s", site.url("/p"), Validators())
    (seen,) = site.requests
    assert seen.method == "GET"
    assert seen.header("user-agent") == "treaty-watcher/test"
    assert seen.header("accept-encoding") == "gzip"
    assert seen.header("host") == f"127.0.0.1:{site.port}"
    assert seen.header("cookie") is None


async def test_validators_go_back_word_for_word_and_304_is_not_modified(site, fetcher):
    odd = Validators('W/"odd, tag"', "wed, 19 nov 2025 09:00 gmt")  # nonsense, but the server's own
    site.answer("/p", page(b"x", etag=odd.etag, last_modified=odd.last_modified))
    answer = await fetcher.fetch("s", site.url("/p"), odd)
    assert isinstance(answer, NotModified)
    assert answer.url == site.url("/p")
    assert answer.fetched_at.tzinfo is UTC
    (seen,) = site.requests
    assert seen.header("if-none-match") == odd.etag
    assert seen.header("if-modified-since") == odd.last_modified


async def test_what_a_capture_gave_is_what_asks_the_next_time(site, fetcher):
    site.answer("/p", page(b"x", last_modified=MODIFIED))
    capture = await fetcher.fetch("s", site.url("/p"), Validators())
    again = await fetcher.fetch("s", site.url("/p"), capture.validators)
    assert isinstance(again, NotModified)


async def test_304_to_a_question_without_validators_is_a_failure(site, fail):
    site.answer("/p", reply(304))
    error = await fail(site.url("/p"))
    assert error.status == 304


@pytest.mark.parametrize("value", ['"caf\xe9"', '"a\r\nX-Evil: 1"', "\u2603", ""])
async def test_a_validator_that_cannot_be_sent_unaltered_is_not_sent(site, fetcher, value):
    site.answer("/p", reply(body=b"x"))
    await fetcher.fetch("s", site.url("/p"), Validators(value, value))
    (seen,) = site.requests
    assert seen.header("if-none-match") is None
    assert seen.header("if-modified-since") is None
    assert seen.header("x-evil") is None


@pytest.mark.parametrize(
    "status", [201, 202, 203, 204, 205, 206, 300, 400, 403, 404, 410, 500, 599]
)
async def test_another_status_is_a_failure_that_names_it(site, fail, status):
    site.answer("/p", reply(status, b"" if status == 204 else b"body"))
    error = await fail(site.url("/p"))
    assert (error.source_id, error.status, error.retry_after) == ("the-source", status, None)
    assert str(status) in str(error)
    assert site.url("/p") in str(error)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Wed, 19 Nov 2025 12:02:00 GMT", 120.0), ("soon", None)],
)
async def test_the_wish_of_a_server_to_be_left_alone_is_handed_on(site, settings, value, seconds):
    site.answer("/p", reply(503, headers={"Retry-After": value}))
    now = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)
    async with Fetcher(settings, now=lambda: now) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch("s", site.url("/p"), Validators())
    assert caught.value.retry_after == seconds


async def test_the_endless_body_of_an_error_is_not_waited_for(site, fail):
    site.answer("/p", raw(head(500, {}, 10**9) + b"x" * 5000, FOREVER))
    started = time.monotonic()
    error = await fail(site.url("/p"))
    assert error.status == 500
    assert time.monotonic() - started < 10  # half of the total time: it did not run out


async def test_a_server_that_says_nothing_is_given_up_after_the_total_time(site, fail):
    site.answer("/p", raw(FOREVER))
    error = await fail(site.url("/p"), total_time=timedelta(seconds=0.1))
    assert "0.1 seconds" in str(error)
    assert error.status is None


async def test_a_server_that_is_not_there_is_a_failure(fail):
    with Site() as gone:
        url = gone.url("/")
    error = await fail(url)
    assert str(error) == f"{url} cannot be reached: the connection was refused"
    assert error.__cause__ is not None


async def test_a_server_that_closes_without_a_word_is_a_failure(site, fail):
    site.answer("/p", raw())
    error = await fail(site.url("/p"))
    assert site.url("/p") in str(error)


@pytest.mark.parametrize(
    "words",
    [
        b"\x16\x03\x01\x02\x00garbage\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n0123456789",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    ],
)
async def test_an_answer_that_is_not_http_is_a_failure(site, fail, words):
    site.answer("/p", raw(words))
    error = await fail(site.url("/p"))
    assert site.url("/p") in str(error)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "treaties.un.org",
        "/relative",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:port/",
        "http://[::1/",
        "http://a b/",
        "http://\u2603\u200b.example/",
        "http://" + "a" * 64 + ".invalid/",
        "http://127.0.0.1/\x00",
        "http://" + "x" * 70_000,
    ],
)
async def test_an_address_that_cannot_be_asked_is_a_failure_not_a_crash(fail, url):
    error = await fail(url)
    assert error.source_id == "the-source"
    assert len(str(error)) < 700


async def test_a_password_in_an_address_is_refused_and_not_shown(site, fail):
    error = await fail(site.url("/p", host="user:geheim@127.0.0.1"))
    assert "password" in str(error)
    assert "geheim" not in str(error)
    assert site.connections == 0


async def test_a_name_that_does_not_exist_is_a_failure(fail):
    error = await fail("http://no-such-host.invalid/")
    assert "name" in str(error)


async def test_connections_are_used_again(site, fetcher):
    site.answer("/p", page(b"x" * 100_000, etag='"1"'))
    for validators in (Validators(), Validators('"1"'), Validators(), Validators('"1"')):
        await fetcher.fetch("s", site.url("/p"), validators)
    assert (site.count(), site.connections) == (4, 1)


async def test_cookies_are_not_kept_between_fetches(site, fetcher):
    site.answer("/p", reply(body=b"x", headers={"Set-Cookie": "a=1"}))
    await fetcher.fetch("s", site.url("/p"), Validators())
    await fetcher.fetch("s", site.url("/p"), Validators())
    assert [seen.header("cookie") for seen in site.requests] == [None, None]


async def test_a_host_is_asked_by_one_connection_at_a_time_with_a_pause(site, settings):
    site.answer("/p", raw(0.05, head(200, {}, 2) + b"ok", close=False))
    calm = replace(settings, host_connections=1, host_pause=timedelta(seconds=0.1))
    async with Fetcher(calm) as fetcher:
        await asyncio.gather(*(fetcher.fetch("s", site.url("/p"), Validators()) for _ in range(4)))
    ordered = sorted(site.requests, key=lambda seen: seen.began)
    gaps = [after.began - before.ended for before, after in pairwise(ordered)]
    assert all(gap > 0.09 for gap in gaps)
    assert site.connections == 1


async def test_waiting_for_a_turn_does_not_count_as_time_of_the_fetch(site, settings):
    site.answer("/p", reply(body=b"x"))
    calm = replace(
        settings,
        host_connections=1,
        host_pause=timedelta(seconds=0.15),
        total_time=timedelta(seconds=0.4),
    )
    async with Fetcher(calm) as fetcher:
        captures = await asyncio.gather(
            *(fetcher.fetch("s", site.url("/p"), Validators()) for _ in range(6))
        )
    assert all(capture.elapsed < timedelta(seconds=0.4) for capture in captures)


async def test_a_cancelled_fetch_leaves_the_host_to_the_next(site, settings):
    site.answer("/p", raw(FOREVER), reply(body=b"x"))
    async with Fetcher(replace(settings, host_connections=1)) as fetcher:
        task = asyncio.create_task(fetcher.fetch("s", site.url("/p"), Validators()))
        while not site.requests:  # noqa: ASYNC110 - the server lives in another thread
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        capture = await fetcher.fetch("s", site.url("/p"), Validators())
    assert capture.body == b"x"


async def test_many_at_once_are_served(site, fetcher):
    site.answer_all(page(gzip.compress(b"x"), etag='"1"'))
    fetches = (fetcher.fetch("s", site.url(f"/{n}"), Validators('"1"')) for n in range(200))
    assert {type(answer) for answer in await asyncio.gather(*fetches)} == {NotModified}


def test_the_user_agent_names_program_version_and_contact():
    expected = f"treaty-watcher/{__version__} (+mailto:desk@example.org)"
    assert user_agent("mailto:desk@example.org") == expected


@pytest.mark.parametrize(
    ("contact", "ending"),
    [
        ("mailto:a@b.org\r\nX-Evil: 1", "(+mailto:a@b.orgX-Evil: 1)"),
        ("https://x.org/(us)", "(+https://x.org/%28us%29)"),
        ("mailto:b\xfcro@x.org", "(+mailto:b%C3%BCro@x.org)"),
        ("a\\b", "(+a%5Cb)"),
    ],
)
def test_a_contact_cannot_break_out_of_its_header(contact, ending):
    assert user_agent(contact).endswith(ending)


@pytest.mark.parametrize("contact", ["", "  ", "\n\x00"])
def test_without_a_contact_the_name_stands_alone(contact):
    assert user_agent(contact) == f"treaty-watcher/{__version__}"


def test_the_settings_as_shipped_are_polite_and_closed():
    shipped = FetchSettings(user_agent="x")
    assert shipped.host_connections == 1
    assert shipped.host_pause == timedelta(seconds=2)
    assert not shipped.allow_private_addresses
    assert (shipped.max_body, shipped.total_time) == (20_000_000, timedelta(seconds=60))
