from datetime import timedelta

import pytest

from tests.unit.review.access.conftest import HASH, PASSWORD, PUBLIC, csrf
from watcher.review.access.attempts import OF_ONE, WINDOW
from watcher.review.passwords import Passwords, hashed


def test_a_page_asks_for_the_password_first_and_then_leads_to_what_was_wanted(served):
    browser = served(password=True).browser()
    first = browser.get("/changes?treaty=XVIII-16&q=a%20b")
    assert first.status_code == 303
    assert "set-cookie" not in first.headers

    page = browser.get(first.headers["location"])
    fields = {
        "csrf": csrf(page),
        "password": PASSWORD,
        "name": " Ana\u202e  Lima ",
        "next": "/changes?treaty=XVIII-16&q=a%20b",
    }
    assert fields["next"].replace("&", "&amp;") in page.text
    done = browser.post("/login", data=fields)

    assert (done.status_code, done.headers["location"]) == (303, fields["next"])
    assert "session Ana Lima" in browser.get("/changes").text


def test_a_wrong_password_opens_nothing_and_says_so(served):
    desk = served(password=True)
    browser = desk.browser()
    refused = desk.log_in(browser, "correct horse batterz")

    assert refused.status_code == 403
    assert "That is not the password." in refused.text
    assert "correct horse batterz" not in refused.text
    assert browser.get("/").status_code == 303


def test_the_login_leads_to_no_other_site(served):
    desk = served(password=True)
    done = desk.log_in(desk.browser(), next="//evil.example/")

    assert done.headers["location"] == "/"


def test_a_login_needs_the_form_of_the_same_browser(served):
    desk = served(password=True)
    token = csrf(desk.browser().get("/login"))
    browser = desk.browser()
    browser.get("/login")

    for field in ({}, {"csrf": ""}, {"csrf": token}):
        assert browser.post("/login", data={"password": PASSWORD, **field}).status_code == 403
    assert browser.get("/").status_code == 303


def test_the_session_after_the_login_is_another_than_before(served):
    desk = served(password=True)
    browser = desk.browser()
    browser.get("/login")
    (before,) = browser.cookies.values()
    desk.log_in(browser)

    assert before not in browser.cookies.values()
    assert desk.ask("GET", "/", cookies={next(iter(browser.cookies)): before}).status_code == 303


def test_too_many_attempts_have_to_wait_even_with_the_right_password(served):
    desk = served(password=True)
    browser = desk.browser()
    for _ in range(OF_ONE):
        assert desk.log_in(browser, "wrong").status_code == 403
    late = desk.log_in(browser)

    assert late.status_code == 429
    assert late.headers["retry-after"] == "301"
    assert "Try again in 5 min." in late.text
    desk.now += WINDOW
    assert desk.log_in(browser).status_code == 303


def test_logging_out_ends_the_session_for_whoever_kept_the_cookie(served):
    desk = served(password=True)
    browser = desk.browser()
    desk.log_in(browser)
    kept = dict(browser.cookies)
    out = browser.post("/logout", data={"csrf": csrf(browser.get("/"))})

    assert (out.status_code, out.headers["location"]) == (303, "/")
    assert not browser.cookies
    assert desk.ask("GET", "/", cookies=kept).status_code == 303


def test_another_site_cannot_log_anyone_out(served):
    desk = served(password=True)
    browser = desk.browser()
    desk.log_in(browser)

    assert browser.post("/logout", data={"x": "y"}).status_code == 403
    assert browser.get("/").status_code == 200


def test_a_session_ends_after_seven_days_though_it_is_used_each_day(served):
    desk = served(password=True)
    browser = desk.browser()
    desk.log_in(browser)
    for _ in range(6):
        desk.now += timedelta(days=1)
        assert browser.get("/").status_code == 200
    desk.now += timedelta(days=1)

    assert browser.get("/").status_code == 303


def test_who_needs_no_password_is_sent_on_from_the_login_page(served):
    desk = served()

    assert desk.ask("GET", "/login?next=/changes").headers["location"] == "/changes"


def test_over_https_cookies_and_the_site_are_bound_to_it(served):
    desk = served(password=True, public_url=PUBLIC)
    page = desk.browser(host="desk.example.org").get("/login")

    assert page.headers["set-cookie"].startswith("__Host-watcher-")
    assert page.headers["set-cookie"].endswith("; HttpOnly; SameSite=Lax; Secure")
    assert page.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (PASSWORD, True),
        (PASSWORD + " ", False),
        ("", False),
        ("x" * 5000, False),
        ("\ud800", False),
    ],
)
async def test_a_password_is_right_or_not(typed, right):
    assert right is await Passwords(HASH).match(typed)


async def test_a_hash_is_slow_to_make_and_fits_the_password_on_every_keyboard():
    """64 MiB and three passes: what RFC 9106 asks of machines that have little memory."""
    made = hashed("Cafe\u0301 au lait")

    assert "$m=65536,t=3,p=4$" in made
    assert await Passwords(made).match("Caf\u00e9 au lait")


def test_nothing_of_a_login_is_kept_by_a_cache(served):
    answer = served(password=True).ask("GET", "/changes")

    assert answer.headers["cache-control"] == "no-store"
