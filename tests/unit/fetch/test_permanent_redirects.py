"""Where a page moved for good, and what is no such move."""

import pytest

from tests.servers import Seen, Site, page, redirect, reply
from watcher.model.capture import NotModified, Validators


def chain(site, *statuses):
    """Addresses /0, /1, … that lead on with these statuses, and a page behind the last."""
    for number, status in enumerate(statuses):
        site.answer(f"/{number}", redirect(f"/{number + 1}", status))
    site.answer(f"/{len(statuses)}", page(b"here", etag='"1"'))
    return site.url("/0"), site.url(f"/{len(statuses)}")


@pytest.mark.parametrize(
    "statuses", [(301,), (308,), (301, 308), (308, 308, 301, 301, 301)], ids=str
)
async def test_permanent_redirects_alone_name_where_the_page_moved(site, fetcher, statuses):
    start, end = chain(site, *statuses)
    capture = await fetcher.fetch("s", start, Validators())
    assert (capture.moved_to, capture.redirected) == (end, True)


@pytest.mark.parametrize(
    "statuses",
    [(302,), (303,), (307,), (301, 302), (302, 301), (308, 307, 308), (301, 301, 303)],
    ids=str,
)
async def test_one_passing_redirect_on_the_way_and_nothing_moved(site, fetcher, statuses):
    start, _ = chain(site, *statuses)
    capture = await fetcher.fetch("s", start, Validators())
    assert (capture.body, capture.moved_to) == (b"here", None)


async def test_a_page_that_answers_itself_did_not_move(site, fetcher):
    start, _ = chain(site)
    assert (await fetcher.fetch("s", start, Validators())).moved_to is None


async def test_the_new_address_is_asked_with_validators_and_says_nothing_more(site, fetcher):
    start, end = chain(site, 301)
    moved = await fetcher.fetch("s", start, Validators())
    direct = await fetcher.fetch("s", moved.moved_to, moved.validators)
    assert (direct.redirected, direct.moved_to) == (False, None)
    assert isinstance(await fetcher.fetch("s", end, direct.validators), NotModified)


async def test_a_page_that_moves_on_names_only_its_last_address(site, fetcher):
    _, end = chain(site, 301, 301)
    assert (await fetcher.fetch("s", site.url("/1"), Validators())).moved_to == end


async def test_a_page_can_move_to_another_host(site, fetcher):
    site.answer("/here", reply(body=b"here"))
    with Site() as old:
        old.answer("/old", redirect(site.url("/here"), 301))
        capture = await fetcher.fetch("s", old.url("/old"), Validators())
    assert capture.moved_to == site.url("/here")


async def test_the_place_within_a_page_is_no_part_of_its_new_address(site, fetcher):
    site.answer("/old", redirect("/new#part", 301))
    site.answer("/new", reply(body=b"here"))
    capture = await fetcher.fetch("s", site.url("/old"), Validators())
    assert capture.moved_to == site.url("/new")


async def test_an_address_that_opens_with_its_own_cookie_did_not_move(site, fetcher):
    def door(seen: Seen):
        if seen.header("cookie"):
            return reply(body=b"inside")
        return redirect("/door", 301, {"Set-Cookie": "seen=1; Path=/"})

    site.answer("/door", door)
    capture = await fetcher.fetch("s", site.url("/door"), Validators())
    assert (capture.body, capture.moved_to) == (b"inside", None)


async def test_a_way_round_for_a_cookie_is_no_move(site, fetcher):
    def door(seen: Seen):
        return reply(body=b"inside") if seen.header("cookie") else redirect("/consent", 301)

    site.answer("/door", door)
    site.answer("/consent", redirect("/door", 301, {"Set-Cookie": "seen=1; Path=/"}))
    capture = await fetcher.fetch("s", site.url("/door"), Validators())
    assert (capture.body, capture.moved_to) == (b"inside", None)


async def test_a_cookie_on_the_way_to_another_address_hides_no_move(site, fetcher):
    site.answer("/old", redirect("/new", 301, {"Set-Cookie": "balancer=7; Path=/"}))
    site.answer("/new", reply(body=b"here"))
    capture = await fetcher.fetch("s", site.url("/old"), Validators())
    assert capture.moved_to == site.url("/new")


async def test_a_304_says_how_long_it_holds(site, fetcher):
    kept = {"Cache-Control": "public, max-age=900", "Age": "30", "ETag": '"1"'}
    site.answer("/p", reply(304, headers=kept))
    answer = await fetcher.fetch("s", site.url("/p"), Validators('"1"'))
    assert isinstance(answer, NotModified)
    assert (answer.cache_control, answer.age) == ("public, max-age=900", "30")


async def test_a_304_that_says_nothing_of_it_has_nothing(site, fetcher):
    site.answer("/p", reply(304))
    answer = await fetcher.fetch("s", site.url("/p"), Validators('"1"'))
    assert (answer.cache_control, answer.age) == (None, None)


async def test_a_page_that_is_gone_for_good_says_what_to_do(site, fail):
    site.answer("/p", reply(410))
    error = await fail(site.url("/p"))
    assert error.status == 410
    assert "410 Gone" in str(error)
    assert "change the source's url" in str(error)
