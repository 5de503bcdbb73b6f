from dataclasses import replace
from datetime import timedelta

import pytest

from tests.servers import Seen, drip, head, page, raw, redirect, reply
from watcher.fetch.client import Fetcher
from watcher.model.capture import Capture, Validators


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_and_the_capture_names_who_answered(site, fetcher, status):
    site.answer("/old", redirect("/new?x=1", status))
    site.answer("/new", reply(body=b"here"))
    capture = await fetcher.fetch("s", site.url("/old"), Validators())
    assert (capture.body, capture.url) == (b"here", site.url("/new?x=1"))


@pytest.mark.parametrize("to", ["next", "./next", "//{authority}/dir/next", "{base}/dir/next#part"])
async def test_a_relative_address_is_taken_from_the_one_that_sent_it(site, fetcher, to):
    authority = f"127.0.0.1:{site.port}"
    to = to.format(authority=authority, base=f"http://{authority}")
    site.answer("/dir/start", redirect(to))
    site.answer("/dir/next", reply(body=b"here"))
    capture = await fetcher.fetch("s", site.url("/dir/start"), Validators())
    assert capture.url == site.url("/dir/next")


async def test_validators_are_not_shown_to_another_address(site, fetcher):
    """The target here is older than what we hold: with our date it would answer 304."""
    site.answer("/old", redirect("/new"))
    site.answer("/new", page(b"new to us", etag='"1"'))
    answer = await fetcher.fetch("s", site.url("/old"), Validators(etag='"1"'))
    assert isinstance(answer, Capture)
    old, new = site.requests
    assert old.header("if-none-match") == '"1"'
    assert new.header("if-none-match") is None


async def test_the_validators_of_another_address_are_not_kept(site, fetcher):
    """Sent to the address that redirects, they could hide a target that we never saw."""
    site.answer("/old", redirect("/new"))
    site.answer("/new", page(b"here", etag='"1"'))
    redirected = await fetcher.fetch("s", site.url("/old"), Validators())
    direct = await fetcher.fetch("s", site.url("/new"), Validators())
    assert redirected.validators == Validators()
    assert direct.validators.etag == '"1"'


async def test_304_from_the_target_of_a_redirect_is_a_failure(site, fail):
    site.answer("/old", redirect("/new"))
    site.answer("/new", reply(304))
    error = await fail(site.url("/old"), Validators('"1"'))
    assert error.status == 304


async def test_five_redirects_are_followed_and_six_are_not(site, fetcher, fail):
    for number in range(6):
        site.answer(f"/{number}", redirect(f"/{number + 1}"))
    site.answer("/6", reply(body=b"end"))
    assert (await fetcher.fetch("s", site.url("/1"), Validators())).body == b"end"
    error = await fail(site.url("/0"))
    assert "more than 5 times" in str(error)
    assert site.count("/6") == 1


async def test_a_circle_is_seen_at_once(site, fail):
    site.answer("/a", redirect("/b"))
    site.answer("/b", redirect("/a#again"))
    error = await fail(site.url("/a"))
    assert "circle" in str(error)
    assert site.count() == 2


async def test_a_cookie_that_is_set_on_the_way_opens_the_same_address(site, fetcher):
    def door(seen: Seen):
        if seen.header("cookie") == "seen=1":
            return reply(body=b"inside")
        return redirect("/door", headers={"Set-Cookie": "seen=1; Path=/"})

    site.answer("/door", door)
    for _ in range(2):  # the second fetch begins without the cookie again
        assert (await fetcher.fetch("s", site.url("/door"), Validators())).body == b"inside"
    assert [bool(seen.header("cookie")) for seen in site.requests] == [False, True, False, True]


async def test_a_door_that_sets_cookies_for_ever_is_left(site, fail):
    site.answer("/door", redirect("/door", headers={"Set-Cookie": "a=1"}))
    error = await fail(site.url("/door"))
    assert "more than 5 times" in str(error)
    assert site.count() == 6


@pytest.mark.parametrize(
    "cookie", ["\xff\xfe=\xe9", "=;;;", "a=" + "b" * 5000, "a=b; Expires=never"]
)
async def test_no_cookie_breaks_a_fetch(site, fetcher, cookie):
    site.answer("/a", redirect("/b", headers={"Set-Cookie": cookie}))
    site.answer("/b", reply(body=b"x", headers={"Set-Cookie": cookie}))
    assert (await fetcher.fetch("s", site.url("/a"), Validators())).body == b"x"


@pytest.mark.parametrize(
    "to",
    [
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,hello",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http://\xff\xfe/",
        "http://a b/",
    ],
)
async def test_a_redirect_to_what_cannot_be_asked_is_a_failure(site, fail, to):
    site.answer("/p", redirect(to))
    await fail(site.url("/p"))
    assert site.count() == 1


async def test_a_redirect_with_a_password_is_refused_and_the_password_not_shown(site, fail):
    site.answer("/p", redirect(site.url("/q", host="user:geheim@127.0.0.1")))
    error = await fail(site.url("/p"))
    assert "geheim" not in str(error)
    assert site.count() == 1


async def test_a_redirect_that_does_not_say_where_is_a_failure(site, fail):
    site.answer("/p", reply(302))
    error = await fail(site.url("/p"))
    assert error.status == 302


async def test_the_body_of_a_redirect_is_not_waited_for(site, fetcher):
    site.answer("/p", raw(head(302, {"Location": "/q"}, 10**9), 3600.0))
    site.answer("/q", reply(body=b"x"))
    assert (await fetcher.fetch("s", site.url("/p"), Validators())).body == b"x"


async def test_the_pause_holds_between_the_hops_of_one_fetch(site, settings):
    site.answer("/a", redirect("/b"))
    site.answer("/b", reply(body=b"x"))
    calm = replace(settings, host_connections=1, host_pause=timedelta(seconds=0.1))
    async with Fetcher(calm) as fetcher:
        await fetcher.fetch("s", site.url("/a"), Validators())
    first, second = site.requests
    assert second.began - first.ended > 0.09


async def test_the_total_time_is_one_for_all_hops(site, fail):
    for number in range(5):
        site.answer(f"/{number}", raw(0.15, head(302, {"Location": f"/{number + 1}"}, 0)))
    site.answer("/5", drip(b"x" * 100, 0.05))
    error = await fail(site.url("/0"), total_time=timedelta(seconds=0.4))
    assert "0.4 seconds" in str(error)
    assert site.count() < 5
