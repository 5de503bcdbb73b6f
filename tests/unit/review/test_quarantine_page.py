"""What is held is looked at before it is accepted: the page shows what would be written."""

from tests.unit.review.pages import is_harmless, parsed, post
from tests.unit.review.troubled import said
from watcher.store import requests
from watcher.store.database import open_beside


async def test_what_accepting_would_write_is_shown_before_anything_is_asked(troubled, tmp_path):
    answer = await troubled.get("/sources/untc/quarantine")
    page = parsed(answer)
    is_harmless(page)
    assert said(page, "#writes ~ .lead") == ["37 baseline"]
    lines = said(page, "#writes ~ .lines .line")
    assert "baseline Albania signed on 25 Oct 2025" in lines
    assert len(lines) == 37
    assert "header counts: 73 signatories" in said(page, ".reason")[0]
    assert said(page, "#decide ~ .actions button") == ["Accept it", "Reject it"]
    assert requests.waiting(open_beside(tmp_path / "watcher.db")) == ()


async def test_a_source_s_page_offers_the_look_and_not_the_decision(troubled):
    page = parsed(await troubled.get("/sources/untc"))
    assert said(page, ".held a.main") == ["See what accepting would write"]
    assert "Accept it" not in said(page, "button")


async def test_what_was_seen_is_accepted_and_no_other_capture(troubled, tmp_path):
    place = "/sources/untc/quarantine"
    page = parsed(await troubled.get(place))
    capture = page.css_first("input[name=capture]").attributes["value"]
    answer = await post(troubled, place, "/sources/untc/accept", capture=int(capture) + 1)
    assert answer.status_code == 409
    assert "something else is held" in answer.text
    answer = await post(troubled, place, "/sources/untc/accept", capture=capture)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sources/untc#asked")
    (waiting,) = requests.waiting(open_beside(tmp_path / "watcher.db"))
    assert (waiting.kind, waiting.subject) == (requests.Kind.ACCEPT, "untc")
    told = said(parsed(await troubled.get("/sources/untc")), "#asked-for .line")
    assert told[0].startswith("waits Accept what is held, asked")


async def test_what_is_held_can_be_rejected(troubled, tmp_path):
    place = "/sources/untc/quarantine"
    capture = parsed(await troubled.get(place)).css_first("input[name=capture]")
    await post(troubled, place, "/sources/untc/reject", capture=capture.attributes["value"])
    (waiting,) = requests.waiting(open_beside(tmp_path / "watcher.db"))
    assert waiting.kind is requests.Kind.REJECT


async def test_where_nothing_is_held_there_is_nothing_to_decide(troubled):
    answer = await troubled.get("/sources/news/quarantine")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sources/news")
    answer = await post(troubled, "/sources/news", "/sources/news/accept", capture=1)
    assert answer.status_code == 409
