"""Deliveries: who takes nothing, and to whom everything went."""

import pytest

from tests.unit.review.pages import is_harmless, parsed, post
from tests.unit.review.troubled import said


async def test_who_takes_nothing_stands_first(troubled):
    page = parsed(await troubled.get("/deliveries"))
    is_harmless(page)
    (row,) = said(page, "#failing ~ table tbody tr")
    assert row.startswith("mail (reader@example.org) 3 Feb 2026, 07:00")
    assert "the server cannot be reached" in row


async def test_while_all_is_well_nobody_is_named(web):
    page = parsed(await web.get("/deliveries"))
    assert said(page, ".lead") == ["Nobody refuses anything at present."]


@pytest.mark.parametrize(
    ("asked", "states"),
    [
        ("", ["waiting", "arrived", "given up", "arrived"]),
        ("?state=dead", ["given up"]),
        ("?state=queued", ["waiting"]),
        ("?state=delivered", ["arrived", "arrived"]),
        ("?before=3", ["given up", "arrived"]),
        ("?after=3", ["waiting"]),
        ("?before=1", []),
    ],
)
async def test_the_list_shows_what_its_address_asks_for(troubled, asked, states):
    page = parsed(await troubled.get(f"/deliveries{asked}"))
    assert said(page, "#all ~ table .badge") == states


async def test_a_state_that_there_is_none_of_is_refused(troubled):
    assert (await troubled.get("/deliveries?state=lost")).status_code == 422


async def test_a_delivery_is_sent_again_and_the_list_shows_that_it_was_asked(troubled):
    page = parsed(await troubled.get("/deliveries?state=dead"))
    place = page.css_first("#all ~ table form").attributes["action"]
    answer = await post(troubled, "/deliveries?state=dead", place, back="/deliveries?state=dead")
    assert (answer.status_code, answer.headers["location"]) == (303, "/deliveries?state=dead")
    page = parsed(await troubled.get("/deliveries?state=dead"))
    assert said(page, "#asked-for .line")[0].startswith("waits Send again")


async def test_nobody_is_led_away_by_a_form(troubled):
    page = parsed(await troubled.get("/deliveries?state=dead"))
    place = page.css_first("#all ~ table form").attributes["action"]
    answer = await post(troubled, "/deliveries", place, back="https://evil.example.org/")
    assert answer.headers["location"] == "/"


async def test_a_delivery_that_there_is_not_is_not_found(troubled):
    answer = await post(troubled, "/deliveries", "/deliveries/nope/resend")
    assert answer.status_code == 404
