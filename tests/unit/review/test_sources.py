"""Sources as people see them: what is in trouble first, then each with its state and last polls."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.review.pages import is_harmless, parsed, post
from tests.unit.review.troubled import NOW, said
from watcher.config.source import SourceKind
from watcher.model.source import Outcome, SourceState
from watcher.review.pages.sources import PAGE, Asked, paged, row_of
from watcher.review.watch import source_words as words
from watcher.review.watch.strip import POLLS, in_words, strip
from watcher.store import requests, watched
from watcher.store.database import open_beside, transaction


async def test_what_is_in_trouble_stands_first_with_its_reason(troubled):
    page = parsed(await troubled.get("/sources"))
    assert said(page, "h2")[0] == "What cannot be read or believed"
    told = said(page, "section:first-of-type .line")
    assert told[0].startswith("could not be read news since 5 Feb 2026, 08:00")
    assert "73 signatories in the header" in told[1]
    assert "<script>" in told[0]  # as text: the next test says that it is nothing else
    assert "\u202e" not in told[0]


@pytest.mark.parametrize("place", ["/sources", "/sources/news", "/sources/untc"])
async def test_what_a_source_says_runs_nowhere(troubled, place):
    is_harmless(parsed(await troubled.get(place)))


async def test_each_source_has_its_state_in_a_word(troubled):
    page = parsed(await troubled.get("/sources"))
    states = dict(zip(said(page, "tbody th > a"), said(page, "tbody td:nth-child(2)"), strict=True))
    assert states == {
        "former": "not configured any more",
        "news": "cannot be read",
        "press": "paused in the file",
        "untc": "not believed",
    }


async def test_the_last_polls_are_told_to_those_who_do_not_see_them(troubled):
    page = parsed(await troubled.get("/sources"))
    told = [each.attributes["aria-label"] for each in page.css("svg.strip[role=img]")]
    assert told == [
        "Last poll: 1 failed. The newest: failed",
        "Last 3 polls: 2 changed, 1 quarantined. The newest: quarantined",
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("troubled=1", ["news", "untc"]),
        ("kind=feed", ["news", "press"]),
        ("treaty=XVIII-16", ["untc"]),
        ("q=EXAMPLE.org+feed", ["press"]),
        ("q=nothing", []),
        ("after=news", ["press", "untc"]),
    ],
)
async def test_the_list_shows_what_its_address_asks_for(troubled, asked, found):
    page = parsed(await troubled.get(f"/sources?{asked}"))
    assert said(page, "tbody th > a") == found


async def test_a_source_tells_its_settings_in_words(troubled):
    page = parsed(await troubled.get("/sources/press"))
    facts = dict(zip(said(page, ".facts dt"), said(page, ".facts dd"), strict=True))
    assert facts["Polled every"] == "every 6 h"
    assert facts["Weight tier"].startswith("the press")
    assert said(page, ".facts .values li") == ["“cybercrime”", "/treat(y|ies)/"]


async def test_a_source_that_nobody_knows_is_not_found(troubled):
    page = parsed(await troubled.get("/sources/nope"), 404)
    assert "There is no source" in said(page, "p")[0]


async def test_one_that_is_not_configured_any_more_can_be_asked_nothing(troubled):
    page = parsed(await troubled.get("/sources/former"))
    assert "nothing polls it" in said(page, ".lead")[0]
    assert not page.css("main form")
    answer = await post(troubled, "/sources/news", "/sources/former/poll")
    assert answer.status_code == 404


async def test_a_poll_that_is_asked_for_waits_for_the_watch(troubled, tmp_path):
    for _ in range(2):  # a second click asks nothing more
        answer = await post(troubled, "/sources/news", "/sources/news/poll")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sources/news#asked")
    page = parsed(await troubled.get("/sources/news"))
    (told,) = said(page, "#asked-for .line")
    assert told.startswith("waits Poll now, asked")
    assert "takes it up within seconds" in told
    db = open_beside(tmp_path / "watcher.db", read_only=False)
    (waiting,) = requests.waiting(db)
    with transaction(db):
        requests.answer(db, waiting.id, '{"outcome": "changed", "changes": 2, "error": null}', NOW)
    (told,) = said(parsed(await troubled.get("/sources/news")), "#asked-for .line")
    assert "Polled: changed, 2 new lines in the change log." in told


async def test_where_no_watch_runs_the_page_says_that_what_is_asked_waits(troubled, tmp_path):
    db = open_beside(tmp_path / "watcher.db", read_only=False)
    with transaction(db):
        db.execute("DELETE FROM meta WHERE name = 'last_tick'")
    await post(troubled, "/sources/untc", "/sources/untc/pause")
    (told,) = said(parsed(await troubled.get("/sources/untc")), "#asked-for .line")
    assert told.endswith("The watch is not running: this waits until watcher run is started.")


async def test_a_request_that_failed_says_why(troubled, tmp_path):
    await post(troubled, "/sources/news", "/sources/news/resume")
    db = open_beside(tmp_path / "watcher.db", read_only=False)
    (waiting,) = requests.waiting(db)
    with transaction(db):
        requests.answer(db, waiting.id, '{"error": "no <b>room</b>"}', NOW)
    page = parsed(await troubled.get("/sources/news"))
    assert said(page, "#asked-for .line")[0].startswith("failed Resume, asked")
    assert "no <b>room</b>" in said(page, "#asked-for .line")[0]


async def test_nothing_is_asked_without_the_page_s_token(troubled):
    assert (await troubled.post("/sources/news/poll", data={"csrf": "no"})).status_code == 403


async def test_the_polls_of_a_source_are_listed_by_the_page(troubled):
    page = parsed(await troubled.get("/sources/untc"))
    assert said(page, "#polls ~ table tbody td:nth-child(2)") == [
        "quarantined",
        "changed",
        "changed",
    ]
    page = parsed(await troubled.get("/sources/untc?before=1"))
    assert "There is nothing further" in page.body.text()


def test_pages_by_id_lead_to_every_source_and_back():
    every = [f"s{number:03}" for number in range(2 * PAGE + 1)]
    asked, seen, after = Asked(), [], ""
    while True:
        page = paged(every, asked, after)
        seen += page.ids
        if page.next is None:
            break
        after = page.next.partition("after=")[2]
    assert seen == every
    assert page.previous == f"/sources?after=s{PAGE - 1:03}"
    assert paged(every, asked, "s099").previous == "/sources"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_paused_source_is_in_no_trouble_whatever_its_last_poll_said(outcome):
    row = row_of("s", None, None)
    state = SourceState("s", last_outcome=outcome, paused_by_person=True)
    assert not words.troubled(row.source, state)


def test_every_kind_of_source_is_said_in_words():
    assert set(words.KINDS) == set(SourceKind.__args__)


@given(st.lists(st.sampled_from([each.value for each in Outcome] + ["of a newer version"])))
def test_a_strip_shows_each_poll_that_is_known_and_no_more_than_fit(outcomes):
    shown = [each for each in outcomes if each in set(Outcome)][:POLLS]
    assert strip(outcomes).count("<rect") == len(shown)
    told = in_words(outcomes)
    assert sum(map(int, re.findall(r"(\d+) [a-z ]+[,.]", told))) == len(shown)


async def test_the_store_knows_sources_that_the_configuration_has_no_more(troubled, tmp_path):
    db = open_beside(tmp_path / "watcher.db")
    known = watched.one(db, "former")
    assert (known.kind, known.url) == ("page", "https://former.example.org/")
    assert watched.one(db, "nope") is None
