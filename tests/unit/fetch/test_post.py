import gzip

import pytest

from tests.servers import page, redirect, reply
from watcher.errors import FetchError
from watcher.model.capture import Capture, Validators

QUESTION = b'{"number": "185"}'


async def test_a_question_is_sent_as_json_with_its_length(site, fetcher):
    site.answer("/api", reply(body=b"[]", headers={"Content-Type": "application/json"}))
    answer = await fetcher.fetch("s", site.url("/api"), Validators(), method="POST", body=QUESTION)
    assert isinstance(answer, Capture)
    assert (answer.body, answer.url) == (b"[]", site.url("/api"))
    (seen,) = site.requests
    assert (seen.method, seen.body) == ("POST", QUESTION)
    assert seen.header("content-type") == "application/json"
    assert seen.header("content-length") == str(len(QUESTION))
    assert seen.header("user-agent") == "treaty-watcher/test"
    assert seen.header("accept-encoding") == "gzip"


async def test_a_question_may_be_empty_or_of_another_type(site, fetcher):
    site.answer("/api", reply(body=b"{}"))
    await fetcher.fetch("s", site.url("/api"), Validators(), method="POST")
    await fetcher.fetch(
        "s",
        site.url("/api"),
        Validators(),
        method="POST",
        body=b"number=185",
        content_type="application/x-www-form-urlencoded",
    )
    empty, form = site.requests
    assert (empty.method, empty.body, empty.header("content-length")) == ("POST", b"", "0")
    assert form.header("content-type") == "application/x-www-form-urlencoded"


async def test_a_get_carries_neither_body_nor_type(site, fetcher):
    site.answer("/page", reply(body=b"x"))
    await fetcher.fetch("s", site.url("/page"), Validators(), method="GET")
    (seen,) = site.requests
    assert (seen.method, seen.body, seen.header("content-type")) == ("GET", b"", None)


async def test_validators_are_not_sent_with_a_question(site, fetcher):
    """With POST they would not ask "changed since?" but forbid the answer (412)."""
    site.answer("/api", page(b"{}", etag='"1"'))
    answer = await fetcher.fetch(
        "s", site.url("/api"), Validators('"1"', "x"), method="POST", body=QUESTION
    )
    assert isinstance(answer, Capture)
    (seen,) = site.requests
    assert seen.header("if-none-match") is None
    assert seen.header("if-modified-since") is None


async def test_304_to_a_question_is_a_failure(site, fetcher):
    site.answer("/api", reply(304))
    with pytest.raises(FetchError, match="304"):
        await fetcher.fetch("s", site.url("/api"), Validators('"1"'), method="POST", body=QUESTION)


async def test_303_leads_to_the_answer_which_is_got_without_the_question(site, fetcher):
    site.answer("/api", redirect("/answers/7", 303))
    site.answer("/answers/7", page(b"{}", etag='"7"'))
    answer = await fetcher.fetch("s", site.url("/api"), Validators(), method="POST", body=QUESTION)
    assert (answer.url, answer.redirected, answer.moved_to) == (site.url("/answers/7"), True, None)
    assert answer.validators == Validators()
    _, seen = site.requests
    assert (seen.method, seen.body, seen.header("content-type")) == ("GET", b"", None)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_no_other_redirect_takes_a_question_along(site, fetcher, status):
    site.answer("/api", redirect("/api/v2", status))
    site.answer("/api/v2", reply(body=b"{}"))
    with pytest.raises(FetchError, match="not sent on: write that address") as caught:
        await fetcher.fetch("s", site.url("/api"), Validators(), method="POST", body=QUESTION)
    assert caught.value.status == status
    assert site.url("/api/v2") in str(caught.value)
    assert site.count("/api/v2") == 0


async def test_an_answer_may_be_compressed_and_an_error_is_told_as_ever(site, fetcher):
    packed = reply(body=gzip.compress(b"[1]", mtime=0), headers={"Content-Encoding": "gzip"})
    site.answer("/api", packed, reply(405))
    answer = await fetcher.fetch("s", site.url("/api"), Validators(), method="POST", body=QUESTION)
    assert answer.body == b"[1]"
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch("s", site.url("/api"), Validators(), method="POST", body=QUESTION)
    assert caught.value.status == 405
